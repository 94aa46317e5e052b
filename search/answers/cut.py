"""Cuts a question into the pieces that are known, so that as little as possible is left over."""

from __future__ import annotations

from datetime import date

from index.text.simplified import half_width, simplified
from reports.questions import question_words
from reports.text.space import without_space
from reports.text.wording import patterns
from search.answers import names, years
from search.answers.model import Directory, Token

_TOP = patterns("question_years.toml", "patterns")("top")


def tidy(q: str) -> str:
    """Return a question in simplified and plain characters without spaces."""
    return without_space(simplified(half_width(q))).casefold()


def cut(text: str, directory: Directory, today: date) -> tuple[Token, ...]:
    """Return the pieces that leave the fewest characters over; of those the fewest, of those the longest first."""
    named = names.tokens(text, directory)
    best: list[tuple[int, int, tuple[Token, ...]]] = [(0, 0, ())] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        after = best[start + 1]
        left = Token("unknown", start, start + 1, text[start])
        ways = [(after[0] + 1, after[1] + 1, (left, *after[2]))]
        for token in (*named.get(start, ()), *years.at(text, start, today), *_words(text, start)):
            rest = best[token.end]
            ways.append((rest[0], rest[1] + 1, (token, *rest[2])))
        best[start] = min(ways, key=lambda way: (way[0], way[1], -way[2][0].end))
    return _joined(best[0][2])


def _words(text: str, start: int) -> list[Token]:
    table = question_words()
    ends = range(start + 1, min(len(text), start + table.longest) + 1)
    found = [
        Token(word.kind, start, end, text[start:end], word.value)
        for end in ends
        if (word := table.words.get(text[start:end]))
    ]
    if top := _TOP.match(text, start):
        found.append(Token("number", start, top.end(), top[0], top[1] or top[2]))
    return found


def _joined(pieces: tuple[Token, ...]) -> tuple[Token, ...]:
    """Join neighbouring characters that nothing covers."""
    joined: list[Token] = []
    for piece in pieces:
        if piece.kind == "unknown" and joined and joined[-1].kind == "unknown":
            before = joined.pop()
            piece = Token("unknown", before.start, piece.end, before.text + piece.text)
        joined.append(piece)
    return tuple(joined)
