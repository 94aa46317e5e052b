"""Questions in everyday words: right or honestly unknown, never wrong. Nobody lowers the floors without saying why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from search.answers.answer import Answers
from tests.corpora import needs
from tests.questions.asking import Expected, asked, ingested, questions

pytestmark = [
    needs("reports"),
    pytest.mark.xdist_group("questions"),  # the reports are taken in once for all
]
TODAY, LOOKED_AT, KEPT_APART = questions()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    data: Path = tmp_path_factory.mktemp("asked")
    return ingested(data)


def test_there_are_enough_questions_and_half_of_them_are_kept_apart() -> None:
    assert len(LOOKED_AT) + len(KEPT_APART) >= 120
    assert abs(len(LOOKED_AT) - len(KEPT_APART)) <= 1


@pytest.fixture(scope="module", params=[LOOKED_AT, KEPT_APART], ids=["looked at", "kept apart"])
def told(answers: Answers, request: pytest.FixtureRequest) -> list[tuple[Expected, object, str]]:
    """Return each question of one half with its answer and whether that is right."""
    return list(asked(answers, TODAY, request.param))


def test_no_answer_is_wrong(told: list[tuple[Expected, object, str]]) -> None:
    assert [(one.q, answer) for one, answer, mark in told if mark == "wrong"] == []


def test_nearly_every_answer_is_right(told: list[tuple[Expected, object, str]]) -> None:
    marks = Counter(mark for _, _, mark in told)
    assert marks["right"] / len(told) >= 0.9
