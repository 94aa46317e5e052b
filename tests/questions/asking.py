"""Asks the questions of questions.toml and says which answers are right, wrong or honestly missing.

`python -m tests.questions.asking` prints what is not right; `all` also shows those that are kept apart.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from app import create_app
from index.record.figures import StoredFigure
from search.answers.answer import Answers
from search.answers.model import Answer
from tests.corpora import SAMPLES, corpus

FOLDERS = (SAMPLES, corpus("reports"))
Mark = Literal["right", "honest", "wrong"]


@dataclass(frozen=True, slots=True)
class Expected:
    """A question; `figures` are agency, year, field with its applicant, and the values that are right."""

    q: str
    kind: str
    figures: tuple[tuple[str, int, str, frozenset[Decimal]], ...]


def questions() -> tuple[date, list[Expected], list[Expected]]:
    """Return the day they are asked on, those looked at while words were gathered, and those kept apart."""
    data = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))
    rows = [
        Expected(q, kind, tuple(_figure(one, data["agencies"]) for one in figures))
        for part in data["rows"]
        for q, kind, *figures in part["ask"]
    ]
    return data["today"], rows[::2], rows[1::2]


def _figure(text: str, agencies: dict[str, str]) -> tuple[str, int, str, frozenset[Decimal]]:
    agency, year, field, values = text.split()
    return agencies[agency], int(year), field, frozenset(map(Decimal, values.split("|")))


def mark(answer: Answer, wanted: Expected) -> Mark:
    """Say whether an answer is right; to know nothing, or to offer choices, is honest where there was an answer."""
    if wanted.kind in ("choices", "unknown"):
        if answer.status == "answered":
            return "wrong"
        return "right" if answer.status == wanted.kind else "honest"
    if answer.status != "answered":
        return "honest"
    ordered = wanted.kind in ("ranking", "change", "figure")
    got = list(answer.figures) if ordered else sorted(answer.figures, key=lambda one: (one.agency, one.year))
    due = list(wanted.figures) if ordered else sorted(wanted.figures, key=lambda one: (one[0], one[1]))
    if len(got) != len(due) or (wanted.kind == "change") != (answer.change is not None):
        return "wrong"
    return "right" if all(_same(one, other) for one, other in zip(got, due, strict=True)) else "wrong"


def _same(figure: StoredFigure, due: tuple[str, int, str, frozenset[Decimal]]) -> bool:
    agency, year, field, values = due
    said = figure.field if figure.applicant == "total" else f"{figure.field}/{figure.applicant}"
    shown = {figure.value, *(one.value for one in figure.conflicts)}
    return (figure.agency, figure.year, said) == (agency, year, field) and figure.value in values and values <= shown


def asked(answers: Answers, today: date, rows: Sequence[Expected]) -> list[tuple[Expected, Answer, Mark]]:
    found = []
    for one in rows:
        answer = answers.answer(one.q, today)
        found.append((one, answer, mark(answer, one)))
    return found


def ingested(data: Path) -> Answers:
    """Take the reports in that are asked about."""
    app = create_app({"DATA": data})
    app.test_cli_runner().invoke(args=["ingest", *(str(folder) for folder in FOLDERS), "--jobs", "2"])
    return Answers(app.extensions["disclosure"].record)


def main() -> None:
    today, looked_at, kept_apart = questions()
    with tempfile.TemporaryDirectory() as folder:
        answers = ingested(Path(folder))
        for rows in (looked_at, kept_apart):
            marks = asked(answers, today, rows)
            print(dict(Counter(found for _, _, found in marks)))
            for one, answer, found in marks if rows is looked_at or "all" in sys.argv else ():
                if found != "right":
                    said = [(f.agency, f.year, f.field, str(f.value)) for f in answer.figures]
                    choices = [choice.value for choice in answer.choices]
                    print(found, one.q, one.kind, answer.status, answer.reasons, answer.understood.left, said, choices)


if __name__ == "__main__":
    main()
