"""Which field a frame states (data/decisions.txt), and why what a row would give is no figure (data/reasons.txt)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from reports.data import HERE
from reports.prose.frames import Frame, next_clause
from reports.prose.words import Word, cut, since, upto
from reports.text.wording import pattern

_SLOTS = ("object", "matter", "act", "channel", "way", "outcome")
_TERMS = 10
_ABOUT = ("围绕", "对", "对于", "关于", "针对")
_CLOSING = "面类中的"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: `says` are the fields of a decision (none: there is no figure), or what a reason is called.

    A cell asks of a slot to be one of its kinds, or where it begins with ! none of them; without kinds anything.
    """

    number: int
    says: tuple[str, ...]
    cells: tuple[tuple[frozenset[str], bool], ...]
    units: str
    conditions: tuple[str, ...]


@cache
def rows(table: str = "decisions") -> tuple[Row, ...]:
    """Read a table once."""
    found = list[Row]()
    for number, line in enumerate((HERE / f"{table}.txt").read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            says, *slots, conditions = (part.strip() for part in line.split("|"))
            *slots, units = slots or [""]
            cells = tuple((frozenset(cell.lstrip("!").split()), cell.startswith("!")) for cell in slots)
            fields = () if says == "-" else tuple(says.split("+"))
            found.append(Row(number, fields, cells, units, tuple(conditions.replace("not ", "not_").split())))
    return tuple(found)


def decide(frame: Frame) -> tuple[Row | None, str]:
    """Return the first row that fits, and why the frame states no figure, empty where it states the row's fields.

    A number without a measure word counts 件, a 0 anything.
    """
    asked, unit = JudgedFrame(frame), (frame.mention.unit or "件")[0]
    bare = not frame.mention.unit and not frame.mention.value
    fitting = _fitting(tuple(frame.slots.get(slot) or "-" for slot in _SLOTS))
    counting = (row for row in fitting if bare or not row.units or unit in row.units)
    row = next((row for row in counting if holds(row.conditions, asked)), None)
    if row is None or not row.says:
        return row, "left by the table" if row else "no row of the table fits"
    asked.row = row
    return row, next((reason.says[0] for reason in rows("reasons") if holds(reason.conditions, asked)), "")


@lru_cache(maxsize=4096)
def _fitting(kinds: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows whose cells fit the kinds of a frame's slots."""
    asked = (zip(kinds, row.cells, strict=True) for row in rows())
    fits = (all(not said or (kind in said) is not apart for kind, (said, apart) in cells) for cells in asked)
    return tuple(row for row, fit in zip(rows(), fits, strict=True) if fit)


@dataclass(slots=True)
class JudgedFrame:
    """A frame of which conditions are asked, with the row that decided, once one did."""

    frame: Frame
    row: Row = Row(0, (), (), "", ())
    regions: dict[str, Sequence[Word]] = field(default_factory=dict)

    def words(self, region: str) -> Sequence[Word]:
        """Return the words of a region of the line."""
        if region not in self.regions:
            self.regions[region] = _REGIONS[region](self)
        return self.regions[region]

    def after(self, several: int | None = None) -> Sequence[Word]:
        """Return the words that follow the number."""
        return self.frame.cut.words[self.frame.at + 1 :][:several]


def holds(conditions: Sequence[str], asked: JudgedFrame) -> bool:
    """Tell whether all conditions hold: `a/b` where one does, `not_a` where a does not."""
    return all(any(_test(one)(asked) for one in condition.split("/")) for condition in conditions)


@cache
def _test(condition: str) -> Callable[[JudgedFrame], bool]:
    """Return the test that a condition names: a slot, kind or part of a word in a region, or one of this module."""
    if condition.startswith("not_"):
        test = _test(condition[4:])
        return lambda q: not test(q)
    if condition in _TESTS:
        return _TESTS[condition]
    name, _, value = condition.partition(":")
    if name in _ASKING:
        return lambda q: _ASKING[name](q, value)
    region, _, what = name.rpartition(".")
    what, _, part = what.partition("~")
    slot, _, whole = what.partition("=")
    kinds = (value,) if value else ()
    return lambda q: any(
        (slot == "word" or w.of(slot, *kinds)) and part in w.text and whole in ("", w.text) for w in q.words(region)
    )


def _outside(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words without those in closed brackets that state a number of their own."""
    kept, opened = list[Word](), list[int]()
    for word in words:
        opened += [len(kept)] * (word.text == "（")
        kept.append(word)
        begun = opened.pop() if word.text == "）" and opened else len(kept)
        if any(w.of("number") for w in kept[begun:]):
            del kept[begun:]
    return kept


def _after_word(words: Sequence[Word], *texts: str) -> Sequence[Word]:
    return words[next((i for i, w in enumerate(words, 1) if w.text in texts), len(words)) :]


def _said(asked: JudgedFrame) -> str:
    return asked.frame.cut.line.plain[: asked.frame.start]


def _anchor(asked: JudgedFrame) -> int:
    """Return where the last word for the report's year ends, 0 without one; 截至2020年 is no 2020年公开."""
    said = pairwise((Word("", 0, 0, {}), *asked.words("before")))
    own = (w for to, w in said if w.of("time", "this_year") or (w.of("year", "this") and not to.of("filler", "until")))
    return max((w.end for w in own), default=0)


def _is_term(asked: JudgedFrame) -> bool:
    """Tell whether a number is one of several that a later 合计 adds up: 公民申请11件、企业申请2件，合计13件."""
    line, index = asked.frame.cut.line, asked.frame.index
    later = enumerate(line.mentions[index + 1 : index + _TERMS], index + 1)
    return any({"计", "共"} & {*line.plain[max(0, m.start - 3) : m.start]} and _adds_up(asked, i) for i, m in later)


def _adds_up(asked: JudgedFrame, last: int) -> bool:
    """Tell whether a number is the sum of two or more right before it, with the one asked of if that is another."""
    values, index = [mention.value for mention in asked.frame.cut.line.mentions], asked.frame.index
    firsts = range(max(0, index - _TERMS), min(index, last - 2) + 1)
    return any(values[last] == sum(values[first:last]) for first in firsts)


def _topic(asked: JudgedFrame) -> Sequence[Word]:
    """Return what a clause says it is about: before its colon, in 财政方面， before it, or after its own 对 or 围绕."""
    words, clause = asked.words("before"), asked.words("clause")
    ahead = words[: len(words) - len(clause)]
    segment = since(ahead[:-1], "，；：。（") or (asked.words("own_heading") if len(ahead) == 1 else ())
    sign = ahead[-1].text if segment else ""
    told = sign == "：" or (sign == "，" and (segment[-1].text[-1] in _CLOSING or segment[0].text in _ABOUT))
    return (*(segment if told else ()), *upto(_after_word(clause, *_ABOUT), lambda w: w.of("act")))


def _whole(asked: JudgedFrame) -> Sequence[Word]:
    """Return the label of the number that this one is a part of: 拟办事项60件，其中…"""
    whole, cut = asked.frame.whole, asked.frame.cut
    return since(cut.words[: cut.places[whole]], "，；：。（") if whole is not None and whole >= 0 else ()


_REGIONS: Mapping[str, Callable[[JudgedFrame], Sequence[Word]]] = {
    "": lambda q: q.frame.words,
    "label": lambda q: [w for w in q.frame.words if w.start < q.frame.start],
    "cause": lambda q: _after_word(q.frame.words, "因", "由", "针对", "涉及"),
    "by": lambda q: upto(_after_word(q.frame.words, "通过", "利用", "依托", "借助"), lambda w: w.of("act")),
    "before": lambda q: _outside(q.frame.cut.words[: q.frame.at]),
    "last": lambda q: q.words("before")[-1:],
    "clause": lambda q: since(q.words("before"), "，；：。（"),
    "run": lambda q: since(q.words("before"), "；。"),
    "topic": _topic,
    "intended": lambda q: [act for w, act in pairwise(q.words("spoken")) if w.of("modality", "intend")],
    "spoken": lambda q: [w for w in q.words("clause") if not w.of("time") and not w.of("filler")],
    "doing": lambda q: [w for w in q.words("run") if w.of("act")][-1:],
    "between": lambda q: upto(q.after(), lambda w: w.of("number")),
    "part": lambda q: (*q.words("between"), *upto(q.after()[len(q.words("between")) :], lambda w: w.of("break"))),
    "tail": lambda q: upto(q.after(), lambda w: w.of("break")),
    "next": lambda q: q.after(1),
    "soon": lambda q: q.after(2),
    "after": lambda q: q.after(),
    "then": lambda q: next_clause(q.after()),
    "then_soon": lambda q: q.words("then")[:2],
    "whole": _whole,
    "line": lambda q: q.frame.cut.words,
    "heading": lambda q: q.frame.cut.headings,
    "own_heading": lambda q: cut(q.frame.cut.line.section.heading, (), q.frame.cut.year),
}
_ASKING: Mapping[str, Callable[[JudgedFrame, str], bool]] = {
    "field": lambda q, name: any(one == name or (name[-1] == "." and one.startswith(name)) for one in q.row.says),
    "row": lambda q, name: name in q.row.conditions,
    "follows": lambda q, name: any(name in one for one in q.frame.cut.read.get(q.frame.index - 1, ())),
    "left": lambda q, name: q.frame.cut.heads.get(name, 0) < 0,
    "apart": lambda q, channel: f"@{channel}" in {*q.frame.cut.heads, *q.frame.cut.before},
    "told": lambda q, name: any(name in one for one in q.frame.cut.before),
    "joined": lambda q, slot: slot in q.frame.joined,
    "heading": lambda q, text: text in q.frame.cut.line.headings,
    "matter": lambda q, name: q.frame.slots["matter"] == name,
    "unit": lambda q, name: q.frame.mention.unit[:1] == name,
    "since": lambda q, year: q.frame.cut.year >= int(year),
}
_TESTS: Mapping[str, Callable[[JudgedFrame], bool]] = {
    "strict": lambda q: not q.frame.residue,
    "about": lambda q: q.frame.cut.about,
    "list": lambda q: q.frame.whole is not None,
    "every": lambda q: q.frame.every,
    "zero": lambda q: not q.frame.mention.value,
    "fraction": lambda q: bool(q.frame.mention.value % 1),
    "only_way": lambda q: sum(w.of("channel") for w in q.words("line")) == sum(w.of("channel") for w in q.words("")),
    "alone": lambda q: all(w.matter in ("", "disclosure", q.frame.slots["matter"]) for w in q.words("")),
    "of_read": lambda q: q.frame.mention.value <= q.frame.cut.heads.get(q.frame.slots["matter"], q.frame.mention.value),
    "term": _is_term,
    "sum": lambda q: _adds_up(q, q.frame.index),
    "quoted": lambda q: _said(q).count("“") > _said(q).count("”"),
    "several_years": lambda q: pattern("several_years").search(_said(q)) is not None,
    "other_year": lambda q: any(not w.of("year", "this") for w in [w for w in q.words("before") if w.of("year")][-1:]),
    "this_year": lambda q: bool(_anchor(q)),
    "part_of_year": lambda q: any(w.of("time", "part_year") and w.end > _anchor(q) for w in q.words("before")),
    # What a row says of the reasons against it (reasons.txt) and of how firm it is (figures.py).
    **dict.fromkeys(("any_year", "stock", "each", "both", "shared", "weak", "again"), lambda _: True),
}
