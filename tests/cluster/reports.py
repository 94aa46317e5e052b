"""Report files of many agencies and years, each a sample's text under another name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from tests.cluster.served import ROOT

PLACES = ("温州市", "宁波市", "绍兴市", "金华市", "嘉兴市", "台州市", "济南市", "青岛市", "杭州市", "贵阳市")
OFFICES = ("教育局", "财政局", "民政局", "审计局", "统计局")
YEARS = range(2009, 2019)


@cache
def _sample() -> str:
    text = (ROOT / "samples/2017-wenzhou-science-technology-bureau.txt").read_text("utf-8")
    return re.sub(r"温州市科学技术局|wzkj", "本局", text)


def reports(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield so many (file name, text, a string that only this text has), at most 500."""
    every = product(PLACES, OFFICES, YEARS)
    for number, (place, office, year) in zip(range(count), every, strict=False):
        mark = f"编号{number:04}号"
        title = f"{place}{office}{year}年政府信息公开工作年度报告"
        body = _sample().split("\n", 3)[-1].replace("2017", str(year))
        yield f"{number:04}.txt", f"{title}\n\n{place}{office}\n\n{body}\n{mark}。\n", mark
