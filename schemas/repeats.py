"""What `/reports/{id}/repeats` and `/similar` answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marshmallow import Schema, fields, validate

from index.passages.store import Near
from index.record.rows import HitRow
from schemas.hits import AgencyNameSchema, Body, HitReportSchema, PublicationSchema, text
from schemas.links import Addresses
from schemas.numbers import needed
from schemas.parameters import Arguments, BadValue, Parameter, limit, not_empty, one_of, whole_number
from schemas.reports import card_body
from search.repeats import Origin, Repeats, Stand, TracedSentence

_ORIGINS = [origin.value for origin in Origin]


def _section_key(text_: str) -> tuple[str, str]:
    report, colon, section = not_empty(text_).rpartition(":")
    if not (colon and report and section):
        raise BadValue("not_a_section", f"{text_!r} is no section; write it as hits have it: REPORT:SECTION")
    return report, section


class RepeatsArguments(Arguments):
    """The query string of a report's repetitions."""

    version = whole_number(1, 999_999, None, "An earlier version; the current one where it is left out.")
    lang = one_of(["zh", "en"], "zh", "The language of the page.")


class SimilarArguments(Arguments):
    """The query string of `/similar`."""

    section = needed(
        Parameter(
            _section_key,
            {"type": "string", "pattern": "^.+:.+$", "example": "xiamen-2017:s5"},
            ("", ""),
            "A section by its id, as hits have it.",
        )
    )
    limit = limit()


class StandSchema(Schema):
    """A section in which the words stand."""

    id = text("As hits have it.", example="xiamen-2017:s5")
    report = text()
    year = fields.Integer(required=True)
    agency = fields.Nested(AgencyNameSchema, required=True, allow_none=True)
    source = fields.Nested(PublicationSchema, required=True, allow_none=True)
    url = text()


class RepeatedSentenceSchema(Schema):
    """`origin`: new; prescribed (a form words it); last_year (in the agency's report of the year before); elsewhere."""

    section = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    text = text()
    origin = fields.String(required=True, validate=validate.OneOf(_ORIGINS))
    exact = fields.Boolean(
        required=True, metadata={"description": "Word for word but for numbers; else a word or two differ."}
    )
    first = fields.Nested(
        StandSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Where the words stand first, by year; null where that is here."},
    )
    reports = fields.Integer(required=True, metadata={"description": "How many reports have the words, this included."})


class OriginCountsSchema(Schema):
    new = fields.Integer(required=True)
    prescribed = fields.Integer(required=True)
    last_year = fields.Integer(required=True)
    elsewhere = fields.Integer(required=True)


class RepeatsLinksSchema(Schema):
    self = text()
    report = text()
    against = fields.String(
        required=True, allow_none=True, metadata={"description": "Beside the report of the year before."}
    )


class RepeatsSchema(Schema):
    """What of a report stands elsewhere. Offsets count code points of the report's text."""

    report = fields.Nested(HitReportSchema, required=True)
    sentences = fields.List(fields.Nested(RepeatedSentenceSchema), required=True)
    counts = fields.Nested(OriginCountsSchema, required=True, metadata={"description": "Sentences by origin."})
    characters = fields.Nested(OriginCountsSchema, required=True, metadata={"description": "Their characters."})
    share_new = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Of the characters that no form words, the part that is new."},
    )
    behind = fields.Boolean(
        required=True, metadata={"description": "The index of passages has not taken in what was recorded last."}
    )
    links = fields.Nested(RepeatsLinksSchema, required=True)


class SimilarHitSchema(StandSchema):
    likeness = fields.Float(
        required=True, metadata={"description": "Jaccard of groups of four characters, numbers alike."}
    )
    heading = text()
    text = text()


class SimilarSchema(Schema):
    """Sections that are nearly equal to one, the most alike first."""

    section = text()
    total = fields.Integer(required=True, metadata={"description": "At least so many where it is not `complete`."})
    complete = fields.Boolean(
        required=True,
        metadata={
            "description": "False where so many may be nearly equal that only the 2,000 most alike by "
            "their signatures were compared."
        },
    )
    sections = fields.List(fields.Nested(SimilarHitSchema), required=True)


def repeats_body(repeats: Repeats, rows: Mapping[tuple[str, str], HitRow], urls: Addresses, itself: str) -> Body:
    """Build what RepeatsSchema describes; `rows` has the sections that sentences stand first in."""
    report = repeats.report
    return {
        "report": card_body(report, urls),
        "sentences": [_told_body(one, rows, urls) for one in repeats.sentences],
        "counts": {origin.value: sum(one.origin is origin for one in repeats.sentences) for origin in Origin},
        "characters": {origin.value: repeats.characters.get(origin, 0) for origin in Origin},
        "share_new": None if repeats.share_new is None else round(repeats.share_new, 4),
        "behind": repeats.behind,
        "links": {
            "self": itself,
            "report": urls.report(report.id, None if report.current else report.version),
            "against": None if repeats.before is None else urls.against(repeats.before.id, report.id),
        },
    }


def similar_body(
    section: str,
    near: Sequence[Near],
    rows: Mapping[tuple[str, str], HitRow],
    total: int,
    complete: bool,
    urls: Addresses,
) -> Body:
    """Build what SimilarSchema describes."""
    return {
        "section": section,
        "total": total,
        "complete": complete,
        "sections": [
            {
                **_stand_body(Stand(one.report, one.section, one.year), rows, urls),
                "likeness": round(one.likeness, 4),
                "heading": rows[one.report, one.section].heading,
                "text": rows[one.report, one.section].text,
            }
            for one in near
            if (one.report, one.section) in rows
        ],
    }


def _told_body(sentence: TracedSentence, rows: Mapping[tuple[str, str], HitRow], urls: Addresses) -> Body:
    return {
        "section": sentence.section,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "origin": sentence.origin.value,
        "exact": sentence.exact,
        "first": None if sentence.first is None else _stand_body(sentence.first, rows, urls),
        "reports": sentence.reports,
    }


def _stand_body(stand: Stand, rows: Mapping[tuple[str, str], HitRow], urls: Addresses) -> Body:
    row = rows.get((stand.report, stand.section))
    return {
        "id": f"{stand.report}:{stand.section}",
        "report": stand.report,
        "year": stand.year,
        "agency": None if row is None else {"id": row.agency_id, "name": row.agency_name},
        "source": None if row is None else row.source,
        "url": urls.section(stand.report, stand.section),
    }
