"""Figures as pages show them: the value with a link to the characters it was read from, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from index.record.figures import StoredFigure
from reports.checks.rules import rules
from reports.model import Origin, Verdict
from search.grid import Cell, contested
from web.http.links import Links
from web.pages.cards import address_of, carried, report_url
from web.pages.chart import written


@dataclass(frozen=True, slots=True)
class ShownValue:
    """`value` is "" where there is none and `note` says why; `doubts` are what speaks against it, in words.

    `source` is the address of the agency's own page, "" where it is not known.
    """

    year: int
    value: str
    url: str
    note: str
    doubts: tuple[str, ...] = ()
    computed: bool = False
    source: str = ""


def shown_cell(cell: Cell, urls: Links, words: dict[str, Any]) -> ShownValue:
    """Show a cell of a grid."""
    if cell.figure is not None and cell.figure.value is not None:
        return shown_figure(cell.figure, urls, words)
    note = words["reasons"][cell.reason or "not_stated"]
    if cell.figure is not None:
        return ShownValue(
            cell.year, "", evidence_url(cell.figure, urls, words["lang"]), note, source=address_of(cell.figure.source)
        )
    url = report_url(urls, cell.report, carried("", words["lang"])) if cell.report else ""
    return ShownValue(cell.year, "", url, note)


def shown_figure(figure: StoredFigure, urls: Links, words: dict[str, Any]) -> ShownValue:
    """Show a figure that has a value."""
    return ShownValue(
        year=figure.year,
        value=value_of(figure, words),
        url=evidence_url(figure, urls, words["lang"]),
        note=words["computed"] if figure.origin == Origin.COMPUTED else "",
        doubts=tuple(doubts(figure, words)) if contested(figure) else (),
        computed=figure.origin == Origin.COMPUTED,
        source=address_of(figure.source),
    )


def value_of(figure: StoredFigure, words: dict[str, Any]) -> str:
    """Write a value with its qualifier, "" where there is none."""
    if figure.value is None:
        return ""
    about = words["about"].get(figure.qualifier, "") if figure.qualifier else ""
    return f"{about} {written(figure.value)}".strip()


def doubts(figure: StoredFigure, words: dict[str, Any]) -> Iterable[str]:
    """Yield what the same report states otherwise and which checks fail."""
    others = [value_of(other, words) for other in figure.conflicts]
    if others:
        yield f"{words['conflict']} {', '.join(others)}"
    for one in figure.checks:
        if one.check.verdict == Verdict.FAIL:
            left, right = one.check.lhs, one.check.rhs
            sides = f": {written(left)} ≠ {written(right)}" if left is not None and right is not None else ""
            yield f"{words['check_fails']} {rules().said(one.check.rule, words['lang'])}{sides}"


def evidence_url(figure: StoredFigure, urls: Links, lang: str) -> str:
    """Return where a figure's quote or blank cell stands, marked; a computed one leads to the first cell of its sum."""
    shown = min(figure.inputs, key=lambda cell: cell.start, default=figure)
    return report_url(urls, figure.report, [("at", f"{shown.start}-{shown.end}"), *carried("", lang)], shown.section)
