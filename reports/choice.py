"""Which figure answers for its field when a report states it more than once."""

from __future__ import annotations

from collections.abc import Sequence

from reports.model import Applicant, Figure, Origin, Status

_VALUED = (Status.REPORTED, Status.REPORTED_ZERO)
_ORDER = (Origin.TABLE, Origin.COMPUTED, Origin.PROSE)


def main_figures(figures: Sequence[Figure]) -> frozenset[int]:
    """Return the indexes of the figures that answer for their field and applicant, one each.

    A value goes before a blank or unparsed cell, then the statutory table, what is computed from it and sentences in
    this order, then reading order.
    The others are kept and shown as conflicts where their value differs.
    """
    best: dict[tuple[str, Applicant], int] = {}
    for index, figure in enumerate(figures):
        key = (figure.field, figure.applicant)
        if key not in best or _rank(figure) < _rank(figures[best[key]]):
            best[key] = index
    return frozenset(best.values())


def _rank(figure: Figure) -> tuple[bool, int, int]:
    return figure.status not in _VALUED, _ORDER.index(figure.origin), figure.start
