"""How a document's text lies on its lines: tables to pass over, soft line breaks, what a carrier marks as heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reports.model import Block, Document
from reports.text.script import simplify

_MARKUP = re.compile(r"[#*>＃•●○■□◆◇▪▶►·\s\u3000\ufeff–-]*")
_WINDOW = 64
_FRAME = 300
_STOPS = "。！？；;：:\n\t|—…"
_OPEN = dict(zip("（(“《〔【", "）)”》〕】", strict=True))


@dataclass(frozen=True, slots=True)
class Window:
    """The text after an ordinal without its spaces, up to the first stop or some sixty characters.

    `places[i]` is the offset of `text[i]` in the document; `spaced` holds the i that a space stood before. `stop` is
    the mark that ended it, empty where it was cut for length; `end` is the offset of that mark. `written` is `text`
    in the script of the report.
    """

    text: str
    written: str
    places: tuple[int, ...]
    spaced: frozenset[int]
    stop: str
    end: int


class Layout:
    """Questions about lines and tables of one document; built once, asked for every candidate.

    `text` is in simplified script, character for character, so that wordings need to be known in one script only.
    """

    def __init__(self, document: Document) -> None:
        self.written = document.text
        self.text = simplify(document.text)
        self.tables = [
            block for block in document.blocks if block.table is not None and not _is_frame(block, self.text)
        ]
        self._starts = [block.start for block in self.tables]
        self._stated = {block.start: block.level for block in document.blocks if block.table is None and block.level}
        self._hinted = {
            block.start
            for block in document.blocks
            if block.table is None and (block.level is not None or block.bold) and block.end - block.start < _WINDOW
        }

    def in_table(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self.tables[index].end

    def table_within(self, start: int, end: int) -> bool:
        """Return whether a table begins in the range."""
        index = bisect_right(self._starts, start - 1)
        return index < len(self._starts) and self._starts[index] <= end

    def line_start(self, position: int) -> int | None:
        """Return where the line starts if only spaces and markup stand before `position`, else None."""
        start = self.text.rfind("\n", max(0, position - 40), position) + 1
        if not start and position > 40:
            return None
        return start if _MARKUP.fullmatch(self.text, start, position) else None

    def stated(self, line_start: int) -> int:
        """Return the rank the carrier states for the heading that begins here: 2 of <h2> and ##, 0 without one."""
        return self._stated.get(line_start, 0)

    def hinted(self, line_start: int, position: int) -> bool:
        """Return whether the carrier itself sets this line off: a heading element, `##`, bold."""
        marked = any(mark in self.text[line_start:position] for mark in ("#", "**"))
        return marked or any(at in self._hinted for at in range(line_start, position + 1))

    def window(self, position: int) -> Window:
        """Read on from `position` as a heading would be read. Soft line breaks and stops in brackets do not end it."""
        kept: list[str] = []
        places: list[int] = []
        spaced: set[int] = set()
        closing = ""
        at, size = position, len(self.text)
        while at < size and len(kept) < _WINDOW:
            mark = self.text[at]
            if mark == "\n" and kept and self.soft(at):
                pass
            elif mark in _STOPS and (not closing or mark in "\n\t|"):
                break
            elif mark.isspace() or mark in "*#":
                spaced.add(len(kept))
            else:
                closing = _OPEN.get(mark, "" if mark == closing else closing)
                kept.append(mark)
                places.append(at)
            at += 1
        stop = self.text[at] if at < size and len(kept) < _WINDOW else ""
        written = "".join(self.written[place] for place in places)
        return Window("".join(kept), written, tuple(places), frozenset(spaced), "\n" if at >= size else stop, at)

    def skip(self, position: int) -> int:
        """Return the first offset from `position` on that is no space."""
        while position < len(self.text) and self.text[position].isspace():
            position += 1
        return position

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of every line outside tables."""
        start = 0
        while start < len(self.text):
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            if not self.in_table(start):
                yield start, end
            start = end + 1

    def soft(self, newline: int) -> bool:
        """Return whether the line was broken for width only, as text cut from a PDF is."""
        if self.wrap is None:
            return False
        start = self.text.rfind("\n", max(0, newline - 150), newline) + 1
        return _width(self.text[start:newline]) >= self.wrap - 5

    @cached_property
    def wrap(self) -> int | None:
        """Return the width lines are broken at, in half-width columns; None where lines are paragraphs."""
        widths = sorted(
            _width(self.text[start:end].strip()) for start, end in self.lines() if self.text[start:end].strip()
        )
        if len(widths) < 12:
            return None
        widest = widths[int(len(widths) * 0.95)]
        full = sum(1 for width in widths if widest - 5 <= width <= widest + 6)
        return widest if 40 <= widest <= 120 and full >= len(widths) * 0.3 else None


def _width(line: str) -> int:
    return sum(1 if mark < "\u2000" else 2 for mark in line)


def _is_frame(block: Block, text: str) -> bool:
    """A table that mostly holds sentences only frames the page: its text is read like any other."""
    if block.table is None or block.end - block.start < _FRAME:
        return False
    cells = (text[cell.start : cell.end] for cell in block.table.cells)
    prose = sum(len(cell) for cell in cells if len(cell) > _WINDOW and "。" in cell)
    return prose > 0.5 * (block.end - block.start)
