"""Names and numbers are left out of what is shown however often it is shown, and what is kept for that is bounded."""

from __future__ import annotations

import pytest

from index.record.rows import HitRow
from reports.model import SectionKind
from search import omission
from search.omission import Omission

TEXTS = ("本年度收到申请13件。", "联系人：张三\n", "联系电话：85911345，传真：85911346。", "网址：www.example.cn")
SHOWN = ("本年度收到申请13件。", "联系人：…\n", "联系电话：…，传真：…。", "网址：www.example.cn")


def row(revision: int, position: int, text: str) -> HitRow:
    of_report = ("a-2017", revision, "年度报告", 2017, "prose", "a.txt", "a", "甲市乙局")
    return HitRow(f"s{position}", position, "", "", SectionKind.REQUESTS, (), text, *of_report)


def shown(kept: Omission, revision: int, generation: str = "1") -> tuple[str, ...]:
    return tuple(kept.text(row(revision, position, text), generation) for position, text in enumerate(TEXTS))


def test_the_same_is_left_out_each_time() -> None:
    kept = Omission()
    assert [shown(kept, revision) for revision in (7, 7, 8, 7)] == [SHOWN] * 4


def test_what_is_kept_is_bounded_and_goes_with_the_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(omission, "MOST_NAMING", 3)
    kept = Omission()
    for revision in range(20):
        assert shown(kept, revision) == shown(kept, 1) == SHOWN
        assert len(kept._naming) <= 3
    assert len(kept._plain) == 20
    assert shown(kept, 1, "2") == SHOWN
    assert len(kept._plain) == 1
