"""What all pages share: negotiation, security headers, marked text, and errors as pages for those who read pages."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, json, render_template, request
from werkzeug.exceptions import NotAcceptable

from schemas.problems import MEDIA_TYPE
from web.http.answers import MAX_AGE, accepts
from web.http.current import current_request
from web.http.links import Pairs, asked_for, in_languages, quote, root, without
from web.http.wording import LANGUAGES, TAGS, wording

HERE = Path(__file__).parents[1]
PAGE = "text/html"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src {scripts}; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {framed}"
)
POLICY = _POLICY.format(scripts="'none'", framed="'none'")
"""Nothing on a page comes from elsewhere and nothing on it runs; no other site may frame it."""
COMPLETING_POLICY = _POLICY.format(scripts="'self'", framed="'none'") + "; connect-src 'self'"
"""The search runs one script of ours, which asks for completions; without it the page does the same."""
EMBED_POLICY = _POLICY.format(scripts="'self'", framed="*")
"""A framed page runs one script of ours, which tells its height; any site may frame it."""
CHOOSING = {
    "compare.compare_agencies": "compare",
    "maps.show_map": "map",
    "distribution.show_distribution": "spread_title",
}
"""Routes whose page, opened without a field, offers the fields; what such a page is called in wording.toml."""
NEGOTIATED = {
    *("reports.get_report", "figures.list_figures", "checks.list_checks"),
    *("agencies.list_agencies", "agencies.get_agency", "downloads.list_downloads"),
    *CHOOSING,
    "differences.list_versions",
    "differences.compare_reports",
    "repeats.list_repeats",
    "promises.list_promises",
}
"""Routes that answer with a page where one is preferred."""
PAGES = {
    *NEGOTIATED,
    "downloads.get_download",
    "documentation_of",
    "selfcheck.check_page",
    "selfcheck.check_draft",
    "pages.search_page",
    "embed.embedded_search",
    "embed.embedded_figure",
}
"""Routes whose errors are pages for those who prefer pages."""
SEARCH_PAGE = "pages.search_page"
SEARCHES = {SEARCH_PAGE: "", "embed.embedded_search": "embed/search"}
"""Routes that show a search form, and where the form leads from the root."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def prefers_page() -> bool:
    """Say whether the client would rather have a page than JSON; */* and no word at all mean JSON.

    Who names a `format` wants that.
    """
    if "format" in current_request().args:
        return False
    accepted = accepts()
    return bool(accepted[PAGE] > max(accepted["application/json"], accepted[MEDIA_TYPE]))


def needs_page() -> None:
    """Raise NotAcceptable where the client takes no page."""
    if accepts() and not accepts()[PAGE]:
        raise NotAcceptable("this is a page for people; /search, /reports and /docs are for programs")


def page(template: str, tag: str, policy: str, lang: str, **values: Any) -> Response:
    """Render a page. `values` may hold any text: templates escape all of it.

    Where they do not say where the page stands in other languages, it is the address asked for with another `lang`.
    """
    values.setdefault("languages", in_languages(quote(request.path, safe="/"), asked_for()))
    response = _rendered(template, policy, lang, 200, values)
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def problem_as_page(response: Response) -> Response:
    """Put a page in the place of a problem document where a page was asked for by someone who reads pages."""
    request = current_request()
    endpoint = request.endpoint
    if endpoint in NEGOTIATED and "format" not in request.args:  # who names one has no page to expect
        response.vary.add("Accept")
    nowhere = endpoint is None and response.status_code == 404
    if not (nowhere or endpoint in PAGES) or response.mimetype != MEDIA_TYPE:
        return response
    response.vary.add("Accept")
    if not prefers_page():
        return response
    problem = json.loads(response.get_data())
    framed = request.path.startswith("/embed/")
    policy, template = (EMBED_POLICY, "embed_problem.html") if framed else (POLICY, "problem.html")
    asked = request.args.get("lang", "")
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    theme = request.args.get("theme", "")
    shows = _told(problem, lang) | _form(problem, lang) | {"theme": theme if theme in ("light", "dark") else "auto"}
    if request.method == "GET":
        shows["languages"] = in_languages(quote(request.path, safe="/"), asked_for())
    told = _rendered(template, policy, lang, problem["status"], shows)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        response.headers[name] = told.headers[name]
    response.set_data(told.get_data())
    response.content_type = f"{PAGE}; charset=utf-8"
    return response


def _told(problem: dict[str, Any], lang: str) -> dict[str, Any]:
    """Put a language's own words in the place of the details of a problem, which are English."""
    said = wording(lang).get("problems", {})
    errors = [one | {"detail": said.get(one["code"], one["detail"])} for one in problem["errors"]]
    return problem | {"detail": said.get(problem["code"], problem["detail"]), "errors": errors}


def _form(problem: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return what a search form needs to ask again: the query as it was, and the parameters nothing was wrong with."""
    bad = [one["parameter"] for one in problem["errors"]]
    pairs: Pairs = [("lang", lang)] if lang != LANGUAGES[0] else []
    if request.endpoint in SEARCHES:
        pairs += without(list(request.args.items(multi=True)), "q", "cursor", "lang", *bad)
    framed = request.path.startswith("/embed/")
    action = SEARCHES.get(request.endpoint or "", None if framed else "")
    return {"action": action, "q": shown(request.args.get("q", "")), "hidden": pairs}


def shown(text: str) -> str:
    """Put a visible sign in the place of control characters, which neither HTML nor XML may carry."""
    return _CONTROLS.sub("\ufffd", text)


@cache
def look() -> str:
    """Return a mark that changes with templates, words and static files."""
    found = hashlib.blake2b(digest_size=6)
    for path in sorted([*(HERE / "templates").iterdir(), *(HERE / "static").iterdir()]):
        found.update(path.read_bytes())
    found.update(repr([wording(lang) for lang in LANGUAGES]).encode())
    return found.hexdigest()


def _rendered(template: str, policy: str, lang: str, status: int, values: dict[str, Any]) -> Response:
    text = render_template(
        template, **values, t=wording(lang), lang=lang, tag=TAGS[lang], root=root(), look=look(), shown=shown
    )
    response = current_app.response_class(text, status, mimetype=PAGE)
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
