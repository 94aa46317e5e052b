"""The table of decisions (reports/data/decisions.txt): which field a frame states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.prose.frames import Cut, Frame
from reports.prose.mentions import Mention
from reports.prose.words import lists

_TABLE = Path(__file__).resolve().parent.parent / "data" / "decisions.txt"
_SLOTS = ("object", "matter", "act", "channel", "way", "outcome")
_BASE_UNIT = {"条次": "条", "件次": "件", "篇次": "篇", "场次": "场", "批次": "批"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row asks of a slot: one of `kinds`, or where `apart` none of them; without kinds anything."""

    kinds: frozenset[str]
    apart: bool = False

    def fits(self, kind: str) -> bool:
        return not self.kinds or ((kind or "-") in self.kinds) is not self.apart


@dataclass(frozen=True, slots=True)
class Row:
    """One decision; `number` is its line in the file, `fields` is empty where it decides that there is no figure."""

    number: int
    fields: tuple[str, ...]
    cells: tuple[Cell, ...]
    units: str
    conditions: tuple[str, ...]

    @property
    def any_year(self) -> bool:
        return "any_year" in self.conditions


@cache
def rows() -> tuple[Row, ...]:
    """Read the table once."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for number, line in enumerate(_TABLE.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        cells = tuple(Cell(frozenset(p.lstrip("!").split()), p.startswith("!")) for p in parts[1:7])
        fields = () if parts[0] == "-" else tuple(parts[0].split("+"))
        yield Row(number, fields, cells, parts[7], _conditions(parts[8]))


def _conditions(text: str) -> tuple[str, ...]:
    return tuple(text.replace("not ", "not_").split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the conditions of a row are asked of."""

    frame: Frame
    mention: Mention
    cut: Cut
    year: int


def decide(frame: Frame, mention: Mention, one: Cut, year: int) -> Row | str:
    """Return the first row that fits, or why none does."""
    asked = Asked(frame, mention, one, year)
    for row in rows():
        fits = all(c.fits(getattr(frame, slot)) for slot, c in zip(_SLOTS, row.cells, strict=True))
        if fits and _unit_fits(row, mention) and all(_holds(c, asked) for c in row.conditions):
            return row
    return "no row of the table fits"


def _unit_fits(row: Row, mention: Mention) -> bool:
    if not row.units:
        return True
    if not mention.unit:
        return mention.value == 0 or "件" in row.units
    if mention.unit == "人次":
        return "人" in row.units
    return _BASE_UNIT.get(mention.unit, mention.unit) in row.units


def _holds(condition: str, asked: Asked) -> bool:
    if condition.startswith("not_"):
        return not _holds(condition[4:], asked)
    test = _TESTS.get(condition)
    return test(asked) if test else condition in asked.frame.marks


def _both(frame: Frame) -> bool:
    kinds = [w.kinds["object"] for w in frame.words if w.of("object", "review", "litigation")]
    return bool(frame.joined) and {"review", "litigation"} <= set(kinds)


def _case(frame: Frame, one: Cut) -> bool:
    """Tell whether cases are about openness and the report's own, not those it decides as the reviewing body."""
    named = "filler:ground" in frame.marks or "filler:openness" in frame.marks
    headed = bool({"review", "litigation"} & one.headed)
    because = next((w.start for w in frame.words if w.text in ("因", "由", "针对", "涉及")), None)
    topics = [w for w in frame.words if w.of("unknown") or lists().matters.get(w.kinds.get("object", "")) == "part"]
    if not named and because is not None and any(w.start > because for w in topics):
        return False
    if frame.act in ("receive", "handle", "handle+receive"):
        return named or headed
    return one.about or headed or one.overview


def _of_read(asked: Asked) -> bool:
    """Tell whether the cases are among those of a number that was read, and no more than it."""
    if asked.frame.object or asked.frame.matter not in asked.cut.heads:
        return True
    whole = asked.cut.heads[asked.frame.matter]
    return whole is not None and asked.mention.value <= whole


def _complaint(frame: Frame, one: Cut) -> bool:
    named = "filler:ground" in frame.marks or "filler:openness" in frame.marks
    return named or "complaint" in one.headed or bool({"review", "litigation"} & (one.headed | one.named))


def _is_next(mention: Mention, one: Cut) -> bool:
    """Tell whether a label goes on with a list whose number before it was a decision: 实施行政处罚7件、行政强制1件."""
    index = one.line.found.index(mention)
    return index > 0 and any(f.endswith(".decisions") for f in one.read.get(index - 1, ()))


def _whole_act(frame: Frame, one: Cut) -> bool:
    """Tell whether a label speaks of all that is open: 主动公开信息, 公开政府信息, or 公开信息 under its heading."""
    acts = [w.text for w in frame.words if w.of("act", "publish")]
    dated = any(w.of("year", "this") for w in frame.words) and any("共" in w.text for w in frame.words)
    if dated and not any(w.of("channel") for w in one.words) and any(w.of("object", "request_mark") for w in one.words):
        return True
    things = [w.text for w in frame.words if w.of("object")]
    if any("主动公开" in text for text in (*acts, *things)):
        return True
    return any("公" in text for text in acts) and ("info" in one.headed or any("政" in text for text in things))


def _divided(frame: Frame, mention: Mention, one: Cut) -> bool:
    """Tell whether a number of 信息 goes on with how many of it are 政务信息."""
    after = [w for w in one.words if w.start >= mention.end]
    among = any(w.of("filler", "among") for w in after[:2])
    said = [w.text for w in frame.words]
    if not among or any(text in _OFFICIAL or "主动公开" in text for text in said):
        return False
    return any(w.text in _OFFICIAL for w in after[2:]) or any("主动公开" in w.text for w in after[2:4])


def _is_item(mention: Mention, one: Cut) -> bool:
    """Tell whether a label goes on with a list whose number before it was one of publication."""
    index = one.line.found.index(mention)
    return index > 0 and any(f.startswith("disclosure.") for f in one.read.get(index - 1, ()))


def _undivided(frame: Frame, mention: Mention, one: Cut) -> bool:
    after = [w for w in one.words if w.start >= mention.end][:2]
    return frame.whole is None and not any(w.of("filler", "among") for w in after)


_OFFICIAL = ("政务信息", "政府信息", "政务类信息", "政府类信息")
_TESTS: dict[str, Callable[[Asked], bool]] = {
    "strict": lambda q: not q.frame.residue,
    "known": lambda q: not any(w.of("unknown") for w in q.frame.words),
    "about": lambda q: q.cut.about,
    "list": lambda q: q.frame.whole is not None or any(w.text in ("含", "包括", "包含") for w in q.frame.words),
    "every": lambda q: q.frame.every,
    "any_year": lambda _: True,
    "only_way": lambda q: sum(w.of("channel") for w in q.cut.words) == sum(w.of("channel") for w in q.frame.words),
    "joined": lambda q: q.frame.joined == "channel",
    "zero": lambda q: q.mention.value == 0,
    "both": lambda q: _both(q.frame),
    "zero_or_each": lambda q: q.mention.value == 0 or any(w.text == "各" for w in q.frame.words),
    "case": lambda q: _case(q.frame, q.cut),
    "of_read": lambda q: _of_read(q),
    "stock": lambda _: True,
    "asked": lambda q: q.frame.matter == "requests" or "request" in q.cut.headed | q.cut.named,
    "complaint": lambda q: _complaint(q.frame, q.cut),
    "inherits": lambda q: _is_next(q.mention, q.cut),
    "since2019": lambda q: q.year >= 2019,
    "administrative": lambda q: any("行政规范性" in w.text for w in q.frame.words),
    "whole_year": lambda q: (
        "time:this_year" in q.frame.marks or any("计" in w.text or w.text == "共" for w in q.frame.words)
    ),
    "own_heading": lambda q: "经费" in q.cut.line.sentence.section.heading,
    "published": lambda q: any(w.of("act", "publish") for w in q.cut.words if w.start < q.mention.start),
    "new": lambda q: any("新收" in w.text for w in q.frame.words),
    "openness": lambda q: q.cut.about,
    "said_here": lambda q: q.cut.here or "培训" in q.cut.line.sentence.section.heading,
    "staff": lambda q: q.cut.about or bool(re.search("机构|人员|经费", q.cut.line.headings)),
    "whole_act": lambda q: _whole_act(q.frame, q.cut),
    "divided": lambda q: _divided(q.frame, q.mention, q.cut),
    "undivided": lambda q: _undivided(q.frame, q.mention, q.cut),
    "item": lambda q: _is_item(q.mention, q.cut),
}
