"""One field compared: over all agencies of a year, and over the years of an agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, exists, func, select

from index.record.attached import attached
from index.record.filters import VALUED, FigureFilter, conditions, in_scope, within
from index.record.memo import Memo, distinct
from index.record.rows import Page
from index.record.stored_figures import StoredFigure, joined
from index.record.tables import agencies, agency_keys, figures, reports, versions

Values = tuple[tuple[Decimal, int], ...]
COUNTED = 200
"""Values of a year that are counted: so many are enough to compare, and all of them cost a scan of the year."""
_FRAMES = 200
"""Frames whose values are kept: pages of one frame all summarise the same."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An agency without a value. `form` is None where it has no report of the year, `status` where no cell was read."""

    agency: str
    agency_name: str
    report: str | None
    form: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class ReportYear:
    """That an agency reported for a year, and on which form."""

    agency: str
    year: int
    report: str
    form: str


class Comparison:
    """Reads the main figures of current versions side by side."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memo = Memo(_FRAMES)

    def values(self, criteria: FigureFilter) -> Values:
        """Return each exact value asked for and how many figures have it, the smallest first."""
        with self._engine.connect() as connection:
            return self._memo.now(connection).get(criteria, lambda: _values(connection, criteria))

    def values_by_region(self, criteria: FigureFilter, codes: Sequence[str]) -> dict[str, Values]:
        """Return for each of the places that has any the values of agencies in it, as `values` does.

        Figures and places are put together here: each comes from one index in order, joined they would not.
        """
        lying = select(agency_keys.c.agency_id, agency_keys.c.key)
        lying = lying.where(agency_keys.c.kind == "region", agency_keys.c.key.in_(codes))
        valued = select(figures.c.agency_id, figures.c.value)
        valued = valued.where(*conditions(criteria), figures.c.value.is_not(None))
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            places = kept.get(
                ("places", tuple(codes)), lambda: _grouped((row[0], row[1]) for row in connection.execute(lying))
            )
            return kept.get(
                (criteria, tuple(codes)),
                lambda: _by_place(places, [(row[0], row[1]) for row in connection.execute(valued)]),
            )

    def gaps(self, criteria: FigureFilter, year: int, valued: int, limit: int, after: str = "") -> Page[Gap]:
        """Return the agencies in scope without a value of the one field and applicant in `criteria`, by agency id.

        `valued` is how many in scope have one: all others are gaps.
        """
        own = conditions(replace(criteria, years=((year, year),), statuses=VALUED))
        without = ~exists().where(figures.c.agency_id == agencies.c.id, *own)
        said = in_scope(agencies.c.id, criteria)
        page = select(agencies.c.id).where(without, *said, agencies.c.id > after).order_by(agencies.c.id)
        with self._engine.connect() as connection:
            scope = connection.execute(select(func.count()).select_from(agencies).where(*said)).scalar_one()
            rows = connection.execute(_with_figure(criteria, year, page.limit(limit + 1))).all()
        gaps = tuple(Gap(row.id, row.name, row.report, row.form, row.status) for row in rows[:limit])
        return Page(gaps, scope - valued, (gaps[-1].agency,) if len(rows) > limit else None)

    def series(self, field: str, applicant: str, agency_ids: Sequence[str]) -> tuple[StoredFigure, ...]:
        """Return the main figures of the field over the years of the agencies, the earliest year first."""
        criteria = FigureFilter(fields=(field,), applicants=(applicant,), agencies=tuple(agency_ids))
        years = select(reports.c.year).where(reports.c.agency_id.in_(agency_ids))
        query = joined().where(*conditions(criteria), figures.c.year.in_(years))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(figures.c.agency_id, figures.c.year)).all()
            return attached(connection, rows)

    def valued_years(self, criteria: FigureFilter) -> tuple[int, ...]:
        """Return the years of which there are values of what is wanted, the earliest first."""
        asked = replace(criteria, statuses=VALUED)
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            held = kept.get("years", lambda: distinct(connection, reports.c.year))
            return kept.get(("years", asked), lambda: tuple(_valued(connection, asked, held)))

    def latest_counts(self, criteria: FigureFilter) -> dict[int, int]:
        """Return how many values there are of what is wanted in its last years, from the last back to one with COUNTED.

        Beyond COUNTED they are not counted further.
        """
        asked = replace(criteria, statuses=VALUED)
        years = self.valued_years(criteria)
        with self._engine.connect() as connection:
            kept = self._memo.now(connection)
            return kept.get(("counts", asked), lambda: dict(_counts(connection, asked, years)))

    def years(self, agency_ids: Sequence[str]) -> tuple[ReportYear, ...]:
        """Return which years the agencies reported for, and on which form."""
        current = and_(versions.c.report_id == reports.c.id, versions.c.current)
        query = (
            select(reports.c.agency_id, reports.c.year, reports.c.id, versions.c.form)
            .join(versions, current)
            .where(reports.c.agency_id.in_(agency_ids))
            .order_by(reports.c.agency_id, reports.c.year)
        )
        with self._engine.connect() as connection:
            return tuple(ReportYear(*row) for row in connection.execute(query))


def _valued(connection: Connection, asked: FigureFilter, years: Sequence[int]) -> Iterator[int]:
    """Yield the years with a value: one row of each is looked for, not all of them read."""
    said = conditions(asked)
    for year in years:
        if within(year, asked.years):
            query = select(figures.c.id).where(figures.c.year == year, *said).limit(1)
            if connection.execute(query).first() is not None:
                yield year


def _counts(connection: Connection, asked: FigureFilter, years: Sequence[int]) -> Iterator[tuple[int, int]]:
    said = conditions(asked)
    for year in reversed(years):
        some = select(figures.c.id).where(figures.c.year == year, *said).limit(COUNTED)
        count = connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()
        yield year, count
        if count == COUNTED:
            return


def _values(connection: Connection, criteria: FigureFilter) -> Values:
    said = [*conditions(criteria), figures.c.value.is_not(None)]
    rows = connection.execute(select(figures.c.value, func.count()).where(*said).group_by(figures.c.value))
    return _counted((text, count) for text, count in rows)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _by_place(places: Mapping[str, Sequence[str]], valued: Iterable[tuple[str, str]]) -> dict[str, Values]:
    counts: dict[str, Counter[str]] = {}
    for agency, value in valued:
        for place in places.get(agency, ()):
            counts.setdefault(place, Counter())[value] += 1
    return {place: _counted(met.items()) for place, met in counts.items()}


def _counted(values: Iterable[tuple[str, int]]) -> Values:
    counts: dict[Decimal, int] = {}
    for text, count in values:
        value = Decimal(text)  # 2 and 2.0 are one value
        counts[value] = counts.get(value, 0) + count
    return tuple(sorted(counts.items()))


def _with_figure(criteria: FigureFilter, year: int, page: Select[tuple[str]]) -> Select[Any]:
    in_year = and_(reports.c.agency_id == agencies.c.id, reports.c.year == year)
    current = and_(versions.c.report_id == reports.c.id, versions.c.current)
    its = and_(
        figures.c.field == criteria.fields[0],
        figures.c.applicant == criteria.applicants[0],
        figures.c.year == year,
        figures.c.agency_id == agencies.c.id,
        figures.c.current,
        figures.c.main,
    )
    whole = agencies.outerjoin(reports, in_year).outerjoin(versions, current).outerjoin(figures, its)
    columns = (agencies.c.id, agencies.c.name, reports.c.id.label("report"), versions.c.form, figures.c.status)
    return select(*columns).select_from(whole).where(agencies.c.id.in_(page)).order_by(agencies.c.id)
