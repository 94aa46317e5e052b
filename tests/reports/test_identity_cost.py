"""Reading who reports looks at a bounded stretch of a text: four times the text is not sixteen times the work."""

import cProfile
import pstats

import pytest

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import identify
from reports.model import Document

PIECES = [
    "《",
    "关于",
    "\n",
    " ",
    "2020年",
    "公布",
    "由",
    "杭州市",
    "杭州市财政局",
    "一、",
    "我局",
    "附件1：",
    "请与杭州市",
    "《年报》",
]


def calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.enable()
    try:
        identify(Document("a.txt", "txt", text, (), {}))
    except (NotAReport, UnidentifiedReport):
        pass
    finally:
        profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    title = "政府信息公开2020年报告\n"
    calls(title)
    small, large = calls(title + piece * 4000), calls(title + piece * 16000)
    assert large <= 4.5 * small
