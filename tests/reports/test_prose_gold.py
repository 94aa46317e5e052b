"""Sentences and contradictions of real reports against what a careful reader took from them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.model import Figure, Origin, Report, Term, Verdict
from reports.parse import parse
from tests.corpora import gold_files, needs, report_file

ROOT = Path(__file__).resolve().parents[2]
ALARMS = (Verdict.FAIL, Verdict.INCOMPLETE)
RECEIVED = {"hangzhou-science-technology-commission": 13, "wenzhou": 2, "guizhou": 1, "qingdao": 3}


@cache
def report(path: Path) -> Report:
    return parse(path.read_bytes(), path.name)


def read(gold: dict[str, Any]) -> Report:
    return report(report_file(gold["file"]))


def prose(read_: Report) -> list[Figure]:
    return [figure for figure in read_.figures if figure.origin is Origin.PROSE]


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda p: p.stem)
def test_every_number_a_reader_takes_is_taken_and_no_other_value(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    got: dict[str, set[Decimal | None]] = {}
    for figure in prose(read(gold)):
        got.setdefault(f"{figure.field}|{figure.applicant}", set()).add(figure.value)
    want = {key: {Decimal(v["value"] if isinstance(v, dict) else v)} for key, v in gold["prose"].items()}
    assert got == want


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda p: p.stem)
def test_alarms_are_raised_where_a_reader_raises_them(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    assert {check.rule for check in read(gold).checks if check.verdict in ALARMS} == {
        check["rule"] for check in gold["checks"] if check["verdict"] in ALARMS
    }


@pytest.mark.parametrize("path", sorted((ROOT / "samples").glob("*.txt")), ids=lambda p: p.stem)
def test_evidence_of_the_samples_is_their_text(path: Path) -> None:
    one = report(path)
    terms = [term for check in one.checks for term in (*check.left, *check.right)]
    assert prose(one)
    said: list[Figure | Term] = [*prose(one), *terms]
    assert all(one.document.text[f.start : f.end] == f.quote for f in said)


@pytest.mark.parametrize(("name", "value"), RECEIVED.items())
def test_the_samples_state_how_many_requests_they_received(name: str, value: int) -> None:
    (path,) = (ROOT / "samples").glob(f"*{name}*.txt")
    assert [f.value for f in prose(report(path)) if f.field == "requests.received"] == [value]
