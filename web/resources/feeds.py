"""`/feed.atom` and `/feed.json`: the reports taken in last, all or those that answer a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from flask import Response, current_app, json, request

from schemas.embeds import FeedArguments, FeedSchema
from schemas.moments import moment
from search.newest import NewReport, newest, updated
from search.questions import SectionQuestion
from web.http.answers import MAX_AGE, etag, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import shown
from web.http.links import Links, Pairs, absolute
from web.http.services import services
from web.http.wording import TAGS, wording
from web.pages.cards import address_of, carried, report_url, titled

resource = Resource("feeds", __name__, description="Feeds of new reports.")
ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
NAMESPACE = "http://www.w3.org/2005/Atom"
SHAPING = ("limit", "snippet_chars", "match", "expand", "contacts")
"""Parameters that say nothing of what a feed is about, so that its title leaves them out."""
VERSION = "https://jsonfeed.org/version/1.1"
LANGUAGE = TAGS["zh"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as both feeds tell it. `id` depends on nothing but the report's own id.

    `source` is the address of the agency's own page, "" where it is not known.
    """

    id: str
    url: str
    title: str
    text: str
    agency: str
    tags: tuple[str, ...]
    published: str
    updated: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What both feeds say of themselves; every address has a host."""

    title: str
    description: str
    page: str
    url: str
    updated: str
    entries: tuple[Entry, ...]


@resource.reads("/feed.json", FeedSchema, asks=FeedArguments, problems=(422, 503), media_types=(JSON_FEED,))
def json_feed(arguments: dict[str, Any]) -> Response:
    """Follow new reports as JSON Feed

    The newest taken in first; with the parameters of `/search`, those that answer it.
    """
    question, tag = _asked(arguments)
    raise_not_modified(tag)
    feed = _feed("/feed.json", question)
    return _answer(json.dumps(_json(feed), separators=(",", ":")), JSON_FEED, tag)


@resource.reads("/feed.atom", WHOLE, asks=FeedArguments, problems=(422, 503), media_types=(ATOM,))
def atom_feed(arguments: dict[str, Any]) -> Response:
    """Follow new reports as Atom

    The newest taken in first; with the parameters of `/search`, those that answer it.
    """
    question, tag = _asked(arguments)
    raise_not_modified(tag)
    return _answer(_atom(_feed("/feed.atom", question)), ATOM, tag)


def _asked(arguments: dict[str, Any]) -> tuple[SectionQuestion, str]:
    search = services().section_search
    question = search.resolve(arguments["request"].question)
    given = sorted(request.args.items(multi=True))
    return question, etag(request.path, search.generation(), services().record.generation(), question, given)


def _feed(path: str, question: SectionQuestion) -> Feed:
    found, urls, words = services(), absolute(), wording("zh")
    reports = newest(question, found.section_search, found.record)
    pairs: Pairs = list(request.args.items(multi=True))
    asked = " ".join(value for name, value in pairs if name not in SHAPING).strip()
    return Feed(
        title=shown(f"{asked} · {words['site']}" if asked else words["site"]),
        description=words["tagline"],
        page=urls.query("/", pairs),
        url=urls.query(path, pairs),
        updated=moment(updated(reports)),
        entries=_entries(reports, question.q, urls, words),
    )


def _entries(reports: Sequence[NewReport], q: str, urls: Links, words: dict[str, Any]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=uuid5(NAMESPACE_URL, f"disclosure-report:{one.hit.report}").urn,
            url=report_url(urls, one.hit.report, carried(q, "zh"), one.hit.section if q.strip() else ""),
            title=titled(one.hit.title, one.hit.agency.name, one.hit.year),
            text=shown(one.hit.snippet.text),
            agency=one.hit.agency.name,
            tags=(str(one.hit.year), words["forms"][one.hit.form]),
            published=moment(one.published),
            updated=moment(one.updated),
            source=address_of(one.hit.source),
        )
        for one in reports
    )


def _json(feed: Feed) -> dict[str, Any]:
    return {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": feed.description,
        "language": LANGUAGE,
        "items": [
            {
                "id": one.id,
                "url": one.url,
                **({"external_url": one.source} if one.source else {}),
                "title": one.title,
                "content_text": one.text,
                "date_published": one.published,
                "date_modified": one.updated,
                "authors": [{"name": one.agency}],
                "tags": list(one.tags),
                "language": LANGUAGE,
            }
            for one in feed.entries
        ],
    }


def _atom(feed: Feed) -> str:
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": LANGUAGE})
    _text(root, "id", feed.url)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.description)
    _text(root, "updated", feed.updated)
    ET.SubElement(root, "link", rel="self", type=ATOM, href=feed.url)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    ET.SubElement(root, "generator").text = "Disclosure reports"
    for one in feed.entries:
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", one.id)
        _text(entry, "title", one.title)
        _text(entry, "published", one.published)
        _text(entry, "updated", one.updated)
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=one.url)
        if one.source:
            ET.SubElement(entry, "link", rel="via", href=one.source)
        _text(ET.SubElement(entry, "author"), "name", one.agency)
        for tag in one.tags:
            ET.SubElement(entry, "category", term=tag)
        _text(entry, "summary", one.text)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _answer(body: str, media_type: str, tag: str) -> Response:
    response = current_app.response_class(body, content_type=f"{media_type}; charset=utf-8")
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
