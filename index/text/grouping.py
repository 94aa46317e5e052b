"""Reports of matching sections: a report's documents stand together, by position, so they are a run of what matched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.text.columns import Column
from index.text.matches import Listed, Marked, Matches
from index.text.protocol import FacetCounts, FacetQuery
from index.text.snapshot import Snapshot

MOST_FLAGS = 64
LOW = (1 << 32) - 1


def best_of_reports(snapshot: Snapshot, matches: Listed) -> Listed:
    """Keep of each report the first of its best sections."""
    firsts, scores = _firsts(snapshot, matches), matches.scores
    if len(firsts) == len(matches.docs):
        return matches
    if scores is None:
        return Listed(matches.docs.take(firsts), None)
    # The bits of numbers above zero sort as the numbers do; below them stands what is highest for the first of equals.
    ranked = (scores.view(np.int32).astype(np.int64) << 32) | np.arange(len(scores), 0, -1)
    chosen = len(scores) - (np.maximum.reduceat(ranked, firsts) & LOW)
    return Listed(matches.docs.take(chosen), scores.take(chosen))


def count_reports(snapshot: Snapshot, matches: Matches, facet: FacetQuery) -> FacetCounts:
    """Count a column's values in reports: one that several sections of a report have counts once."""
    column = snapshot.columns[facet.column]
    if facet.column in snapshot.of_reports:
        docs = matches.listed().docs
        return column.counts(column.codes.take(docs.take(_firsts(snapshot, matches.listed()))), facet)
    if len(column.table) > MOST_FLAGS:
        return column.counts(_distinct(snapshot, matches.listed(), column), facet)
    if isinstance(matches, Marked):
        flags, firsts = column.flags * matches.mask, snapshot.columns["report"].runs.starts
    else:
        flags, firsts = column.flags.take(matches.docs), _firsts(snapshot, matches)
    had = np.bitwise_or.reduceat(flags, firsts) if len(firsts) else flags
    return column.told(np.array([np.count_nonzero((had & flag) != 0) for flag in column.flag_of_code], np.int64), facet)


def _firsts(snapshot: Snapshot, matches: Listed) -> NDArray[np.int64]:
    """Return where in a list each report begins."""
    reports = snapshot.columns["report"].codes.take(matches.docs)
    return np.concatenate(([0], (reports[1:] != reports[:-1]).nonzero()[0] + 1))[: len(reports)]


def _distinct(snapshot: Snapshot, matches: Listed, column: Column) -> NDArray[np.integer]:
    """Return the codes of a column that each report has, report by report."""
    reports = snapshot.columns["report"].codes.take(matches.docs)
    return np.unique(reports.astype(np.int64) * len(column.table) + column.codes.take(matches.docs)) % len(column.table)
