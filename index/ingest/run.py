"""The order in which a file is taken in: original first, then the record, then the text index.

Killed anywhere, what is recorded has its original, and index/sync.py finds what the text index lacks.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.ingest.archives import Again, Passed
from index.ingest.coming import Item, coming
from index.ingest.interruption import uninterrupted
from index.ingest.outcome import Failure, FileResult, IngestStopped, Summary, is_something_else
from index.ingest.walk import walk
from index.ingest.workers import Limits, Parse, Task, Workers
from index.originals.protocol import Original, OriginalsError, Store
from index.record.encode import name_key
from index.record.errors import RecordError, UnsoundReport
from index.record.rows import Given, Saved, Source, StoredReport
from index.record.store import Record
from index.sync import refresh, sync
from index.text.protocol import IndexBusy, IndexUnavailable, TextIndex, TextIndexError
from reports.model import Report
from reports.parse import PARSER_VERSION, parse

Progress = Callable[[FileResult, int], None]
"""Told of each file as it is done, and of how many there are."""

Began = Callable[[int], None]
"""Told how many files there are, once they are known and before the first is opened."""

BATCH_REPORTS = 200
BATCH_SECONDS = 30.0


@dataclass(slots=True)
class Intake:
    """Where files are put, and what is not in the text index yet."""

    record: Record
    originals: Store
    text_index: TextIndex
    parser: str = PARSER_VERSION
    pending: set[str] = field(default_factory=set)
    again: list[Again] = field(default_factory=list)
    """What crawls met again and did not keep a second time."""
    since: float = field(default_factory=time.monotonic)
    refused: bool = False
    """The text index did not take the last lot: it is asked again after a while, not at each file."""

    def put(self, report: Report, data: bytes, file: str, given: Given, sources: Sequence[Source] = ()) -> Saved:
        """Keep the original and record the report with where it was published."""
        with uninterrupted():
            original = Original(self.originals.put(data), len(data), file, report.document.format)
            saved = self.record.save(report, original, parser=self.parser, given=given, sources=sources)
            if saved.outcome != "unchanged":
                self._index_anew(saved, report)
            return saved

    def replace(self, stored: StoredReport, report: Report) -> Saved:
        """Record another reading of a stored original in the place of the one it has."""
        with uninterrupted():
            saved = self.record.replace(stored.revision, report, parser=self.parser)
            self._index_anew(saved, report)
            return saved

    def _index_anew(self, saved: Saved, report: Report) -> None:
        self.pending |= {saved.report_id} if saved.moved_from is None else {saved.report_id, saved.moved_from}
        if saved.renamed:
            self.pending |= {one.id for one in self.record.agency_reports(report.agency.id)}

    def flush(self, *, now: bool = True) -> None:
        """Put into the text index what was recorded since the last time; unless `now`, only when it is worth it."""
        waited = time.monotonic() - self.since >= BATCH_SECONDS
        due = now or waited or (len(self.pending) >= BATCH_REPORTS and not self.refused)
        if not due:
            return
        self.refused = True
        try:
            if self.pending:
                with uninterrupted():
                    refresh(self.record, self.text_index, self.pending)
                    self.pending.clear()
            self.refused = False
        finally:
            self.since = time.monotonic()


def ingest(
    paths: Iterable[Path],
    record: Record,
    originals: Store,
    text_index: TextIndex,
    *,
    agency: str | None = None,
    year: int | None = None,
    jobs: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    began: Began | None = None,
    read: Parse = parse,
    parser: str = PARSER_VERSION,
) -> Summary:
    """Take in files and folders; a file that fails is counted with its reason and the others go on.

    `agency` and `year` overrule what the files and their sidecars say. Bytes that are recorded already, read by
    today's rules, are not read again. Raises IngestStopped where nothing more can be kept, or on Ctrl-C.
    """
    originals.tidy()
    listing = walk(paths)
    if began is not None:
        began(len(listing.files))
    summary = Summary(skipped=list(listing.skipped), failed=list(listing.failed))
    intake = Intake(record, originals, text_index, parser)
    shown_of: dict[int, Item] = {}

    def tell(result: FileResult) -> None:
        summary.count(result)
        if progress is not None:
            progress(result, len(listing.files))

    try:
        with Workers(read, jobs, limits) as workers:
            tasks = _tasks(listing.files, Given(agency, year), intake, tell, shown_of)
            for task, result in workers.run(tasks):
                tell(_taken(intake, task, shown_of.pop(id(task)), result, summary))
                _flush(intake, summary, now=False)
        for one in intake.again:
            intake.record.saw_again(one.address, one.retrieved, one.refers_to, one.first)
        _finish(intake, summary)
    except KeyboardInterrupt as error:
        _flush(intake, summary, now=True)  # a service that is running is to find what was recorded
        raise IngestStopped("interrupted", summary) from error
    return summary


def take_in(
    data: bytes, file: str, intake: Intake, workers: Workers, *, agency: str | None = None, year: int | None = None
) -> Saved | Failure:
    """Take in one file that came by itself, such as an upload, and make it findable at once.

    Raises OriginalsError, RecordError or TextIndexError where it was read but could not be kept.
    """
    given = Given(agency, year)
    known = intake.record.report_of(hashlib.sha256(data).hexdigest())
    if known is not None and _stands(known, given, intake.parser):
        intake.originals.put(data)  # it may have been lost since
        return Saved("unchanged", known.id, known.version, known.revision)
    given = _both(given, known)
    _, result = next(workers.run([Task(data, file, given.agency, given.year, given.published_as)]))
    if isinstance(result, Failure):
        return result
    try:
        saved = intake.put(result, data, file, given)
    except UnsoundReport as error:
        return Failure(file, "unsound_report", str(error))
    intake.flush()
    return saved


def remove(report_id: str, record: Record, text_index: TextIndex) -> bool:
    """Delete a report with all its versions and take it out of the text index; False where there is none.

    Its originals stay: another file of the same bytes costs nothing, and a mistake can be undone.
    """
    if not record.delete(report_id):
        return False
    refresh(record, text_index, [report_id])
    return True


def _tasks(
    files: Iterable[Path], said: Given, intake: Intake, tell: Callable[[FileResult], None], shown_of: dict[int, Item]
) -> Iterator[Task]:
    """Yield what has to be read; tell at once of files that cannot be opened or are recorded already."""
    for item in coming(files, said):
        if isinstance(item, Passed):
            tell(FileResult(item.name, None, passed=item.code))
            continue
        if isinstance(item, Failure):
            tell(FileResult(item.file, None, failure=item))
            continue
        if isinstance(item, Again):
            intake.again.append(item)
            continue
        with uninterrupted():
            known = _known(item, intake)
        if known is not None and _stands(known, item.given, intake.parser) and (known.source or not item.sources):
            intake.originals.put(item.data)  # it may have been lost since
            tell(FileResult(item.shown, "unchanged"))
            continue
        given = _both(item.given, known)
        task = Task(item.data, item.file, given.agency, given.year, given.published_as)
        shown_of[id(task)] = replace(item, given=given)
        yield task


def _known(item: Item, intake: Intake) -> StoredReport | None:
    """Return what was read from these bytes before, and note that their sources gave them once more."""
    content = hashlib.sha256(item.data).hexdigest()
    known = intake.record.report_of(content)
    if known is None and item.sources and (original := intake.record.original_of(content)) is not None:
        known = intake.record.report_of(original)
    if known is not None and known.source is not None and item.sources:
        intake.record.saw(known.sha256, content, item.sources)
    return known


def _stands(known: StoredReport, given: Given, parser: str) -> bool:
    """Tell whether what is recorded is what reading the same bytes now would give."""
    names = {known.agency.id, *map(name_key, known.agency.names)}
    same_agency = given.agency is None or given.agency in names or name_key(given.agency) in names
    return known.parser == parser and same_agency and given.year in (None, known.year)


def _both(given: Given, known: StoredReport | None) -> Given:
    """What a person said when the file was first taken in holds until somebody says otherwise."""
    before = Given() if known is None else known.given
    return Given(given.agency or before.agency, given.year or before.year, given.published_as or before.published_as)


def _taken(intake: Intake, task: Task, item: Item, result: Report | Failure, summary: Summary) -> FileResult:
    file = item.shown
    if isinstance(result, Failure):
        if item.crawled and is_something_else(result, task.data):
            return FileResult(file, None, passed=result.code)
        return FileResult(file, None, failure=replace(result, file=file))
    try:
        saved = intake.put(result, task.data, task.file, item.given, item.sources)
    except UnsoundReport as error:
        return FileResult(file, None, failure=Failure(file, "unsound_report", str(error)))
    except (OriginalsError, RecordError) as error:
        _flush(intake, summary, now=True)
        raise IngestStopped(f"stopped at {file}: {error}", summary) from error
    except Exception as error:  # the per-file step: nothing of it was recorded, and the others go on
        return FileResult(file, None, failure=Failure(file, "unsound_report", f"{type(error).__name__}: {error}"))
    return FileResult(file, saved.outcome, saved)


def _flush(intake: Intake, summary: Summary, *, now: bool) -> None:
    """Write to the text index; where it cannot be written the record goes on, and the summary says what to do."""
    if summary.behind is not None:
        return
    try:
        intake.flush(now=now)
    except (IndexBusy, IndexUnavailable) as error:  # it may take the next lot, and this one with it
        if now:
            summary.behind = f"{error}; run `disclosure index sync`"
    except (TextIndexError, OSError) as error:
        summary.behind = str(error)


def _finish(intake: Intake, summary: Summary) -> None:
    """Write the rest, and what an earlier ingest left out when it was killed."""
    _flush(intake, summary, now=True)
    if summary.behind is None:
        try:
            sync(intake.record, intake.text_index)
        except (TextIndexError, OSError) as error:
            summary.behind = str(error)
