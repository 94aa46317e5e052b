"""Looks up what a question asks for. Whatever cannot be shown with its quote is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from index.record.comparison import Comparison
from index.record.figures import VALUED, FigureFilter, Figures, StoredFigure
from reports.catalogue import FIELDS
from search.answers.cut import cut, tidy
from search.answers.model import Answer, Choice, Directory, Gap, InterpretedQuestion, Trouble
from search.answers.model import Status as AnswerStatus
from search.answers.understand import Chosen, understand
from search.comparison import form_break, reason

MOST_FIGURES = 200
ABOVE_ZERO = Decimal("0.000000001")
_NOT_CHOICES = frozenset({"not_understood", "unknown_agency", "unknown_field", "wrong_unit"})
"""Troubles that say that nothing is known, whatever may be offered beside."""


class Record(Directory, Protocol):
    """The look-ups that answers are made of."""

    @property
    def figure_rows(self) -> Figures: ...

    @property
    def comparison(self) -> Comparison: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers questions from a record."""

    record: Record

    def answer(self, q: str, today: date, chosen: Chosen = Chosen()) -> Answer:  # noqa: B008
        """Answer a question, say what it may mean, or say why there is no answer."""
        try:
            asked = understand(q, cut(tidy(q), self.record, today), self.record, chosen)
            found = self._looked_up(asked)
        except Trouble as trouble:
            status: AnswerStatus = "unknown" if trouble.reason in _NOT_CHOICES or not trouble.choices else "choices"
            found = Answer(
                status, trouble.understood, reasons=(trouble.reason,), choices=trouble.choices, unheld=trouble.names
            )
        return replace(found, names=tuple(self.record.agency_names(found.understood.agencies).items()))

    def _looked_up(self, asked: InterpretedQuestion) -> Answer:
        if asked.ask == "change":
            return self._change(asked)
        if asked.agencies and (asked.ask == "value" or len(asked.agencies) > 1):
            return self._values(asked)
        if asked.ask == "value":
            raise Trouble("nothing_asked", asked)
        if asked.ask == "which":
            return self._which(asked)
        return self._ranking(asked)

    def _filter(self, asked: InterpretedQuestion) -> FigureFilter:
        return FigureFilter(
            fields=asked.fields,
            applicants=(asked.applicant,),
            agencies=asked.agencies,
            regions=tuple(region.code for region in asked.regions),
            years=tuple((year, year) for year in asked.years),
        )

    def _values(self, asked: InterpretedQuestion) -> Answer:
        """Return the value of each agency and year asked for, or why there is none."""
        page = self.record.figure_rows.page(self._filter(asked), "year", MOST_FIGURES)
        if page.next:
            raise Trouble("too_many", asked)
        field = _the_field(asked, page.items)
        figures = tuple(one for one in page.items if one.field == field and one.value is not None)
        gaps = self._gaps(asked, field, page.items)
        if not figures:
            return Answer("unknown", asked, field, gaps=gaps, reasons=tuple(dict.fromkeys(gap.reason for gap in gaps)))
        return Answer("answered", asked, field, figures, gaps)

    def _gaps(self, asked: InterpretedQuestion, field: str, statements: Sequence[StoredFigure]) -> tuple[Gap, ...]:
        held = {(one.agency, one.year): one for one in self.record.comparison.years(asked.agencies)}
        said = {(one.agency, one.year): one for one in statements if one.field == field}
        names = self.record.agency_names(asked.agencies)
        pairs = [(agency, year) for agency in asked.agencies for year in asked.years] or sorted(held)
        gaps = []
        for pair in pairs:
            statement, report = said.get(pair), held.get(pair)
            if statement is not None and statement.value is not None:
                continue
            status = statement.status if statement else None
            why = reason(report.form if report else None, status, FIELDS[field])
            name = names.get(pair[0], pair[0])
            gaps.append(Gap(pair[0], name, pair[1], report.report if report else None, why, statement))
        return tuple(gaps)

    def _ranking(self, asked: InterpretedQuestion) -> Answer:
        criteria = replace(self._filter(asked), statuses=VALUED)
        self._needs_a_year(asked, criteria)
        sort = "-value" if asked.descending else "value"
        page = self.record.figure_rows.page(criteria, sort, asked.top + MOST_FIGURES)
        if not page.items:
            return Answer("unknown", asked, asked.fields[0], reasons=("not_stated",), total=0)
        field = _the_field(asked, page.items)
        return Answer(
            "answered",
            asked,
            field,
            _with_ties(page.items, asked.top),
            total=page.total,
            without=self._without(asked, field, page.total),
        )

    def _which(self, asked: InterpretedQuestion) -> Answer:
        """Return the agencies with more than zero, those with the most first; of several years each by itself."""
        criteria = replace(self._filter(asked), statuses=VALUED)
        if not asked.years:
            self._needs_a_year(asked, criteria)
        stated = self.record.figure_rows.page(criteria, "-value", MOST_FIGURES)
        if not stated.items:
            return Answer("unknown", asked, asked.fields[0], reasons=("not_stated",), total=0)
        field = _the_field(asked, stated.items)
        above = tuple(one for one in stated.items if one.value is not None and one.value > 0)
        if len(above) == MOST_FIGURES:
            raise Trouble("too_many", asked)
        without = self._without(asked, field, stated.total) if len(asked.years) == 1 else None
        return Answer("answered", asked, field, above, total=stated.total, without=without)

    def _needs_a_year(self, asked: InterpretedQuestion, criteria: FigureFilter) -> None:
        """Raise Trouble with the years there are numbers of, unless just one was named."""
        if len(asked.years) == 1:
            return
        held = self.record.comparison.valued_years(criteria)
        if held:
            raise Trouble("no_year", asked, tuple(Choice("year", str(year), str(year)) for year in reversed(held)))

    def _without(self, asked: InterpretedQuestion, field: str, valued: int) -> int:
        criteria = replace(self._filter(asked), fields=(field,))
        return self.record.comparison.gaps(criteria, asked.years[0], valued, 1).total

    def _change(self, asked: InterpretedQuestion) -> Answer:
        if len(asked.agencies) != 1:
            raise Trouble("not_understood", replace(asked, left=("比",)))
        if len(asked.years) != 2:
            criteria = replace(self._filter(asked), statuses=VALUED)
            held = self.record.comparison.valued_years(criteria)
            raise Trouble("no_year", asked, tuple(Choice("year", str(year), str(year)) for year in reversed(held)))
        found = self._values(asked)
        if len(found.figures) != 2:
            return replace(found, status="unknown", reasons=tuple(dict.fromkeys(gap.reason for gap in found.gaps)))
        earlier, later = found.figures
        turns = form_break(FIELDS[later.field], earlier.form, later.form)
        if turns or earlier.qualifier or later.qualifier or earlier.value is None or later.value is None:
            return replace(found, reasons=("not_comparable",), turns=turns)
        return replace(found, figures=(later, earlier), change=later.value - earlier.value)


def _the_field(asked: InterpretedQuestion, figures: Sequence[StoredFigure]) -> str:
    """Return the one field of those asked for that has values here, else the one that has statements.

    Raises Trouble where several have values.
    """
    valued = list(dict.fromkeys(one.field for one in figures if one.value is not None))
    if len(valued) > 1:
        raise Trouble("several_fields", asked, tuple(Choice("field", id_, FIELDS[id_].label) for id_ in valued))
    return next(iter([*valued, *(one.field for one in figures), *asked.fields]))


def _with_ties(figures: Sequence[StoredFigure], top: int) -> tuple[StoredFigure, ...]:
    """Return the first of a ranking, with those that tie with the last of them."""
    if len(figures) <= top:
        return tuple(figures)
    last = figures[top - 1].value
    return tuple(one for place, one in enumerate(figures) if place < top or one.value == last)
