"""Beginnings of papers by kind (identity_*.toml): whose report, refused by name, or asked for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import identify
from reports.identity.explain import explain
from reports.model import Document

FILES = (
    "identity_kinds.toml",
    "identity_openings.toml",
    "identity_others.toml",
    "identity_pages.toml",
    "identity_bodies.toml",
    "identity_agreeing.toml",
    "identity_writers.toml",
    "identity_roles.toml",
    "identity_within.toml",
)
KINDS = {
    kind: cases
    for file in FILES
    for kind, cases in tomllib.loads(Path(__file__).with_name(file).read_text("utf-8")).items()
}
NAMED = [(case, f"{kind}-{n}") for kind, cases in KINDS.items() for n, case in enumerate(cases, 1)]


def _with(key: str) -> list[Any]:
    return [pytest.param(case, id=name) for case, name in NAMED if key in case]


CASES = [pytest.param(case, id=name) for case, name in NAMED]
TOLD, REFUSED, UNTOLD, UNDATED = (_with(key) for key in ("agency", "refused", "untold", "undated"))


_OPEN = {"untold": "agency", "undated": "year"}


def document(text: str) -> Document:
    return Document("a.txt", "txt", text, (), {})


@pytest.mark.parametrize("case", TOLD)
def test_a_report_is_told_by_its_own_statements(case: dict[str, Any]) -> None:
    found = identify(document(case["text"]))
    assert (found.agency.name, found.year) == (case["agency"], case["year"])
    assert found.title == case.get("title", found.title)
    assert "".join(found.title.split()) in "".join(case["text"].split()).replace("(", "（").replace(")", "）")


@pytest.mark.parametrize("given", [None, 2022], ids=["told", "given"])
@pytest.mark.parametrize("case", REFUSED)
def test_another_paper_is_refused_by_name(case: dict[str, Any], given: int | None) -> None:
    with pytest.raises(NotAReport, match=case["refused"]):
        identify(document(case["text"]), "湖州市教育局" if given else None, given)


@pytest.mark.parametrize("case", UNTOLD)
def test_who_is_named_in_passing_is_not_the_reporter(case: dict[str, Any]) -> None:
    with pytest.raises(UnidentifiedReport) as caught:
        identify(document(case["text"]))
    assert "agency" in caught.value.missing


@pytest.mark.parametrize("case", UNDATED)
def test_a_year_of_something_else_is_not_the_reports(case: dict[str, Any]) -> None:
    with pytest.raises(UnidentifiedReport) as caught:
        identify(document(case["text"]))
    assert caught.value.missing == ("year",)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_eight_variants(kind: str) -> None:
    assert len(KINDS[kind]) >= 8


@pytest.mark.parametrize("case", CASES)
def test_what_a_file_says_and_what_follows_can_be_read(case: dict[str, Any]) -> None:
    said = list(explain(document(case["text"])))
    verdict = next(line for line in said if line.startswith("judgement: "))
    untold = next((f"{what} not told" for key, what in _OPEN.items() if key in case), case.get("refused", ""))
    assert re.search(case.get("agency", untold), verdict)


def test_statements_are_given_with_their_place() -> None:
    said = list(explain(document(KINDS["untitled"][0]["text"])))
    assert any(line.startswith("announced at 10, line 1: ") for line in said)
