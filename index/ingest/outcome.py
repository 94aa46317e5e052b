"""What became of the files of an ingest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from index.record.rows import Outcome, Saved


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not taken in: a stable code and a sentence. `missing` names what has to be given with it."""

    file: str
    code: str
    detail: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; `saved` is None where it failed or was there already.

    `passed` says why a part of a crawl was passed over: it is something else than a report.
    """

    file: str
    outcome: Outcome | None
    saved: Saved | None = None
    failure: Failure | None = None
    passed: str | None = None


@dataclass(slots=True)
class Summary:
    """The count of each outcome and the failures with their reasons. `behind` says why the text index lacks some.

    `moved` has the report that a file was and the one that it is now, where its agency or year changed. `passed` counts
    what a crawl met that is no report, by the code that says what it is.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    behind: str | None = None
    passed: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """Reports that were not there before."""
        return self.counts["new"]

    @property
    def versions(self) -> int:
        """Further versions of reports that were there."""
        return self.counts["version"]

    @property
    def unchanged(self) -> int:
        """Files whose bytes were there already."""
        return self.counts["unchanged"]

    @property
    def reread(self) -> int:
        """Files that were there already and that today's rules read anew."""
        return self.counts["reread"]

    @property
    def ok(self) -> bool:
        """Whether every file was taken in and can be found."""
        return not self.failed and self.behind is None

    def count(self, result: FileResult) -> None:
        """Add one file's outcome."""
        if result.passed is not None:
            self.passed[result.passed] += 1
        elif result.failure is not None:
            self.failed.append(result.failure)
        elif result.outcome is not None:
            self.counts[result.outcome] += 1
        if result.saved is not None and result.saved.moved_from is not None:
            self.moved.append((result.saved.moved_from, result.saved.report_id))


NO_REPORTS = frozenset({"not_a_report", "unknown_format", "empty_file"})
"""What reading says of a file that is whole and is something else."""


def is_something_else(failure: Failure, data: bytes) -> bool:
    """Tell whether a part of a crawl is no report, rather than one that could not be read. Fonts are no text."""
    return failure.code in NO_REPORTS or (failure.code == "undecodable_text" and b"\0" in data[:4096])


class IngestStopped(Exception):
    """No further file could be taken in: the disk is full, the record is gone, or somebody interrupted.

    `summary` has the files before.
    """

    def __init__(self, said: str, summary: Summary) -> None:
        super().__init__(said)
        self.summary = summary
