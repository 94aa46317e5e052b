"""What may be asked of `/reports` and below, and what the answers look like."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from index.record.rows import Page, StoredReport, StoredSection
from reports.codes import meaning
from reports.forms import FORM_IDS
from reports.model import Section, is_incomplete
from schemas.hits import HitReportSchema, HitSectionSchema, PageLinksSchema, PublicationSchema, text
from schemas.links import Addresses
from schemas.moments import moment
from schemas.parameters import Arguments, any_of, cursor, limit, names, one_of, whole_number, years
from schemas.search import list_format

Body = dict[str, Any]


class ReportsArguments(Arguments):
    """The query string of `/reports`."""

    agency = names("Agencies by id, full or short name.")
    region = names("Places by code (行政区划代码) or name; what lies in them counts as well.")
    form = any_of(list(FORM_IDS), "Which statistics table the report carries.")
    year = years("Statistical years: 2017, 2015..2019, 2015.. or ..2016.")
    source = names("Hosts that a version was fetched from, as www.example.gov.cn.")
    sort = one_of(["-year", "year", "agency"], "-year", "The order of reports.")
    limit = limit()
    cursor = cursor()
    format = list_format()


class VersionArguments(Arguments):
    """The query string of one report and its parts."""

    version = whole_number(1, 999_999, None, "An earlier version; the current one where it is left out.")


class ReportsSchema(Schema):
    total = fields.Integer(required=True)
    reports = fields.List(fields.Nested(HitReportSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


class VersionSchema(Schema):
    version = fields.Integer(required=True)
    current = fields.Boolean(required=True)
    file = text()
    sha256 = text("Of the original bytes.")
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    ingested_at = fields.String(required=True, metadata={"format": "date-time"})
    source = fields.Nested(PublicationSchema, required=True, allow_none=True)
    url = text()


class RepairSchema(Schema):
    """What reading mended."""

    code = text()
    detail = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class OutlineSchema(HitSectionSchema):
    """A section without its text. `text[start:end]` of the report is its own text."""

    class Meta:
        exclude = ("path",)

    level = fields.Integer(required=True, metadata={"description": "0 is the text before the first heading."})
    parent = fields.String(required=True, allow_none=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    data_url = text("The section with its text.")


class ReportLinksSchema(Schema):
    self = text()
    source = text("The file as it came.")
    agency = text()
    versions = text("What changed from version to version.")


class ReportSchema(HitReportSchema):
    """A report: what it is, where it came from, its outline and its text. Offsets count code points of `text`."""

    version = fields.Integer(required=True)
    current = fields.Boolean(required=True)
    format = text("What the original is.", example="html")
    sha256 = text("Of the original bytes.")
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    parser = text("Which release of the rules read it.")
    ingested_at = fields.String(required=True, metadata={"format": "date-time"})
    metadata = fields.Dict(fields.String(), fields.String(), required=True)
    incomplete = fields.Boolean(
        required=True,
        metadata={"description": "A page of the file could not be read: `repairs` says which (`page_unread`)."},
    )
    repairs = fields.List(fields.Nested(RepairSchema), required=True)
    versions = fields.List(fields.Nested(VersionSchema), required=True)
    sections = fields.List(fields.Nested(OutlineSchema), required=True)
    text = fields.String(required=True)
    links = fields.Nested(ReportLinksSchema, required=True)


class SectionLinksSchema(Schema):
    self = text()
    report = text()
    previous = fields.String(required=True, allow_none=True)
    next = fields.String(required=True, allow_none=True)


class SectionSchema(HitSectionSchema):
    """One section with its own text, heading included, up to the next heading of any level."""

    level = fields.Integer(required=True)
    parent = fields.String(required=True, allow_none=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    text = fields.String(required=True)
    report = fields.Nested(HitReportSchema, required=True)
    links = fields.Nested(SectionLinksSchema, required=True)


def reports_body(page: Page[StoredReport], urls: Addresses, links: Body) -> Body:
    """Build what ReportsSchema describes."""
    return {"total": page.total, "reports": [card_body(report, urls) for report in page.items], "links": links}


CSV_COLUMNS = (
    *("id", "agency_id", "agency", "region_codes", "regions", "year", "title", "form", "form_label"),
    *("version", "file", "format", "sha256", "incomplete", "published", "published_url"),
    *("ingested_at", "source", "url", "retrieved_at", "site", "site_code"),
)


def report_row(report: StoredReport, urls: Addresses) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS; `published` and `published_url` are its source's, else what the file tells."""
    known = report.source or {}
    return (
        report.id,
        report.agency.id,
        report.agency.name,
        " ".join(one.code for one in report.agency.regions),
        " ".join(one.name for one in report.agency.regions),
        report.year,
        report.title,
        report.form,
        meaning("form", report.form),
        report.version,
        report.file,
        report.format,
        report.sha256,
        str(is_incomplete(report.repairs)).lower(),
        known.get("published") or report.metadata.get("date", ""),
        known.get("address") or report.metadata.get("url", ""),
        moment(report.ingested_at),
        urls.source(report.id),
        urls.report(report.id),
        *(known.get(key) or "" for key in ("retrieved_at", "site", "site_code")),
    )


def card_body(report: StoredReport, urls: Addresses) -> Body:
    """Build what HitReportSchema describes."""
    return {
        "id": report.id,
        "title": report.title,
        "year": report.year,
        "form": report.form,
        "file": report.file,
        "agency": {"id": report.agency.id, "name": report.agency.name},
        "source": report.source,
        "url": urls.report(report.id, None if report.current else report.version),
    }


def report_body(report: StoredReport, sections: tuple[Section, ...], whole: str, urls: Addresses) -> Body:
    """Build what ReportSchema describes."""
    version = None if report.current else report.version
    return {
        **card_body(report, urls),
        "version": report.version,
        "current": report.current,
        "format": report.format,
        "sha256": report.sha256,
        "size": report.size,
        "parser": report.parser,
        "ingested_at": moment(report.ingested_at),
        "metadata": dict(report.metadata),
        "incomplete": is_incomplete(report.repairs),
        "repairs": [{"code": r.code, "detail": r.detail, "start": r.start, "end": r.end} for r in report.repairs],
        "versions": [_version_body(report, urls, place) for place in range(len(report.versions))],
        "sections": [
            {**_outline(report.id, section, urls), "data_url": urls.section_data(report.id, section.id, version)}
            for section in sections
        ],
        "text": whole,
        "links": {
            "self": urls.report(report.id, version),
            "source": urls.source(report.id, version),
            "agency": urls.agency(report.agency.id),
            "versions": urls.versions(report.id),
        },
    }


def section_body(
    report: StoredReport, section: StoredSection, near: tuple[str | None, str | None], urls: Addresses
) -> Body:
    """Build what SectionSchema describes; `near` are the ids of the sections before and after."""
    version = None if report.current else report.version
    before, after = (None if one is None else urls.section_data(report.id, one, version) for one in near)
    return {
        **_outline(report.id, section.section, urls),
        "path": list(section.path),
        "text": section.text,
        "report": card_body(report, urls),
        "links": {
            "self": urls.section_data(report.id, section.section.id, version),
            "report": urls.report(report.id, version),
            "previous": before,
            "next": after,
        },
    }


def _version_body(report: StoredReport, urls: Addresses, place: int) -> Body:
    version = report.versions[place]
    return {
        "version": version.version,
        "current": version.current,
        "file": version.file,
        "sha256": version.sha256,
        "size": version.size,
        "ingested_at": moment(version.ingested_at),
        "source": version.source,
        "url": urls.report(report.id, None if version.current else version.version),
    }


def _outline(report_id: str, section: Section, urls: Addresses) -> Body:
    return {
        "id": section.id,
        "level": section.level,
        "number": section.number,
        "heading": section.heading,
        "kind": section.kind,
        "parent": section.parent,
        "start": section.start,
        "end": section.end,
        "url": urls.section(report_id, section.id),
    }
