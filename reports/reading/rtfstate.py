"""What RTF's groups hold and what of it its words change: the state of a group, a row being defined, the colours."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.reading.seen import UNCLEAR
from reports.reading.wordgrid import Row

_MOST_CELLS = 64
_MOST_COLOURS = 4096


@dataclass(frozen=True, slots=True)
class State:
    """What a group may change and its end brings back.

    `size` is in half points; `colour`, `fill` (behind the characters) and `behind` (the paragraph) are places in the
    table of colours, 0 where nothing is said.
    """

    destination: str = ""
    unicode_skip: int = 1
    codec: str = ""
    flags: frozenset[str] = frozenset()
    depth: int = 1
    in_table: bool = False
    level: int | None = None
    style: int = 0
    fresh: bool = False
    starred: bool = False
    size: int = 24
    colour: int = 0
    fill: int = 0
    behind: int = 0


@dataclass(slots=True)
class Definition:
    """The row that is being defined (trowd): cells with their right edges; `painted` is one that has colours."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)
    painted: bool = False
    header: bool = False

    def row(self) -> Row | None:
        if not self.edges or len(self.edges) > _MOST_CELLS:
            return None
        edges = (min(self.left, self.edges[0]), *self.edges)
        return Row(edges, frozenset(self.continued), frozenset(self.merged), self.header)

    def word(self, word: str, number: int | None) -> None:
        place = len(self.edges)
        if word == "trleft":
            self.left = number or 0
        elif word == "trhdr":
            self.header = True
        elif word == "cellx" and place <= _MOST_CELLS:
            self.edges.append(number or 0)
        elif word == "clvmrg":
            self.continued.add(place)
        elif word == "clmrg":
            self.merged.add(place)
        elif word in ("clcbpat", "clcfpat", "clshdng", "clcbpatraw", "trcbpat"):
            self.painted |= bool(number)


class Colours:
    """The table of colours as it is read: six hexadecimal digits each, "" for the one that is left to the reader."""

    def __init__(self) -> None:
        self._known: list[str] = []
        self._open: dict[str, int] = {}

    def part(self, word: str, number: int | None) -> None:
        if word in ("red", "green", "blue"):
            self._open[word] = max(0, min(number or 0, 255))

    def text(self, text: str) -> None:
        """Take in what stands between the words: a semicolon ends a colour."""
        for _ in range(text.count(";")):
            parts = [f"{self._open.get(name, 0):02x}" for name in ("red", "green", "blue")]
            if len(self._known) < _MOST_COLOURS:
                self._known.append("".join(parts) if self._open else "")
            self._open = {}

    def at(self, place: int) -> str:
        return self._known[place] if 0 < place < len(self._known) else ""

    def behind(self, place: int) -> str:
        """Return the colour that is painted, which is unclear where the table does not say it."""
        return self.at(place) or (UNCLEAR if place else "")
