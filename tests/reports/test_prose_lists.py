"""A long list costs as much as it is long."""

from __future__ import annotations

import pytest

from reports.parse import parse
from reports.prose import denials

TITLE = "杭州市水利局2020年政府信息公开工作年度报告\n一、总体情况\n"


def test_each_member_of_a_denied_list_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    look = denials._ends_alone

    def count(words: object, at: int) -> bool:
        looked_at.append(at)
        return look(words, at)  # type: ignore[arg-type]

    monkeypatch.setattr(denials, "_ends_alone", count)
    members = 100
    report = parse(f"{TITLE}2020年未收到{'复议、诉讼、' * members}案件。\n".encode(), "a.txt")
    assert {figure.field: figure.value for figure in report.figures} == {"review.total": 0, "litigation.total": 0}
    assert len(looked_at) == 2 * members
