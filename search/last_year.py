"""Last year's report of an agency, for a draft of this year: its own, or of the agency it followed."""

from __future__ import annotations

from index.record.rows import StoredReport
from index.record.store import Record
from reports.model import Agency
from search import succession


def last_year(record: Record, agency: Agency, year: int) -> StoredReport | None:
    """Return the recorded report of the year before; None where there is none, or no agency is known."""
    if not agency.id:
        return None
    members = succession.chain(agency, lambda id_: record.agency(id_) is not None).members
    found = (record.report(f"{id_}-{year - 1}") for id_ in dict.fromkeys((agency.id, *reversed(members))))
    return next((report for report in found if report is not None), None)
