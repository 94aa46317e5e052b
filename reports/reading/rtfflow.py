"""What RTF's text comes to: the paragraphs, cells and rows of the body and of text boxes, without what is not seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.reading.noise import is_note_mark
from reports.reading.objects import OBJECT, has_letters, is_symbol
from reports.reading.pieces import Paragraph, Piece
from reports.reading.rtfstate import Colours, Definition, State
from reports.reading.seen import LEAST_SIZE, UNCLEAR, is_lost
from reports.reading.wordgrid import Marked, flow

_UNSAID = frozenset({"hidden", "struck", "deleted"})


@dataclass(slots=True)
class _Flow:
    """The body, or a text box: its paragraphs so far and the one that is open."""

    marked: list[Marked] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    boxes: list[Piece] = field(default_factory=list)
    plain: bool = False
    picture: bool = False


class Flows:
    """The body and the boxes that are open in it, one in another."""

    def __init__(self) -> None:
        self.colours = Colours()
        self.painted_page = False
        self._flows = [_Flow()]
        self._definitions: dict[int, Definition] = {}

    @property
    def depth(self) -> int:
        return len(self._flows)

    def pieces(self) -> list[Piece]:
        return flow(self._flows[0].marked)

    def open_box(self) -> None:
        self._flows.append(_Flow())

    def close_box(self, state: State) -> None:
        if len(self._flows) > 1:
            self.end(state)
            box = self._flows.pop()
            self._flows[-1].boxes += flow(box.marked)

    def note_picture(self) -> None:
        self._flows[-1].picture = True

    def say(self, text: str, state: State) -> None:
        if state.flags & _UNSAID or self._is_unseen(state):
            return
        here = self._flows[-1]
        if state.destination == "label":
            text = text.strip("\t ")
        if "raised" in state.flags and here.parts and here.parts[-1][-1:].isdigit() and is_note_mark(text):
            return
        here.picture |= is_symbol(text)
        here.plain |= bool(text.strip()) and "bold" not in state.flags
        if text:
            here.parts.append(text)

    def _is_unseen(self, state: State) -> bool:
        if state.size <= 2 * LEAST_SIZE:
            return True
        if not state.colour:
            return False
        behind = self.colours.behind(state.fill) or self.colours.behind(state.behind)
        if not behind and (self.painted_page or len(self._flows) > 1 or self._in_painted_row(state)):
            behind = UNCLEAR
        return is_lost(self.colours.at(state.colour), behind)

    def _in_painted_row(self, state: State) -> bool:
        return state.in_table and any(definition.painted for definition in self._definitions.values())

    def end(self, state: State, depth: int = 0, *, ends_cell: bool = False) -> None:
        """End a paragraph, or a cell, that stands in `depth` tables."""
        here = self._flows[-1]
        text = "".join(here.parts)
        if here.picture and depth and not has_letters(text):
            text = OBJECT
        bold = bool(text.strip()) and not here.plain
        lines = [Paragraph(line, state.level, bold) for line in text.replace("\t", " ").split("\n")]
        here.marked.append(Marked((*lines, *here.boxes), depth, ends_cell))
        here.parts, here.boxes, here.plain, here.picture = [], [], False, False

    def end_row(self, state: State, depth: int) -> None:
        definition = self._definitions.get(depth)
        row = definition.row() if definition else None
        gone = "deleted" in state.flags
        self._flows[-1].marked.append(Marked((), depth, ends_row=True, row=row, gone=gone))

    def row_word(self, state: State, word: str, number: int | None) -> None:
        # A nested row is defined in a group of its own behind its cells (nesttableprops), at the depth it stands in.
        depth = state.depth if state.in_table and state.destination == "nested row" else 1
        if word == "trowd":
            self._definitions[depth] = Definition()
        else:
            self._definitions.setdefault(depth, Definition()).word(word, number)
