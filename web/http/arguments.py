"""Reads the query string by a schema and answers 422 for anything a schema does not take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from flask import Request, Response
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestURITooLarge

from reports.normalise import visible
from schemas.parameters import Arguments, bad_parameters
from schemas.problems import MEDIA_TYPE, ProblemSchema
from search.errors import BadParameter, QuestionError
from web.http.current import current_request
from web.http.html import CHOOSING, NEGOTIATED, SEARCH_PAGE, prefers_page
from web.http.kept import PATHS
from web.http.lookups import unknown_names

PROBLEMS = {
    404: "Nothing is known by that id.",
    406: "The client accepts none of the forms this can be answered in.",
    414: "The query string is longer than the service reads.",
    422: "A parameter is unknown, repeated or has a value that cannot be used; `errors` names each.",
    429: "More requests than the limit allows; `Retry-After` says when to go on.",
    503: "The index is missing, does not fit or is not warm yet; `code` says which.",
}
MOST_QUERY = 4096
"""Bytes of a query string: each link of an answer repeats it. The longest query and fifty names fit."""
TEXT = {"type": "string"}
"""Another form of an answer that is JSON first: generated clients do not ask for it."""
WHOLE = {"type": "string", "format": "binary"}
"""An answer that is no JSON: generated clients parse a plain string of any type as JSON."""
HEADERS = {
    "ETag": {"description": "Names this very answer; send it back as If-None-Match.", "schema": {"type": "string"}},
    "Link": {"description": "The links of the body (RFC 8288).", "schema": {"type": "string"}},
}
View = Callable[..., Response]


class NothingChosenError(QuestionError):
    """A page was opened and nothing said what of: it offers the choice."""


class QueryParser(FlaskParser):
    """Gives schemas all values of each parameter, and lets none pass that no schema knows."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012

    def parse(self, argmap: Any, req: Request | None = None, *, location: str | None = None, **named: Any) -> Any:
        """Read the query string by its schema; only what is wrong with one goes webargs' longer way."""
        asked = req or current_request()
        if location != "query" or not isinstance(argmap, Schema):
            return super().parse(argmap, asked, location=location, **named)
        try:
            return argmap.load(self.load_querystring(asked, argmap))
        except ValidationError:
            return super().parse(argmap, asked, location=location, **named)

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, list[str]]:  # noqa: ARG002
        if len(req.query_string) > MOST_QUERY:
            raise RequestURITooLarge(f"the query string is longer than {MOST_QUERY} bytes")
        endpoint = req.endpoint
        by_form = endpoint == SEARCH_PAGE or (endpoint in NEGOTIATED and prefers_page())
        filled = {name: _filled(given) if by_form else given for name, given in req.args.lists()}
        if any("%" in one for pair in req.args.items(multi=True) for one in pair):
            _must_be_utf8(req.query_string)
        return {name: [visible(one) for one in given] for name, given in filled.items() if given}

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        said = error.messages_dict.get("query", {})
        messages = {name: said[name] for name in req.args if name in said} | said  # what is missing comes last
        good = error.valid_data if isinstance(error.valid_data, dict) else {}
        bad = [*bad_parameters(schema, messages), *unknown_names(good)]
        chosen = req.endpoint not in CHOOSING or any(one.code != "missing" for one in bad) or not prefers_page()
        raise (QuestionError if chosen else NothingChosenError).of(bad) from error


def _filled(given: list[str]) -> list[str]:
    """Leave out what a form of a page sent for a field that nobody filled in: without a script it cannot."""
    return [one for one in given if one.strip()]


def _must_be_utf8(query: bytes) -> None:
    """Raise QuestionError for bytes that are no UTF-8: werkzeug leaves them in the text, percent-encoded."""
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        raise QuestionError.of(not_utf8(query)) from error


def not_utf8(query: bytes) -> list[BadParameter]:
    """Name the parameters of a query string whose bytes are no UTF-8."""
    found = []
    for pair in query.split(b"&"):
        try:
            unquote_to_bytes(pair).decode()
        except UnicodeDecodeError:
            name = unquote_to_bytes(pair.partition(b"=")[0]).decode("ascii", "replace")
            found.append(BadParameter(name, "not_utf8", "its bytes are no UTF-8; percent-encode UTF-8, not GBK"))
    return found


class Resource(Blueprint):  # type: ignore[misc]
    """Routes of one subject."""

    ARGUMENTS_PARSER = QueryParser()

    def reads(
        self,
        path: str,
        answers: type[Schema] | Mapping[str, object],
        *,
        asks: type[Schema] | None = Arguments,
        problems: Sequence[int] = (),
        path_parameters: Sequence[Mapping[str, object]] = (),
        media_types: Sequence[str] = ("application/json",),
        other: Mapping[str, object] = TEXT,
        keeps: bool = False,
    ) -> Callable[[View], View]:
        """Serve a path by GET: what it asks (a schema, handed to the view first), what it answers, which problems.

        `media_types` are all that a good answer may have: the first with the schema of `answers`, others of `other`.
        Answers in JSON are kept where the route `keeps` them (web/http/kept.py).
        """

        schema = None if asks is None else asks()

        def decorate(view: View) -> View:
            @wraps(view)
            def served(**named: Any) -> Response:
                if schema is None:
                    return view(**named)
                return view(self.ARGUMENTS_PARSER.parse(schema, location="query"), **named)

            documented: View = self.alt_response(304, description="What the client holds has not changed.")(view)
            # The last said is documented first, and generators of clients take the first media type for the answer.
            for media_type in reversed(media_types[1:]):
                documented = self.alt_response(200, schema=other, content_type=media_type, success=True)(documented)
            documented = self.response(200, answers, content_type=media_types[0], headers=HEADERS)(documented)
            for status in (*problems, 414, 429):
                documented = self.alt_response(
                    status, schema=ProblemSchema, content_type=MEDIA_TYPE, description=PROBLEMS[status]
                )(documented)
            if schema is not None:
                documented = self.arguments(schema, location="query")(documented)
            documented = self.doc(operationId=view.__name__)(documented)
            if keeps:
                PATHS.add(path)
            # Each of these only wraps the view to document it, so what they say is taken and they are not called.
            served._apidoc = documented._apidoc  # type: ignore[attr-defined]
            self.route(path, parameters=[dict(one) for one in path_parameters])(served)
            return view

        return decorate
