"""`/embed.js` and `/static/…`: the few files that pages and portals load."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Response, current_app

from index.text.registry import FACETS
from schemas.parameters import Arguments, free_text
from web.http.answers import etag, held_tag
from web.http.arguments import WHOLE, Resource
from web.http.html import HERE, look
from web.http.links import absolute
from web.http.problems import NotFound

resource = Resource("assets", __name__, description="Files of pages and portals.")
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
SCRIPT = MEDIA_TYPES["js"]
SCRIPT_FILE = "embed.js"
NAMES = tuple(sorted(path.name for path in (HERE / "static").iterdir() if path.name != SCRIPT_FILE))
HOUR, YEAR = 3600, 31_536_000
NAME = {"in": "path", "name": "name", "required": True, "schema": {"type": "string", "enum": list(NAMES)}}


class AssetArguments(Arguments):
    """The query string of a static file."""

    v = free_text(40, "Which edition; a page names the one it was made with, and that may be kept for ever.")


class ScriptArguments(Arguments):
    """The query string of the script."""

    v = free_text(16, "Which edition: kept for ever by caches, and refused where another one is here.")


@dataclass(frozen=True, slots=True)
class Pinned:
    """An address of embed.js whose content never changes, and its hash for the attribute `integrity`."""

    url: str
    integrity: str


@resource.reads("/embed.js", WHOLE, asks=ScriptArguments, problems=(404, 422), media_types=(SCRIPT,))
def embed_script(arguments: dict[str, Any]) -> Response:
    """Fetch the custom elements

    One script without dependencies: `<report-search q="…" year="2017">` shows a search on any page,
    `<report-figure field="…" agency="…">` a chart.
    """
    if not arguments["v"]:
        return _file(SCRIPT_FILE, HOUR)
    if arguments["v"] != edition():
        raise NotFound("unknown_edition", f"edition {arguments['v']!r} is not here; /embed.js is the present one")
    return _file(SCRIPT_FILE, YEAR)


def pinned() -> Pinned:
    """Return where the present edition of the script stands."""
    digest = hashlib.sha384(_text(SCRIPT_FILE).encode()).digest()
    url = f"{absolute().base}/embed.js?v={edition()}"
    return Pinned(url, f"sha384-{base64.b64encode(digest).decode()}")


def edition() -> str:
    """Return the name of the present edition of the script: it says what is in it."""
    return hashlib.sha256(_text(SCRIPT_FILE).encode()).hexdigest()[:16]


@resource.reads(
    "/static/<string:name>",
    WHOLE,
    asks=AssetArguments,
    problems=(404, 422),
    path_parameters=[NAME],
    media_types=tuple(MEDIA_TYPES.values()),
)
def static_file(arguments: dict[str, Any], name: str) -> Response:
    """Fetch a file of the pages

    Style sheets, the icon and the script of framed pages.
    """
    if name not in NAMES:
        raise NotFound("unknown_path", f"there is no file {name!r}")
    return _file(name, YEAR if arguments["v"] == look() else HOUR)


def _file(name: str, seconds: int) -> Response:
    text = _text(name)
    tag = etag(text)
    held = held_tag(tag)
    response = current_app.response_class(
        None if held else text, 304 if held else 200, mimetype=MEDIA_TYPES[name.rpartition(".")[2]]
    )
    response.set_etag(held or tag)
    response.headers["Cache-Control"] = f"public, max-age={seconds}{', immutable' if seconds == YEAR else ''}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _text(name: str) -> str:
    """Return a file as it is served; the script of embedded searches is told the facets."""
    text = (HERE / "static" / name).read_text("utf-8")
    return text.replace("@FACETS@", " ".join(FACETS)) if name == SCRIPT_FILE else text
