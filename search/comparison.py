"""One field side by side: a frame over the agencies of a year, a series over the years of an agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Literal

from index.record.comparison import Comparison, Gap, ReportYear
from index.record.figures import VALUED, FigureFilter, Figures, StoredFigure
from index.record.rows import Page
from reports.catalogue import Field
from reports.forms import STATUTORY
from reports.identity.succession import Link
from reports.model import LOCAL, Status
from search.succession import Chain

PROVINCIAL = "provincial"
Reason = Literal["no_report", "not_asked", "not_stated", "blank", "unparsed"]
_BATCH = 500
_DONE = "~"
"""Sorts behind every agency id: stands in a frame's place for a list that has ended."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Over all values of the frame, exact; the median of an even count is the mean of the middle two."""

    count: int
    min: Decimal
    median: Decimal
    max: Decimal
    sum: Decimal


@dataclass(frozen=True, slots=True)
class Missing:
    """An agency without a value and why: the form does not ask, the report does not say, the cell is blank, …"""

    agency: str
    agency_name: str
    year: int
    report: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Frame:
    """One value per agency. `distribution` covers every value; `points` and `missing` are pages that go on together."""

    points: Page[StoredFigure]
    missing: Page[Missing]
    distribution: Distribution | None
    next: tuple[float | int | str, ...] | None


@dataclass(frozen=True, slots=True)
class Turn:
    """What became otherwise: the form `before` gave way to `after`, or, where `before` is empty, an agency to another.

    `relation` is what became of the field or the agency, "provincial" for a table with rules of its own; `note` quotes
    the form's file, or the document that changed the agency on the day `after`.
    """

    before: str
    after: str
    relation: str
    note: str = ""

    @property
    def detail(self) -> str:
        """The same in one line of English, as programs have it."""
        if not self.before:
            return f"{self.relation}, {self.after}: {self.note}"
        said = "a provincial table may count otherwise" if self.relation == PROVINCIAL else self.relation
        return f"{self.before} → {self.after}: {said} {self.note}".strip()


@dataclass(frozen=True, slots=True)
class Break:
    """From `year` on, values do not compare with those before."""

    year: int
    kind: Literal["form", "agency"]
    turns: tuple[Turn, ...]

    @property
    def detail(self) -> str:
        return "; ".join(one.detail for one in self.turns)


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one agency, and where succession is included of those it came from or went on as."""

    agency: str
    agency_name: str
    members: tuple[str, ...]
    points: tuple[StoredFigure, ...]
    breaks: tuple[Break, ...]
    missing: tuple[Missing, ...]
    missing_years: tuple[int, ...]
    related: tuple[Link, ...]


def frame(
    figures: Figures,
    comparison: Comparison,
    field: Field,
    criteria: FigureFilter,
    year: int,
    sort: str,
    limit: int,
    place: Sequence[float | int | str] | None,
    points_first: bool = False,
) -> Frame:
    """Compare one field of one year and applicant over all agencies in scope; `place` is an earlier frame's `next`.

    Where only some values are asked for, agencies with others are not missing. `points_first`: as people read on.
    Agencies without one come after the last point, and points without what concerns them.
    """
    of_year = replace(criteria, fields=(field.id,), years=((year, year),), statuses=VALUED)
    missing_after, *after = place or ("",)
    values = comparison.values(of_year)
    valued = sum(count for _, count in values)
    points: Page[StoredFigure] = Page((), valued)
    if after != [_DONE]:
        points = figures.page(of_year, sort, limit, after or None, points_first)
    gaps: Page[Gap] = Page((), 0)
    if not criteria.values:
        gaps = comparison.gaps(of_year, year, valued, 1 if points_first and points.next else limit, str(missing_after))
    if points_first and points.next:
        gaps = Page((), gaps.total, (str(missing_after),))
    missing = Page(tuple(_missing(gap, field, year) for gap in gaps.items), gaps.total, gaps.next)
    following = (*(gaps.next or (_DONE,)), *(points.next or (_DONE,)))
    return Frame(points, missing, distribution(values), following if gaps.next or points.next else None)


def whole_frame(
    figures: Figures,
    comparison: Comparison,
    field: Field,
    criteria: FigureFilter,
    year: int,
    sort: str,
    place: Sequence[float | int | str] | None,
) -> Iterator[StoredFigure | Missing]:
    """Yield every point of a frame from `place` on, and after them every agency without one, page by page."""
    of_year = replace(criteria, fields=(field.id,), years=((year, year),), statuses=VALUED)
    missing_after, *after = place or ("",)
    if after != [_DONE]:
        yield from figures.stream(of_year, sort, after=after or None)
    last: str | None = str(missing_after)
    while last is not None and last != _DONE:
        page = comparison.gaps(of_year, year, 0, _BATCH, last)
        yield from (_missing(gap, field, year) for gap in page.items)
        last = str(page.next[0]) if page.next else None


def places(points: tuple[type, ...]) -> tuple[tuple[type | str, ...], ...]:
    """Return the shapes that a frame's place has, for points that are sorted by values of these kinds."""
    return (str, _DONE), (str, *points)


def distribution(values: Sequence[tuple[Decimal, int]]) -> Distribution | None:
    """Summarise values and how often each is met, sorted from the smallest; None where there are none."""
    if not values:
        return None
    count = sum(times for _, times in values)
    middle = (_nth(values, (count - 1) // 2) + _nth(values, count // 2)) / 2
    total = sum((value * times for value, times in values), Decimal(0))
    return Distribution(count, values[0][0], middle, values[-1][0], total)


def _nth(values: Sequence[tuple[Decimal, int]], place: int) -> Decimal:
    """Return the value at this place (from 0) of all, each repeated as often as it is met."""
    last = accumulate(times for _, times in values)
    return next(value for (value, _), beyond in zip(values, last, strict=True) if place < beyond)


def _missing(gap: Gap, field: Field, year: int) -> Missing:
    return Missing(gap.agency, gap.agency_name, year, gap.report, reason(gap.form, gap.status, field))


def reason(form: str | None, status: str | None, field: Field) -> Reason:
    """Say why a report on `form` has no value of the field; `form` is None where there is no report."""
    if form is None:
        return "no_report"
    if status == Status.BLANK:
        return "blank"
    if status == Status.UNPARSED:
        return "unparsed"
    return "not_stated" if form not in STATUTORY or form in field.known else "not_asked"


def series(comparison: Comparison, field: Field, applicant: str, name: tuple[str, str], chain: Chain) -> Series:
    """Follow one field over the years of an agency, `name` being its id and name, and of the others in its chain."""
    order = {agency: place for place, agency in enumerate(chain.members)}
    points = sorted(
        comparison.series(field.id, applicant, chain.members), key=lambda one: (one.year, order[one.agency])
    )
    held = sorted(comparison.years(chain.members), key=lambda one: (one.year, order[one.agency]))
    return Series(
        agency=name[0],
        agency_name=name[1],
        members=chain.members,
        points=tuple(point for point in points if point.value is not None),
        breaks=breaks_between(held, field, chain.links),
        missing=_unstated(held, points, field, name[1]),
        missing_years=_years_between(held),
        related=chain.related,
    )


def breaks_between(reports: Sequence[ReportYear], field: Field, links: Mapping[str, Link]) -> tuple[Break, ...]:
    """Return where values of the field stop to compare, over reports by year; `links` are successions by agency."""
    breaks = []
    for before, after in pairwise(reports):
        if before.agency != after.agency and (link := links.get(after.agency)):
            breaks.append(Break(after.year, "agency", (Turn("", link.date, link.kind, link.source),)))
        if before.form != after.form and (turns := form_break(field, before.form, after.form)):
            breaks.append(Break(after.year, "form", turns))
    return tuple(breaks)


def form_break(field: Field, before: str, after: str) -> tuple[Turn, ...]:
    """Say why values of the field under the form `before` do not compare with those under `after`; none where they do.

    A sentence states the field itself; a provincial table may count by rules of its own.
    """
    if LOCAL in (before, after):
        return (Turn(before, after, PROVINCIAL),)
    if before not in STATUTORY or after not in STATUTORY:
        return ()
    first, last = sorted((STATUTORY.index(before), STATUTORY.index(after)))
    passed = STATUTORY[first + 1 : last + 1]
    steps = [step for step in field.lineage if step.form in passed and not step.comparable]
    return tuple(Turn(before, step.form, step.relation.value, step.note) for step in steps)


def _unstated(
    reports: Sequence[ReportYear], points: Sequence[StoredFigure], field: Field, name: str
) -> tuple[Missing, ...]:
    by_year = {(point.agency, point.year): point for point in points}
    pairs = [(one, by_year.get((one.agency, one.year))) for one in reports]
    return tuple(
        Missing(one.agency, name, one.year, one.report, reason(one.form, point.status if point else None, field))
        for one, point in pairs
        if point is None or point.value is None
    )


def _years_between(reports: Sequence[ReportYear]) -> tuple[int, ...]:
    years = {one.year for one in reports}
    return tuple(year for year in range(min(years), max(years)) if year not in years) if years else ()
