"""`GET /search`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response

from schemas.hits import SearchAnswerSchema, search_body
from schemas.search import SearchArguments, SearchRequest
from search import cursors
from search.questions import SectionAnswer, SectionQuestion
from web.http.answers import embeddable, etag, json_answer, raise_not_modified
from web.http.arguments import Resource
from web.http.current import current_request
from web.http.kept import GENERATION
from web.http.links import OptionLinks, links, page_links
from web.http.services import services
from web.http.streams import HITS, MEDIA_TYPES, form_of, stream

PATH = "/search"
resource = Resource("search", __name__, description="Sections of reports.")


@resource.reads(
    PATH,
    SearchAnswerSchema,
    asks=SearchArguments,
    problems=(406, 422, 503),
    media_types=("application/json", *MEDIA_TYPES.values()),
    keeps=True,
)
def search_sections(search_request: SearchRequest) -> Response:
    """Find sections of reports

    Words must all be there, in a section's text, its headings, or the report's agency, year or title. Nothing found is
    an empty list. `format=csv` and `format=ndjson` stream every hit.
    """
    found, request, urls = services(), current_request(), links()
    search = found.section_search
    question = search.resolve(search_request.question)
    order = order_of(question)
    question = gone_on(question, search_request.cursor, order)
    form = form_of(search_request.format)
    copies = found.passages.stamp() if question.group_by == "passage" else ()
    generation = request.environ.get(GENERATION) or search.generation()
    tag = etag(generation, copies, question, form, sorted(request.pairs))
    raise_not_modified(tag)
    if form != "json":
        return stream(search.every_hit(replace(question, explain=False)), form, HITS, tag)
    answer = search.answer(question)
    page = page_links(PATH, following(answer, question), order, answer.changed)
    option_links = OptionLinks(urls, PATH, request.pairs, question)
    return embeddable(json_answer(search_body(answer, urls, page, option_links), tag))


def gone_on(question: SectionQuestion, cursor: str | None, order: tuple[Any, ...]) -> SectionQuestion:
    """Return the question from where a cursor goes on. Raises QuestionError for a cursor that cannot be used."""
    if cursor is None:
        return question
    place, since = cursors.decode_place(cursor, order)
    return replace(question, after=place, since=since)


def next_cursor(answer: SectionAnswer, question: SectionQuestion, order: tuple[Any, ...]) -> str | None:
    """Return the cursor of the next page, None after the last."""
    position = following(answer, question)
    return None if position is None else cursors.encode(position, order)


def following(answer: SectionAnswer, question: SectionQuestion) -> cursors.Position | None:
    """Return where the next page begins, None after the last."""
    return None if answer.next is None else cursors.position(answer.next, question.since or answer.generation)


def order_of(question: SectionQuestion) -> tuple[Any, ...]:
    """Return what decides which hits there are and in which order; a cursor is good for nothing else."""
    ours = replace(question, limit=0, after=None, since="", facets=(), snippet_chars=0, contacts=False, explain=False)
    return (PATH, ours)
