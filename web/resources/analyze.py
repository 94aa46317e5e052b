"""`GET /analyze`: how a query is read."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.suggest import AnalysisSchema, AnalyzeArguments, analysis_body
from search.expansion import interpret
from web.http.answers import etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.services import services

resource = Resource("analyze", __name__, description="How queries are read.")


@resource.reads("/analyze", AnalysisSchema, asks=AnalyzeArguments, problems=(406, 422))
def analyze(arguments: dict[str, Any]) -> Response:
    """Show how a query is read

    Its words, exact strings and synonyms, and the tokens by which a text of the same characters is found.
    """
    analyser = services().analyser
    tag = etag("analyze", analyser.fingerprint, sorted(arguments.items()))
    raise_not_modified(tag)
    understood = interpret(arguments["q"], analyser, expand=arguments["expand"] == "synonyms")
    tokens = list(dict.fromkeys(analyser.index_words(arguments["q"])))
    return json_answer(analysis_body(understood, tokens, analyser.fingerprint), tag)
