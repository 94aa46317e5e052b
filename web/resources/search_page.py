"""`/`: the search as a page. It needs no script; with one, words are offered while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from index.text.registry import FACETS
from reports.catalogue import FIELDS
from schemas.embeds import NAMED, PAGE_FACETS, WHOLE_FACET, PageArguments
from search.questions import Facet, FacetOption, SectionAnswer, SectionQuestion
from web.http.answers import etag, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import COMPLETING_POLICY, PAGE, look, needs_page, page, problem_as_page
from web.http.links import Links, Pairs, absolute, here, in_languages, query_string, without
from web.http.services import services
from web.http.wording import wording
from web.pages.answer_card import answer_card
from web.pages.cards import card, carried
from web.pages.rows import rows_of
from web.resources.asking import today
from web.resources.search import gone_on, next_cursor, order_of

resource = Resource("pages", __name__, description="Pages for people.")
resource.after_app_request(problem_as_page)
CONTROLS = ("q", "sort", "group_by", *(one.column for one in PAGE_FACETS), "lang", "cursor")
"""What the form asks for itself; other parameters stay with it as they are."""
FILTERED = tuple(name for facet in FACETS for name in (facet, f"not_{facet}"))
OFTEN = (
    *("requests.received", "requests.outcome.refused", "disclosure.total", "review.total", "litigation.total"),
    *("normative.issued", "penalties.decisions"),
)
"""Numbers that the first page leads to."""
LATEST = 12
"""Reports shown to those who have not asked anything yet."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address of the same search without it."""

    name: str
    label: str
    url: str


@resource.reads("/", WHOLE, asks=PageArguments, problems=(406, 422, 503), media_types=(PAGE,))
def search_page(arguments: dict[str, Any]) -> Response:
    """Show a search

    The same parameters as `/search`; the page needs no script.
    """
    needs_page()
    lang: str = arguments["lang"]
    words = wording(lang)
    pairs = [pair for pair in request.args.items(multi=True) if pair[1].strip() or pair[0] == "q"]
    started = bool(without(pairs, "lang"))
    search = services().section_search
    question = search.resolve(_asked(arguments["request"].question, arguments["more"], started))
    order = order_of(question)
    question = gone_on(question, arguments["request"].cursor, order)
    day = today()
    state = (search.generation(), services().record.generation(), day)
    tag = etag("page", look(), *state, question, sorted(pairs))
    raise_not_modified(tag)
    answer = search.answer(question)
    urls = here()
    cursor = next_cursor(answer, question, order)
    return page(
        "search.html",
        tag,
        COMPLETING_POLICY,
        lang,
        answer=answer,
        question=question,
        started=started,
        told=answer_card(question.q, day, urls, words) if started and not question.after else None,
        cards=[card(hit, urls, carried(question.q, lang), words) for hit in answer.hits],
        rows=rows_of(answer.hits, urls, words) if started else {},
        agencies_held=next((facet.total for facet in answer.facets if facet.column == "agency"), 0),
        often=[(FIELDS[id_], urls.query("/figures", [("field", id_), *carried("", lang)])) for id_ in OFTEN],
        facets=[(facet, words["columns"][facet.column], _labels(facet, words)) for facet in answer.facets],
        chips=_chips(pairs, answer, urls, words),
        hidden=without(pairs, *CONTROLS),
        more_urls={
            one: urls.query("/", [*without(pairs, "cursor"), ("more", one)]) + "#filters"
            for one in NAMED
            if one not in arguments["more"]
        },
        named=NAMED,
        opened=bool(arguments["more"]),
        next_url=cursor and urls.query("/", [*without(pairs, "cursor"), ("cursor", cursor)]),
        first_url=urls.query("/", without(pairs, "cursor")) if question.after else None,
        clear_url=urls.query("/", carried(question.q, lang)),
        languages=in_languages("/", without(pairs, "cursor")),
        **_elsewhere(pairs, urls),
    )


def _asked(question: SectionQuestion, more: Sequence[str], started: bool) -> SectionQuestion:
    whole = tuple(replace(one, size=WHOLE_FACET) if one.column in more else one for one in question.facets)
    question = replace(question, facets=whole)
    return question if started else replace(question, group_by="report", sort="-year", limit=LATEST)


def _labels(facet: Facet, words: dict[str, Any]) -> list[tuple[FacetOption, str]]:
    known = words["facets"][facet.column]
    return [(option, known.get(option.value, option.label)) for option in facet.options]


def _chips(pairs: Pairs, answer: SectionAnswer, urls: Links, words: dict[str, Any]) -> list[Chip]:
    labels = {str(option.value): label for facet in answer.facets for option, label in _labels(facet, words)}
    return [
        Chip(
            words["columns"][name],
            "、".join(labels.get(one, one) for one in value.split(",")),
            urls.query("/", without([*pairs[:place], *pairs[place + 1 :]], "cursor")),
        )
        for place, (name, value) in enumerate(pairs)
        if name in FILTERED
    ]


def _elsewhere(pairs: Pairs, urls: Links) -> dict[str, str]:
    """Return where the same search is to be had for programs, feed readers and other sites."""
    searched = without(pairs, "cursor", "lang")
    followed = without(searched, "sort", "group_by", "limit")
    framed = without(pairs, "cursor", "limit")
    whole = absolute()
    return {
        "json_url": urls.query("/search", searched),
        "atom_url": urls.query("/feed.atom", followed),
        "feed_url": urls.query("/feed.json", followed),
        "frame_url": whole.query("/embed/search", framed),
        "oembed_url": urls.query("/oembed", [("url", whole.query("/", pairs))]),
        "script_url": f"{whole.base}/embed.js",
        "query": query_string(searched),
    }
