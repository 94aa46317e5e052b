"""The reports taken in last that answer a saved search: what feeds tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import nlargest
from typing import Protocol

from index.record.rows import StoredReport
from search.questions import SectionHit, SectionQuestion

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report and its best section for the search. Times are UTC: of its first version and of the current one."""

    hit: SectionHit
    published: datetime
    updated: datetime


class Record(Protocol):
    def revisions(self) -> dict[str, int]: ...

    def report(self, report_id: str, version: int | None = None) -> StoredReport | None: ...


class Sections(Protocol):
    def matching_reports(self, question: SectionQuestion) -> Iterable[str]: ...

    def best_sections(self, question: SectionQuestion, reports: Collection[str]) -> Mapping[str, SectionHit]: ...


def newest(question: SectionQuestion, sections: Sections, record: Record) -> tuple[NewReport, ...]:
    """Return up to `question.limit` reports with a section that answers, the one taken in last first.

    Raises as SectionSearch.answer does. A report whose version was replaced counts as taken in then.
    """
    revisions = record.revisions()
    matching = (report for report in sections.matching_reports(question) if report in revisions)
    ids = nlargest(question.limit, matching, key=lambda report: revisions[report])
    hits = sections.best_sections(replace(question, limit=max(len(ids), 1)), ids) if ids else {}
    found = ((hits.get(id_), record.report(id_)) for id_ in ids)
    return tuple(
        NewReport(hit, report.versions[0].ingested_at, report.ingested_at) for hit, report in found if hit and report
    )


def updated(reports: Collection[NewReport]) -> datetime:
    """Return when the newest of them changed."""
    return max((one.updated for one in reports), default=NEVER)
