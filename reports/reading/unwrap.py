"""Paragraphs from lines somebody's converter broke at a fixed width, often in the middle of a word.

A line was broken where its successor's first word would not have fitted. Headings, list items and remains of tables
keep lines of their own, and in doubt two lines stay two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from reports.text.wording import patterns

CJK = re.compile(r"[⺀-鿿豈-﫿\U00020000-\U0003ffff、-〿！-･“”‘’—…]")
_WORD = re.compile(r"[A-Za-z0-9@._:/%~?=&+-]+|.")
_NO_LINE_START = "，。、；：？！）》〉”’】〕」,.;:?!)%"
_ENDS = re.compile(r"[。！？；：!?;:]['”’）)】]*$")
STARTS_ITEM = patterns("carrier_patterns.toml")("item_begins")
_NUMBER = re.compile(r"[\d.,%/—-]+")
_PROSE = re.compile(r"[，。；、：！？]")
_SLACK = 3
"""Half-widths a line may pass the width: proportional digits, punctuation squeezed in."""
_NARROWEST, _WIDEST = 30, 160
_FULL = 0.85
"""Share of the width from which a line without a sentence's end counts as full: indents are lost, digits are narrow."""


def width(text: str) -> int:
    """Return the width in half-width columns."""
    return sum(_columns(char) for char in text)


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    # Quotation marks are half as wide in most fonts, and counting them so only makes a line look shorter.
    return 2 if unicodedata.east_asian_width(char) in "WFA" and char not in "“”‘’·" else 1


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width these lines were broken at, or None where they are paragraphs as written.

    Broken text shows as a width that many lines reach, hardly any passes, and most leave in mid-sentence.
    """
    widths = Counter(width(line) for line in lines if line and not is_table_remains(line))
    narrow = [one for one in widths if one <= _WIDEST]
    if widths.total() < 8 or not narrow:
        return None
    limit = max(narrow, key=lambda w: (sum(widths[other] for other in range(w - 2 * _SLACK, w + 1)), w))
    near = [line for line in lines if limit - 2 * _SLACK <= width(line) <= limit]
    beyond = sum(count for one, count in widths.items() if one > limit + _SLACK)
    open_ended = sum(not _ENDS.search(line) for line in near)
    total = widths.total()
    if limit < _NARROWEST or len(near) < max(5, total // 5) or beyond > total // 10:
        return None
    return limit if open_ended * 3 >= len(near) * 2 else None


def unwrap(lines: Sequence[str], limit: int) -> list[str]:
    """Join the lines of each paragraph; `limit` is the width they were broken at."""
    joined: list[str] = []
    previous = ""
    for line in lines:
        if joined and _was_broken(previous, line, limit):
            joined[-1] = join(joined[-1], line)
        else:
            joined.append(line)
        previous = line
    return joined


def _was_broken(line: str, following: str, limit: int) -> bool:
    if not line or not following or _ENDS.search(line) or starts_item(following, line):
        return False
    if is_table_remains(line) or is_table_remains(following):
        return False
    if width(following) < _FULL * limit and not _ENDS.search(following):
        return False
    return _FULL * limit <= width(line) + width(_first_word(following)) and width(line) <= limit + _SLACK


def starts_item(line: str, before: str = "") -> bool:
    """Tell whether the line opens a heading, a list item or a table row; 第 before （一）项 cites the statute."""
    return not before.endswith("第") and STARTS_ITEM.match(line) is not None


def _first_word(line: str) -> str:
    first = _WORD.match(line)
    end = first.end() if first else 0
    while end < len(line) and line[end] in _NO_LINE_START:
        end += 1
    return line[:end]


def is_table_remains(line: str) -> bool:
    """Tell a row that lost its table: numbers at the end, or short words apart by spaces without a sentence's marks."""
    words = line.split()
    if words and all(map(_NUMBER.fullmatch, words[-2:])):
        return True
    return len(words) >= 3 and not _PROSE.search(line) and all(len(word) <= 10 for word in words)


def join(first: str, second: str) -> str:
    """Join two lines of a paragraph: a space only between Latin words; digits on both sides are one number."""
    before, after = first[-1:], second[:1]
    apart = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return f"{first} {second}" if apart and not (before.isdigit() and after.isdigit()) else first + second
