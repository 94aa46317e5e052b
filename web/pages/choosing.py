"""The pages of `/compare`, `/map` and `/distribution` before anything was chosen: which number, and of whom."""

from __future__ import annotations

from flask import Flask, Response, request

from reports.catalogue import FIELDS, Field
from web.http.arguments import NothingChosenError
from web.http.html import CHOOSING, COMPLETING_POLICY, look, page
from web.http.links import asked_for, here, without
from web.http.lookups import tag_of
from web.http.wording import LANGUAGES, wording
from web.pages.figure_page import field_groups


def register(app: Flask) -> None:
    """Let these pages offer a choice where others would name what is missing."""
    app.register_error_handler(NothingChosenError, choosing_page)


def choosing_page(error: NothingChosenError) -> Response:  # noqa: ARG001
    """Show the fields to choose from, with what was chosen so far."""
    pairs, given = asked_for(), request.args.get("lang", "")
    lang = given if given in LANGUAGES else LANGUAGES[0]
    words, urls, name = wording(lang), here(), request.path.rpartition("/")[2]
    chosen = FIELDS.get(request.args.get("field", ""))
    kept, groups = without(pairs, "field"), field_groups(words)

    def address(field: Field) -> str:
        return urls.query(request.path, [("field", field.id), *kept])

    return page(
        "choosing.html",
        tag_of("choosing", look(), request.path, tuple(pairs)),
        COMPLETING_POLICY,
        lang,
        title=words[CHOOSING[str(request.endpoint)]],
        says=words["choosing"][name],
        action=urls.query(request.path, []),
        field=chosen,
        hidden=without(kept, "agency", "lang"),
        asks_agency=name != "map",
        agency=",".join(value for key, value in pairs if key == "agency"),
        groups=groups,
        linked=[(group, [(one, address(one)) for one in fields]) for group, fields in groups if not chosen],
    )
