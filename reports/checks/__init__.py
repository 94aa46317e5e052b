"""勾稽关系: what a report says against itself, and against the year before."""

from __future__ import annotations

from collections.abc import Sequence

from reports.checks.prose import prose_channels, prose_table
from reports.checks.sums import prose_sums
from reports.checks.table import table_checks
from reports.checks.terms import cells
from reports.checks.years import check_years
from reports.model import PROSE, Check, Document, Figure, Section

__all__ = ["check", "check_years"]


def check(
    figures: Sequence[Figure], document: Document, sections: Sequence[Section], form: str = PROSE
) -> tuple[Check, ...]:
    """Return every rule that applies to a report with this form, with both sides and the verdict (checks.toml).

    A blank or unparsed cell makes a rule not assessable; a rule whose cells are absent altogether yields nothing.
    """
    found = cells(figures)
    return (
        *table_checks(found, form),
        *prose_table(figures, found, form),
        *prose_channels(figures),
        *prose_sums(figures, document, sections),
    )
