"""`GET /suggest`: completions while somebody types."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, json, request

from schemas.suggest import (
    OPENSEARCH,
    OPENSEARCH_BODY,
    SuggestArguments,
    SuggestionsSchema,
    opensearch_body,
    suggestions_body,
)
from search.suggest import Suggestion
from web.http.answers import MAX_AGE, etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.links import absolute, links
from web.http.services import services

resource = Resource("suggest", __name__, description="Completions.")


@resource.reads(
    "/suggest",
    SuggestionsSchema,
    asks=SuggestArguments,
    problems=(406, 422, 503),
    media_types=("application/json", OPENSEARCH),
    other=OPENSEARCH_BODY,
)
def suggest(arguments: dict[str, Any]) -> Response:
    """Complete what is typed

    Agencies by name, short name and pinyin (in full or by initials), fields by label, id, everyday words and
    initials (被告, xzss), and words that sections have, the commonest first. Nothing known is an empty list.
    """
    with_all = services()
    generations = with_all.record.generation(), with_all.section_search.generation()
    tag = etag(
        "suggest", generations, request.host if arguments["format"] == "opensearch" else "", sorted(arguments.items())
    )
    raise_not_modified(tag)
    suggestions = with_all.suggester.suggest(arguments["q"], arguments["limit"], arguments["kind"])
    if arguments["format"] == "json":
        return json_answer(suggestions_body(arguments["q"], suggestions, links()), tag)
    body = opensearch_body(arguments["q"], suggestions, [_page(one) for one in suggestions])
    response = current_app.response_class(json.dumps(body), mimetype=OPENSEARCH)
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _page(suggestion: Suggestion) -> str:
    """Return the page for people that a suggestion leads to."""
    if suggestion.kind == "field":
        return absolute().query("/figures", [("field", suggestion.value)])
    return (
        absolute().agency(suggestion.value)
        if suggestion.kind == "agency"
        else absolute().query("/", [("q", suggestion.value)])
    )
