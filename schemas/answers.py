"""What may be asked of `/answers`, and what an answer to a question in words looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from marshmallow import Schema, fields, validate

from reports.catalogue import FIELDS
from reports.identity.regions import label
from schemas.agencies import RegionSchema
from schemas.figures import FigureSchema, StatementSchema, figure_body, statement_body
from schemas.hits import AgencyNameSchema, text
from schemas.links import Addresses
from schemas.numbers import Number, field_id, needed, number
from schemas.parameters import Arguments, BadValue, Parameter, free_text, names, not_empty, whole_number
from search.answers.model import Answer, Ask, Choice, Gap, InterpretedQuestion, Reason, Status
from search.filters import FIRST_YEAR, LAST_YEAR

Body = dict[str, Any]
LONGEST = 100
ADDRESS = "Taken from `choices`; it stands for what the question says of it."


def _region_code() -> Parameter[str | None]:
    def parse(text: str) -> str:
        if label(not_empty(text)) is None:
            raise BadValue("unknown_region", f"no division has the code {text!r}")
        return text.strip()

    return Parameter(parse, {"type": "string", "pattern": r"^\d{6}$"}, None, f"A place by its code. {ADDRESS}")


def _question() -> Parameter[str]:
    found = free_text(LONGEST, "A question in Chinese: 2023年宿迁市收到多少申请, 2017年收到申请最多的十个单位.")
    return needed(found)


class AnswersArguments(Arguments):
    """The query string of `/answers`."""

    q = _question()
    agency = names(f"An agency by id or name. {ADDRESS}")
    region = _region_code()
    field = Parameter[str | None](field_id, {"type": "string", "enum": list(FIELDS)}, None, f"A field. {ADDRESS}")
    year = whole_number(FIRST_YEAR, LAST_YEAR, None, f"A statistical year. {ADDRESS}")


class AskedFieldSchema(Schema):
    id = text(example="requests.received")
    label = text(example="收到政府信息公开申请数")
    unit = text(example="件")


class UnderstoodSchema(Schema):
    """How the question was read."""

    ask = fields.String(
        required=True,
        validate=validate.OneOf(get_args(Ask)),
        metadata={
            "description": "value: the number; ranking: agencies with the most or least; which: agencies with more "
            "than zero; change: one year against another."
        },
    )
    agencies = fields.List(fields.Nested(AgencyNameSchema), required=True)
    unheld = fields.List(
        fields.String(), required=True, metadata={"description": "Agencies that were understood and are not held."}
    )
    regions = fields.List(fields.Nested(RegionSchema), required=True)
    fields_ = fields.List(
        fields.Nested(AskedFieldSchema),
        required=True,
        data_key="fields",
        metadata={"description": "All that the words fit."},
    )
    applicant = text("Type of applicant.", example="total")
    years = fields.List(fields.Integer(), required=True, metadata={"description": "Empty where none was named."})
    left = fields.List(
        fields.String(), required=True, metadata={"description": "What was not understood; nothing is answered then."}
    )


class AnswerGapSchema(Schema):
    """A value that was asked for and is not to be had. `statement` is the blank or unread cell, where there is one."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    year = fields.Integer(required=True)
    report = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, validate=validate.OneOf(get_args(Reason)))
    statement = fields.Nested(StatementSchema, required=True, allow_none=True)


class ChoiceSchema(Schema):
    """Something the question may mean; `url` asks again with it."""

    parameter = fields.String(required=True, validate=validate.OneOf(["agency", "field", "year", "region"]))
    value = text()
    label = text()
    url = text()


class AnswerLinksSchema(Schema):
    self = text()
    figures = fields.String(required=True, allow_none=True, metadata={"description": "The numbers behind the answer."})


class AnswerSchema(Schema):
    """An answer, choices where the question may mean several things, or why there is none."""

    query = text("As given.")
    status = fields.String(required=True, validate=validate.OneOf(get_args(Status)))
    reasons = fields.List(
        fields.String(validate=validate.OneOf(get_args(Reason))),
        required=True,
        metadata={"description": "Why there are choices or no answer; empty where there is one."},
    )
    understood = fields.Nested(UnderstoodSchema, required=True)
    figures = fields.List(
        fields.Nested(FigureSchema),
        required=True,
        metadata={"description": "The answer, each with its quote; in the order of a ranking, the later year first."},
    )
    change = Number("The later value less the earlier one; null where none was asked for or the two do not compare.")
    breaks = fields.List(fields.String(), required=True, metadata={"description": "Why two years do not compare."})
    gaps = fields.List(fields.Nested(AnswerGapSchema), required=True)
    total = fields.Integer(
        required=True, allow_none=True, metadata={"description": "How many values were compared, for a ranking."}
    )
    without = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "How many agencies of the scope have no value; null where several years were asked for."
        },
    )
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)
    links = fields.Nested(AnswerLinksSchema, required=True)


def answer_body(q: str, answer: Answer, urls: Addresses, links: Body, ask: Callable[[Choice], str]) -> Body:
    """Build what AnswerSchema describes; `ask` gives the address of the question with a choice."""
    return {
        "query": q,
        "status": answer.status,
        "reasons": list(answer.reasons),
        "understood": _understood(answer),
        "figures": [figure_body(figure, urls) for figure in answer.figures],
        "change": number(answer.change),
        "breaks": ["; ".join(one.detail for one in answer.turns)] if answer.turns else [],
        "gaps": [_gap(gap, urls) for gap in answer.gaps],
        "total": answer.total,
        "without": answer.without,
        "choices": [
            {"parameter": one.parameter, "value": one.value, "label": one.label, "url": ask(one)}
            for one in answer.choices
        ],
        "links": links,
    }


def asked_figures(question: InterpretedQuestion) -> list[tuple[str, str]]:
    """Return the parameters of `/figures` for what a question was understood to ask; [] where it names no field."""
    if not question.fields:
        return []
    pairs = [("field", ",".join(question.fields))]
    pairs += [("agency", ",".join(question.agencies))] if question.agencies else []
    pairs += [("region", ",".join(one.code for one in question.regions))] if question.regions else []
    pairs += [("year", ",".join(map(str, question.years)))] if question.years else []
    return [*pairs, ("applicant", question.applicant)]


def _understood(answer: Answer) -> Body:
    question = answer.understood
    return {
        "ask": question.ask,
        "agencies": [{"id": id_, "name": name} for id_, name in answer.names],
        "unheld": list(answer.unheld),
        "regions": [{"code": one.code, "name": one.name, "level": one.level} for one in question.regions],
        "fields": [{"id": id_, "label": FIELDS[id_].label, "unit": FIELDS[id_].unit} for id_ in question.fields],
        "applicant": question.applicant,
        "years": list(question.years),
        "left": list(question.left),
    }


def _gap(gap: Gap, urls: Addresses) -> Body:
    return {
        "agency": {"id": gap.agency, "name": gap.agency_name},
        "year": gap.year,
        "report": gap.report,
        "reason": gap.reason,
        "statement": statement_body(gap.statement, urls) if gap.statement else None,
    }
