"""OpenDocument texts (odt, ott, flat fodt), read as they stand: nothing that they link to is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reports.errors import DamagedFile
from reports.model import Document
from reports.reading.noise import is_note_mark
from reports.reading.objects import OBJECT, has_letters, is_symbol, ticked
from reports.reading.odf import Parts, q, unpack
from reports.reading.odfstyles import Look, Styles
from reports.reading.pieces import MAX_SPAN, Grid, Paragraph, Piece, assemble, lay_out
from reports.reading.seen import UNCLEAR
from reports.reading.wordgrid import LONG_CELL

_MOST_SPACES = 40
_ALL_SPACES = 10_000
"""Spaces that one element may stand for, and all of a file; beyond that each stands for one."""
_MOST_REPEATED = 64
_MOST_CELLS = 200_000
_BLANKS = re.compile(rf" {{{_MOST_SPACES},}}")
_WHITE = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS = frozenset({q("text:p"), q("text:h")})
_UNSAID = frozenset(
    map(
        q,
        (
            *("text:note", "text:tracked-changes", "text:script", "text:ruby-text", "text:number", "text:index-source"),
            *("text:variable-decls", "text:sequence-decls", "text:user-field-decls", "text:dde-connection-decls"),
            *(
                "office:annotation",
                "office:forms",
                "office:event-listeners",
                "svg:title",
                "svg:desc",
                "draw:glue-point",
            ),
            *("text:table-of-content-source", "text:section-source", "office:dde-source", "table:table-source"),
        ),
    )
)
_PICTURES = frozenset(map(q, ("draw:image", "draw:object", "draw:object-ole", "draw:control", "draw:plugin")))
_ROWS = frozenset(map(q, ("table:table-header-rows", "table:table-rows", "table:table-row-group")))


def read_odt(data: bytes, file: str) -> Document:
    """Read an OpenDocument text. Raises EncryptedFile, DamagedFile, or TooLarge where it unpacks to too much."""
    parts = unpack(data, file)
    try:
        pieces = list(_Reader(parts).pieces())
    except RecursionError as error:
        raise DamagedFile(file, "elements lie in one another deeper than any writer puts them") from error
    return assemble(file, "odt", pieces, {})


@dataclass(slots=True)
class _Line:
    """What has been read of one paragraph; `boxes` are text frames that hang on it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    plain: bool = False
    picture: bool = False
    hidden: bool = False

    def add(self, text: str | None, look: Look) -> None:
        if not text or look.unsaid:
            return
        if look.raised and self.parts and self.parts[-1][-1:].isdigit() and is_note_mark(text):
            return
        self.picture |= is_symbol(text)
        self.plain |= bool(text.strip()) and not look.bold
        self.parts.append(text)


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self._body = parts.body
        self._styles = Styles(parts)
        self._lists = self._styles.counter()
        self._behind = self._styles.page()
        self._spaces = self._cells = 0

    def pieces(self) -> Iterator[Piece]:
        if self._body is not None:
            yield from self._flow(self._body)

    def _flow(self, parent: Any) -> Iterator[Piece]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child)
            elif child.tag == q("text:list"):
                yield from self._list(child, "", 0)
            elif child.tag == q("table:table"):
                yield from self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _UNSAID | _PICTURES and not _is_hidden(child):
                yield from self._flow(child)

    def _list(self, element: Any, inherited: str, depth: int) -> Iterator[Piece]:
        """Yield a list's items; the first paragraph of each has its number."""
        name = element.get(q("text:style-name")) or inherited
        if not depth:
            self._lists.begin(name, element)
        for item in element:
            start = item.get(q("text:start-value"), "")
            if start.isdecimal() and len(start) < 7:
                self._lists.start_at(name, depth, int(start))
            numbered = item.tag == q("text:list-item")
            for child in item:
                if child.tag in _PARAGRAPHS:
                    yield from self._paragraph(child, self._lists.label(name, depth) if numbered else "")
                    numbered = False
                elif child.tag == q("text:list"):
                    yield from self._list(child, name, depth + 1)
                elif child.tag == q("table:table"):
                    yield from self._table(child)

    def _paragraph(self, element: Any, label: str | None = None) -> Iterator[Piece]:
        style = self._styles.look(element, self._behind)
        level = self._styles.level(element)
        line = _Line()
        self._inline(element, style, line)
        printed = element.find(q("text:number"))
        if label is None and element.tag == q("text:h") and level and element.get(q("text:is-list-header")) != "true":
            label = self._lists.outline(level - 1)
        if printed is not None:
            label = "".join(printed.itertext())
        if not line.hidden:
            text = _BLANKS.sub(" " * _MOST_SPACES, "".join(line.parts))
            text = (
                OBJECT if line.picture and not has_letters(text) and not line.boxes and _is_in_cell(element) else text
            )
            bold = bool(text.strip()) and not line.plain
            for one in ((label or "") + text).replace("\t", " ").split("\n"):
                yield Paragraph(one, level, bold)
        yield from line.boxes

    def _inline(self, element: Any, look: Look, line: _Line) -> None:
        line.add(_white(element.text), look)
        codes = _codes(element)
        for child in element:
            if child not in codes:
                self._child(child, look, line)
                line.add(_white(child.tail), look)

    def _child(self, child: Any, look: Look, line: _Line) -> None:
        tag = child.tag
        if tag == q("text:s"):
            line.add(" " * self._count_spaces(child.get(q("text:c"), "1")), look)
        elif tag == q("text:tab"):
            line.add("\t", look)
        elif tag == q("text:line-break"):
            line.add("\n", look)
        elif tag == q("text:hidden-paragraph"):
            line.hidden |= child.get(q("text:is-hidden")) == "true"
        elif not isinstance(tag, str) or tag in _UNSAID or _is_hidden(child):
            return
        elif tag in _PICTURES:
            line.picture = True
        elif tag == q("field:fieldmark"):
            line.add(_control(child), look)
        elif tag.startswith(q("draw:")):
            line.picture |= next(child.iter(*_PICTURES), None) is not None
            line.boxes += self._within(child, UNCLEAR)
        else:
            self._inline(child, self._styles.within(child, look), line)

    def _within(self, element: Any, behind: str) -> list[Piece]:
        """Return what stands in an element that has a colour of its own."""
        around, self._behind = self._behind, behind
        pieces = list(self._flow(element))
        self._behind = around
        return pieces

    def _count_spaces(self, said: str) -> int:
        count = min(int(said[:9]), _MOST_SPACES) if said.isdecimal() else 1
        self._spaces += count
        return count if self._spaces < _ALL_SPACES else 1

    def _table(self, element: Any) -> Iterator[Piece]:
        """Yield a table of data as a grid; one of a single column, of long texts or of tables gives what it frames."""
        around, self._behind = self._behind, self._styles.cell(element, "table", self._behind)
        rows = [(header, list(self._row(row))) for row, header in _rows(element)]
        self._behind = around
        cells = [pieces for _, row in rows for pieces, _, _ in row]
        framed = max((sum(width for _, _, width in row) for _, row in rows), default=0) < 2 or any(
            len(_text(pieces)) > LONG_CELL or any(isinstance(piece, Grid) for piece in pieces) for pieces in cells
        )
        if framed:
            for pieces in cells:
                yield from pieces
        elif cells:
            yield lay_out(
                [[(_text(pieces), height, width, header) for pieces, height, width in row] for header, row in rows]
            )

    def _row(self, row: Any) -> Iterator[tuple[list[Piece], int, int]]:
        behind = self._styles.cell(row, "table-row", self._behind)
        for cell in row:
            if cell.tag != q("table:table-cell"):
                continue  # what another cell covers has no place of its own
            pieces = self._within(cell, self._styles.cell(cell, "table-cell", behind))
            for _ in range(_number(cell, "table:number-columns-repeated", _MOST_REPEATED)):
                self._cells += 1
                if self._cells <= _MOST_CELLS:
                    height = _number(cell, "table:number-rows-spanned", 10_000)
                    yield pieces, height, _number(cell, "table:number-columns-spanned", MAX_SPAN)


def _rows(element: Any, header: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the rows that are shown and whether each is a header; one that is repeated as often as it stands there."""
    for child in element:
        if child.tag in _ROWS:
            yield from _rows(child, header or child.tag == q("table:table-header-rows"))
        elif child.tag == q("table:table-row") and child.get(q("table:visibility"), "visible") == "visible":
            for _ in range(_number(child, "table:number-rows-repeated", _MOST_REPEATED)):
                yield child, header


def _codes(element: Any) -> set[Any]:
    """Return what stands in a paragraph between the beginnings of fields and their results: it is not printed."""
    codes: set[Any] = set()
    begun: list[int] = []
    children = list(element) if element.find(q("field:fieldmark-separator")) is not None else []
    for place, child in enumerate(children):
        if child.tag == q("field:fieldmark-start"):
            begun.append(place)
        elif child.tag == q("field:fieldmark-end") and begun:
            begun.pop()
        elif child.tag == q("field:fieldmark-separator") and begun:
            codes.update(children[begun.pop() : place])
            begun.append(place)
    return codes


def _control(mark: Any) -> str:
    """Return what a form's control shows: the chosen entry of a list, whether a box is ticked."""
    said = [(one.get(q("field:name"), ""), one.get(q("field:value"), "")) for one in mark.iter(q("field:param"))]
    entries = [value for name, value in said if name == "Dropdown_ListEntry"]
    facts = dict(said)
    if "Checkbox_Checked" in facts or mark.get(q("field:type"), "").endswith("FORMCHECKBOX"):
        return ticked(facts.get("Checkbox_Checked") == "true")
    chosen = facts.get("Dropdown_Selected", "0")
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen[:4]) < len(entries) else OBJECT


def _text(pieces: list[Piece]) -> str:
    return "\n".join(piece.text for piece in pieces if isinstance(piece, Paragraph))


def _number(element: Any, name: str, most: int) -> int:
    said = element.get(q(name), "1")
    return max(1, min(int(said[:9]), most)) if said.isdecimal() else 1


def _is_in_cell(element: Any) -> bool:
    return any(above.tag == q("table:table-cell") for above in element.iterancestors())


def _is_hidden(element: Any) -> bool:
    hidden: str | None
    display: str | None
    hidden, display = element.get(q("text:is-hidden")), element.get(q("text:display"))
    return hidden == "true" or display == "none"


def _white(text: str | None) -> str:
    return _WHITE.sub(" ", text) if text else ""
