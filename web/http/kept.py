"""Keeps answers of one state of index and record: portals ask the same few questions again and again.

Everything about one request (rate limits, origins, whether the client holds the answer already) is added to each answer
anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, request

from web.http.answers import raise_not_modified
from web.http.kept_answers import KeptAnswer
from web.http.links import links
from web.http.services import services

P = ParamSpec("P")

LONGEST_KEY = 2000
HEADERS = ("ETag", "Cache-Control", "Link", "Vary")


def keeping(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a view answer what was asked before, in the same words, from what it answered then."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        held, key = services().answers, _key()
        if key is not None and (found := held.get(key)) is not None:
            return _again(found)
        response = view(*args, **kwargs)
        if key is not None and (kept := _kept(response)) is not None:
            held.put(key, kept, kept.size)
        return response

    return answer


def _key() -> Hashable | None:
    """Return everything that shapes an answer; None for what is too long to be asked often."""
    query, accept = request.query_string, request.headers.get("Accept", "")
    if len(query) + len(accept) > LONGEST_KEY:
        return None
    found = services()
    copies = found.passages.stamp() if b"passage" in query else ()
    state = (found.section_search.generation(), found.record.stamp(), copies)
    return (*state, request.path, query, accept, request.script_root, links().base)


def _again(kept: KeptAnswer) -> Response:
    """Return it as a response of its own. Raises NotModified where the client holds it."""
    raise_not_modified(kept.tag)
    response = current_app.response_class(kept.body, mimetype="application/json")
    for name, value in kept.headers:
        response.headers[name] = value
    return response


def _kept(response: Response) -> KeptAnswer | None:
    tag, weak = response.get_etag()
    if response.status_code != 200 or response.mimetype != "application/json" or response.is_streamed or not tag:
        return None
    headers = tuple((name, response.headers[name]) for name in HEADERS if name in response.headers)
    return None if weak else KeptAnswer(tag, response.get_data(), headers)
