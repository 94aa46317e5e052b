"""What is applied to an index while it is being rebuilt: kept beside the rebuild, repeated on it before the switch."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from index.text.protocol import IndexedSection

PREFIX = "journal-"
SEQUENCES = ("headings", "agency_names", "regions")


def note(folder: Path, add: Sequence[IndexedSection], remove: Collection[str]) -> None:
    """Keep one change for the rebuild in `folder`. Call under the writer's lock, which orders the notes."""
    entry = {"add": [asdict(section) for section in add], "remove": sorted(remove)}
    beside = folder / f"new-{time.time_ns()}"
    beside.write_text(json.dumps(entry, ensure_ascii=False), "utf-8", errors="surrogatepass")
    beside.rename(folder / f"{PREFIX}{time.time_ns()}")


def notes(folder: Path) -> Iterator[tuple[list[IndexedSection], list[str]]]:
    """Give back the changes noted, in their order."""
    for path in sorted(folder.glob(f"{PREFIX}*")):
        entry = json.loads(path.read_text("utf-8", errors="surrogatepass"))
        yield [_section(values) for values in entry["add"]], entry["remove"]


def _section(values: dict[str, object]) -> IndexedSection:
    return IndexedSection(**{**values, **{name: tuple(values[name]) for name in SEQUENCES}})  # type: ignore[arg-type]
