"""The card above the hits of a search: what the words name, and the figures that answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.catalogue import FIELDS
from schemas.answers import LONGEST, asked_figures
from search.answers.model import Answer, Choice, Gap
from web.http.links import Links, Pairs
from web.http.services import services
from web.http.wording import TAGS
from web.pages.breaks import turned
from web.pages.cards import carried, report_url
from web.pages.chart import written
from web.pages.numbers import ShownValue, evidence_url, shown_figure

CHINESE = TAGS["zh"]
Named = tuple[str, str, str]
"""What is called so, its page or "", and the language of its name."""
_SILENT = frozenset({"not_understood", "unknown_field", "wrong_unit"})
"""Reasons to show no card: the words are a search, not a question."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A figure, or why there is none; `quote` is what its report says."""

    agency: str
    agency_url: str
    shown: ShownValue
    quote: str
    unit: str


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """`named` are the agencies, fields and years that were understood, with their pages; `note` is a sentence."""

    named: tuple[Named, ...]
    rows: tuple[AnswerRow, ...]
    change: str
    note: str
    choices: tuple[Named, ...]
    more_url: str
    json_url: str


def answer_card(q: str, day: date, urls: Links, words: dict[str, Any]) -> AnswerCard | None:
    """Return the card for a search, None where its words are no question and name nothing."""
    if not q.strip() or len(q) > LONGEST or any(mark in q for mark in '"“”「」'):
        return None
    answer = services().answers_to_questions.answer(q, day)
    question = answer.understood
    if set(answer.reasons) & _SILENT or not (question.agencies or question.fields or answer.unheld or answer.choices):
        return None
    pairs = asked_figures(question)
    return AnswerCard(
        named=_named(answer, urls, words),
        rows=(
            *(_figure_row(one, urls, words) for one in answer.figures),
            *(_gap_row(gap, urls, words) for gap in answer.gaps),
        ),
        change="" if answer.change is None else f"{'+' if answer.change > 0 else ''}{written(answer.change)}",
        note=_note(answer, words),
        choices=tuple(_choice(one, pairs, urls, words) for one in answer.choices),
        more_url=urls.query("/figures", [*pairs, *carried("", words["lang"])]) if pairs else "",
        json_url=urls.query("/answers", [("q", q)]),
    )


def _named(answer: Answer, urls: Links, words: dict[str, Any]) -> tuple[Named, ...]:
    question, lang = answer.understood, carried("", words["lang"])
    ids = (answer.field,) if answer.field else question.fields
    agencies = [(name, urls.query(f"/agencies/{id_}", lang), CHINESE) for id_, name in answer.names]
    fields = [
        (FIELDS[id_].name(words["lang"]), urls.query("/figures", [("field", id_), *lang]), words["tag"]) for id_ in ids
    ]
    regions = [(one.name, urls.query("/agencies", [("region", one.code), *lang]), CHINESE) for one in question.regions]
    years = [(str(year), "", words["tag"]) for year in question.years]
    applicant = [(words["applicants"][question.applicant], "", words["tag"])] if question.applicant != "total" else []
    return (*agencies, *regions, *years, *applicant, *fields)


def _figure_row(figure: Any, urls: Links, words: dict[str, Any]) -> AnswerRow:
    url = urls.query(f"/agencies/{figure.agency}", carried("", words["lang"]))
    quote = " + ".join(one.quote for one in figure.inputs) if figure.inputs else figure.quote
    row = f"{figure.row} {quote}" if figure.row and quote != figure.row else quote
    return AnswerRow(figure.agency_name, url, shown_figure(figure, urls, words), row, figure.unit)


def _gap_row(gap: Gap, urls: Links, words: dict[str, Any]) -> AnswerRow:
    lang = carried("", words["lang"])
    url = report_url(urls, gap.report, lang) if gap.report else ""
    url = evidence_url(gap.statement, urls, words["lang"]) if gap.statement else url
    shown = ShownValue(gap.year, "", url, words["reasons"].get(gap.reason, gap.reason))
    return AnswerRow(gap.agency_name, urls.query(f"/agencies/{gap.agency}", lang), shown, "", "")


def _note(answer: Answer, words: dict[str, Any]) -> str:
    said = words["answers"]
    reasons = ["no_agency" if one == "nothing_asked" and answer.understood.fields else one for one in answer.reasons]
    notes = [said[reason] for reason in reasons if reason in said]
    if answer.unheld:
        notes.append("、".join(answer.unheld))
    if answer.total is not None and answer.understood.ask == "which" and not answer.figures:
        notes.append(said["none_of"])
    if answer.total is not None and len(answer.understood.years) == 1:
        notes.append(f"{said['compared']} {answer.total:,} · {said['without']} {answer.without or 0:,}")
    return " ".join((*notes, *(turned(one, words) for one in answer.turns)))


def _choice(choice: Choice, pairs: Pairs, urls: Links, words: dict[str, Any]) -> Named:
    url = _choice_url(choice, pairs, urls, words)
    if choice.parameter == "field":
        return FIELDS[choice.value].name(words["lang"]), url, words["tag"]
    return choice.label, url, CHINESE


def _choice_url(choice: Choice, pairs: Pairs, urls: Links, words: dict[str, Any]) -> str:
    lang = carried("", words["lang"])
    if choice.parameter == "agency" and not pairs:
        return urls.query(f"/agencies/{choice.value}", lang)
    kept = [pair for pair in pairs if pair[0] != choice.parameter]
    more = [("by", choice.value)] if choice.parameter == "year" else []
    return urls.query("/figures", [*kept, (choice.parameter, choice.value), *more, *lang])
