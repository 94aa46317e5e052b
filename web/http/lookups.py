"""What resources share: a report or series by its id, names made ids, and whether the answer is held already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.record.rows import StoredReport
from reports.catalogue import FIELDS
from reports.model import Agency
from search import comparison, filters, succession
from search.errors import BadParameter, QuestionError
from search.questions import Selection
from web.http.answers import etag, raise_not_modified
from web.http.current import current_request
from web.http.problems import NotFound
from web.http.services import services

ID = {"schema": {"type": "string"}, "required": True}
REPORT_ID = {
    **ID,
    "in": "path",
    "name": "report_id",
    "description": "As search hits give it.",
    "example": "xiamen-2017",
}


def scope(agency: Selection[str], region: Selection[str]) -> tuple[Selection[str], tuple[str, ...]]:
    """Return agencies as ids and regions as codes. Raises QuestionError naming each that is not known."""
    resolved = filters.resolve({"agency": agency, "region": region}, services().record)
    return resolved["agency"], resolved["region"].include


def unknown_names(good: Mapping[str, Any]) -> list[BadParameter]:
    """Return what is wrong with the names of agencies and places among parameters that are well written.

    A route that takes one agency or place, or none, is no filter and asks for it itself.
    """

    def names(parameter: str) -> tuple[str, ...]:
        given = good.get(parameter)
        return tuple(given) if isinstance(given, (tuple, list)) else ()

    def asked(name: str) -> Selection[str]:
        return Selection(names(name), names(f"not_{name}"))

    try:
        scope(asked("agency"), asked("region"))
    except QuestionError as error:
        return list(error.bad)
    return []


def tag_of(*asked: object, state: str | None = None) -> str:
    """Return the answer's tag; `state` is the record's, where it is known. Raises NotModified."""
    tag = etag(state or services().record.generation(), asked, sorted(current_request().pairs))
    raise_not_modified(tag)
    return tag


def find_report(report_id: str, version: int | None) -> StoredReport:
    """Return a report's version. Raises NotFound saying whether the report or the version is unknown."""
    record = services().record
    report = record.report(report_id, version)
    if report is not None:
        return report
    if version is not None and record.report(report_id) is not None:
        raise NotFound("unknown_version", f"report {report_id} has no version {version}")
    raise NotFound("unknown_report", f"there is no report {report_id!r}")


def series_of(agency_id: str, arguments: dict[str, Any]) -> comparison.Series:
    """Follow one agency as `SeriesArguments` ask. Raises QuestionError for an agency that is gone."""
    record = services().record
    stored = record.agency(agency_id)
    if stored is None:  # deleted since its name was looked up
        raise QuestionError("agency", "unknown_agency", f"no agency has the id {agency_id!r}")
    agency = Agency(stored.id, stored.name, stored.names, stored.regions)
    include = arguments["succession"] == "include"
    chain = (
        succession.chain(agency, lambda id_: record.agency(id_) is not None) if include else succession.alone(agency)
    )
    field = FIELDS[arguments["field"]]
    return comparison.series(record.comparison, field, arguments["applicant"], (agency.id, agency.name), chain)
