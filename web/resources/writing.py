"""`POST /reports` and `DELETE /reports/{id}`: writing, for those who hold the key."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request
from flask_smorest import Api  # type: ignore[import-untyped]
from marshmallow import Schema
from werkzeug.datastructures import Authorization

from index.ingest.outcome import Failure
from index.ingest.single import IngestBusy
from index.originals.protocol import StorageFull
from index.record.errors import RecordFull
from index.record.rows import Saved, StoredReport
from schemas.parameters import Arguments
from schemas.problems import MEDIA_TYPE, ProblemSchema
from schemas.reports import report_body
from schemas.writing import FORM as FORM_SCHEMA
from schemas.writing import TakenReportSchema, check_counts
from search.errors import BadParameter
from web.http.answers import json_answer, needs_json, no_store
from web.http.arguments import Resource
from web.http.bodies import is_open
from web.http.limits import Counts, client
from web.http.links import links
from web.http.lookups import REPORT_ID
from web.http.problems import RETRY_SECONDS, NotFound, answer
from web.http.services import services
from web.http.settings import Settings
from web.http.uploads import FORM, MOST_FORM, read_upload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

resource = Resource("writing", __name__, description="Taking reports in and out; needs the admin key.")

WRONG_KEYS, WINDOW = 10, 60
"""So many wrong keys in so many seconds, then that address has to wait: a key cannot be found by trying."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY = "adminKey"
REALM = 'Bearer realm="reports"'
GOOD = {
    200: "These bytes are there already; nothing was added.",
    201: "The report was added.",
    204: "The report is gone.",
}
HEADERS = {201: {"Location": {"description": "The report.", "schema": {"type": "string"}}}}
PROBLEMS = {
    400: "The form is cut short or garbled.",
    401: "The key is missing or wrong.",
    403: "Writing is off: no key is set; or checking drafts is.",
    404: "There is no such report.",
    406: "The client does not take JSON.",
    408: "The body came too slowly.",
    413: "The file is larger than allowed, or unpacks to more than a report can be.",
    414: "The query string is longer than the service reads.",
    415: "The body is no multipart form.",
    422: "A field is missing, unknown or cannot be used, or the file is no report; `code` says why.",
    429: "Too many requests, or too many wrong keys.",
    503: "The text index or the database is busy or does not fit, or other uploads are being read.",
    507: "The disk is full.",
}
View = Callable[..., Response]


def writes(
    method: str,
    path: str,
    problems: Sequence[int],
    answers: Mapping[int, type[Schema] | None],
    *,
    path_parameters: Sequence[Mapping[str, object]] = (),
    **said: object,
) -> Callable[[View], View]:
    """Serve a path by a method that writes: its good answers, its problems, and what else is `said` of it."""

    def decorate(view: View) -> View:
        documented: View = view
        for status, schema in answers.items():
            documented = resource.alt_response(
                status, schema=schema, description=GOOD[status], headers=HEADERS.get(status), success=True
            )(documented)
        for status in (*problems, 414):
            documented = resource.alt_response(
                status, schema=ProblemSchema, content_type=MEDIA_TYPE, description=PROBLEMS[status]
            )(documented)
        documented = resource.arguments(Arguments, location="query")(documented)
        documented = resource.doc(operationId=view.__name__, security=[{SECURITY: []}], **said)(documented)
        resource.route(path, methods=[method], parameters=[dict(one) for one in path_parameters])(documented)
        return view

    return decorate


def check_key() -> Response | None:
    """Let only those pass who send the key; what they send besides has not been read yet."""
    if request.method == "OPTIONS":
        return None
    key, wrong = services().settings.admin_key, _wrong_keys()
    if key is None:
        return answer(403, "writing_off", "writing over HTTP is off: DISCLOSURE_ADMIN_KEY is not set")
    credentials, address = request.authorization, client()
    if _is_right(credentials, key):
        return None  # whatever others have tried from the same address
    if wrong.get(address) >= WRONG_KEYS:
        seconds = max(int(wrong.get_expiry(address) - time.time()) + 1, 1)
        return answer(429, "too_many_requests", "too many wrong keys came from here", Retry_After=str(seconds))
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        detail = "send the key as `Authorization: Bearer KEY`"
        return answer(401, "unauthorized", detail, WWW_Authenticate=REALM)
    wrong.incr(address, WINDOW)
    return answer(401, "unauthorized", "the key is wrong", WWW_Authenticate=f'{REALM}, error="invalid_token"')


def holds_key(given: Authorization | None) -> bool:
    """Tell whether a request comes with the key."""
    key = services().settings.admin_key
    return key is not None and _is_right(given, key)


def _is_right(given: Authorization | None, key: str) -> bool:
    if given is None or given.type != "bearer" or not given.token:
        return False
    return hmac.compare_digest(given.token.encode("latin-1", "replace"), key.encode())


def allowed_body(app: Flask) -> Callable[[WSGIEnvironment], int]:
    """Return what tells, before anything of a body is read, how many bytes of it may be: none without the key.

    Drafts to be checked need none, unless DISCLOSURE_CHECK is off.
    """
    settings: Settings = app.extensions["disclosure"].settings
    key, most = settings.admin_key, (settings.max_upload_mb << 20) + MOST_FORM

    def allowed(environ: WSGIEnvironment) -> int:
        if settings.check and is_open(environ):
            return most
        if key is None or environ["REQUEST_METHOD"] in READING:
            return 0
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        holds = hmac.compare_digest(token.strip().encode("latin-1", "replace"), key.encode())
        return most if scheme.lower() == "bearer" and holds else 0

    return allowed


resource.before_request(check_key)


@writes(
    "POST",
    "/reports",
    (400, 401, 403, 406, 408, 413, 415, 422, 429, 503, 507),
    {200: TakenReportSchema, 201: TakenReportSchema},
    requestBody={"required": True, "content": {FORM: {"schema": FORM_SCHEMA}}},
)
def add_report(_: Mapping[str, Any]) -> Response:
    """Add a report

    The file is read in a process of its own with limits on time and memory. Another file for the same agency and year
    becomes its next version; the earlier ones stay readable. What the form says of agency and year counts before what
    the file says.
    """
    needs_json()
    with_all = services()
    upload = read_upload(with_all.settings.max_upload_mb << 20)
    saved = with_all.single_ingest.take_in(upload.data, upload.file, upload.agency, upload.year)
    if isinstance(saved, Failure):
        return refusal(saved)
    with_all.follow()
    report = with_all.record.report(saved.report_id, saved.version)
    if report is None:
        raise NotFound("unknown_report", f"report {saved.report_id} was taken in and deleted by somebody else since")
    return _taken(saved, report)


@writes(
    "DELETE",
    "/reports/<string:report_id>",
    (401, 403, 404, 422, 429, 503, 507),
    {204: None},
    path_parameters=[REPORT_ID],
)
def delete_report(_: Mapping[str, Any], report_id: str) -> Response:
    """Delete a report

    With all its versions, figures and checks. The original files stay on the server's disk.
    """
    if not services().single_ingest.remove(report_id):
        raise NotFound("unknown_report", f"there is no report {report_id!r}")
    services().follow()
    return no_store(current_app.response_class(status=204))


def register(app: Flask, api: Api) -> None:
    """Describe the key, count wrong ones, and turn what stops writing into problem documents."""
    app.extensions["disclosure_wrong_keys"] = Counts()
    api.spec.components.security_scheme(
        SECURITY,
        {"type": "http", "scheme": "bearer", "description": "The service's DISCLOSURE_ADMIN_KEY. Reading needs none."},
    )
    app.register_error_handler(IngestBusy, _busy)
    app.register_error_handler(RecordFull, _full)
    app.register_error_handler(StorageFull, _full)
    app.after_request(no_foreign_writing)


def no_foreign_writing(response: Response) -> Response:
    """Let pages of other sites write only where CORS_ORIGINS names their origins: `*` is an invitation to read."""
    if request.method != "OPTIONS":
        return response
    asked = request.headers.get("Access-Control-Request-Method", "")
    if asked in ("POST", "DELETE") and "*" in services().settings.cors_origins:
        for name in [name for name, _ in response.headers if name.startswith("Access-Control-Allow-")]:
            del response.headers[name]
    return response


def _wrong_keys() -> Counts:
    found: Counts = current_app.extensions["disclosure_wrong_keys"]
    return found


def _taken(saved: Saved, report: StoredReport) -> Response:
    record = services().record
    sections, whole = record.sections(report.revision), record.text(report.revision)
    body = {
        **report_body(report, sections, whole, links()),
        "outcome": saved.outcome,
        "moved_from": saved.moved_from,
        "figures": len(record.figures(report.revision)),
        "checks": check_counts(record.checks(report.revision)),
    }
    created = saved.outcome in ("new", "version")
    response = no_store(json_answer(body, status=201 if created else 200))
    if created:
        response.headers["Location"] = links().report(report.id)
    return response


def refusal(failure: Failure) -> Response:
    """Say why a file cannot be read."""
    status = 413 if failure.code == "too_large" else 422
    missing = tuple(
        BadParameter(name, "missing", f"the file does not tell; send a field {name}") for name in failure.missing
    )
    detail = f"the file does not tell its {' and '.join(failure.missing)}" if missing else failure.detail
    return answer(status, failure.code, detail, missing, "The file cannot be taken in")


def _busy(error: Exception) -> Response:
    return answer(503, "uploads_busy", str(error), Retry_After=str(RETRY_SECONDS))


def _full(_: Exception) -> Response:
    return answer(507, "storage_full", "the disk took no more; nothing was kept")
