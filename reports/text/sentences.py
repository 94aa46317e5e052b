"""Sentences of a document, each without white space and with the way back to the document's code points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reports.model import Document, Section, SectionKind
from reports.text.mentions import Mention, mentions
from reports.text.script import simplify_reprint
from reports.text.wording import pattern

_ENDS = "。！？!?"
_PUNCTUATION = str.maketrans(",;:()!?", "，；：（）！？")
_LONGEST = 1000
"""Longer than any sentence of a report: what runs on is a table whose cells ran together, and is cut."""
_PIECE = re.compile(rf"(?s).{{1,{_LONGEST}}}(?:[^；，;, ]{{0,{_LONGEST}}}[；，;, ])?")
_STOP = re.compile(r"[。！？!?.\n]")
_BLANK = r"\s\u200b\ufeff"
_SPACE = re.compile(rf"(?<![\d{_BLANK}])[{_BLANK}]+|[{_BLANK}]+(?![\d{_BLANK}])|[{_BLANK}]+(?=[{_BLANK}]\d)")
"""White space but one blank between digits."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` has no white space except between digits; `places[i]` is where its i-th code point stands in the document.

    `plain` is `text` in simplified characters and full-width punctuation, with the insides of 《…》 hidden; `mentions`
    are its numbers, `headings` the words it stands under, `before` the sentence before in the same section. `lead`
    marks the first sentence under its heading.
    """

    text: str
    plain: str
    places: Sequence[int]
    section: Section
    lead: bool
    mentions: tuple[Mention, ...]
    headings: str
    before: Sentence | None = None

    @property
    def context(self) -> str:
        """Headings, the sentence before in the same section, and this one: where the matter may be named."""
        return f"{self.headings}|{self.before.plain if self.before else ''}|{self.plain}"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's span of `text[start:end]`."""
        return self.places[start], self.places[end - 1] + 1

    def goes_on(self, document: Document, counted: bool) -> bool:
        """Tell whether it says more of what the one before told: it begins so, or follows what was `counted` there."""
        if self.before is None:
            return False
        apart = not counted or "\n" in document.text[self.before.places[-1] : self.places[0]]
        return not apart or pattern("goes_on").match(self.plain) is not None

    def looks_ahead(self) -> bool:
        """Tell whether the section is about problems and plans, where numbers are not the year's."""
        section = self.section
        return section.kind is SectionKind.PROBLEMS or bool(pattern("looks_ahead").search(section.heading))


def sentences(document: Document, sections: Sequence[Section], skip: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """Yield the sentences of the sections in order; none from the spans to skip, the tables or the statistics part."""
    bodies = {section.id: _body(document.text, section) for section in sections}
    tables = ((block.start, block.end) for block in document.blocks if block.table)
    barred = sorted({*skip, *tables, *((body, body) for body in bodies.values())})
    by_id = {section.id: section for section in sections}
    for section in sections:
        if section.kind is SectionKind.STATISTICS:
            continue
        body, headings = bodies[section.id], _headings(section, by_id)
        lead, before, item = True, None, ""
        spans = _free(section.start, section.end, barred)
        for left, right in (one for free in spans for one in _cut(document.text, *free)):
            text, at = _squeeze(document.text, left, right)
            if not text.strip(_ENDS) or pattern("table_line").search(text):
                continue
            plain = pattern("full_stop").sub("。", simplify_reprint(text).translate(_PUNCTUATION))
            plain = pattern("title").sub(_hidden, plain)
            if pattern("item").match(plain) or (document.text[left] == "\n" and before and before.plain != item):
                item = plain if pattern("under_title").match(plain) and plain[-1] == "。" else ""
            found = mentions(plain)
            under = f"{item} {headings}".strip()
            sentence = Sentence(text, plain, at, section, lead and left >= body, found, under, before)
            lead, before = lead and left < body, replace(sentence, before=None)
            yield sentence


def _body(text: str, section: Section) -> int:
    """Return where the words of a section begin, after its heading, which may run into them without a break."""
    heading = re.compile(r"\s*".join(map(re.escape, re.sub(r"\s", "", section.heading))))
    match = heading.search(text, section.start, section.end)
    return match.end() if match else section.start


def _headings(section: Section, by_id: Mapping[str, Section]) -> str:
    above = by_id.get(section.parent) if section.parent else None
    return f"{section.heading} {_headings(above, by_id)}" if above else section.heading


def _free(start: int, end: int, barred: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for left, right in barred:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at sentence ends and at line ends that are not mere wrapping, and what is too long at any break."""
    stops = [
        match.end() - (match[0] == "\n")
        for match in _STOP.finditer(text, start, end)
        if match[0] not in ".\n" or pattern("full_stop" if match[0] == "." else "line_end").match(text, match.start())
    ]
    for left, right in pairwise((start, *stops, end)):
        yield from (piece.span() for piece in _PIECE.finditer(text, left, right))


def _squeeze(text: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """Return a span without its white space but a blank between digits, and where each code point stands."""
    piece = text[start:end]
    dropped = {i for match in _SPACE.finditer(piece) for i in range(*match.span())}
    kept = [i for i in range(len(piece)) if i not in dropped] if dropped else range(len(piece))
    text = "".join(piece[i] for i in kept) if dropped else piece
    return " ".join(text.split()), range(start, end) if not dropped else [start + i for i in kept]


def _hidden(title: re.Match[str]) -> str:
    name = title[0]
    return name if pattern("channel_title").search(name) else name[0] + "·" * (len(name) - 2) + name[-1]
