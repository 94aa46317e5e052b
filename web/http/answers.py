"""Turns bodies into responses: JSON, ETag, 304, Link and Cache-Control."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response, current_app
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from web.http.current import current_request
from web.http.links import links, query_string, quote, with_host

MAX_AGE = 60
"""Seconds a cache may answer by itself; after that it asks again, and mostly gets a 304."""
OEMBED = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
QUOTED = str.maketrans({char: quote(char) for char in "%&="})
"""What a query string that is written already has to have quoted once more."""
ENCODINGS = ("zstd", "br", "gzip")
"""How answers are compressed, the cheapest first. A compressed answer's tag ends in `:` and its encoding."""
FORMAT = 1
"""Counted up when the same answer is written otherwise, so that old copies in caches do not count as the same."""


def etag(*parts: object) -> str:
    """Return a tag for what these parts decide."""
    return hashlib.blake2b(repr((FORMAT, with_host(), *parts)).encode(), digest_size=12).hexdigest()


class NotModified(Exception):
    """The client holds the answer with this tag already, as it is or compressed; it is answered with 304."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag

    def response(self) -> Response:
        return tagged(current_app.response_class(status=304), self.tag)


def raise_not_modified(tag: str) -> None:
    """Raise NotModified where the client holds the answer with this tag already."""
    if (held := held_tag(tag)) is not None:
        raise NotModified(held)


def held_tag(tag: str) -> str | None:
    """Return the tag under which the client holds this answer, as it is or compressed; None where it does not."""
    request = current_request()
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return None
    held = request.if_none_match
    return next((one for one in (tag, *(f"{tag}:{way}" for way in ENCODINGS)) if held.contains_weak(one)), None)


def json_answer(body: Mapping[str, Any], tag: str | None = None, status: int = 200) -> Response:
    """Answer with JSON. Raises NotAcceptable where the client takes no JSON."""
    needs_json()
    response = current_app.response_class(orjson.dumps(body), status, mimetype="application/json")
    found = body.get("links")
    if found:
        response.headers["Link"] = link_header(found)
    return response if tag is None else tagged(response, tag)


def needs_json() -> None:
    """Raise NotAcceptable where the client takes no JSON."""
    accepted = accepts()
    if accepted and not accepted.accept_json and not accepted["application/json"]:
        raise NotAcceptable("this is answered as application/json")


def embeddable(response: Response) -> Response:
    """Say in a Link header how the address asked for is embedded, for oEmbed consumers that read no page.

    Both addresses are without a host: what a shared cache keeps of this answer is good for every host.
    """
    request, base = current_request(), links().base
    url = f"{base}/oembed?url={quote(f'{base}{request.path}', safe=',:.')}"
    if request.pairs:
        url = f"{url}%3F{query_string(request.pairs).translate(QUOTED)}"
    for name, media_type in OEMBED.items():
        response.headers.add("Link", f'<{url}&format={name}>; rel="alternate"; type="{media_type}"')
    return response


def accepts() -> MIMEAccept:
    """Return what the client takes, without the parameters of media types."""
    return current_request().takes


def link_header(addresses: Mapping[str, str | None]) -> str:
    """Write links as RFC 8288 has them."""
    relations = {"restart": "first"}
    return ", ".join(f'<{url}>; rel="{relations.get(name, name)}"' for name, url in addresses.items() if url)


def no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def tagged(response: Response, tag: str) -> Response:
    """Let caches keep an answer for a while and ask for it by its tag."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
