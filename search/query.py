"""Takes `q` apart: words, "exact strings" and -exclusions. Filters have parameters of their own.

The rules, in the order they are tried at each place:

- White space separates terms; words next to each other need none (依申请公开2017).
- A quote opens an exact string wherever it stands: "…", ＂…＂, “…” or 「…」. Only its own partner closes it, so other
  quotes inside are text. A backslash before the closing quote or a backslash takes that character as it is.
- `-` (or －) at the beginning of a term excludes it. An excluded term of several words is excluded as an exact string:
  -依申请公开 drops sections with that string, not every section that speaks of 公开.
- A query without any letter, digit or 汉字 (。, %, 《》) looks for that punctuation as an exact string; beside words
  punctuation does not count.
- A query of exclusions alone searches everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from index.text.folding import fold
from reports.normalise import visible
from search.errors import QuestionError
from search.questions import ParsedQuery

LONGEST = 200
"""Characters `q` may have: a title fits; longer ones are pasted texts, whose words would cost time for nothing."""

QUOTES = {'"': '"', "＂": "＂", "“": "”", "「": "」"}
MINUS = "-－"
_PLAIN = re.compile(f"[^\\s{''.join(QUOTES)}]+")


class QueryAnalyser(Protocol):
    """Cuts a query's text into the words the index knows."""

    def query_words(self, text: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    quoted: bool
    excluded: bool


def parse(q: str, cutter: QueryAnalyser) -> ParsedQuery:
    """Parse a query. Raises QuestionError as `read` does."""
    q = visible(q)
    parsed = read(q)
    wanted = [term for term in parsed if not term.excluded]
    words = _once([word for term in wanted if not term.quoted for word in cutter.query_words(term.text)])
    phrases = [term.text for term in wanted if term.quoted]
    if wanted and not words and not phrases:
        phrases = [term.text for term in wanted]
    excluded_words, excluded_phrases = _exclusions(parsed, cutter)
    return ParsedQuery(q, words, _once(phrases), _once(excluded_words), _once(excluded_phrases))


def read(q: str) -> tuple[Term, ...]:
    """Return a query's terms. Raises QuestionError where it is too long, leaves a quote open or quotes nothing."""
    if len(q) > LONGEST:
        raise QuestionError("q", "too_long", f"q has {len(q)} characters, {LONGEST} are allowed")
    return terms(visible(q))


@lru_cache(256)
def terms(q: str) -> tuple[Term, ...]:
    """Return the terms of a query as written, without their quotes and minus signs; each step of a search asks."""
    return tuple(_terms(q))


def _terms(q: str) -> Iterator[Term]:
    place, end = 0, len(q)
    while place < end:
        if q[place].isspace():
            place += 1
            continue
        begins = place == 0 or q[place - 1].isspace()
        excluded = begins and q[place] in MINUS and place + 1 < end and not q[place + 1].isspace()
        place += excluded
        if q[place] in QUOTES:
            text, place = _quoted(q, place)
            yield Term(text, True, excluded)
        elif plain := _PLAIN.match(q, place):
            yield Term(plain[0], False, excluded)
            place = plain.end()


def _quoted(q: str, start: int) -> tuple[str, int]:
    """Read the exact string that opens at `at`; return it and the place after its closing quote."""
    closing, text, place = QUOTES[q[start]], [], start + 1
    while place < len(q) and q[place] != closing:
        escapes = q[place] == "\\" and q[place + 1 : place + 2] in (closing, "\\")
        place += escapes
        text.append(q[place])
        place += 1
    if place >= len(q):
        raise QuestionError(
            "q", "unbalanced_quote", f"the quote {q[start]} at character {start + 1} has no closing {closing}"
        )
    if not fold("".join(text)):
        raise QuestionError("q", "empty_phrase", f"the quotes at character {start + 1} hold nothing to look for")
    return "".join(text), place + 1


def _exclusions(found: Sequence[Term], cutter: QueryAnalyser) -> tuple[list[str], list[str]]:
    words, phrases = [], []
    for term in found:
        if not term.excluded:
            continue
        cut = () if term.quoted else cutter.query_words(term.text)
        if len(cut) == 1:
            words.append(cut[0])
        else:
            phrases.append(term.text)
    return words, phrases


def _once(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
