"""`/oembed`: says how an address of ours is embedded (oEmbed 1.0, type rich)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree as ET

from flask import Response, current_app, request
from marshmallow import Schema, ValidationError

from reports.catalogue import FIELDS
from schemas.embeds import (
    EmbeddedFigureArguments,
    EmbeddedSearchArguments,
    OembedArguments,
    OembedSchema,
    PageArguments,
    ReportArguments,
)
from schemas.problems import MEDIA_TYPE as PROBLEM
from schemas.problems import ProblemSchema
from search.errors import QuestionError
from search.questions import Selection
from web.http.answers import MAX_AGE, etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.html import shown
from web.http.links import Links, Pairs, absolute, without
from web.http.lookups import scope
from web.http.problems import NotFound, answer
from web.http.services import services
from web.http.wording import LANGUAGES, wording

resource = Resource("oembed", __name__, description="How addresses here are embedded.")
FORMATS = ("json", "xml")
WIDTH, HEIGHT = 600, 480
CACHE_SECONDS = 3600
SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"
"""Enough for the page in the frame; it keeps the frame apart from the site around it."""
NOT_FRAMED = ("cursor", "version", "facets")
ONLY_JSON = ("format", "facets", "explain")
"""What `/search` may be asked and its page may not."""


@dataclass(frozen=True, slots=True)
class Framed:
    """What stands for an address: the page to frame, and a title."""

    path: str
    pairs: Pairs
    title: str


@resource.reads(
    "/oembed", OembedSchema, asks=OembedArguments, problems=(404, 422), media_types=("application/json", "text/xml")
)
@resource.alt_response(501, schema=ProblemSchema, content_type=PROBLEM, description="The format is not offered.")  # type: ignore[untyped-decorator]
def oembed(arguments: dict[str, Any]) -> Response:
    """Embed an address

    For a search (`/?q=…`), a report (`/reports/…`) or a framed page (`/embed/…`): the iframe that shows it. 501 where
    `format` is neither json nor xml; 404 where the address is none of ours.
    """
    form = arguments["format"] or "json"
    if form not in FORMATS:
        return answer(501, "unsupported_format", f"{form!r} is neither json nor xml")
    if not arguments["url"].strip():
        raise QuestionError("url", "missing", "url is needed: the address to embed")
    urls = absolute()
    tag = etag("oembed", services().record.generation(), sorted(request.args.items(multi=True)))
    raise_not_modified(tag)
    body = _body(framed(arguments["url"].strip(), urls), urls, arguments["maxwidth"], arguments["maxheight"])
    response = json_answer(body, tag) if form == "json" else _xml(body)
    response.set_etag(tag)
    return response


def framed(url: str, urls: Links) -> Framed:
    """Return what to frame for an address. Raises NotFound where it is none of ours or its page would be an error."""
    frame = None
    pairs = _ours(url, urls)
    if pairs is not None:
        try:
            frame = _framed(*pairs)
        except (ValidationError, QuestionError) as error:
            raise NotFound("not_embeddable", f"{url!r} has parameters that cannot be used") from error
    if frame is None:
        raise NotFound("not_embeddable", f"{url!r} is no page of this service that can be embedded")
    return frame


def _ours(url: str, urls: Links) -> tuple[str, Pairs] | None:
    """Return path and parameters of an address of ours, by http, by https or without a host; None for any other."""
    base = urlsplit(urls.base)
    try:
        parts = urlsplit(url)
    except ValueError:  # [ without ] in the host
        return None
    same = parts.scheme in ("http", "https") and parts.netloc.casefold() == base.netloc.casefold()
    same = same or not (parts.scheme or parts.netloc)
    if not same or not f"{parts.path}/".startswith(f"{base.path}/"):
        return None
    return parts.path[len(base.path) :] or "/", parse_qsl(parts.query, keep_blank_values=True)


def _framed(path: str, pairs: Pairs) -> Framed | None:
    kept = without(pairs, *NOT_FRAMED)
    match path.split("/")[1:]:
        case [""]:
            return _search(PageArguments(), pairs, without(kept, "limit"))
        case ["search"]:
            pairs, kept = without(pairs, *ONLY_JSON), without(kept, "limit", *ONLY_JSON)
            return _search(PageArguments(), pairs, kept)
        case ["embed", "search"]:
            return _search(EmbeddedSearchArguments(), pairs, kept)
        case ["embed", "figure"]:
            asked = EmbeddedFigureArguments().load(_lists(pairs))
            scope(Selection(asked["agency"]), Selection())
            return Framed("/embed/figure", kept, FIELDS[asked["field"]].label)
        case ["reports", id_]:
            return _report(unquote(id_), pairs)
    return None


def _search(schema: Schema, pairs: Pairs, kept: Pairs) -> Framed:
    question = schema.load(_lists(pairs))["request"].question
    services().section_search.resolve(question)
    return Framed("/embed/search", kept, question.q)


def _report(report_id: str, pairs: Pairs) -> Framed | None:
    """Frame a search within one report: an agency has one report a year."""
    asked = ReportArguments().load(_lists(pairs))
    report = services().record.report(report_id, asked["version"])
    if report is None:
        return None
    within = [("agency", report.agency.id), ("year", str(report.year))]
    return Framed("/embed/search", [*without(pairs, *NOT_FRAMED), *within], report.title)


def _lists(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(found: Framed, urls: Links, maxwidth: int | None, maxheight: int | None) -> dict[str, Any]:
    width, height = min(WIDTH, maxwidth or WIDTH), min(HEIGHT, maxheight or HEIGHT)
    lang = dict(found.pairs).get("lang", LANGUAGES[0])
    site = wording(lang)["site"]
    title = f"{shown(found.title)} · {site}" if found.title.strip() else site
    frame = {
        "src": urls.query(found.path, found.pairs),
        "title": title,
        "width": str(width),
        "height": str(height),
        "loading": "lazy",
        "sandbox": SANDBOX,
        "frameborder": "0",  # an attribute of old, but no inline style, which many sites' policies refuse
    }
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": site,
        "provider_url": f"{urls.base}/",
        "cache_age": CACHE_SECONDS,
        "html": _iframe(frame),
        "width": width,
        "height": height,
    }


def _iframe(attributes: dict[str, str]) -> str:
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<iframe {written}></iframe>"


def _xml(body: dict[str, Any]) -> Response:
    root = ET.Element("oembed")
    for name, value in body.items():
        ET.SubElement(root, name).text = str(value)
    text = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + ET.tostring(root, encoding="unicode")
    response = current_app.response_class(text, content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
