"""Errors become problem documents here, and nowhere else: no answer of the API is ever HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, json, request
from werkzeug.exceptions import HTTPException

from index.originals.protocol import OriginalsError
from index.passages.errors import PassagesError
from index.record.errors import RecordBusy, RecordDamaged, RecordError, RecordLost
from index.text.protocol import (
    IndexBusy,
    IndexDamaged,
    IndexFull,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    TextIndexError,
)
from schemas.problems import MEDIA_TYPE, PROBLEM_CODES, problem
from search.errors import BadParameter, QuestionError
from web.http.answers import NotModified
from web.http.limits import LimitReached
from web.http.links import links
from web.http.services import services
from web.http.uploads import MOST_TEXT
from web.http.wording import LANGUAGES, TAGS, wording

UNAVAILABLE: dict[type[Exception], str] = {
    IndexMissing: "index_missing",
    IndexMismatch: "index_mismatch",
    IndexDamaged: "index_damaged",
    IndexBusy: "index_busy",
    IndexFull: "index_full",
    TextIndexError: "index_unavailable",
    PassagesError: "index_unavailable",
    RecordBusy: "record_busy",
    RecordLost: "record_lost",
    RecordDamaged: "record_damaged",
    RecordError: "record_unavailable",
    OriginalsError: "storage_unavailable",
}
RETRY_SECONDS = 10
"""How soon to ask again when the index is not ready: a rebuild of a few thousand reports takes about that long."""

NODE_LOST_SECONDS = 5
"""How soon to ask again when a cluster does not answer in full: it needs about that long to do without a lost node."""
MOST_ERRORS = 20
"""Errors that are named; the answer to nonsense is not many times as long as the nonsense."""
CODES = {
    400: "bad_request",
    404: "unknown_path",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "request_timeout",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    422: "bad_parameters",
    429: "too_many_requests",
    500: "internal_error",
}


TELLING = frozenset({"not_a_report", "unknown_format", "unidentified_report", "too_large"})
"""Codes whose detail tells more than the code; in Chinese it stands behind what the code means."""


class NotFound(Exception):
    """What a path names is not there; `code` says what."""

    def __init__(self, code: str, detail: str, did_you_mean: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.did_you_mean = did_you_mean


def answer(
    status: int, code: str, detail: str, bad: tuple[BadParameter, ...] = (), title: str = "", **headers: str
) -> Response:
    """Make a problem response; header names are given with underscores."""
    lang, title, bad = asked_language(), title or HTTPStatus(status).phrase, bad[:MOST_ERRORS]
    if lang == "zh":
        title, detail, bad = _in_chinese(status, code, title, detail, bad)
    body = problem(status, code, title, detail, bad, links().base)
    response = current_app.response_class(json.dumps(body) + "\n", status, mimetype=MEDIA_TYPE)
    response.headers["Content-Language"] = TAGS[lang]
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-store"
    if "Retry_After" in headers:
        g.retry_after = headers["Retry_After"]
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def asked_language() -> str:
    """Return the language of `title` and `detail`: what `lang` says, else Accept-Language, else English."""
    asked = request.args.get("lang", "")
    liked = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return asked if asked in LANGUAGES else next((one for one in liked if one in LANGUAGES), "en")


def _in_chinese(
    status: int, code: str, title: str, detail: str, bad: tuple[BadParameter, ...]
) -> tuple[str, str, tuple[BadParameter, ...]]:
    said: Mapping[str, Any] = wording("zh")["problems"]
    told = tuple(replace(one, detail=said.get(one.code, one.detail)) for one in bad)
    whole = said.get(code, detail)
    if code in TELLING:
        whole = f"{whole}（{detail}）"
    elif told:
        whole = "；".join(f"{one.parameter}：{one.detail.rstrip('。')}" for one in told) + "。"
    return said["titles"].get(str(status), title), whole, told


def register(app: Flask) -> None:
    """Let every error of the application answer as a problem document."""
    app.register_error_handler(NotModified, NotModified.response)
    app.register_error_handler(QuestionError, _question)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(TextIndexError, _unavailable)
    app.register_error_handler(PassagesError, _unavailable)
    app.register_error_handler(RecordError, _unavailable)
    app.register_error_handler(OriginalsError, _unavailable)
    app.register_error_handler(LimitReached, _too_many)
    app.register_error_handler(HTTPException, _http)


def _question(error: QuestionError) -> Response:
    detail = "; ".join(f"{one.parameter}: {one.detail}" for one in error.bad[:MOST_ERRORS])
    if len(error.bad) > MOST_ERRORS:
        detail += f"; and {len(error.bad) - MOST_ERRORS} more"
    return answer(422, CODES[422], detail, error.bad, "The request has parameters that cannot be used")


def _not_found(error: NotFound) -> Response:
    bad = (BadParameter("id", error.code, error.detail, error.did_you_mean),) if error.did_you_mean else ()
    return answer(404, error.code, error.detail, bad)


def _unavailable(error: Exception) -> Response:
    """Say what everybody may know; where on the server's disk it is stands in the log."""
    code = next(code for kind, code in UNAVAILABLE.items() if isinstance(error, kind))
    seconds = NODE_LOST_SECONDS if isinstance(error, IndexUnavailable) else RETRY_SECONDS
    current_app.logger.warning("%s %s: %s: %s", request.method, request.path, code, error)
    return answer(503, code, PROBLEM_CODES[code], Retry_After=str(seconds))


def _too_many(error: LimitReached) -> Response:
    return answer(429, CODES[429], f"more than {error.description} were sent; Retry-After says when to go on")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return current_app.response_class(status=status, headers=_headers(error))
    detail = error.description or HTTPStatus(status).phrase
    if status == 404:
        detail = f"there is nothing at {request.path}"
    if status == 413:
        most = services().settings.max_upload_mb
        detail = f"a file may have {most} MB, what is sent beside it {MOST_TEXT >> 10} KB"
    if status >= 500:
        detail = "something failed on our side; it has been logged"
    response = answer(status, CODES.get(status, f"http_{status}"), detail)
    response.headers.extend(_headers(error))
    return response


def _headers(error: HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
