"""Looks up what a question asks for. Whatever cannot be shown with its quote is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
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
_ANY_QUESTION = "杭州市教育局2020年收到多少申请"
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
            question = understand(q, cut(tidy(q), self.record, today), self.record, chosen)
            answer = self._looked_up(question)
        except Trouble as trouble:
            status: AnswerStatus = "unknown" if trouble.reason in _NOT_CHOICES or not trouble.choices else "choices"
            answer = Answer(
                status, trouble.understood, reasons=(trouble.reason,), choices=trouble.choices, unheld=trouble.names
            )
        return replace(answer, names=tuple(self.record.agency_names(answer.understood.agencies).items()))

    def warm(self) -> None:
        """Load what telling names in a question takes; the first question would wait for it."""
        cut(tidy(_ANY_QUESTION), self.record, date.min)

    def _looked_up(self, question: InterpretedQuestion) -> Answer:
        if question.ask == "change":
            return self._change(question)
        if question.agencies and (question.ask == "value" or len(question.agencies) > 1):
            return self._values(question)
        if question.ask == "value":
            raise Trouble("nothing_asked", question)
        if question.ask == "which":
            return self._which(question)
        return self._ranking(question)

    def _filter(self, question: InterpretedQuestion) -> FigureFilter:
        return FigureFilter(
            fields=question.fields,
            applicants=(question.applicant,),
            agencies=question.agencies,
            regions=tuple(region.code for region in question.regions),
            years=tuple((year, year) for year in question.years),
        )

    def _values(self, question: InterpretedQuestion) -> Answer:
        """Return the value of each agency and year asked for, or why there is none."""
        page = self.record.figure_rows.page(self._filter(question), "year", MOST_FIGURES)
        if page.next:
            raise Trouble("too_many", question)
        field = _the_field(question, page.items)
        figures = tuple(one for one in page.items if one.field == field and one.value is not None)
        gaps = self._gaps(question, field, page.items)
        if not figures:
            return Answer(
                "unknown", question, field, gaps=gaps, reasons=tuple(dict.fromkeys(gap.reason for gap in gaps))
            )
        return Answer("answered", question, field, figures, gaps)

    def _gaps(self, question: InterpretedQuestion, field: str, statements: Sequence[StoredFigure]) -> tuple[Gap, ...]:
        held = {(one.agency, one.year): one for one in self.record.comparison.years(question.agencies)}
        said = {(one.agency, one.year): one for one in statements if one.field == field}
        names = self.record.agency_names(question.agencies)
        pairs = [(agency, year) for agency in question.agencies for year in question.years] or sorted(held)
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

    def _ranking(self, question: InterpretedQuestion) -> Answer:
        criteria = replace(self._filter(question), statuses=VALUED)
        self._needs_a_year(question, criteria)
        sort = "-value" if question.descending else "value"
        page = self.record.figure_rows.page(criteria, sort, question.top + MOST_FIGURES)
        if not page.items:
            return Answer("unknown", question, question.fields[0], reasons=("not_stated",), total=0)
        field = _the_field(question, page.items)
        return Answer(
            "answered",
            question,
            field,
            _with_ties(page.items, question.top),
            total=page.total,
            without=self._without(question, field, page.total),
        )

    def _which(self, question: InterpretedQuestion) -> Answer:
        """Return the agencies with more than zero, those with the most first; of several years each by itself."""
        criteria = replace(self._filter(question), statuses=VALUED)
        if not question.years:
            self._needs_a_year(question, criteria)
        stated = self.record.figure_rows.page(criteria, "-value", MOST_FIGURES)
        if not stated.items:
            return Answer("unknown", question, question.fields[0], reasons=("not_stated",), total=0)
        field = _the_field(question, stated.items)
        above = tuple(one for one in stated.items if one.value is not None and one.value > 0)
        if len(above) == MOST_FIGURES:
            raise Trouble("too_many", question)
        without = self._without(question, field, stated.total) if len(question.years) == 1 else None
        return Answer("answered", question, field, above, total=stated.total, without=without)

    def _needs_a_year(self, question: InterpretedQuestion, criteria: FigureFilter) -> None:
        """Raise Trouble with the years there are numbers of, unless just one was named."""
        if len(question.years) == 1:
            return
        held = self.record.comparison.valued_years(criteria)
        if held:
            raise Trouble("no_year", question, tuple(Choice("year", str(year), str(year)) for year in reversed(held)))

    def _without(self, question: InterpretedQuestion, field: str, valued: int) -> int:
        criteria = replace(self._filter(question), fields=(field,))
        return self.record.comparison.gaps(criteria, question.years[0], valued, 1).total

    def _change(self, question: InterpretedQuestion) -> Answer:
        if len(question.agencies) != 1:
            raise Trouble("not_understood", replace(question, left=("比",)))
        if len(question.years) != 2:
            criteria = replace(self._filter(question), statuses=VALUED)
            held = self.record.comparison.valued_years(criteria)
            raise Trouble("no_year", question, tuple(Choice("year", str(year), str(year)) for year in reversed(held)))
        both = self._values(question)
        if len(both.figures) != 2:
            return replace(both, status="unknown", reasons=tuple(dict.fromkeys(gap.reason for gap in both.gaps)))
        earlier, later = both.figures
        turns = form_break(FIELDS[later.field], earlier.form, later.form)
        if turns or earlier.qualifier or later.qualifier or earlier.value is None or later.value is None:
            return replace(both, reasons=("not_comparable",), turns=turns)
        return replace(both, figures=(later, earlier), change=later.value - earlier.value)


def _the_field(question: InterpretedQuestion, figures: Sequence[StoredFigure]) -> str:
    """Return the one field of those asked for that has values here, else the one that has statements.

    Raises Trouble where several have values.
    """
    valued = list(dict.fromkeys(one.field for one in figures if one.value is not None))
    if len(valued) > 1:
        raise Trouble("several_fields", question, tuple(Choice("field", id_, FIELDS[id_].label) for id_ in valued))
    return next(iter([*valued, *(one.field for one in figures), *question.fields]))


def _with_ties(figures: Sequence[StoredFigure], top: int) -> tuple[StoredFigure, ...]:
    """Return the first of a ranking, with those that tie with the last of them."""
    if len(figures) <= top:
        return tuple(figures)
    last = figures[top - 1].value
    return tuple(one for place, one in enumerate(figures) if place < top or one.value == last)
