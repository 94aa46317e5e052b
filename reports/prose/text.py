"""Sentences of a document, each without white space and with the way back to the document's code points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.identity.simplify import simplify
from reports.model import Document, Section, SectionKind

_ENDS = "。！？!?"
_ORDINAL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、．]|\d{1,2}\.(?!\d)|#|\||附[件表])"
)
_TITLE = re.compile(r"《[^《》]{0,80}(?:《[^《》]{0,60}》[^《》]{0,60}){0,2}》|[〔\[][12]\d{3}[〕\]]\d*号?")
_FULL_STOP = re.compile(r"(?<=[一-龥”）])\.(?![A-Za-z0-9])")
_PUNCTUATION = str.maketrans(",;:()!?", "，；：（）！？")
_LONGEST = 1000
"""Longer than any sentence of a report: what runs on is a table whose cells ran together, and is cut."""
_SHORT_LINE = 12
_HIDDEN = "·"
_CHANNELS = ("公报》", "政府网》", "网站》")
_LONGEST_CHANNEL = 18


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` has no white space except between digits; `at[i]` is where its i-th code point stands in the document.

    `lead` marks the first sentence under its heading. `plain` is `text` in simplified characters and full-width
    punctuation, with the insides of 《…》 hidden: a number or word in a title states nothing.
    """

    text: str
    plain: str
    at: tuple[int, ...]
    section: Section
    lead: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's span of `text[start:end]`."""
        return self.at[start], self.at[end - 1] + 1


def sentences(document: Document, sections: Sequence[Section], skip: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """Yield the sentences of the sections in order; none from the spans to skip, the tables or the statistics part."""
    barred = sorted({*skip, *((block.start, block.end) for block in document.blocks if block.table)})
    for section in sections:
        if section.kind is SectionKind.STATISTICS:
            continue
        body, lead = body_start(document.text, section), True
        for start, end in ((section.start, body), (body, section.end)):
            for free in _free(start, end, barred):
                for left, right in _cut(document.text, *free):
                    sentence = _squeeze(document.text, left, right, section, lead and left >= body)
                    if sentence and not _is_table_line(sentence.text):
                        lead = lead and left < body
                        yield sentence


def body_start(text: str, section: Section) -> int:
    """Return where the words of a section begin, after its heading, which may run into them without a break."""
    letters = re.sub(r"\s", "", section.heading)
    if not letters:
        return section.start
    window = text[section.start : min(section.end, section.start + 4 * len(letters) + 30)]
    match = re.search(r"\s*".join(map(re.escape, letters)), window)
    return section.start + match.end() if match else section.start


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
    """Cut at sentence ends and at line ends that are not mere wrapping."""
    left = start
    for index in range(start, end):
        char = text[index]
        stop = char in _ENDS or (char == "." and _FULL_STOP.match(text, index))
        stop = stop or (index - left > _LONGEST and (char in "；，;, " or index - left > 2 * _LONGEST))
        if stop or (char == "\n" and not _wraps(text, start, index, end)):
            yield left, index + (char != "\n")
            left = index + 1
    if left < end:
        yield left, end


def _wraps(text: str, start: int, at: int, end: int) -> bool:
    """Tell whether a line end stands in the middle of a sentence, as text set in lines has it."""
    line = text[max(start, text.rfind("\n", 0, at) + 1) : at].strip()
    stop = text.find("\n", at + 1)
    following = text[at + 1 : end if stop < 0 else min(stop, end)]
    if not following.strip() or len(line) < _SHORT_LINE or line[-1] in _ENDS + "：:|":
        return False
    return not _ORDINAL.match(following) and not re.search(r"\d\s+\d+$", line)


def _squeeze(text: str, start: int, end: int, section: Section, lead: bool) -> Sentence | None:
    chars: list[str] = []
    at: list[int] = []
    for index in range(start, end):
        char = text[index]
        if char.isspace() or char in "\u200b\ufeff":
            between = chars and chars[-1].isdigit() and text[index + 1 : index + 2].isdigit()
            if not between:
                continue
            char = " "
        chars.append(char)
        at.append(index)
    squeezed = "".join(chars)
    if not squeezed.strip(_ENDS):
        return None
    plain = _TITLE.sub(_hidden, _FULL_STOP.sub("。", simplify(squeezed).translate(_PUNCTUATION)))
    return Sentence(squeezed, plain, tuple(at), section, lead)


def _hidden(title: re.Match[str]) -> str:
    """Hide a title, but for a gazette's or a site's: it is a channel."""
    name = title[0]
    shown = name.endswith(_CHANNELS) and len(name) <= _LONGEST_CHANNEL
    return name if shown else name[0] + _HIDDEN * (len(name) - 2) + name[-1]


def _is_table_line(text: str) -> bool:
    return text.count("|") >= 2 or bool(re.search(r"\d \d+ \d|\d \d+$", text))
