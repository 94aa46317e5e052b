"""Whether a file that was fetched holds a report that is recorded already: among other menus, printed, or attached.

What a reader would call the same report is one version with several sources; a single digit that differs is a version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from index.record.rows import Source
from index.record.tables import figures, sections, sources, versions
from reports.choice import main_figures
from reports.furniture import without_furniture
from reports.model import Report
from reports.text.grams import grams

_WORDS = re.compile("[^0-9A-Za-z\u3400-\u9fff]+")
_GRAM = 4
_CONTAINED = 0.9
"""Share of the shorter text's groups of four characters that an attachment and its page have in common."""


def twin(connection: Connection, report: Report, fetched: Sequence[Source]) -> Any:
    """Return the version of this report that says the same, None where it says something of its own."""
    rows = connection.execute(
        select(versions).where(versions.c.report_id == report.id).order_by(versions.c.version.desc())
    ).mappings()
    words, bare = _words(report.document.text), _bare(report.document.text, report)
    for row in rows.all():
        text = _text(connection, row["revision"])
        held = _words(text)
        if (
            held == words
            or (bare and _bare(text, report) == bare)
            or (_joined(connection, row["sha256"], fetched) and _copies(connection, row, held, report))
        ):
            return row
    return None


def _joined(connection: Connection, sha256: str, fetched: Sequence[Source]) -> bool:
    """Tell whether one of the files is attached to the page that is the other."""
    here = {one.address for one in fetched} | {one.page for one in fetched if one.page}
    for row in connection.execute(select(sources).where(sources.c.sha256 == sha256)):
        if row.address in {one.page for one in fetched if one.page} or (row.page and row.page in here):
            return True
    return False


def _copies(connection: Connection, version: Any, held: str, report: Report) -> bool:
    """Tell whether two carriers of a report say the same: nearly the same words, and no figure that differs."""
    one, other = _grams(held), _grams(_words(report.document.text))
    least = min(len(one), len(other))
    if not least or len(one & other) < _CONTAINED * least:
        return False
    listed = select(figures).where(figures.c.revision == version["revision"], figures.c.main)
    known = {(row.field, row.applicant): row.value for row in connection.execute(listed) if row.value is not None}
    main = main_figures(report.figures)
    return all(
        known.get((one.field, one.applicant.value), format(one.value, "f")) == format(one.value, "f")
        for place, one in enumerate(report.figures)
        if place in main and one.value is not None
    )


def _text(connection: Connection, revision: int) -> str:
    query = select(sections.c.text).where(sections.c.revision == revision).order_by(sections.c.position)
    return "".join(connection.execute(query).scalars())


def _bare(text: str, report: Report) -> str:
    """Return the words of a text without what a page, or its print version, has before and behind the report."""
    return _words(without_furniture(text, report.agency.names))


def _words(text: str) -> str:
    return _WORDS.sub("", text)


def _grams(text: str) -> set[str]:
    return set(grams(text, _GRAM))
