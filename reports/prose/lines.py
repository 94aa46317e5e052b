"""The sentences of a report with their numbers and the words of the headings they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.model import Document, Section, SectionKind
from reports.prose.mentions import Mention, mentions
from reports.prose.text import Sentence, sentences

_AHEAD = re.compile(r"打算|计划|下一步|下步|改进措施|努力方向|工作思路")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its numbers, the one before it, and the words of its headings."""

    sentence: Sentence
    found: tuple[Mention, ...]
    headings: str
    before: Line | None

    @property
    def context(self) -> str:
        """Headings, the sentence before in the same section, and this one: where the matter may be named."""
        previous = self.before.sentence.plain if self.before else ""
        return f"{self.headings}|{previous}|{self.sentence.plain}"


def lines(document: Document, sections: Sequence[Section], skip: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """Yield the sentences with their numbers, in order."""
    by_id = {section.id: section for section in sections}
    previous: Line | None = None
    for sentence in sentences(document, sections, skip):
        if previous and previous.sentence.section.id != sentence.section.id:
            previous = None
        line = Line(sentence, mentions(sentence.plain), _headings(sentence.section, by_id), previous)
        previous = Line(sentence, line.found, line.headings, None)
        yield line


def _headings(section: Section, by_id: dict[str, Section]) -> str:
    words: list[str] = []
    current: Section | None = section
    while current is not None:
        words.append(current.heading)
        current = by_id.get(current.parent) if current.parent else None
    return " ".join(words)


def looks_ahead(line: Line) -> bool:
    """Tell whether the section is about problems and plans, where numbers are not the year's."""
    return line.sentence.section.kind is SectionKind.PROBLEMS or bool(_AHEAD.search(line.sentence.section.heading))
