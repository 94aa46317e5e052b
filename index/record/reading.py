"""The read side of the record: reports with their versions, sections, texts, figures and checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, func, or_, select

from index.record import encode
from index.record.engine import files_stamp
from index.record.keyset import Order, beyond, order_by
from index.record.memo import generation
from index.record.rows import Counts, Page, StoredAgency, StoredReport, StoredSection, StoredVersion
from index.record.soundness import SOURCES, known, trust
from index.record.tables import agencies, agency_keys, checks, figures, reports, sections, sources, tables, versions
from index.text.protocol import IndexedSection
from reports.model import Check, Figure, PlacedTable, Section

Sort = Literal["-year", "year", "agency"]
ORDERS: Mapping[str, Order] = {
    "-year": ((reports.c.year, True), (reports.c.id, False)),
    "year": ((reports.c.year, False), (reports.c.id, False)),
    "agency": ((reports.c.agency_id, False), (reports.c.year, True)),
}
_REPORT = (
    select(versions, reports.c.agency_id, reports.c.year, agencies.c.name, agencies.c.names, agencies.c.regions)
    .join_from(versions, reports, versions.c.report_id == reports.c.id)
    .join(agencies, reports.c.agency_id == agencies.c.id)
)
_SECTION = [column for column in sections.c if column.name != "text"]
_BATCH = 100


class Reports:
    """Answers from the record. Every method reads one consistent state of it."""

    _engine: Engine

    def reports(
        self,
        agency: Collection[str] = (),
        region: Collection[str] = (),
        form: Collection[str] = (),
        years: Sequence[tuple[int | None, int | None]] = (),
        hosts: Collection[str] = (),
        sort: Sort = "-year",
        limit: int = 20,
        after: Sequence[Any] | None = None,
    ) -> Page[StoredReport]:
        """List current versions; empty filters keep all. `agency` takes ids, `region` codes or names of places."""
        order = ORDERS[sort]
        kept = [versions.c.current, *_filters(agency, region, form, years, hosts)]
        joined = versions.join(reports, versions.c.report_id == reports.c.id)
        counted = select(func.count()).select_from(joined).where(*kept)
        listed = _REPORT.where(*kept).order_by(*order_by(order)).limit(limit + 1)
        if after is not None:
            listed = listed.where(beyond(order, after))
        with self._engine.connect() as connection:
            trust(connection.engine, [SOURCES] if hosts else [])
            total: int = connection.execute(counted).scalar_one()
            rows = connection.execute(listed).mappings().all()
            items = _reports(connection, rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        place = None if last is None else tuple(_sort_value(last, column.name) for column, _ in order)
        return Page(items, total, place)

    def report(self, report_id: str, version: int | None = None) -> StoredReport | None:
        """Return the report's current version, or the one asked for; None where there is none."""
        which = versions.c.current if version is None else versions.c.version == version
        return self._one(_REPORT.where(versions.c.report_id == report_id, which))

    def report_of(self, sha256: str) -> StoredReport | None:
        """Return the version that was read from the original with this hash."""
        return self._one(_REPORT.where(versions.c.sha256 == sha256))

    def agency_reports(self, agency_id: str) -> tuple[StoredReport, ...]:
        """Return an agency's reports, the newest year first."""
        query = _REPORT.where(versions.c.current, reports.c.agency_id == agency_id)
        with self._engine.connect() as connection:
            return _reports(connection, connection.execute(query.order_by(reports.c.year.desc())).mappings().all())

    def text(self, revision: int) -> str:
        """Return the report's normalised text, which every offset counts; empty for an unknown revision."""
        query = select(sections.c.text).where(sections.c.revision == revision).order_by(sections.c.position)
        trust(self._engine, (revision,))
        with self._engine.connect() as connection:
            return "".join(connection.execute(query).scalars())

    def sections(self, revision: int) -> tuple[Section, ...]:
        """Return the sections in reading order."""
        query = select(*_SECTION).where(sections.c.revision == revision).order_by(sections.c.position)
        trust(self._engine, (revision,))
        with self._engine.connect() as connection:
            return tuple(encode.section(row) for row in connection.execute(query))

    def section(self, revision: int, section_id: str) -> StoredSection | None:
        """Return one section with its own text and its path, None where the revision has no such section."""
        trust(self._engine, (revision,))
        query = select(sections).where(sections.c.revision == revision, sections.c.id == section_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else StoredSection(encode.section(row), row.position, tuple(row.path), row.text)

    def tables(self, revision: int) -> tuple[PlacedTable, ...]:
        """Return the tables in reading order; none where rules read the report that did not keep them yet."""
        query = select(tables).where(tables.c.revision == revision).order_by(tables.c.position)
        trust(self._engine, (revision,))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        text = self.text(revision) if rows else ""
        return tuple(encode.table(row, text) for row in rows)

    def figures(self, revision: int) -> tuple[Figure, ...]:
        """Return the figures in reading order, computed ones last; reports.choice.main_figures says which answer."""
        trust(self._engine, (revision,))
        query = select(figures).where(figures.c.revision == revision).order_by(figures.c.id)
        with self._engine.connect() as connection:
            return tuple(encode.figure(row) for row in connection.execute(query))

    def checks(self, revision: int) -> tuple[Check, ...]:
        """Return the checks in the order they were made."""
        trust(self._engine, (revision,))
        query = select(checks).where(checks.c.revision == revision).order_by(checks.c.id)
        with self._engine.connect() as connection:
            return tuple(encode.check(row) for row in connection.execute(query))

    def revisions(self) -> dict[str, int]:
        """Return report id → current revision of every report: what the text index has to hold."""
        query = select(versions.c.report_id, versions.c.revision).where(versions.c.current)
        with self._engine.connect() as connection:
            return {row.report_id: row.revision for row in connection.execute(query)}

    def all_revisions(self) -> tuple[int, ...]:
        """Return the revisions of all versions, the first first."""
        with self._engine.connect() as connection:
            return tuple(connection.execute(select(versions.c.revision).order_by(versions.c.revision)).scalars())

    def version_of(self, revision: int) -> StoredReport | None:
        """Return the version with this revision, None where it is gone."""
        return self._one(_REPORT.where(versions.c.revision == revision))

    def indexed_sections(self, report_ids: Iterable[str]) -> Iterator[IndexedSection]:
        """Yield the sections of these reports' current versions as they are indexed; ids that are gone give none.

        Reads a batch of reports at a time, so that a rebuild does not hold the whole record in memory.
        """
        ids = list(report_ids)
        for start in range(0, len(ids), _BATCH):
            yield from self._indexed_batch(ids[start : start + _BATCH])

    def generation(self) -> str:
        """Return a mark that changes with every change of the record: revisions only grow and are never reused."""
        with self._engine.connect() as connection:
            return generation(connection)

    def stamp(self) -> object:
        """Return something that changes with every commit and with every damage that is found.

        For SQLite it costs a `stat` of two files.
        """
        return self.files_stamp() or (self.generation(), known(self._engine))

    def files_stamp(self) -> object:
        """Return the same where it is known without asking the database, which it is for SQLite, else None."""
        files = files_stamp(self._engine)
        return None if files is None else (files, known(self._engine))

    def counts(self) -> Counts:
        """Return how much the record holds."""
        current = versions.c.current
        query = select(
            select(func.count()).select_from(agencies).scalar_subquery(),
            select(func.count()).select_from(reports).scalar_subquery(),
            select(func.count()).select_from(versions).scalar_subquery(),
            select(func.count()).select_from(sections.join(versions)).where(current).scalar_subquery(),
            select(func.count()).select_from(figures).where(figures.c.current).scalar_subquery(),
        )
        with self._engine.connect() as connection:
            return Counts(*connection.execute(query).one())

    def _one(self, query: Select[Any]) -> StoredReport | None:
        with self._engine.connect() as connection:
            found = _reports(connection, connection.execute(query).mappings().all())
        return found[0] if found else None

    def _indexed_batch(self, ids: Sequence[str]) -> list[IndexedSection]:
        query = (
            select(
                sections, versions.c.report_id, versions.c.title, versions.c.form, reports.c.agency_id, reports.c.year
            )
            .add_columns(agencies.c.names, agencies.c.regions)
            .join_from(sections, versions, sections.c.revision == versions.c.revision)
            .join(reports, versions.c.report_id == reports.c.id)
            .join(agencies, reports.c.agency_id == agencies.c.id)
            .where(versions.c.report_id.in_(ids), versions.c.current)
            .order_by(sections.c.revision, sections.c.position)
        )
        headings: dict[tuple[int, str | None], tuple[str, ...]] = {}
        batch = []
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            trust(self._engine, (row.revision for row in rows))
            for row in rows:
                above = headings.get((row.revision, row.parent), ())
                headings[row.revision, row.id] = mine = (*above, row.heading) if row.heading else above
                batch.append(_indexed(row, mine))
        return batch


def _indexed(row: Any, headings: tuple[str, ...]) -> IndexedSection:
    return IndexedSection(
        report=row.report_id,
        revision=row.revision,
        section=row.id,
        position=row.position,
        body=row.text,
        headings=headings,
        title=row.title,
        agency=row.agency_id,
        agency_names=tuple(row.names),
        regions=tuple(region["code"] for region in row.regions),
        year=row.year,
        kind=row.kind,
        form=row.form,
    )


def _filters(
    agency: Collection[str],
    region: Collection[str],
    form: Collection[str],
    years: Sequence[tuple[int | None, int | None]],
    hosts: Collection[str],
) -> Iterator[ColumnElement[bool]]:
    if agency:
        yield reports.c.agency_id.in_(agency)
    if region:
        lies_in = and_(agency_keys.c.kind == "region", agency_keys.c.key.in_(region))
        yield reports.c.agency_id.in_(select(agency_keys.c.agency_id).where(lies_in))
    if form:
        yield versions.c.form.in_(form)
    if hosts:
        yield versions.c.sha256.in_(select(sources.c.sha256).where(sources.c.host.in_(hosts)))
    if years:
        yield or_(*(_within(first, last) for first, last in years))


def _within(first: int | None, last: int | None) -> ColumnElement[bool]:
    ends = [] if first is None else [reports.c.year >= first]
    return and_(*ends, *([] if last is None else [reports.c.year <= last]), reports.c.year.is_not(None))


def _sort_value(row: Mapping[Any, Any], column: str) -> str | int:
    value: str | int = row["report_id" if column == "id" else column]
    return value


def _reports(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> tuple[StoredReport, ...]:
    trust(connection.engine, (row["revision"] for row in rows))
    every = select(versions).where(versions.c.report_id.in_({row["report_id"] for row in rows}))
    of_report: dict[str, list[StoredVersion]] = {}
    for row in connection.execute(every.order_by(versions.c.version)):
        of_report.setdefault(row.report_id, []).append(_version(row))
    per_agency = (
        select(reports.c.agency_id, func.count(reports.c.id).label("held"))
        .where(reports.c.agency_id.in_({row["agency_id"] for row in rows}))
        .group_by(reports.c.agency_id)
    )
    held = {row.agency_id: row.held for row in connection.execute(per_agency)}
    return tuple(_report(row, of_report[row["report_id"]], held[row["agency_id"]]) for row in rows)


def _version(row: Any) -> StoredVersion:
    at = utc(row.ingested_at)
    return StoredVersion(row.version, row.revision, row.current, row.file, row.sha256, row.size, at, row.source)


def _report(row: Mapping[Any, Any], every: Sequence[StoredVersion], held: int) -> StoredReport:
    agency = StoredAgency(row["agency_id"], row["name"], tuple(row["names"]), encode.regions(row["regions"]), held)
    return StoredReport(
        id=row["report_id"],
        agency=agency,
        year=row["year"],
        title=row["title"],
        form=row["form"],
        file=row["file"],
        format=row["format"],
        sha256=row["sha256"],
        size=row["size"],
        version=row["version"],
        current=row["current"],
        revision=row["revision"],
        parser=row["parser"],
        given=encode.given(row["given"]),
        metadata=row["metadata"],
        repairs=encode.repairs(row["repairs"]),
        ingested_at=utc(row["ingested_at"]),
        versions=tuple(every),
        source=row["source"],
    )


def utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone; the record writes UTC only."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
