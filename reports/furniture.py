"""Lines that a page, or a print version of it, puts before and behind a report and that are no part of what it says.

Reading leaves most of them out; this is for telling whether two texts are one report (reports/data/furniture.toml).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from reports.data import toml
from reports.identity.published import report_title

_LONGEST = 120
_SENTENCE = re.compile("[。；]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%:#~+-]+")
_DIGIT = re.compile(r"\d")


def without_furniture(text: str, names: Container[str] = ()) -> str:
    """Return a text from its first to its last line that is no furniture; `names` may stand above the title."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(_without_head(_without_tail(lines), names))


def _without_head(lines: Sequence[str], names: Container[str]) -> Sequence[str]:
    start = 0
    while start < len(lines) and (is_furniture(lines[start]) or _is_title(lines[start]) or lines[start] in names):
        start += 1
    return lines[start:]


def _without_tail(lines: Sequence[str]) -> Sequence[str]:
    end = len(lines)
    while end and (is_furniture(lines[end - 1]) or _is_title(lines[end - 1])):  # titles: links to other reports
        end -= 1
    return lines[:end]


def is_furniture(line: str) -> bool:
    """Say whether a line holds only what pages have around a text: buttons, labelled facts, whose site it is."""
    if len(line) > _LONGEST or _SENTENCE.search(line):
        return False
    if _buttons().fullmatch(line) or _labels().match(line) or _marks().search(line):
        return True
    rest, count = _ADDRESS.subn("", line)
    return bool(count) and not _DIGIT.search(rest)


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST and not _SENTENCE.search(line) and report_title(line) is not None


@cache
def _buttons() -> re.Pattern[str]:
    words = "|".join(_listed("buttons"))  # the longest first, and atomic: 返回首页 is 返回 and 首页 as well
    return re.compile(rf"(?:[\W_]*+(?>{words}))++[\W_]*+")


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{'|'.join(_listed('labels'))})\s*(?:[：:\t]|$)")


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("|".join(_listed("marks")))


def _listed(name: str) -> list[str]:
    words: list[str] = toml("furniture.toml")[name]
    return [re.escape(word) for word in sorted(words, key=len, reverse=True)]
