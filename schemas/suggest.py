"""What may be asked of `/suggest` and `/analyze`, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.hits import text
from schemas.links import Addresses
from schemas.parameters import Arguments, any_of, free_text, one_of, query_text, whole_number
from search.expansion import InterpretedQuery
from search.suggest import KINDS, Suggestion

Body = dict[str, Any]
LONGEST_BEGINNING = 50
OPENSEARCH = "application/x-suggestions+json"


OPENSEARCH_BODY: Body = {
    "type": "array",
    "items": {"type": ["string", "array"], "items": {"type": "string"}},
    "minItems": 4,
    "maxItems": 4,
    "description": "The query, completions, descriptions, addresses of pages (OpenSearch Suggestions 1.0).",
}


class SuggestArguments(Arguments):
    """The query string of `/suggest`."""

    q = free_text(LONGEST_BEGINNING, "The beginning of a name, of its pinyin (hangzhou, hzskjj), of a field or a word.")
    limit = whole_number(1, 50, 10, "Suggestions.")
    kind = any_of(KINDS, "Only suggestions of these kinds.", KINDS)
    format = one_of(["json", "opensearch"], "json", f"opensearch: as browsers read them ({OPENSEARCH}).")


class SuggestionSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    value = text("What to ask with: an agency's or a field's id, or a query.", example="hangzhoushi-kexuejishuju")
    label = text(example="杭州市科学技术局")
    count = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Of the agency's reports, or of sections with the word; null for fields."},
    )
    url = text("The agency, the field, or the search for the word.")


class SuggestionsSchema(Schema):
    query = text("As given.", example="hzs kjj")
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)


class AnalyzeArguments(Arguments):
    """The query string of `/analyze`."""

    q = query_text("A query as `/search` takes it.")
    expand = one_of(["synonyms", "none"], "synonyms", "As for `/search`.")


class AnalysisSchema(Schema):
    """How a query is read, and how the same text would be cut for the index."""

    q = text("As given.", example="青島市科技局 “先审查”")
    normalised = fields.String(
        required=True, allow_none=True, metadata={"description": "In simplified and plain characters, if it changes."}
    )
    words = fields.List(fields.String(), required=True, metadata={"description": "What has to be found, word by word."})
    phrases = fields.List(fields.String(), required=True, metadata={"description": "Exact strings."})
    excluded = fields.List(fields.String(), required=True)
    expansions = fields.Dict(fields.String(), fields.List(fields.String()), required=True)
    questions = fields.List(
        fields.String(), required=True, metadata={"description": "Words that are left out where nothing has them all."}
    )
    tokens = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "What a text of these characters is found by: words and the words inside them."},
    )
    fingerprint = text("The tokeniser and its dictionary; an index built by another one does not fit.")


def suggestions_body(q: str, suggestions: Sequence[Suggestion], urls: Addresses) -> Body:
    """Build what SuggestionsSchema describes."""
    return {
        "query": q,
        "suggestions": [
            {"kind": one.kind, "value": one.value, "label": one.label, "count": one.count, "url": address(one, urls)}
            for one in suggestions
        ],
    }


def opensearch_body(q: str, suggestions: Sequence[Suggestion], urls: Sequence[str]) -> list[Any]:
    """Build what browsers read: the query, completions, descriptions and addresses (OpenSearch Suggestions 1.0)."""
    completions = [one.value if one.kind == "term" else one.label for one in suggestions]
    return [q, completions, [one.label for one in suggestions], list(urls)]


def address(suggestion: Suggestion, urls: Addresses) -> str:
    """Return where a suggestion leads in the API."""
    if suggestion.kind == "agency":
        return urls.agency(suggestion.value)
    return (
        urls.query("/search", [("q", suggestion.value)])
        if suggestion.kind == "term"
        else urls.query(f"/fields/{suggestion.value}", [])
    )


def analysis_body(understood: InterpretedQuery, tokens: Sequence[str], fingerprint: str) -> Body:
    """Build what AnalysisSchema describes."""
    parsed = understood.parsed
    return {
        "q": parsed.q,
        "normalised": parsed.normalised,
        "words": parsed.words,
        "phrases": parsed.phrases,
        "excluded": parsed.excluded_words + parsed.excluded_phrases,
        "expansions": parsed.expansions,
        "questions": sorted(understood.questions, key=parsed.words.index),
        "tokens": tokens,
        "fingerprint": fingerprint,
    }
