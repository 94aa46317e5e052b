"""What an answer of `/search` looks like: plain functions build it, since it is built for every request, and the
schemas beside them document it; tests hold the two together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Protocol, get_args

from marshmallow import Schema, fields, validate

from index.record.rows import Publication
from index.text.protocol import Field
from index.text.registry import FACETS
from reports.forms import FORM_IDS
from reports.model import SectionKind
from schemas.links import Addresses
from search.questions import Copies, Explanation, Facet, SectionAnswer, SectionHit, Snippet

Body = dict[str, Any]

_KIND = validate.OneOf([kind.value for kind in SectionKind])
_FORM = validate.OneOf(FORM_IDS)


def text(description: str = "", **more: object) -> fields.String:
    return fields.String(required=True, metadata={"description": description, **more} if description else more)


class QuerySchema(Schema):
    """The query as it was understood."""

    q = text("As given.", example="依申请公开")
    normalised = fields.String(
        metadata={"description": "In simplified and plain characters, where that is something else than `q`."}
    )
    words = fields.List(fields.String(), required=True, metadata={"example": ["依", "申请", "公开"]})
    phrases = fields.List(fields.String(), required=True, metadata={"description": "Exact strings."})
    excluded = fields.List(fields.String(), required=True, metadata={"description": "Words and exact strings."})
    match = fields.String(required=True, validate=validate.OneOf(["all", "any"]))
    relaxed = fields.Boolean(
        required=True,
        metadata={"description": "Nothing had all words; these have all but question words, or some (`match`)."},
    )
    expansions = fields.Dict(
        fields.String(),
        fields.List(fields.String()),
        required=True,
        metadata={
            "description": "What was looked for as well, by word or name.",
            "example": {"公众号": ["微信公众号", "微信公众平台"]},
        },
    )
    ignored = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "What did not count where `relaxed`: question words (多少, 吗), and single characters cut "
            "from a longer term."
        },
    )


class AgencyNameSchema(Schema):
    id = text(example="hangzhoushi-kexuejishuweiyuanhui")
    name = text(example="杭州市科学技术委员会")


class HitSectionSchema(Schema):
    id = text("Unique within its report.", example="s5")
    number = text("As printed; empty where there is none.", example="（二）")
    heading = text("Without the number; empty for the text before the first heading.")
    kind = fields.String(required=True, validate=_KIND)
    path = fields.List(fields.String(), required=True, metadata={"description": "Headings from the topmost down."})
    url = text("The section on its report's page.")


class PublicationSchema(Schema):
    """Where the file was published and when it was fetched, as far as is known."""

    address = text("The agency's own page or file.", format="uri")
    retrieved_at = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "When it was fetched first (UTC).", "format": "date-time"},
    )
    published = fields.String(
        required=True, allow_none=True, metadata={"description": "The day it was published on.", "format": "date"}
    )
    site = fields.String(required=True, allow_none=True, metadata={"description": "The site, as it names itself."})
    site_code = fields.String(required=True, allow_none=True, metadata={"description": "The site's code (网站标识码)."})


class HitReportSchema(Schema):
    id = text(example="hangzhoushi-kexuejishuweiyuanhui-2017")
    title = text()
    year = fields.Integer(required=True, metadata={"description": "The statistical year.", "example": 2017})
    form = fields.String(required=True, validate=_FORM)
    file = text("The name of the file it was read from.")
    agency = fields.Nested(AgencyNameSchema, required=True)
    source = fields.Nested(
        PublicationSchema, required=True, allow_none=True, metadata={"description": "Null where it is not known."}
    )
    url = text()


class Stated(Protocol):
    """What a row of the record says of the report it is from."""

    @property
    def report(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def form(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def source(self) -> Publication | None: ...


def source_body(stated: Stated, urls: Addresses) -> Body:
    """Build what HitReportSchema describes."""
    return {
        "id": stated.report,
        "title": stated.title,
        "year": stated.year,
        "form": stated.form,
        "file": stated.file,
        "agency": {"id": stated.agency, "name": stated.agency_name},
        "source": stated.source,
        "url": urls.report(stated.report),
    }


PUBLICATION_COLUMNS = ("source", "published", "retrieved_at", "site")
"""What CSV lists say of where each report was published; always their last columns."""


def publication_row(source: Publication | None) -> tuple[str, ...]:
    """Return the values of PUBLICATION_COLUMNS, empty where nothing is known."""
    keys = ("address", "published", "retrieved_at", "site")
    return tuple((source or {}).get(key) or "" for key in keys)


class SnippetSchema(Schema):
    """Plain text, never markup. A range covers what matched: from its first to before its second number."""

    text = text("… stands where a sentence was cut.")
    ranges = fields.List(
        fields.List(fields.Integer(), validate=validate.Length(equal=2)), required=True, metadata={"example": [[3, 8]]}
    )
    unit = fields.String(required=True, validate=validate.OneOf(["codepoint"]))


class PartSchema(Schema):
    """What one text adds to a score by standing in one field."""

    thing = text("What the query says.", example="公众号")
    text = text("What was found.", example="微信公众号")
    exact = fields.Boolean(required=True, metadata={"description": "An exact string or a synonym, not a word."})
    field = fields.String(required=True, validate=validate.OneOf(get_args(Field)))
    count = fields.Integer(required=True, metadata={"description": "How often it stands there."})
    score = fields.Float(required=True)
    counted = fields.Boolean(
        required=True, metadata={"description": "Of several ways to say a thing only the best one counts."}
    )


class ExplanationSchema(Schema):
    """The score is the sum of the parts that count, times the factor."""

    factor = fields.Float(
        required=True, metadata={"description": "1 before the first heading, else more: openings list what follows."}
    )
    parts = fields.List(fields.Nested(PartSchema), required=True)


class CopiesSchema(Schema):
    """Hits that are nearly equal to this one, itself included."""

    sections = fields.Integer(required=True)
    reports = fields.Integer(required=True)
    url = text("All sections that are nearly equal, hits or not.")


class HitSchema(Schema):
    id = text(example="hangzhoushi-kexuejishuweiyuanhui-2017:s5")
    score = fields.Float(required=True, metadata={"description": "Comparable within one answer; 0 without words."})
    section = fields.Nested(HitSectionSchema, required=True)
    report = fields.Nested(HitReportSchema, required=True)
    snippet = fields.Nested(SnippetSchema, required=True)
    passage = fields.Nested(CopiesSchema, metadata={"description": "Only with group_by=passage."})
    explanation = fields.Nested(ExplanationSchema, metadata={"description": "Only with explain=true."})


class OptionSchema(Schema):
    value = fields.Raw(required=True, metadata={"type": ["string", "integer"], "example": 2017})
    label = text(example="2017")
    count = fields.Integer(required=True)
    selected = fields.Boolean(required=True)
    url = text("The same search with this value added, or taken back where it is selected.")


class FacetSchema(Schema):
    """Counts of one column. They ignore the column's own filter."""

    options = fields.List(fields.Nested(OptionSchema), required=True)
    total = fields.Integer(required=True, metadata={"description": "How many values there are."})
    truncated = fields.Boolean(required=True, metadata={"description": "Whether there are more than shown."})
    missing = fields.Integer(required=True, metadata={"description": "Sections without a value."})


FacetsSchema = Schema.from_dict({name: fields.Nested(FacetSchema) for name in FACETS}, name="FacetsSchema")


class PageLinksSchema(Schema):
    self = text()
    next = fields.String(required=True, allow_none=True, metadata={"description": "The next page; null on the last."})
    restart = fields.String(
        metadata={
            "description": "Only where what is listed changed since the first page: rows may then be left out or come "
            "twice. It leads to the first page, to begin anew."
        }
    )


class IndexSchema(Schema):
    """What answered."""

    generation = text("Changes with every change of the index.")
    tokeniser = text("What cuts texts and queries into words.")


class SearchAnswerSchema(Schema):
    """Sections that answer a query, the best first."""

    query = fields.Nested(QuerySchema, required=True)
    total = fields.Integer(required=True, metadata={"description": "Exact. Sections, or reports where grouped."})
    hits = fields.List(fields.Nested(HitSchema), required=True)
    facets = fields.Nested(FacetsSchema, required=True)
    links = fields.Nested(PageLinksSchema, required=True)
    index = fields.Nested(IndexSchema, required=True)


OptionUrls = Callable[[Facet], Sequence[str]]
"""Returns the addresses of a facet's options, in their order."""


def search_body(answer: SectionAnswer, urls: Addresses, links: Body, option_urls: OptionUrls) -> Body:
    """Build what SearchAnswerSchema describes."""
    query = answer.query
    return {
        "query": {
            "q": query.q,
            **({} if query.normalised is None else {"normalised": query.normalised}),
            "words": query.words,
            "phrases": query.phrases,
            "excluded": query.excluded_words + query.excluded_phrases,
            "match": answer.match,
            "relaxed": answer.relaxed,
            "expansions": query.expansions,
            "ignored": query.ignored,
        },
        "total": answer.total,
        "hits": [hit_body(hit, urls) for hit in answer.hits],
        "facets": {facet.column: _facet_body(facet, option_urls(facet)) for facet in answer.facets},
        "links": links,
        "index": {"generation": answer.generation, "tokeniser": answer.tokeniser},
    }


def hit_body(hit: SectionHit, urls: Addresses) -> Body:
    """Build what HitSchema describes."""
    report, section, score, number, heading, kind, path, title, year, form, file, agency, shown, *_ = hit
    body: Body = {
        "id": f"{report}:{section}",
        "score": round(score, 4),
        "section": {
            "id": section,
            "number": number,
            "heading": heading,
            "kind": kind,
            "path": path,
            "url": urls.section(report, section),
        },
        "report": {
            "id": report,
            "title": title,
            "year": year,
            "form": form,
            "file": file,
            "agency": {"id": agency.id, "name": agency.name},
            "source": hit.source,
            "url": urls.report(report),
        },
        "snippet": snippet_body(shown),
    }
    if hit.copies is not None:
        body["passage"] = _copies_body(hit, hit.copies, urls)
    if hit.explanation is not None:
        body["explanation"] = _explanation_body(hit.explanation)
    return body


def _copies_body(hit: SectionHit, copies: Copies, urls: Addresses) -> Body:
    url = urls.query("/similar", [("section", f"{hit.report}:{hit.section}")])
    return {"sections": copies.sections, "reports": copies.reports, "url": url}


def _explanation_body(explanation: Explanation) -> Body:
    parts = [{**asdict(part), "score": round(part.score, 4)} for part in explanation.parts]
    return {"factor": explanation.factor, "parts": parts}


def snippet_body(snippet: Snippet) -> Body:
    return {"text": snippet.text, "ranges": snippet.ranges, "unit": "codepoint"}


def _facet_body(facet: Facet, urls: Sequence[str]) -> Body:
    return {
        "options": [
            {"value": one.value, "label": one.label, "count": one.count, "selected": one.selected, "url": url}
            for one, url in zip(facet.options, urls, strict=True)
        ],
        "total": facet.total,
        "truncated": facet.truncated,
        "missing": facet.missing,
    }
