"""The word lists of reports/data/words and the cut of a sentence into their terms.

A file is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one kind, one
term a line. The cut is the one that leaves the fewest characters unknown, then the fewest words; its cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from reports.prose.mentions import Mention

_LISTS = Path(__file__).resolve().parent.parent / "data" / "words"
_HEAD = re.compile(r"\[(\w+)(?: : (\w+))?\]$")
_SIGNS = dict.fromkeys("，；：。（）！", "break") | dict.fromkeys("“”\"'‘’", "quote")
_YEAR = re.compile(r"((?:19|20)\d{2}|二[〇○零Ｏ0]?[〇○零一二三]?[〇○零一二三四五六七八九十]{1,2})(?=年)")
_HAN_DIGITS = str.maketrans("零〇○Ｏ一二三四五六七八九", "0000123456789")
_PART = re.compile(
    r"(?<!\d)(?:1?\d|[一二三四五六七八九十]{1,2})月(?:\d{1,2}日|份|底|初|末)?|近?\d{1,2}年(?:以?来|内|间)|近\d{1,2}年"
)
_WHOLE_YEAR = re.compile(r"(?<!\d)1月1日$|12月(?:31日|底|末)$|[至止到年]12月$")
_CARRIED = re.compile(r"[转延](?=20\d\d年)")
_TITLE = re.compile(r"《[^《》]*·[^《》]*》")
_UNKNOWN, _WORD = 3, 1


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the lists, or what stands between them: `kinds` by slot; slots `break`, `number`, `year`, `unknown`."""

    text: str
    start: int
    end: int
    kinds: Mapping[str, str]

    def of(self, slot: str, *kinds: str) -> bool:
        """Tell whether the word stands in a list of the slot, in one of the kinds where some are named."""
        kind = self.kinds.get(slot)
        return kind is not None and (not kinds or kind in kinds)

    @property
    def matter(self) -> str:
        """The matter an object belongs to, empty for other words."""
        return lists().matters.get(self.kinds.get("object", ""), "")


@dataclass(frozen=True, slots=True)
class Lists:
    """All terms with their kinds by slot, their lengths by first character, matters of objects, names of bodies."""

    terms: Mapping[str, Mapping[str, str]]
    lengths: Mapping[str, Sequence[int]]
    matters: Mapping[str, str]
    bodies: Mapping[str, tuple[str, ...]]


@cache
def lists() -> Lists:
    """Read the lists once."""
    terms: dict[str, dict[str, str]] = {}
    matters: dict[str, str] = {}
    bodies: dict[str, tuple[str, ...]] = {}
    for path in sorted(_LISTS.glob("*.txt")):
        kind = ""
        for line in path.read_text("utf-8").splitlines():
            if head := _HEAD.match(line):
                kind = head[1]
                matters[kind] = head[2] or matters.get(kind, "")
            elif line and not line.startswith("#") and path.stem == "body":
                bodies[kind] = (*bodies.get(kind, ()), line)
            elif line and not line.startswith("#"):
                terms.setdefault(line, {})[path.stem] = kind
    lengths = {term[0]: set[int]() for term in terms}
    for term in terms:
        lengths[term[0]].add(len(term))
    return Lists(terms, {first: sorted(several) for first, several in lengths.items()}, matters, bodies)


def cut(text: str, found: Sequence[Mention], year: int) -> tuple[Word, ...]:
    """Cut a sentence into words; numbers, years, months and hidden titles are words of their own."""
    known, fixed = lists(), _fixed(text, found, year)
    cost, step, stop = [0] * (len(text) + 1), [1] * (len(text) + 1), len(text)
    for at in range(len(text) - 1, -1, -1):
        if at in fixed:
            stop, step[at], cost[at] = at, fixed[at].end - at, cost[fixed[at].end]
            continue
        cost[at] = cost[at + 1] + (0 if text[at] in _SIGNS else _UNKNOWN)
        for length in known.lengths.get(text[at], ()):
            if at + length <= stop and cost[at + length] + _WORD <= cost[at] and text[at : at + length] in known.terms:
                cost[at], step[at] = cost[at + length] + _WORD, length
    return tuple(_words(text, step, fixed, known))


@lru_cache(maxsize=256)
def cut_once(text: str, year: int) -> tuple[Word, ...]:
    """Cut what is met again and again, headings and the sentence before, without its numbers."""
    return cut(text, (), year)


def _words(text: str, step: Sequence[int], fixed: Mapping[int, Word], known: Lists) -> Iterator[Word]:
    at = begun = 0
    while at < len(text):
        piece = text[at : at + step[at]]
        kinds = known.terms.get(piece) or ({_SIGNS[piece]: piece} if piece in _SIGNS else {})
        if at in fixed or kinds:
            if begun < at:
                yield Word(text[begun:at], begun, at, {"unknown": ""})
            yield fixed.get(at) or Word(piece, at, at + len(piece), kinds)
            begun = at + len(piece)
        at += len(piece)
    if begun < len(text):
        yield Word(text[begun:], begun, len(text), {"unknown": ""})


def _fixed(text: str, found: Sequence[Mention], year: int) -> dict[int, Word]:
    spans = [(m.start, m.end, "number", str(i)) for i, m in enumerate(found)]
    spans += [(*m.span(), "year", _year(m[0], year)) for m in _YEAR.finditer(text)]
    spans += [(*m.span(), "time", _month(text, m)) for m in _PART.finditer(text)]
    spans += [(*m.span(), "outcome", "carry") for m in _CARRIED.finditer(text)]
    spans += [(*m.span(), *_title(text[m.start() - 1 : m.start()])) for m in _TITLE.finditer(text)]
    fixed: dict[int, Word] = {}
    position = 0
    for start, end, slot, kind in sorted(spans):
        if start >= position:
            fixed[start] = Word(text[start:end], start, end, {slot: kind})
            position = end
    return fixed


def _title(before: str) -> tuple[str, str]:
    """Tell a paper that was printed or written in (编印《…》24期, 在《…》) from a title that says nothing."""
    return ("channel", "title") if before and before in "在过印编办" else ("filler", "neutral")


def _month(text: str, match: re.Match[str]) -> str:
    return "year_end" if _WHOLE_YEAR.search(text, max(0, match.start() - 1), match.end()) else "part_year"


def _year(said: str, year: int) -> str:
    digits = said.translate(_HAN_DIGITS)
    off = int(digits) - year if len(digits) == 4 and digits.isdecimal() else 99
    return {0: "this", -1: "last", 1: "next"}.get(off, "other")


def channels_named(text: str) -> set[str]:
    """Return the channels of publication a text names."""
    kinds = {word.kinds["channel"] for word in cut(text, (), 0) if word.of("channel")}
    return kinds & {"website", "wechat", "weibo", "gazette", "video", "media", "other_way"}
