"""What `/agencies/{id}/promises` answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marshmallow import Schema, fields

from index.record.rows import StoredReport
from reports.differences import Sentence
from reports.model import Section
from reports.promises import LikeSentence, Plan
from schemas.hits import AgencyNameSchema, Body, HitReportSchema, text
from schemas.links import Addresses
from schemas.parameters import Arguments, one_of, years
from schemas.reports import card_body


class PromisesArguments(Arguments):
    """The query string of an agency's promises."""

    year = years("Years of the reports that promise: 2017, 2015..2019, 2015.. or ..2016.")
    lang = one_of(["zh", "en"], "zh", "The language of the page.")


class QuotedSchema(Schema):
    """A sentence as printed; `start` and `end` count code points of its report's text."""

    section = text(example="s5")
    heading = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    url = text()
    text = text()


class AnsweringSchema(QuotedSchema):
    likeness = fields.Float(
        required=True,
        metadata={"description": "How much the words are alike, 0 to 1. It says nothing of what was done."},
    )


class PromisedSchema(Schema):
    said = fields.Nested(QuotedSchema, required=True)
    answers = fields.List(
        fields.Nested(AnsweringSchema),
        required=True,
        metadata={"description": "Sentences of the report of the year after about the same, the most alike first."},
    )


class PromisedYearSchema(Schema):
    report = fields.Nested(HitReportSchema, required=True)
    following = fields.Nested(
        HitReportSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The report of the year after; null where none is held."},
    )
    promises = fields.List(fields.Nested(PromisedSchema), required=True)


class PromisesLinksSchema(Schema):
    self = text()
    agency = text()


class PromisesSchema(Schema):
    """What an agency's reports say will be done, beside what the report of the year after says. Nothing is judged."""

    agency = fields.Nested(AgencyNameSchema, required=True)
    years = fields.List(fields.Nested(PromisedYearSchema), required=True)
    links = fields.Nested(PromisesLinksSchema, required=True)


@dataclass(frozen=True, slots=True)
class Promised:
    """A report's plans with what the report of the year after says of each."""

    report: StoredReport
    following: StoredReport | None
    plans: Sequence[Plan]
    answers: Sequence[Sequence[LikeSentence]]


def promises_body(agency_id: str, name: str, promises: Sequence[Promised], urls: Addresses, itself: str) -> Body:
    """Build what PromisesSchema describes."""
    return {
        "agency": {"id": agency_id, "name": name},
        "years": [_year_body(one, urls) for one in promises],
        "links": {"self": itself, "agency": urls.agency(agency_id)},
    }


def _year_body(promised: Promised, urls: Addresses) -> Body:
    following = promised.following
    return {
        "report": card_body(promised.report, urls),
        "following": None if following is None else card_body(following, urls),
        "promises": [
            {
                "said": _quoted(plan.sentence, plan.section, promised.report, urls),
                "answers": []
                if following is None
                else [
                    {**_quoted(answer.sentence, answer.section, following, urls), "likeness": round(answer.likeness, 4)}
                    for answer in answered
                ],
            }
            for plan, answered in zip(promised.plans, promised.answers, strict=True)
        ],
    }


def _quoted(sentence: Sentence, section: Section, report: StoredReport, urls: Addresses) -> Body:
    return {
        "section": section.id,
        "heading": section.number + section.heading,
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "url": urls.section(report.id, section.id),
    }
