"""`/openapi.json`, `/docs` and `/llms.txt`: the contract for machines, runnable requests for people and programs."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, render_template
from flask_smorest import Api  # type: ignore[import-untyped]

from schemas.problems import PROBLEM_CODES
from web.answers import MAX_AGE, etag, json_answer, not_modified, tagged
from web.links import links
from web.services import Settings

VERSION = "1"
OPENAPI = {"API_TITLE": "Disclosure reports", "API_VERSION": VERSION, "OPENAPI_VERSION": "3.1.0"}
DESCRIPTION = """\
Search the sections of Chinese agencies' yearly reports on the disclosure of government information
(政府信息公开工作年度报告). Any origin may read, without a key. Errors are problem documents (RFC 9457)."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"
"""Nothing on the page comes from elsewhere, and nothing on it runs."""


def spec(settings: Settings) -> dict[str, Any]:
    """Return what the OpenAPI document says of the service as a whole."""
    return {
        "info": {"description": DESCRIPTION},
        "servers": [{"url": settings.public_url or "/"}],
    }


def register(app: Flask, api: Api) -> None:
    """Add the pages."""
    document = cache(lambda: api.spec.to_dict())

    @app.get("/openapi.json")
    def openapi() -> Response:
        tag = etag("openapi", str(document()))
        return not_modified(tag) or json_answer(document(), tag)

    @app.get("/docs")
    def documentation() -> Response:
        response = written("docs.html", "text/html")
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @app.get("/llms.txt")
    def overview() -> Response:
        return written("llms.txt", "text/plain")

    def written(template: str, media_type: str) -> Response:
        page = render(app, template, document())
        tag = etag(page)
        return not_modified(tag) or tagged(current_app.response_class(page, mimetype=media_type), tag)


def render(app: Flask, template: str, document: dict[str, Any]) -> str:
    """Write the documentation by a template: docs.html for /docs, llms.txt, api.md for docs/api.md."""
    return render_template(
        template,
        base=links().base,
        limit=settings_of(app).rate_limit,
        max_age=MAX_AGE,
        examples=examples(),
        operations=operations(document),
        problems=PROBLEM_CODES,
    )


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["disclosure"].settings
    return settings


@cache
def examples() -> list[dict[str, Any]]:
    """Return the requests of the page, each with title, path and answer, and note and status where it has them."""
    folder = Path(__file__).parent
    found: list[dict[str, Any]] = tomllib.loads((folder / "examples.toml").read_text("utf-8"))["example"]
    answers = json.loads((folder / "example_answers.json").read_text("utf-8"))
    return [{**one, "answer": answers.get(one["path"], "")} for one in found]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each route with what it says of itself and its parameters."""
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
