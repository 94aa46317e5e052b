"""`/check`: an official looks a draft through before it is published. Nothing of it is kept, here or in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, request

from index.ingest.drafts import DraftsBusy
from index.ingest.outcome import Failure
from index.record.rows import StoredReport
from reports.forms import STATUTORY
from reports.model import Report, Section
from reports.selfcheck import Draft, LastYear, examine
from schemas.parameters import Arguments
from schemas.problems import MEDIA_TYPE, ProblemSchema
from schemas.selfcheck import FORM, LEVELS, Checked, CheckPageArguments, SelfCheckSchema, selfcheck_body
from search.last_year import last_year
from web.http.answers import etag, json_answer, no_store, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.bodies import OPEN_PATH
from web.http.html import PAGE, POLICY, look, needs_page, page, prefers_page, problem_as_page
from web.http.limits import Counts, client
from web.http.links import here, in_languages, links
from web.http.problems import RETRY_SECONDS, answer
from web.http.services import Services, services
from web.http.uploads import FORM as MULTIPART
from web.http.uploads import read_draft_upload
from web.http.wording import LANGUAGES
from web.resources.wordform import WORD, blank_form
from web.resources.writing import PROBLEMS, holds_key, refusal

resource = Resource("selfcheck", __name__, description="Looking a draft through; nothing is kept.")
resource.after_request(problem_as_page)
MOST, WINDOW = 20, 60
"""So many drafts one address may send to one process in so many seconds."""
BLANK_FORM = STATUTORY[-1]
"""The newest form: drafts are for the next report."""


@resource.reads(OPEN_PATH, WHOLE, asks=CheckPageArguments, problems=(406, 422), media_types=(PAGE,))
def check_page(arguments: dict[str, Any]) -> Response:
    """Show the form to send a draft

    A file or pasted text; the page needs no script.
    """
    needs_page()
    tag = etag("check", look(), sorted(arguments.items()), _is_open())
    raise_not_modified(tag)
    return _page(arguments["lang"], tag, None)


def check_draft(arguments: Mapping[str, Any]) -> Response:
    """Check a draft

    Contradictions with both places, blank cells of the form, text against table, an outdated form, what does not fit
    last year's report of the agency, personal data left in. The draft is read in a process of its own with limits on
    time and memory, and nothing of it is kept. As a page for those who prefer text/html, as browsers do.
    """
    if (refused := _refused()) is not None:
        return refused
    found = services()
    upload = read_draft_upload(found.settings.max_upload_mb << 20)
    draft = found.drafts.read(upload.data, upload.file, upload.agency, upload.year)
    if isinstance(draft, Failure):
        return no_store(refusal(draft))
    checked = _checked(draft)
    if prefers_page():
        response = no_store(_page(arguments["lang"], "", selfcheck_body(checked, arguments["lang"], here())))
        del response.headers["ETag"]
        return response
    return no_store(json_answer(selfcheck_body(checked, arguments["lang"], links())))


def _documented() -> None:
    """Serve the checking of a draft, with its good answers and its problems."""
    view: Any = check_draft
    view = resource.alt_response(200, schema=WHOLE, content_type=PAGE, success=True)(view)
    view = resource.alt_response(200, schema=SelfCheckSchema, success=True)(view)
    for status in (400, 403, 406, 408, 413, 414, 415, 422, 429, 503):
        view = resource.alt_response(
            status, schema=ProblemSchema, content_type=MEDIA_TYPE, description=PROBLEMS[status]
        )(view)
    view = resource.arguments(CheckPageArguments, location="query")(view)
    body = {"required": True, "content": {MULTIPART: {"schema": FORM}}}
    view = resource.doc(operationId=check_draft.__name__, requestBody=body)(view)
    resource.route(OPEN_PATH, methods=["POST"])(view)


_documented()


@resource.reads("/check/form.docx", WHOLE, asks=Arguments, problems=(422,), media_types=(WORD,))
def get_blank_form(_: dict[str, Any]) -> Response:
    """Fetch the official form to fill in

    The report's outline with its three statutory tables, as a Word file to start from.
    """
    tag = etag("form", look(), BLANK_FORM)
    raise_not_modified(tag)
    response = current_app.response_class(blank_form(BLANK_FORM), mimetype=WORD)
    response.headers["Content-Disposition"] = 'attachment; filename="zhengfu-xinxi-gongkai-niandu-baogao.docx"'
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.set_etag(tag)
    return response


def _is_open() -> bool:
    return services().settings.check or holds_key(request.authorization)


def _refused() -> Response | None:
    """Send away who may not ask, or asks too often; the body has not been looked at."""
    if not _is_open():
        return answer(403, "check_off", "checking drafts is off here: DISCLOSURE_CHECK is off")
    asked: Counts = current_app.extensions["disclosure_drafts"]
    address = client()
    if asked.incr(address, WINDOW) > MOST:
        detail = f"an address may send {MOST} drafts in {WINDOW} seconds"
        return answer(429, "too_many_requests", detail, Retry_After=str(WINDOW))
    return None


def compared(running: Services, report: Report) -> tuple[StoredReport | None, LastYear | None, tuple[Section, ...]]:
    """Return last year's report of the draft's agency, what is compared of it, and its sections; none where none is."""
    last = last_year(running.record, report.agency, report.year)
    if last is None:
        return None, None, ()
    figures = running.record.figures(last.revision)
    return last, LastYear(last.id, last.form, figures), running.record.sections(last.revision)


def _checked(draft: Draft) -> Checked:
    last, before, sections = compared(services(), draft.report)
    return Checked(draft.report, examine(draft, before), last, sections)


def _page(lang: str, tag: str, result: dict[str, Any] | None) -> Response:
    urls = here()
    languages = in_languages(OPEN_PATH, [])
    action = urls.query(OPEN_PATH, [("lang", lang)] if lang != LANGUAGES[0] else [])
    values = {"result": result, "levels": LEVELS, "languages": languages, "action": action, "open": _is_open()}
    return page("check.html", tag, POLICY, lang, form_url=f"{urls.base}/check/form.docx", **values)


def register(app: Flask) -> None:
    """Count drafts by address, and turn a busy reader into a problem document."""
    app.extensions["disclosure_drafts"] = Counts()
    app.register_error_handler(DraftsBusy, _busy)


def _busy(error: Exception) -> Response:
    return answer(503, "drafts_busy", str(error), Retry_After=str(RETRY_SECONDS))
