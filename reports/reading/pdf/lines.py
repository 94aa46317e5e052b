"""From the glyphs of a PDF page to lines of text with their place."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.normalise import normalise
from reports.reading.noise import is_page_mark
from reports.reading.pdf.frames import Glyph
from reports.reading.unwrap import CJK
from reports.text.wording import patterns

_pattern = patterns("carrier_patterns.toml")
_BOLD = _pattern("bold_font")
_HAN = re.compile("[\u4e00-\u9fff]")
_BARE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_WIDE_GAP = 1.2
"""Ems between two segments of a line; justified text spreads its characters by less."""
_CHINESE_SPACE = 0.8
_VALUES = 3
"""So many numbers at a line's end are cells of a row."""
VALUE = re.compile(r"[\d,.%/—-]+")
UNIT = _pattern("unit_cell")
_EDGE = 0.1


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line; `places` are where each of their characters begins and ends, as far as that is known."""

    text: str
    x0: float
    x1: float
    places: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class GlyphLine:
    """A line of glyphs; `size` is its em in points, `segments` its parts apart by wide gaps."""

    segments: tuple[Segment, ...]
    top: float
    bottom: float
    size: float
    bold: bool
    page: int

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1


def lines(glyphs: Iterable[Glyph], page: int) -> list[GlyphLine]:
    """Group glyphs into lines from top to bottom."""
    rows: list[list[Glyph]] = []
    middle = 0.0
    for char in sorted(glyphs, key=lambda char: (char.top + char.bottom) / 2):
        centre = (char.top + char.bottom) / 2
        if rows and centre - middle <= 0.45 * max(char.size, 4):
            rows[-1].append(char)
        else:
            rows.append([char])
        middle = sum((one.top + one.bottom) / 2 for one in rows[-1][-8:]) / len(rows[-1][-8:])
    return [line for row in rows if (line := _line(row, page)) is not None]


def _line(row: Sequence[Glyph], page: int) -> GlyphLine | None:
    row = sorted(row, key=lambda char: char.x0)
    seen = [char for char in row if char.text.strip() and normalise(char.text)]
    if not seen:
        return None
    size = statistics.median(char.size for char in seen)
    # Digits and letters come from a font of their own, which says nothing about the line.
    telling = [char for char in seen if _HAN.match(char.text)] or seen
    bold = all(_BOLD.search(char.font.split("+")[-1]) for char in telling)
    top, bottom = min(char.top for char in seen), max(char.bottom for char in seen)
    return GlyphLine(tuple(_segments(row, size)), top, bottom, size, bold, page)


def _segments(row: Sequence[Glyph], size: float) -> list[Segment]:
    words = _words(row, size)
    first_value = len(words)
    while first_value and VALUE.fullmatch(words[first_value - 1].text):
        first_value -= 1
    if UNIT.fullmatch(words[first_value - 1].text) and first_value > 1 and len(words) - first_value <= 1:
        return [*_joined(words[: first_value - 1], size), *words[first_value - 1 :]]
    if len(words) - first_value >= _VALUES:
        return [*_joined(words[:first_value], size), *words[first_value:]]
    return _joined(words, size)


def _words(row: Sequence[Glyph], size: float) -> list[Segment]:
    """Cut a line at its spaces; a number is cut from 汉字 too, for only its neighbours tell a cell from a date."""
    words: list[Segment] = []
    last: Glyph | None = None
    spaced = False
    for char in row:
        text = normalise(char.text)
        if not text.strip():
            spaced = spaced or bool(text)
            continue
        ems = (char.x0 - last.x1) / size if last is not None else 0.0
        before = words[-1].text if words else ""
        number_begins = text[0].isdigit() and CJK.match(before[-1:])
        places = ((char.x0, char.x1),) * len(text)
        if not words or number_begins or _is_space(before[-1], text[0], ems, spaced):
            words.append(Segment(text, char.x0, char.x1, places))
        else:
            x1 = max(words[-1].x1, char.x1)
            words[-1] = Segment(before + text, words[-1].x0, x1, words[-1].places + places)
        last, spaced = char, False
    return words


def _joined(words: Sequence[Segment], size: float) -> list[Segment]:
    """Join the words of a sentence again; what wide gaps part stays apart."""
    segments: list[Segment] = []
    for word in words:
        gap = (word.x0 - segments[-1].x1) / size if segments else _WIDE_GAP + 1
        if gap > _WIDE_GAP:
            segments.append(word)
            continue
        before = segments[-1]
        chinese = CJK.match(before.text[-1]) or CJK.match(word.text[0])
        space = "" if chinese and gap <= _CHINESE_SPACE else " "
        places = (*before.places, *[(before.x1, before.x1)] * len(space), *word.places)
        segments[-1] = Segment(before.text + space + word.text, before.x0, max(before.x1, word.x1), places)
    return segments


def _is_space(before: str, after: str, ems: float, spaced: bool) -> bool:
    """Tell a space meant from one that justifies a line or sets digits apart from 汉字, which Word does by itself."""
    if CJK.match(before) or CJK.match(after):
        return ems > _CHINESE_SPACE
    return ems > 0.25 or (spaced and ems > 0.1)


def text_of(glyphs: Iterable[Glyph], width: float) -> str:
    """Return the text of a cell's glyphs line by line; a number that fills a line of `width` points goes on below."""
    text = ""
    last: GlyphLine | None = None
    for line in lines(glyphs, 0):
        full = last is not None and last.x1 - last.x0 > width - 1.5 * line.size
        number = full and text[-1:].isdigit() and line.text[:1].isdigit()
        text += ("" if last is None or number else "\n") + line.text
        last = line
    return text


def without_marks(pages: Sequence[tuple[float, Sequence[GlyphLine]]]) -> list[list[GlyphLine]]:
    """Take page marks and running headers out; pages are given as (height, lines)."""
    repeated = _repeated(pages)
    return [
        [line for line in page if not (_at_edge(line, height, page) and _is_mark(line, repeated))]
        for height, page in pages
    ]


def _is_mark(line: GlyphLine, repeated: set[str]) -> bool:
    return is_page_mark(line.text) or _BARE_NUMBER.fullmatch(line.text) is not None or _shape(line) in repeated


def _at_edge(line: GlyphLine, height: float, page: Sequence[GlyphLine]) -> bool:
    near = line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height
    return near or (is_page_mark(line.text) and line is page[-1])


def _shape(line: GlyphLine) -> str:
    return re.sub(r"\d+|\s+", "", line.text)


def _repeated(pages: Sequence[tuple[float, Sequence[GlyphLine]]]) -> set[str]:
    """Return what stands at the edge of at least three pages and of most of them."""
    shapes = Counter(
        shape
        for height, page in pages
        for shape in {_shape(line) for line in page if line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height}
    )
    return {shape for shape, count in shapes.items() if shape and count >= max(3, 0.6 * len(pages))}
