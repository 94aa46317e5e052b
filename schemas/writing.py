"""What may be sent to `POST /reports`, and what it answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from marshmallow import Schema, fields, validate

from index.record.rows import Outcome
from reports.model import Check, Verdict
from schemas.parameters import Arguments, BadValue, Parameter, not_empty, whole_number
from schemas.reports import ReportSchema
from search.filters import FIRST_YEAR, LAST_YEAR

Body = dict[str, Any]
LONGEST_NAME = 100
OUTCOMES: tuple[Outcome, ...] = ("new", "version", "unchanged", "reread")


def _name(given: str) -> str:
    name = not_empty(given)
    if len(name) > LONGEST_NAME:
        raise BadValue("too_long", f"{len(name)} characters were given, {LONGEST_NAME} are allowed")
    if not name.isprintable():
        raise BadValue("control_characters", "a name has no control characters and is one line")
    return name


class UploadArguments(Arguments):
    """The fields that may stand beside the file."""

    agency = Parameter(
        _name,
        {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
        None,
        "Whose report it is, by full name; what the file says where it is left out.",
    )
    year = whole_number(
        FIRST_YEAR, LAST_YEAR, None, "The statistical year (统计年度); what the file says where it is left out."
    )


FORM: Body = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream", "description": "The report."},
        **{name: dict(field.metadata) for name, field in UploadArguments().fields.items()},
    },
    "additionalProperties": False,
}
"""The form as JSON Schema, for the OpenAPI document."""


class CheckCountsSchema(Schema):
    """How many checks came out how."""

    total = fields.Integer(required=True)


VERDICTS = [verdict.value for verdict in Verdict]
CheckCounts = CheckCountsSchema.from_dict(
    {name: fields.Integer(required=True) for name in VERDICTS}, name="CheckCountsByVerdictSchema"
)


class TakenReportSchema(ReportSchema):
    """The report as it was read, and what became of it."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(OUTCOMES),
        metadata={
            "description": "new: the first of its agency and year; version: a further one, now the current one; "
            "unchanged: these bytes were there already; reread: they were, and are now read by what was given or by "
            "newer rules."
        },
    )
    moved_from = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The report that these bytes belonged to before they were given another identity."},
    )
    figures = fields.Integer(required=True, metadata={"description": "How many figures were read."})
    checks = fields.Nested(CheckCounts, required=True)


def check_counts(checks: tuple[Check, ...]) -> Body:
    """Build what CheckCounts describes."""
    counts = Counter(check.verdict.value for check in checks)
    return {"total": len(checks), **{name: counts[name] for name in VERDICTS}}
