"""Reading stored originals again by today's rules, and saying figure by figure what that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from index.ingest.outcome import Failure
from index.ingest.run import Intake
from index.ingest.workers import Parse, Task, Workers
from index.originals.protocol import OriginalDamaged, OriginalMissing
from index.record.errors import UnsoundReport
from index.record.rows import StoredReport
from reports.computed import with_computed
from reports.model import Figure, Report
from reports.parse import parse

Advance = Callable[[int, int], None]
"""Told after each original how many of how many are done."""

Stated = tuple[str, str, str, str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that is read otherwise than before. `before` or `after` is empty where there is none."""

    field: str
    applicant: str
    origin: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one original. `changes` are its figures, `others` what else is read otherwise."""

    report: str
    version: int
    file: str
    parser: str
    changes: tuple[Change, ...] = ()
    others: tuple[str, ...] = ()
    failure: Failure | None = None


def reparse(
    intake: Intake,
    *,
    every: bool = False,
    write: bool = True,
    jobs: int | None = None,
    advance: Advance | None = None,
    read: Parse = parse,
) -> Generator[Reread, None, None]:
    """Read again what older rules read (all with `every`), and yield what is read otherwise or can no longer be read.

    An original that fails keeps its earlier reading. Nothing is written where `write` is False.
    """
    revisions = _outdated(intake, every)
    kept: dict[int, StoredReport] = {}
    missing: list[Reread] = []
    try:
        with Workers(read, jobs) as workers:
            for done, (task, result) in enumerate(workers.run(_tasks(intake, revisions, kept, missing)), 1):
                yield from missing
                missing.clear()
                yield _taken(intake, kept.pop(id(task)), task, result, write)
                intake.flush(now=False)
                if advance is not None:
                    advance(done, len(revisions))
        yield from missing
    finally:
        intake.flush()  # also where it was interrupted, or nobody wants to hear the rest


def compare(before: Sequence[Figure], after: Sequence[Figure]) -> tuple[Change, ...]:
    """Return the statements in which two readings differ, by field and applicant."""
    old, new = Counter(map(_stated, before)), Counter(map(_stated, after))
    gone, come = _grouped(old - new), _grouped(new - old)
    return tuple(
        Change(*key, before="; ".join(gone.get(key, ())), after="; ".join(come.get(key, ())))
        for key in sorted(gone.keys() | come.keys())
    )


def _outdated(intake: Intake, every: bool) -> list[int]:
    revisions = intake.record.all_revisions()
    if every:
        return list(revisions)
    stored = ((revision, intake.record.version_of(revision)) for revision in revisions)
    return [revision for revision, one in stored if one is not None and one.parser != intake.parser]


def _tasks(
    intake: Intake, revisions: Sequence[int], kept: dict[int, StoredReport], missing: list[Reread]
) -> Iterator[Task]:
    for revision in revisions:
        stored = intake.record.version_of(revision)
        if stored is None:  # deleted meanwhile
            continue
        try:
            data = intake.originals.read(stored.sha256)
        except (OriginalMissing, OriginalDamaged) as error:
            missing.append(_failed(stored, Failure(stored.file, "original_unreadable", str(error))))
            continue
        task = Task(data, stored.file, stored.given.agency, stored.given.year, stored.given.published_as)
        kept[id(task)] = stored
        yield task


def _taken(intake: Intake, stored: StoredReport, task: Task, result: Report | Failure, write: bool) -> Reread:
    if isinstance(result, Failure):
        return _failed(stored, result)
    changes = compare(intake.record.figures(stored.revision), with_computed(result.figures, result.form))
    others = _others(intake, stored, result)
    if write:
        try:
            intake.replace(stored, result)
        except UnsoundReport as error:
            return _failed(stored, Failure(task.file, "unsound_report", str(error)))
    return Reread(stored.id, stored.version, stored.file, stored.parser, changes, others)


def _others(intake: Intake, stored: StoredReport, result: Report) -> tuple[str, ...]:
    pairs = (
        ("report", stored.id, result.id),
        ("title", stored.title, result.title),
        ("form", stored.form, result.form),
        ("sections", _outline(intake.record.sections(stored.revision)), _outline(result.sections)),
        ("tables", _outline(intake.record.tables(stored.revision)), _outline(result.tables)),
    )
    return tuple(
        name if name in {"sections", "tables"} else f"{name}: {before} → {after}"
        for name, before, after in pairs
        if before != after
    )


def _outline(sections: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(repr, sections))


def _failed(stored: StoredReport, failure: Failure) -> Reread:
    return Reread(stored.id, stored.version, stored.file, stored.parser, failure=failure)


def _stated(figure: Figure) -> Stated:
    value = None if figure.value is None else f"{figure.value:f}"
    qualifier = figure.qualifier.value if figure.qualifier else None
    return figure.field, figure.applicant.value, figure.origin.value, value, figure.status.value, qualifier


def _grouped(statements: Counter[Stated]) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for name, applicant, origin, value, status, qualifier in statements.elements():
        written = " ".join(part for part in (qualifier, value or status) if part)
        found.setdefault((name, applicant, origin), []).append(written)
    return found
