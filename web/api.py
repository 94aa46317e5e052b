"""Puts the HTTP side together: routes, the OpenAPI document, errors, CORS, limits."""

from __future__ import annotations

from flask import Flask, Response
from flask_cors import CORS
from flask_smorest import Api  # type: ignore[import-untyped]

from schemas.problems import ProblemSchema
from web import (
    agencies,
    analyze,
    assets,
    checks,
    docs,
    embed,
    feeds,
    fields,
    figures,
    health,
    limits,
    metrics,
    oembed,
    opensearch,
    pages,
    problems,
    report_numbers,
    reports,
    search,
    suggest,
    writing,
)
from web.services import Settings

RESOURCES = (
    search.resource,
    reports.resource,
    report_numbers.resource,
    agencies.resource,
    fields.resource,
    figures.resource,
    checks.resource,
    health.resource,
    metrics.resource,
    pages.resource,
    embed.resource,
    assets.resource,
    oembed.resource,
    opensearch.resource,
    feeds.resource,
    suggest.resource,
    analyze.resource,
    writing.resource,
)
RATE = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
EXPOSED = [
    "ETag",
    "Link",
    "Content-Disposition",
    "Location",
    "WWW-Authenticate",
    "Retry-After",
    *RATE,
]


class DisclosureApi(Api):  # type: ignore[misc]
    """flask-smorest with our own errors and our own pages of documentation."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = ""

    def _register_error_handlers(self) -> None:
        """Leave errors to web/problems.py."""


def register(app: Flask, settings: Settings) -> None:
    """Add the API to an application."""
    app.response_class = ApiResponse
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.config.setdefault("MAX_CONTENT_LENGTH", settings.max_upload_mb * 1024 * 1024)
    app.config.update(docs.OPENAPI)
    app.after_request(_honest)  # runs after the limiter, which adds its headers to every answer
    limits.register(app, settings.rate_limit, settings.rate_limit_storage)
    api = DisclosureApi(app, spec_kwargs=docs.spec(settings))
    for resource in RESOURCES:
        api.register_blueprint(resource)
    docs.register(app, api)
    writing.register(app, api)
    problems.register(app)
    metrics.register(app)
    CORS(
        app,
        origins=list(settings.cors_origins),
        send_wildcard=True,
        methods=["GET", "HEAD", "OPTIONS", *([] if "*" in settings.cors_origins else ["POST", "DELETE"])],
        expose_headers=EXPOSED,
        max_age=86400,
    )


class ApiResponse(Response):
    """A response that is JSON unless it says otherwise, empty ones (304, OPTIONS) too."""

    default_mimetype = "application/json"


def _honest(response: Response) -> Response:
    """Tell only those to come back later who were sent away, keep limits out of caches, redirect without a page."""
    if response.status_code not in (429, 503):
        response.headers.pop("Retry-After", None)
    if response.cache_control.public:  # a shared cache would tell everybody what is left to the first who asked
        for name in RATE:
            response.headers.pop(name, None)
    if response.status_code in (301, 302, 307, 308):
        response.set_data(b"")
        response.mimetype = "application/json"
    return response
