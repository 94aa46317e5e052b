"""Makes the text index hold what the record holds. The record is the truth; nothing here writes to it.

The text index reads what it is to add while it holds its writer's lock. Whoever comes last therefore indexes the newest
revision, whatever the order in which two writers recorded theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from index.record.store import Record
from index.text.protocol import IndexDamaged, IndexMismatch, IndexMissing, IndexUnavailable, TextIndex

BATCH = 500
"""Reports written in one commit of the text index."""
_ROUNDS = 3

Advance = Callable[[int, int], None]
"""Told after each batch how many reports of how many are done."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How many reports the text index lacked, held in another revision, or held though they are gone."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Report ids in which text index and record differ."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    gone: tuple[str, ...]


def compare(record: Record, text_index: TextIndex) -> Difference:
    """Say in which reports the two differ. Raises RecordLost where the text index knows more than the record."""
    must_not_be_lost(record, text_index)
    # The index first: a report recorded in between is then added once more, and never taken for one that is gone.
    indexed = dict(text_index.revisions())
    recorded = record.revisions()
    return Difference(
        missing=tuple(sorted(recorded.keys() - indexed.keys())),
        outdated=tuple(sorted(r for r in recorded.keys() & indexed.keys() if recorded[r] != indexed[r])),
        gone=tuple(sorted(indexed.keys() - recorded.keys())),
    )


def refresh(record: Record, text_index: TextIndex, report_ids: Iterable[str]) -> None:
    """Index these reports as the record now has them; those that it no longer has are dropped."""
    ids = sorted(set(report_ids))
    if ids:
        text_index.apply(add=record.indexed_sections(ids), remove=ids)


def sync(record: Record, text_index: TextIndex, advance: Advance | None = None) -> Synced:
    """Add what the text index lacks, renew what is outdated, remove what is gone."""
    _make_sure_there_is_one(text_index)
    total = Synced()
    for _ in range(_ROUNDS):  # others may write meanwhile; a round that finds nothing is the last
        found = compare(record, text_index)
        ids = (*found.missing, *found.outdated, *found.gone)
        if not ids:
            break
        for start in range(0, len(ids), BATCH):
            refresh(record, text_index, ids[start : start + BATCH])
            _tell(advance, start, ids)
        total = Synced(
            total.added + len(found.missing), total.changed + len(found.outdated), total.removed + len(found.gone)
        )
    return total


def rebuild(record: Record, text_index: TextIndex, advance: Advance | None = None) -> int:
    """Build the text index anew beside the one in use, catch up and switch; return how many reports it holds.

    What comes in, changes or goes meanwhile is brought over before the switch, the last of it while nobody else can
    write to the index: at no moment does a search miss what was acknowledged. Raises RecordLost as `compare` does.
    """
    must_not_be_lost(record, text_index)
    with text_index.rebuild(lambda fresh: sync(record, fresh)) as fresh:
        ids = sorted(record.revisions())
        for start in range(0, len(ids), BATCH):
            fresh.apply(add=record.indexed_sections(ids[start : start + BATCH]))
            _tell(advance, start, ids)
        sync(record, fresh)
    return len(ids)


def heal(record: Record, text_index: TextIndex) -> Synced:
    """Bring the text index up to the record, whatever a killed process or a disk left; every start does this.

    A text index that is damaged or that another release built is made anew. Raises RecordLost where the record is what
    was damaged, IndexBusy where somebody is rebuilding it already.
    """
    try:
        text_index.tidy()
        return sync(record, text_index)
    except (IndexDamaged, IndexMismatch):
        return Synced(added=rebuild(record, text_index))


def must_not_be_lost(record: Record, text_index: TextIndex) -> None:
    """Raise RecordLost where the text index was made from a later state of the record than this one.

    Then the record, not the index, is what was lost or put back from an older copy: nothing may be taken out of the
    index for it. A damaged index tells nothing, nor does one that cannot be reached.
    """
    with suppress(IndexDamaged, IndexUnavailable):
        record.must_know(text_index.newest())


def _make_sure_there_is_one(text_index: TextIndex) -> None:
    """An empty text index answers that nothing was found; none at all is an error."""
    try:
        text_index.stats()
    except IndexMissing:
        text_index.apply()


def _tell(advance: Advance | None, start: int, ids: Sequence[str]) -> None:
    if advance is not None:
        advance(min(start + BATCH, len(ids)), len(ids))
