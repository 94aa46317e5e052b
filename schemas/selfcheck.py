"""What may be sent to `POST /check`, and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from index.record.rows import StoredReport
from reports.forms import FORM_IDS
from reports.model import Report, Section
from reports.selfcheck import Finding, Level, Place, said
from schemas.checks import VerdictSchema, verdict_body
from schemas.hits import AgencyNameSchema, text
from schemas.links import Addresses
from schemas.parameters import LANGUAGES, Arguments, one_of
from schemas.writing import UploadArguments

Body = dict[str, Any]
LEVELS = [level.value for level in Level]


class CheckPageArguments(Arguments):
    """The query string of `/check`."""

    lang = one_of(LANGUAGES, LANGUAGES[0], "The language of page and findings.")


FORM: Body = {
    "type": "object",
    "properties": {
        "file": {
            "type": "string",
            "contentMediaType": "application/octet-stream",
            "description": "The draft as a file; or `text`.",
        },
        "text": {"type": "string", "description": "The draft as text, tables too; or `file`."},
        **{name: dict(field.metadata) for name, field in UploadArguments().fields.items()},
    },
    "additionalProperties": False,
}
"""The form as JSON Schema, for the OpenAPI document."""


class FoundPlaceSchema(Schema):
    """A place a finding is about. `text[start:end] == quote` of the answer's text; a personal number is masked."""

    of = fields.String(
        required=True,
        validate=validate.OneOf(["draft", "last_year"]),
        metadata={"description": "last_year: `start` and `end` count in that report's text."},
    )
    quote = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    label = text("Row and column of a cell; empty for a sentence.")
    line = fields.Integer(
        required=True, allow_none=True, metadata={"description": "From 1, in the draft's text; null in last year's."}
    )
    section = text("The heading it stands under.")
    url = fields.String(
        required=True, allow_none=True, metadata={"description": "Where last year's report shows it; null in a draft."}
    )


class FindingSchema(Schema):
    """One thing to look at."""

    code = text(example="blank_cell")
    level = fields.String(
        required=True,
        validate=validate.OneOf(LEVELS),
        metadata={
            "description": "error: numbers contradict each other, or what must not be there is; warning: not as the "
            "form asks; notice: unusual."
        },
    )
    rule = fields.String(required=True, allow_none=True, metadata={"description": "As in /checks, where one failed."})
    message = text("The finding as a sentence.")
    places = fields.List(fields.Nested(FoundPlaceSchema), required=True)


class FoundCountsSchema(Schema):
    error = fields.Integer(required=True)
    warning = fields.Integer(required=True)
    notice = fields.Integer(required=True)


class ComparedSchema(Schema):
    """Last year's report."""

    id = text()
    title = text()
    year = fields.Integer(required=True)
    url = text()


class SelfCheckSchema(Schema):
    """What a draft was read as, and everything to look at. Nothing of it is kept."""

    file = text()
    format = text()
    agency = fields.Nested(
        AgencyNameSchema, required=True, allow_none=True, metadata={"description": "Null where it is not told."}
    )
    year = fields.Integer(required=True)
    form = fields.String(required=True, validate=validate.OneOf(FORM_IDS))
    compared_with = fields.Nested(
        ComparedSchema, required=True, allow_none=True, metadata={"description": "Null where none is recorded."}
    )
    counts = fields.Nested(FoundCountsSchema, required=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    checks = fields.List(fields.Nested(VerdictSchema), required=True)
    text = fields.String(required=True, metadata={"description": "The draft as it was read."})


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with its findings, and last year's report with the sections its quotes stand in."""

    report: Report
    findings: tuple[Finding, ...]
    last: StoredReport | None
    last_sections: tuple[Section, ...] = ()


def selfcheck_body(checked: Checked, lang: str, urls: Addresses) -> Body:
    """Build what SelfCheckSchema describes."""
    report, last = checked.report, checked.last
    agency = {"id": report.agency.id, "name": report.agency.name} if report.agency.id else None
    compared = last and {"id": last.id, "title": last.title, "year": last.year, "url": urls.report(last.id)}
    return {
        "file": report.document.file,
        "format": report.document.format,
        "agency": agency,
        "year": report.year,
        "form": report.form,
        "compared_with": compared,
        "counts": counts(checked.findings),
        "findings": [finding_body(one, checked, lang, urls) for one in checked.findings],
        "checks": [verdict_body(one, report.year) for one in report.checks],
        "text": report.document.text,
    }


def counts(findings: Sequence[Finding]) -> Body:
    """Build what FoundCountsSchema describes."""
    found = Counter(one.level.value for one in findings)
    return {level: found[level] for level in LEVELS}


def finding_body(finding: Finding, checked: Checked, lang: str, urls: Addresses) -> Body:
    """Build what FindingSchema describes."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "rule": finding.rule,
        "message": said(finding, lang),
        "places": [_place(one, checked, urls) for one in finding.places],
    }


def _place(place: Place, checked: Checked, urls: Addresses) -> Body:
    last = checked.last if place.last_year else None
    sections = checked.last_sections if place.last_year else checked.report.sections
    section = next((one for one in sections if one.start <= place.start < one.end), None)
    line = None if place.last_year else checked.report.document.text.count("\n", 0, place.start) + 1
    return {
        "of": "last_year" if place.last_year else "draft",
        "quote": place.quote,
        "start": place.start,
        "end": place.end,
        "label": place.label,
        "line": line,
        "section": f"{section.number}{section.heading}" if section else "",
        "url": (urls.section(last.id, section.id) if section else urls.report(last.id)) if last else None,
    }
