"""Draw one number of an agency over the years as bars of text, with the breaks where values do not compare.

python examples/draw_series.py http://127.0.0.1:8000 requests.received 杭州市科技局
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from disclosure_client import ApiError, Client

WIDTH = 50


def bars(series: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each year, and one for each break before it."""
    points = {point["report"]["year"]: point for point in series["points"]}
    most = max((point["value"] for point in points.values()), default=0) or 1
    breaks = {found["year"]: found for found in series["breaks"]}
    for year in sorted({*points, *breaks, *series["missing_years"]}):
        if year in breaks:
            yield f"      ┄┄ {breaks[year]['kind']}: {breaks[year]['detail']}"
        if year in points:
            point = points[year]
            bar = "█" * max(1, round(WIDTH * point["value"] / most)) if point["value"] else ""
            yield f"{year}  {bar} {point['value']} {point['unit']}  ({point['report']['agency']['name']})"
        else:
            yield f"{year}  no value"


def main(base: str, field: str, *agencies: str) -> int:
    try:
        found = Client(base).series(field, *agencies)
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    for series in found:
        print(series["agency"]["name"])
        print("\n".join(bars(series)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
