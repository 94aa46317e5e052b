"""What `/fields` says of the catalogue."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from reports.catalogue import FIELDS, INDICATORS, Field, Formula, Indicator
from reports.forms import FORM_IDS, Relation
from schemas.hits import PageLinksSchema, text
from schemas.parameters import Arguments, any_of, one_of
from schemas.search import list_format

Body = dict[str, Any]
GROUPS = tuple(dict.fromkeys(field.group for field in FIELDS.values()))
_FORM = validate.OneOf(list(FORM_IDS))


class FieldsArguments(Arguments):
    """The query string of `/fields`."""

    form = any_of(list(FORM_IDS), "Fields that this form asks for.")
    group = one_of(GROUPS, None, "Fields whose id begins with this word.")
    format = list_format()


class PlaceSchema(Schema):
    """Where a form asks for the field, in the form's own words."""

    form = fields.String(required=True, validate=_FORM)
    row = text()
    column = text()


class LineageSchema(Schema):
    """What the field becomes in a later form."""

    relation = fields.String(required=True, validate=validate.OneOf([relation.value for relation in Relation]))
    form = fields.String(required=True, validate=_FORM)
    targets = fields.List(fields.String(), required=True)
    comparable = fields.Boolean(required=True, metadata={"description": "Whether values before and after compare."})
    note = text()


class SumSchema(Schema):
    """A sum that forms imply and do not print: figures of it have the origin `computed`."""

    forms = fields.List(fields.String(validate=_FORM), required=True)
    parts = fields.List(fields.String(), required=True, metadata={"description": "Ids of the fields added up."})


class FieldSchema(Schema):
    """A statistic that the statutory forms ask for."""

    id = text(example="requests.received")
    label = text("As the newest form that asks for it words it.", example="收到申请数")
    label_en = text("In English.", example="Requests for information received")
    unit = text(example="件")
    group = text(example="requests")
    applicants = fields.Boolean(
        required=True, metadata={"description": "Whether T19 and T21 ask for it once per type of applicant."}
    )
    forms = fields.List(fields.Nested(PlaceSchema), required=True)
    computed = fields.Nested(
        SumSchema, required=True, allow_none=True, metadata={"description": "Null where no form implies it as a sum."}
    )
    lineage = fields.List(fields.Nested(LineageSchema), required=True)
    basis = fields.List(fields.String(), required=True, metadata={"description": "The law and the forms' documents."})
    url = text()


class FormulaSchema(Schema):
    forms = fields.List(fields.String(validate=_FORM), required=True)
    formula = text()
    numerator = fields.List(fields.String(), required=True)
    denominator = fields.List(fields.String(), required=True)


class IndicatorSchema(Schema):
    """A rate derived from fields when asked for; null where an input is blank."""

    id = text()
    label = text(example="予以公开率")
    unit = text(example="%")
    formulas = fields.List(fields.Nested(FormulaSchema), required=True)
    note = text()


class FieldsSchema(Schema):
    total = fields.Integer(required=True)
    fields_ = fields.List(fields.Nested(FieldSchema), required=True, data_key="fields")
    indicators = fields.List(fields.Nested(IndicatorSchema), required=True)
    links = fields.Nested(PageLinksSchema, required=True)


def fields_body(forms: tuple[str, ...], group: str | None, links: Body, base: str) -> Body:
    """Build what FieldsSchema describes: the fields of any of the forms and of the group."""
    found = fields_of(forms, group)
    return {
        "total": len(found),
        "fields": [field_body(field, base) for field in found],
        "indicators": [indicator_body(indicator) for indicator in INDICATORS.values()],
        "links": links,
    }


def fields_of(forms: tuple[str, ...], group: str | None) -> list[Field]:
    """Return the fields of any of the forms and of the group."""
    return [
        field
        for field in FIELDS.values()
        if (not forms or set(forms) & set(field.forms)) and group in (None, field.group)
    ]


CSV_COLUMNS = (
    *("id", "label", "label_en", "unit", "group", "applicants", "forms", "places", "computed", "parts", "basis"),
    "url",
)


def field_row(field: Field, url: str) -> tuple[object, ...]:
    """Return the values of CSV_COLUMNS; `places` has the row in which each form asks for it."""
    return (
        field.id,
        field.label,
        field.name("en"),
        field.unit,
        field.group,
        str(field.applicants).lower(),
        " ".join(field.forms),
        "; ".join(f"{place.form}: {place.row}" for place in field.places),
        " ".join(field.computed),
        " ".join(field.parts),
        "; ".join(field.basis),
        url,
    )


def field_body(field: Field, base: str) -> Body:
    """Build what FieldSchema describes."""
    return {
        "id": field.id,
        "label": field.label,
        "label_en": field.name("en"),
        "unit": field.unit,
        "group": field.group,
        "applicants": field.applicants,
        "forms": [{"form": place.form, "row": place.row, "column": place.column} for place in field.places],
        "computed": {"forms": list(field.computed), "parts": list(field.parts)} if field.parts else None,
        "lineage": [
            {
                "relation": step.relation,
                "form": step.form,
                "targets": list(step.targets),
                "comparable": step.comparable,
                "note": step.note,
            }
            for step in field.lineage
        ],
        "basis": list(field.basis),
        "url": f"{base}/fields/{field.id}",
    }


def indicator_body(indicator: Indicator) -> Body:
    """Build what IndicatorSchema describes."""
    return {
        "id": indicator.id,
        "label": indicator.label,
        "unit": indicator.unit,
        "formulas": [_formula(formula) for formula in indicator.formulas],
        "note": indicator.note,
    }


def _formula(formula: Formula) -> Body:
    return {
        "forms": list(formula.forms),
        "formula": formula.text,
        "numerator": list(formula.numerator),
        "denominator": list(formula.denominator),
    }
