"""The word lists of reports/data/words and the cut of a sentence into their terms.

A file is a slot (object, act, channel …), a heading `[kind]` or `[kind : matter]` begins the terms of one kind, one
term a line. The cut is the one that leaves the fewest characters unknown, then the fewest words; its cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.prose.mentions import Mention

_LISTS = Path(__file__).resolve().parent.parent / "data" / "words"
_HEAD = re.compile(r"\[(\w+)(?: : (\w+))?\]$")
_BREAKS = "，；：。（）！"
_QUOTES = "“”\"'‘’"
_YEAR = re.compile(r"((?:19|20)\d{2}|二[〇○零Ｏ0]?[〇○零一二三]?[〇○零一二三四五六七八九十]{1,2})(?=年)")
_HAN_YEAR = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "Ｏ": "0", "0": "0"}
_MONTH = re.compile(r"(?<!\d)(1?\d|[一二三四五六七八九十]{1,2})月(?:(\d{1,2})日|份|底|初|末)?")
_YEARS = re.compile(r"近?\d{1,2}年(?:以?来|内|间)|近\d{1,2}年")
_WHOLE_YEAR = re.compile(r"(?<!\d)1月1日$|12月(?:31日|底|末)$|[至止到年]12月$")
_CARRIED = re.compile(r"[转延](?=20\d\d年)")
_TITLE = re.compile(r"《[^《》]*》")
_UNKNOWN = 3
_WORD = 1


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


@dataclass(frozen=True, slots=True)
class Lists:
    """All terms with their kinds by slot, the matter of each kind of object, and the names of bodies.

    `lengths` are those of the terms that begin with a character, the shortest first.
    """

    terms: Mapping[str, Mapping[str, str]]
    matters: Mapping[str, str]
    bodies: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]


@cache
def lists() -> Lists:
    """Read the lists once."""
    terms: dict[str, dict[str, str]] = {}
    matters: dict[str, str] = {}
    bodies: dict[str, tuple[str, ...]] = {}
    for path in sorted(_LISTS.glob("*.txt")):
        for kind, matter, listed in _read(path):
            if path.stem == "body":
                bodies[kind] = tuple(listed)
                continue
            matters[kind] = matter or matters.get(kind, "")
            for term in listed:
                terms.setdefault(term, {})[path.stem] = kind
    lengths: dict[str, set[int]] = {}
    for term in terms:
        lengths.setdefault(term[0], set()).add(len(term))
    return Lists(terms, matters, bodies, {first: tuple(sorted(found)) for first, found in lengths.items()})


def _read(path: Path) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        head = _HEAD.match(line)
        if head:
            found.append((head[1], head[2] or "", []))
        elif line and not line.startswith("#"):
            found[-1][2].append(line)
    return found


def cut(text: str, found: Sequence[Mention], year: int) -> tuple[Word, ...]:
    """Cut a sentence into words; numbers, years, months and hidden titles are words of their own."""
    known, fixed = lists(), _fixed(text, found, year)
    size = barrier = len(text)
    cost, step = [0] * (size + 1), [1] * (size + 1)
    for at in range(size - 1, -1, -1):
        if at in fixed:
            step[at] = fixed[at].end - at
            cost[at] = cost[at + step[at]]
            barrier = at
            continue
        best, length = cost[at + 1] + (_UNKNOWN if text[at] not in _BREAKS + _QUOTES else 0), 1
        for span in known.lengths.get(text[at], ()):
            end = at + span
            if end > barrier:
                break
            if cost[end] + _WORD <= best and text[at:end] in known.terms:
                best, length = cost[end] + _WORD, span
        cost[at], step[at] = best, length
    return tuple(_words(text, step, fixed, known))


def _words(text: str, step: Sequence[int], fixed: Mapping[int, Word], known: Lists) -> list[Word]:
    words: list[Word] = []
    at = 0
    while at < len(text):
        end = at + step[at]
        piece = text[at:end]
        if at in fixed:
            words.append(fixed[at])
        elif piece in known.terms:
            words.append(Word(piece, at, end, known.terms[piece]))
        elif piece in _BREAKS:
            words.append(Word(piece, at, end, {"break": piece}))
        elif piece in _QUOTES:
            words.append(Word(piece, at, end, {"quote": piece}))
        elif words and words[-1].of("unknown"):
            words[-1] = Word(words[-1].text + piece, words[-1].start, end, {"unknown": ""})
        else:
            words.append(Word(piece, at, end, {"unknown": ""}))
        at = end
    return words


def _fixed(text: str, found: Sequence[Mention], year: int) -> dict[int, Word]:
    spans = [Word(text[m.start : m.end], m.start, m.end, {"number": str(i)}) for i, m in enumerate(found)]
    spans += [Word(m[1], m.start(), m.end(), {"year": _year(m[1], year)}) for m in _YEAR.finditer(text)]
    spans += [Word(m[0], m.start(), m.end(), {"time": _month(text, m)}) for m in _MONTH.finditer(text)]
    spans += [Word(m[0], m.start(), m.end(), {"time": "part_year"}) for m in _YEARS.finditer(text)]
    spans += [Word(m[0], m.start(), m.end(), {"outcome": "carry"}) for m in _CARRIED.finditer(text)]
    spans += [Word(m[0], m.start(), m.end(), {"filler": "neutral"}) for m in _TITLE.finditer(text) if "·" in m[0]]
    fixed: dict[int, Word] = {}
    position = 0
    for word in sorted(spans, key=lambda word: word.start):
        if word.start >= position:
            fixed[word.start] = word
            position = word.end
    return fixed


def _month(text: str, match: re.Match[str]) -> str:
    return "year_end" if _WHOLE_YEAR.search(text, max(0, match.start() - 1), match.end()) else "part_year"


def _year(said: str, year: int) -> str:
    digits = said if said.isdigit() and said.isascii() else "".join(_HAN_YEAR.get(char, "?") for char in said)
    if len(digits) != 4 or "?" in digits:
        return "other"
    return {0: "this", -1: "last", 1: "next"}.get(int(digits) - year, "other")


def channels_named(text: str) -> set[str]:
    """Return the channels of publication a text names."""
    kinds = {word.kinds["channel"] for word in cut(text, (), 0) if word.of("channel")}
    return kinds & {"website", "wechat", "weibo", "gazette", "video", "media", "other_way"}
