"""A long list costs as much as it is long."""

from __future__ import annotations

import pytest

from reports.parse import parse
from reports.prose import denials
from reports.prose.words import Word

TITLE = "杭州市水利局2020年政府信息公开工作年度报告\n一、总体情况\n"


def test_each_word_after_a_member_of_a_denied_list_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[Word] = []
    look = denials._says_nothing

    def count(word: Word) -> bool:
        looked_at.append(word)
        return look(word)

    monkeypatch.setattr(denials, "_says_nothing", count)
    members = 100
    report = parse(f"{TITLE}2020年未收到{'复议、诉讼、' * members}案件。\n".encode(), "a.txt")
    assert {figure.field: figure.value for figure in report.figures} == {"review.total": 0, "litigation.total": 0}
    assert 2 * members <= len(looked_at) <= 2 * members + 4


def test_the_title_is_no_part_of_the_first_sentence() -> None:
    text = "杭州市水利局2012年政府信息公开工作年度报告\n自2008年以来，本局累计主动公开政府信息1382条。\n"
    assert not parse(text.encode(), "a.txt").figures
