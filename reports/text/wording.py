"""Patterns that an expert may edit, by name, from the files of reports/data/.

An entry is a regular expression in which spaces and line ends count for nothing, or a list of words, which stands for
any of them. `{name}` in an expression stands for another entry of its file, or for what code knows: the numerals and
ordinals of this room, and what else a caller gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from reports.data import toml
from reports.text.digits import ONE_TO_NINE, ZEROS
from reports.text.ordinals import ANY, CHINESE, FIRST, HAN, THIRD

_NAMED = re.compile(r"\{([a-z_]+)\}")
_KNOWN = {
    "numerals": HAN,
    "one_to_nine": ONE_TO_NINE,
    "zeros": ZEROS,
    "ordinal": f"(?:{ANY})",
    "first_ordinal": FIRST,
    "third_ordinal": THIRD,
    "chinese_ordinal": f"(?:{CHINESE})",
}
"""Numerals are written into a class: [{numerals}]."""


def any_of(words: Iterable[str]) -> str:
    """Match any of the words as they stand, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def any_pattern(several: Iterable[str]) -> re.Pattern[str]:
    """Match what any of the patterns matches."""
    return re.compile("|".join(f"(?:{one})" for one in several))


def patterns(file: str, table: str = "", **given: str) -> Callable[[str], re.Pattern[str]]:
    """Return what gives the patterns of a file, or of one table of it, by name; each is compiled once.

    `given` has what `{name}` stands for beside the entries.
    """
    known = _KNOWN | given

    @cache
    def pattern(name: str) -> re.Pattern[str]:
        return re.compile(source(name), re.VERBOSE)

    def source(name: str) -> str:
        entry = _entries(file, table)[name]
        if isinstance(entry, list):
            return any_of(entry)
        return _NAMED.sub(lambda match: known.get(match[1]) or f"(?:{source(match[1])})", entry)

    return pattern


def _entries(file: str, table: str) -> Mapping[str, str | list[str]]:
    entries: Mapping[str, str | list[str]] = _read(file)[table] if table else _read(file)
    return entries


@cache
def _read(file: str) -> Mapping[str, Any]:
    """Read a file once for all that ask for its patterns."""
    return toml(file)


pattern = patterns("prose.toml")


@cache
def term_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return slot, kind and pattern of the entries `slot:kind` of prose.toml, the first before the others."""
    split = (name.partition(":") for name in _read("prose.toml"))
    return tuple((slot, kind, pattern(f"{slot}:{kind}")) for slot, _, kind in split if kind)
