"""What a file says about itself, gathered once: title lines, metadata, opening, contact, signature, who is named.

Nothing is decided here; `judge.py` says whose report it is, of which year, or why it is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath

from reports.identity import home, lines, places, published, reporters, year
from reports.identity import title as titles
from reports.identity.flat import Flat, flat, unquoted
from reports.identity.lines import TitleLine, without_neighbours
from reports.identity.named import Named
from reports.identity.reporter import Reporter
from reports.identity.speech import Speech
from reports.identity.title import Title
from reports.identity.wording import wording
from reports.model import Document, Region
from reports.text.script import simplify_reprint
from reports.text.space import without_space

_OPENING = 7000
_ENDING = 1200
_HOSTS = 3000
_HOST = re.compile(r"([a-z]+)\.gov\.cn")
_LABELS = ("title", "publisher", "source", "date")


class Statements:
    """The statements of one document, each gathered when it is first asked for and kept."""

    def __init__(self, document: Document, published_as: str = "") -> None:
        metadata = {key: simplify_reprint(value) for key, value in document.metadata.items()}
        self.document = document
        self.simplified = replace(document, text=simplify_reprint(document.text), metadata=metadata)
        self.text = without_neighbours(self.simplified.text)
        self.published_as = published_as

    @cached_property
    def packed(self) -> str:
        """The text and what the carrier says, without white space."""
        return without_space(self.text + "".join(self.simplified.metadata.values()))

    @cached_property
    def opening(self) -> Flat:
        return flat(self.text, 0, _OPENING)

    @cached_property
    def ending(self) -> Flat:
        size = len(self.text.rstrip())
        return flat(self.text, max(min(_OPENING, size), size - _ENDING), size)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What the carrier's metadata or a labelled line among the first (发布机构: …) says, '' where neither does."""
        return {key: self._label(key) for key in _LABELS}

    def _label(self, key: str) -> str:
        if value := self.simplified.metadata.get(key, ""):
            return value.strip()
        pattern = wording().labels[key]
        for line in self.text[:1200].splitlines()[:15]:
            if (match := pattern.search(line)) and len(match[1]) < 80:
                return match[1]
        return ""

    @cached_property
    def carrier(self) -> str:
        """The title the carrier gives."""
        return self.labels["title"]

    @cached_property
    def head(self) -> list[str]:
        return lines.head(self.text)

    @cached_property
    def heading(self) -> str:
        return lines.heading(self.head)

    @cached_property
    def title_lines(self) -> tuple[TitleLine, ...]:
        return tuple(lines.title_lines(self.head, self.carrier, PurePath(self.document.file).stem))

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """The titles of a report that text, carrier and file name give, in this order of trust."""
        found = (
            titles.find(titles.lines(self.text)),
            titles.parse(self.carrier) if self.carrier else None,
            titles.parse(PurePath(self.document.file).stem),
        )
        return tuple(title for title in found if title)

    @cached_property
    def published(self) -> Title | None:
        """The title under which a page publishes the file, where the text is a whole report that may bear it."""
        return published.report_title(self.published_as) if published.is_whole(self.text) else None

    @cached_property
    def speech(self) -> Speech:
        return Speech(without_space(self.text), self.opening.plain)

    @cached_property
    def near(self) -> tuple[Region, ...]:
        metadata = self.simplified.metadata
        carrier = [self.labels[key] for key in ("title", "publisher", "source")]
        carrier += [metadata.get("site", ""), metadata.get("column", "")]
        hosts = _HOST.findall(metadata.get("url", "") + " " + self.text[:_HOSTS])
        return places.near(carrier, hosts, self.opening, self.ending)

    @cached_property
    def home(self) -> tuple[Region, ...]:
        return home.home(self.opening)

    @cached_property
    def reporters(self) -> list[Reporter]:
        return reporters.reporters(self.labels, self.text, self.opening, self.ending, self.speech, self.near)

    @cached_property
    def covered(self) -> list[Named]:
        return reporters.covered(self.opening, lambda: self.near)

    @cached_property
    def years(self) -> Mapping[str, int | None]:
        """What title, period, opening, body and date of publication say of the year; None where they say nothing."""
        published = year.published_in(self.labels["date"])
        return {
            "title": next((title.year for title in self.titles if title.year), None) or year.of_title(self.heading),
            "period": year.of_period(self.opening.plain) or year.of_period(unquoted(self.text)),
            "opening": year.of_opening(self.opening.plain[:1500]),
            "body": year.of_body(unquoted(self.text), published),
            "published": published,
        }
