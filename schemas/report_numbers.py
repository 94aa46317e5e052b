"""What `/reports/{id}/figures` and `/reports/{id}/checks` look like."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, validate

from index.record.rows import StoredReport
from reports.catalogue import INDICATORS, Indicator
from reports.checks.terms import cells
from reports.choice import main_figures
from reports.computed import inputs
from reports.model import Applicant, Check, Figure
from schemas.checks import VERDICTS, VerdictSchema, verdict_body
from schemas.figures import StatementSchema, label_of, stated, values
from schemas.hits import HitReportSchema, PageLinksSchema, text
from schemas.links import Addresses
from schemas.numbers import Number, field_ids, number
from schemas.parameters import any_of
from schemas.reports import VersionArguments, card_body

Body = dict[str, Any]
_PLACES = Decimal("0.0001")


class ReportFiguresArguments(VersionArguments):
    """The query string of `/reports/{id}/figures`."""

    field = field_ids("Only these fields.")
    applicant = any_of(values(Applicant), "Only these types of applicant.")


class ReportChecksArguments(VersionArguments):
    """The query string of `/reports/{id}/checks`."""

    verdict = any_of(VERDICTS, "Only these verdicts.")


class ReportFigureSchema(StatementSchema):
    """One statement of a report, or a computed sum. `main` marks what answers for its field and applicant."""

    field = text(example="requests.received")
    label = text()
    applicant = fields.String(required=True, validate=validate.OneOf(values(Applicant)))
    main = fields.Boolean(required=True)


class RateSchema(Schema):
    """A rate derived from the figures, rounded to four places; null where an input is blank or the whole is zero."""

    id = text()
    label = text(example="予以公开率")
    value = Number()
    unit = text(example="%")
    formula = text()
    inputs = fields.Dict(fields.String(), Number(), required=True)


class ReportFiguresSchema(Schema):
    report = fields.Nested(HitReportSchema, required=True)
    version = fields.Integer(required=True)
    total = fields.Integer(required=True)
    figures = fields.List(fields.Nested(ReportFigureSchema), required=True)
    indicators = fields.List(fields.Nested(RateSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


class ReportChecksSchema(Schema):
    report = fields.Nested(HitReportSchema, required=True)
    version = fields.Integer(required=True)
    total = fields.Integer(required=True)
    checks = fields.List(fields.Nested(VerdictSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def report_figures_body(
    report: StoredReport, figures: Sequence[Figure], question: Body, urls: Addresses, links: Body
) -> Body:
    """Build what ReportFiguresSchema describes, in reading order, computed figures last."""
    main, held = main_figures(figures), cells(figures)
    shown = [
        {
            "field": figure.field,
            "label": label_of(figure.field),
            "applicant": figure.applicant,
            "main": place in main,
            **stated(figure, inputs(figure, held), lambda section: urls.section(report.id, section)),
        }
        for place, figure in enumerate(figures)
        if (not question["field"] or figure.field in question["field"])
        and (not question["applicant"] or figure.applicant in question["applicant"])
    ]
    return {
        "report": card_body(report, urls),
        "version": report.version,
        "total": len(shown),
        "figures": shown,
        "indicators": _rates(report, [figures[place] for place in main]),
        "links": links,
    }


def report_checks_body(
    report: StoredReport, checks: Sequence[Check], question: Body, urls: Addresses, links: Body
) -> Body:
    """Build what ReportChecksSchema describes."""
    shown = [
        verdict_body(one, report.year)
        for one in checks
        if not question["verdict"] or one.verdict in question["verdict"]
    ]
    return {
        "report": card_body(report, urls),
        "version": report.version,
        "total": len(shown),
        "checks": shown,
        "links": links,
    }


def _rates(report: StoredReport, main: Sequence[Figure]) -> list[Body]:
    held = {figure.field: figure.value for figure in main if figure.applicant is Applicant.TOTAL}
    return [rate for one in INDICATORS.values() if (rate := _rate(one, report.form, held))]


def _rate(indicator: Indicator, form: str, held: dict[str, Decimal | None]) -> Body | None:
    formula = indicator.formula(form)
    if formula is None:
        return None
    value = formula.value(held)
    return {
        "id": indicator.id,
        "label": indicator.label,
        "value": None if value is None else number(value.quantize(_PLACES)),
        "unit": indicator.unit,
        "formula": formula.text,
        "inputs": {field: number(held.get(field)) for field in formula.inputs},
    }
