"""The table of decisions (reports/data/decisions.txt): which field a frame states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from reports.prose.frames import Cut, Frame
from reports.prose.mentions import Mention
from reports.prose.wording import pattern
from reports.prose.words import Word

_TABLE = Path(__file__).resolve().parent.parent / "data" / "decisions.txt"
_SLOTS = ("object", "matter", "act", "channel", "way", "outcome")
_OFFICIAL = ("政务信息", "政府信息", "政务类信息", "政府类信息")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision; `number` is its line in the file, `fields` is empty where it decides that there is no figure.

    A cell asks of a slot to be one of its kinds, or where it begins with ! none of them; without kinds anything.
    """

    number: int
    fields: tuple[str, ...]
    cells: tuple[tuple[frozenset[str], bool], ...]
    units: str
    conditions: tuple[str, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Read the table once."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for number, line in enumerate(_TABLE.read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            fields, *cells, units, conditions = (part.strip() for part in line.split("|"))
            asked = tuple((frozenset(cell.lstrip("!").split()), cell.startswith("!")) for cell in cells)
            named = () if fields == "-" else tuple(fields.split("+"))
            yield Row(number, named, asked, units, tuple(conditions.replace("not ", "not_").split()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the conditions of a row are asked of."""

    frame: Frame
    mention: Mention
    cut: Cut
    year: int

    @property
    def after(self) -> tuple[Word, ...]:
        return tuple(w for w in self.cut.words if w.start >= self.mention.end)

    def says(self, text: str) -> bool:
        return any(text in w.text for w in self.frame.words)

    def follows(self, field: str) -> bool:
        """Tell whether the number before this one was read as such a field: 实施行政处罚7件、行政强制1件."""
        before = self.cut.read.get(self.cut.line.found.index(self.mention) - 1, ())
        return any(field in one for one in before)


def decide(frame: Frame, mention: Mention, one: Cut, year: int) -> Row | str:
    """Return the first row that fits, or why none does."""
    asked = Asked(frame, mention, one, year)
    for row in _fitting(tuple(getattr(frame, slot) or "-" for slot in _SLOTS)):
        if _unit_fits(row, mention) and all(_holds(condition, asked) for condition in row.conditions):
            return row
    return "no row of the table fits"


@lru_cache(maxsize=4096)
def _fitting(kinds: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows whose cells fit the kinds of a frame's slots."""
    asked = (zip(kinds, row.cells, strict=True) for row in rows())
    fits = (all(not said or (kind in said) is not apart for kind, (said, apart) in cells) for cells in asked)
    return tuple(row for row, fit in zip(rows(), fits, strict=True) if fit)


def _unit_fits(row: Row, mention: Mention) -> bool:
    if not mention.unit:
        return not row.units or mention.value == 0 or "件" in row.units
    return not row.units or mention.unit[0] in row.units


def _holds(condition: str, asked: Asked) -> bool:
    if "/" in condition:
        return any(_holds(one, asked) for one in condition.split("/"))
    if condition.startswith("not_"):
        return not _holds(condition[4:], asked)
    name, _, value = condition.partition(":")
    if name in _ASKING:
        return _ASKING[name](asked, value)
    return _TESTS[condition](asked) if condition in _TESTS else condition in asked.frame.marks


def _case(asked: Asked) -> bool:
    """Tell whether cases are about openness and the report's own, not those it decides as the reviewing body."""
    words = asked.frame.words
    named = any(w.of("filler", "ground", "openness") for w in words)
    because = next((w.start for w in words if w.text in ("因", "由", "针对", "涉及")), asked.mention.end)
    if not named and any(w.start > because and (w.of("unknown") or w.matter == "part") for w in words):
        return False
    headed = bool({"review", "litigation"} & asked.cut.headed)
    overview = bool(pattern("overview").search(asked.cut.line.headings))
    own = asked.frame.act not in ("receive", "handle", "handle+receive") and (asked.cut.about or overview)
    return named or headed or own


def _of_read(asked: Asked) -> bool:
    """Tell whether the cases are among those of a number that was read, and no more than it."""
    if asked.frame.object or asked.frame.matter not in asked.cut.heads:
        return True
    whole = asked.cut.heads[asked.frame.matter]
    return whole is not None and asked.mention.value <= whole


def _whole_act(asked: Asked) -> bool:
    """Tell whether a label speaks of all that is open: 主动公开信息, 公开政府信息, or 公开信息 under its heading."""
    words = asked.frame.words
    if (
        any(w.of("year", "this") for w in words)
        and asked.says("共")
        and not any(w.of("channel") for w in asked.cut.words)
    ):
        return asked.cut.named("request_mark") or _public(asked)
    return _public(asked)


def _public(asked: Asked) -> bool:
    acts = [w.text for w in asked.frame.words if w.of("act", "publish")]
    things = [w.text for w in asked.frame.words if w.of("object")]
    official = (
        "info" in asked.cut.headed
        or any(w.of("channel", "ways") for w in asked.frame.words)
        or any("政" in text for text in things)
    )
    return any("主动公开" in text for text in (*acts, *things)) or (official and any("公" in text for text in acts))


def _divided(asked: Asked) -> bool:
    """Tell whether a number of 信息 goes on with how many of it are 政务信息."""
    after, said = asked.after, [w.text for w in asked.frame.words]
    if not any(w.of("filler", "among") for w in after[:2]) or any(t in _OFFICIAL or "主动公开" in t for t in said):
        return False
    opened = any("主动公开" in w.text for w in after[2:4]) and not any(w.matter == "part" for w in after[2:5])
    return opened or any(w.text in _OFFICIAL for w in after[2:])


_ASKING: dict[str, Callable[[Asked, str], bool]] = {
    "says": lambda q, text: q.says(text),
    "heading": lambda q, text: text in q.cut.line.headings,
    "context": lambda q, text: text in q.cut.line.context,
    "follows": lambda q, field: q.follows(field),
    "named": lambda q, kind: q.cut.named(kind),
}
_TESTS: dict[str, Callable[[Asked], bool]] = {
    "strict": lambda q: not q.frame.residue,
    "known": lambda q: not any(w.of("unknown") for w in q.frame.words),
    "about": lambda q: q.cut.about,
    "list": lambda q: q.frame.whole is not None or any(w.text in ("含", "包括", "包含") for w in q.frame.words),
    "every": lambda q: q.frame.every,
    "any_year": lambda _: True,
    "stock": lambda _: True,
    "only_way": lambda q: sum(w.of("channel") for w in q.cut.words) == sum(w.of("channel") for w in q.frame.words),
    "joined": lambda q: q.frame.joined == "channel",
    "zero": lambda q: q.mention.value == 0,
    "both": lambda q: bool(q.frame.joined) and {"object:review", "object:litigation"} <= q.frame.marks,
    "case": _case,
    "of_read": _of_read,
    "since2019": lambda q: q.year >= 2019,
    "published": lambda q: any(w.of("act", "publish") for w in q.cut.words if w.start < q.mention.start),
    "requests": lambda q: q.frame.matter == "requests",
    "headed": lambda q: bool({"review", "litigation", "complaint"} & q.cut.headed),
    "here": lambda q: bool(pattern("about").search(q.cut.line.plain)),
    "whole_act": _whole_act,
    "divided": _divided,
    "undivided": lambda q: q.frame.whole is None and not any(w.of("filler", "among") for w in q.after[:2]),
}
