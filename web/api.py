"""Puts the HTTP side together: routes, the OpenAPI document, errors, CORS, limits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Flask, Response, g
from flask_compress import Compress
from flask_cors import CORS
from flask_smorest import Api  # type: ignore[import-untyped]
from werkzeug.datastructures import Headers

from schemas.problems import ProblemSchema
from web.embeds import embed, oembed
from web.http import deprecations, limits, problems, proxies
from web.http.answers import ENCODINGS
from web.http.current import ApiRequest, current_request
from web.http.kept import AT_ONCE, Kept
from web.http.kept_answers import KeptAnswer
from web.http.settings import Settings
from web.pages import choosing
from web.resources import (
    agencies,
    analyze,
    asking,
    assets,
    checks,
    compare,
    differences,
    distribution,
    docs,
    downloads,
    feeds,
    fields,
    figures,
    health,
    maps,
    metrics,
    opensearch,
    promises,
    repeats,
    report_numbers,
    report_tables,
    reports,
    search,
    search_page,
    selfcheck,
    suggest,
    writing,
)
from web.serving import accesslog

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RESOURCES = (
    search.resource,
    reports.resource,
    differences.resource,
    repeats.resource,
    promises.resource,
    report_numbers.resource,
    report_tables.resource,
    agencies.resource,
    fields.resource,
    figures.resource,
    checks.resource,
    compare.resource,
    maps.resource,
    distribution.resource,
    health.resource,
    metrics.resource,
    search_page.resource,
    embed.resource,
    assets.resource,
    oembed.resource,
    opensearch.resource,
    feeds.resource,
    suggest.resource,
    analyze.resource,
    asking.resource,
    writing.resource,
    selfcheck.resource,
    downloads.resource,
)
LISTS = {
    *("search.search_sections", "figures.list_figures", "figures.get_frame", "figures.get_series"),
    *("checks.list_checks", "reports.list_reports", "agencies.list_agencies", "fields.list_fields"),
}
"""Routes that answer with a table where Accept asks for one."""
COMPRESSION = {
    "COMPRESS_ALGORITHM": list(ENCODINGS),
    "COMPRESS_ALGORITHM_STREAMING": list(ENCODINGS),
    "COMPRESS_MIMETYPES": [
        *("application/json", "application/problem+json", "application/feed+json", "application/x-ndjson"),
        *("application/atom+xml", "application/opensearchdescription+xml", "application/x-suggestions+json"),
        *("text/html", "text/css", "text/javascript", "text/csv", "text/plain", "text/markdown", "text/xml"),
        "image/svg+xml",
    ],
    "COMPRESS_MIN_SIZE": 1000,
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,
}
"""Which answers flask-compress compresses. It adds the encoding to an ETag; web/http/answers.py knows both forms."""
EXPOSED = [
    "ETag",
    "Link",
    "Content-Disposition",
    "Location",
    "WWW-Authenticate",
    "Retry-After",
    "Deprecation",
    "Sunset",
    *limits.HEADERS,
]
TOLD = ", ".join(sorted(EXPOSED))
PRIVATE_NETWORK = "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK"


class DisclosureApi(Api):  # type: ignore[misc]
    """flask-smorest with our own errors and our own pages of documentation."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = ""

    def _register_error_handlers(self) -> None:
        """Leave errors to web/http/problems.py."""


def register(app: Flask, settings: Settings) -> None:
    """Add the API to an application."""
    app.request_class, app.response_class = ApiRequest, ApiResponse
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.config.setdefault("MAX_CONTENT_LENGTH", settings.max_upload_mb * 1024 * 1024)
    app.config.update(docs.OPENAPI)
    app.config.update(COMPRESSION)
    Compression(app)  # runs last, over what all others have made of an answer
    app.before_request(app.extensions["disclosure"].pace.asked)
    counted = limits.register(app, settings.rate_limit, settings.rate_limit_storage)
    app.after_request(partial(_honest, counted))
    api = DisclosureApi(app, spec_kwargs=docs.spec(settings))
    for resource in RESOURCES:
        api.register_blueprint(resource)
    docs.register(app, api)
    writing.register(app, api)
    selfcheck.register(app)
    problems.register(app)
    choosing.register(app)
    requests = metrics.register(app)
    accesslog.register(app)
    deprecations.register(app)
    app.wsgi_app = kept = Kept(app.wsgi_app, app.extensions["disclosure"], counted, requests.add)  # type: ignore[method-assign]
    trusted = proxies.register(app, settings.trusted_proxies)
    app.extensions[AT_ONCE] = partial(_at_once, trusted, kept)
    app.wsgi_app = metrics.Clock(app.wsgi_app)  # type: ignore[method-assign]
    CORS(
        app,
        origins=list(settings.cors_origins),
        send_wildcard=True,
        methods=["GET", "HEAD", "OPTIONS", *([] if "*" in settings.cors_origins else ["POST", "DELETE"])],
        expose_headers=EXPOSED,
        max_age=86400,
    )
    if "*" in settings.cors_origins:
        app.after_request(_for_everybody)  # runs before flask-cors, which leaves alone what is said already


class Compression(Compress):
    """Compresses what is made for an answer; a file that is sent as it is can be gone on with by Range."""

    def after_request(self, response: Response | None) -> Response:
        if response is not None and g.get("as_it_is"):
            return response
        done: Response = super().after_request(response)
        tag, _ = done.get_etag()
        if tag is not None and tag.endswith(":gzip"):
            done.set_etag(tag, weak=True)  # gzip writes the time into what it makes: one tag is for different bytes
        return done


class ApiResponse(Response):
    """A response that is JSON unless it says otherwise, empty ones (304, OPTIONS) too."""

    default_mimetype = "application/json"

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers; werkzeug copies them to put in what is missing, and of a whole answer nothing is."""
        headers = self.headers
        return headers if self.status_code == 200 and "Content-Length" in headers else super().get_wsgi_headers(environ)


def _at_once(trusted: proxies.Proxies, kept: Kept, environ: WSGIEnvironment) -> KeptAnswer | None:
    """Return a kept answer that is there without waiting, asked as trusted proxies say."""
    trusted.believe(environ)
    return kept.at_once(environ)


def _for_everybody(response: Response) -> Response:
    """Let pages of any origin read an answer. Questions about origins are flask-cors's."""
    request, headers = current_request(), response.headers
    if request.method != "OPTIONS" and PRIVATE_NETWORK not in request.environ:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = TOLD
    return response


def _honest(counted: limits.Limits, response: Response) -> Response:
    """Keep from caches and clients what is not for them, tell only those to come back later who were sent away.

    A shared cache would tell everybody what is left to the first who asked.
    """
    request, headers = current_request(), response.headers
    if response.status_code == 503:
        headers["Retry-After"] = g.get("retry_after", str(problems.RETRY_SECONDS))
    elif response.status_code != 429:
        headers.pop("Retry-After", None)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.endpoint in LISTS and "format" not in request.args:
        response.vary.add("Accept")
    cached = headers.get("Cache-Control", "")
    if "public" in cached and g.get("host_told"):
        cached = headers["Cache-Control"] = cached.replace("public", "private")
    if "public" not in cached:
        counted.tell(response)
    if response.status_code in (301, 302, 307, 308):
        response.set_data(b"")
        response.mimetype = "application/json"
    return response
