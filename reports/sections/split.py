"""From a document to its section tree."""

from __future__ import annotations

from collections.abc import Sequence

from reports.model import Document, Section, SectionKind
from reports.sections.candidates import candidates
from reports.sections.chain import Heading, choose
from reports.sections.stated import with_stated
from reports.sections.wording import Wording, wording


def split(document: Document) -> tuple[Section, ...]:
    """Return the sections of a document in reading order; they partition its text, none where the text is empty.

    Level 0 is what stands before the first heading. Levels are the ordinals': 1 一、, 2 （一） and 1.1, 3 1. An
    unnumbered heading (附件, 概述) has the level its wording has in reports of the statutory form, or the carrier's.
    """
    if not document.text:
        return ()
    words = wording()
    found = with_stated(candidates(document, words), document, words)
    headings = choose(found, words)
    return tuple(_sections(document.text, headings, words))


def _sections(text: str, headings: Sequence[Heading], words: Wording) -> list[Section]:
    starts = [heading.candidate.start for heading in headings]
    if not starts or text[: starts[0]].strip():
        sections = [Section("s0", 0, "", "", SectionKind.BODY, 0, starts[0] if starts else len(text))]
    else:
        sections, starts = [], [0, *starts[1:]]
    open_ones: list[Section] = []
    for index, heading in enumerate(headings):
        while open_ones and open_ones[-1].level >= heading.level:
            open_ones.pop()
        parent = open_ones[-1] if open_ones else None
        one = heading.candidate
        section = Section(
            id=f"s{len(sections)}",
            level=heading.level,
            number=one.number,
            heading=one.written,
            kind=_kind(one.heading, parent, words),
            start=starts[index],
            end=starts[index + 1] if index + 1 < len(starts) else len(text),
            parent=parent.id if parent else None,
        )
        sections.append(section)
        open_ones.append(section)
    return sections


def _kind(heading: str, parent: Section | None, words: Wording) -> SectionKind:
    own = words.kind(heading)
    if parent and parent.kind in words.inherited and (parent.kind, own) not in words.own:
        return parent.kind
    return own or (parent.kind if parent else SectionKind.OTHER)
