"""`/openapi.json`, `/docs`, `/llms.txt` and `/sitemap.xml`: what people, programs and crawlers find the service by."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import resvg_py
from flask import Flask, Response, current_app, render_template, request
from flask_smorest import Api  # type: ignore[import-untyped]
from werkzeug.urls import iri_to_uri

from reports.catalogue import FIELDS
from schemas.problems import MEDIA_TYPE as PROBLEM
from schemas.problems import PROBLEM_CODES
from web.http import deprecations
from web.http.answers import MAX_AGE, etag, json_answer, raise_not_modified, tagged
from web.http.html import POLICY, look, page
from web.http.links import absolute, here, links
from web.http.problems import NotFound
from web.http.services import services
from web.http.settings import Settings
from web.http.wording import LANGUAGES
from web.pages.cards import carried
from web.resources.assets import pinned

VERSION = "1"
OPENAPI = {"API_TITLE": "Disclosure reports", "API_VERSION": VERSION, "OPENAPI_VERSION": "3.1.0"}
DESCRIPTION = """\
Search the sections of Chinese agencies' yearly reports on the disclosure of government information
(政府信息公开工作年度报告). Any origin may read, without a key. Errors are problem documents (RFC 9457)."""
JSON = ("application/json", PROBLEM)
MAPPED = ("/", "/agencies", "/figures", "/checks", "/check", "/download", "/docs")
ON_A_MAP = 20_000
"""Addresses of one map; a crawler takes 50,000 and 50 MB."""
SUBJECTS = ("search", "numbers", "checks", "embedding", "download", "stability")
"""Subjects that have a page of their own; the reference of the API is /docs itself."""
LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
"""Of the contract and the software; the reports are their agencies'."""


def spec(settings: Settings) -> dict[str, Any]:
    """Return what the OpenAPI document says of the service as a whole."""
    contact = {"name": "Whoever runs this service"} | ({"url": settings.public_url} if settings.public_url else {})
    return {
        "info": {"description": DESCRIPTION, "contact": contact, "license": LICENSE},
        "servers": [{"url": settings.public_url or "/"}],
        "security": [],
    }


def register(app: Flask, api: Api) -> None:
    """Add the pages."""
    document = cache(lambda: with_examples(api.spec.to_dict()))
    digest = cache(lambda: blake2b(orjson.dumps(document()), digest_size=12).hexdigest())

    @app.get("/openapi.json")
    def openapi() -> Response:
        tag = etag("openapi", digest())
        raise_not_modified(tag)
        return json_answer(document(), tag)

    @app.get("/docs")
    def documentation() -> Response:
        return shown("docs.html", "api", **contents(app, document()))

    @app.get("/docs/<string:subject>")
    def documentation_of(subject: str) -> Response:
        if subject not in SUBJECTS:
            raise NotFound("unknown_path", f"there is nothing at {request.path}")
        return shown(f"docs_{subject}.html", subject, base=absolute().base, pinned=pinned())

    @app.get("/llms.txt")
    def overview() -> Response:
        return written("llms.txt", "text/plain")

    @app.get("/robots.txt")
    def robots() -> Response:
        return written("robots.txt", "text/plain")

    @app.get("/sitemap.xml")
    def sitemap() -> Response:
        numbers = range(pages_of_sitemap(len(services().record.revisions())))
        return xml("sitemaps.xml", [f"{absolute().base}/sitemap-{number}.xml" for number in numbers])

    @app.get("/sitemap-<int:number>.xml")
    def sitemap_of(number: int) -> Response:
        reports = sorted(services().record.revisions())
        if number >= pages_of_sitemap(len(reports)):
            raise NotFound("unknown_path", f"there is nothing at {request.path}")
        urls = absolute()
        if number:
            return xml(
                "sitemap.xml", [urls.report(one) for one in reports[(number - 1) * ON_A_MAP : number * ON_A_MAP]]
            )
        own = [*MAPPED, *(_path(one) for one in SUBJECTS), *(f"/figures?field={field}" for field in FIELDS)]
        agencies = [urls.agency(one.id) for one in services().record.agencies(limit=ON_A_MAP).items]
        return xml("sitemap.xml", [*(f"{urls.base}{path}" for path in own), *agencies])

    @app.get("/favicon.ico")
    def favicon() -> Response:
        response = current_app.response_class(painted_icon(), mimetype="image/png")
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response

    def xml(template: str, addresses: Sequence[str]) -> Response:
        text = render_template(template, addresses=addresses)
        tag = etag(text)
        raise_not_modified(tag)
        return tagged(current_app.response_class(text, mimetype="application/xml"), tag)

    def shown(template: str, subject: str, **values: Any) -> Response:
        lang = request.args.get("lang", LANGUAGES[0])
        lang = lang if lang in LANGUAGES else LANGUAGES[0]
        tag = etag("docs", look(), template, lang, str(document()))
        urls = here()
        raise_not_modified(tag)
        return page(
            template,
            tag,
            POLICY,
            lang,
            subject=subject,
            subjects=[(one, urls.query(_path(one), carried("", lang))) for one in (*SUBJECTS, "api")],
            **values,
        )

    def written(template: str, media_type: str) -> Response:
        page = render_template(template, **contents(app, document()))
        tag = etag(page)
        raise_not_modified(tag)
        return tagged(current_app.response_class(page, mimetype=media_type), tag)


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Put the requests of the page and their answers into the OpenAPI document.

    Leaves out flask-smorest's schema of pages, which it registers whether or not a route uses it; ours are cursors.
    """
    document["components"]["schemas"].pop("PaginationMetadata", None)
    deprecations.mark(document)
    bodies = json.loads((Path(__file__).parents[1] / "example_bodies.json").read_text("utf-8"))
    for example in examples():
        path, _, query = example["path"].partition("?")
        operation = _operation(document, path)
        for name, value in parse_qsl(query, keep_blank_values=True):
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == name:
                    parameter.setdefault("example", _typed(value, parameter["schema"]))
        body, status = bodies.get(example["path"]), str(example.get("status", 200))
        if body is not None:
            content = operation["responses"][status]["content"]
            shown = {example["path"]: {"summary": example["title"], "value": body}}
            next(content[name] for name in JSON if name in content).setdefault("examples", {}).update(shown)
    return document


def _operation(document: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the operation that answers a path: a route without variables before one with them."""
    for route in sorted(document["paths"], key=lambda route: route.count("{")):
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route)), path):
            found: dict[str, Any] = document["paths"][route]["get"]
            return found
    raise LookupError(path)


def _typed(value: str, schema: dict[str, Any]) -> object:
    """Write a value of a query string as its schema has it."""
    match schema["type"]:
        case "array":
            return value.split(",")
        case "integer":
            return int(value)
    return value


def contents(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    """Return what the reference says."""
    return {
        "base": links().base,
        "host": lambda: absolute().base,
        "limit": settings_of(app).rate_limit,
        "shared": settings_of(app).rate_limit_storage is not None,
        "upload": settings_of(app).max_upload_mb,
        "max_age": MAX_AGE,
        "examples": examples(),
        "operations": operations(document),
        "problems": PROBLEM_CODES,
    }


def pages_of_sitemap(reports: int) -> int:
    """Return how many maps there are: one of the site and its agencies, and one for each so many reports."""
    return 1 + -(-reports // ON_A_MAP)


@cache
def painted_icon() -> bytes:
    """Paint the icon for those who ask for /favicon.ico, whatever the page says."""
    drawn = (Path(__file__).parents[1] / "static" / "icon.svg").read_text("utf-8")
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, width=48))


def _path(subject: str) -> str:
    return "/docs" if subject == "api" else f"/docs/{subject}"


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["disclosure"].settings
    return settings


@cache
def examples() -> list[dict[str, Any]]:
    """Return the page's requests: title, path, `href` (the path percent-encoded), answer; note and status if any."""
    folder = Path(__file__).parents[1]
    found: list[dict[str, Any]] = tomllib.loads((folder / "examples.toml").read_text("utf-8"))["example"]
    answers = json.loads((folder / "example_answers.json").read_text("utf-8"))
    return [{**one, "href": iri_to_uri(one["path"]), "answer": answers.get(one["path"], "")} for one in found]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each route with what it says of itself and its parameters."""
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
