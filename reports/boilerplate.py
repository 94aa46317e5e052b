"""Tells what the forms and the regulation themselves word from what an agency wrote (reports/data/prescribed.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from reports.data import toml
from reports.text.grams import grams
from reports.text.ordinals import HAN

_HERE = Path(__file__).parent
_FORMS = _HERE / "forms"
_WORDS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff…]+")
_CLAUSES = re.compile("[，,；;]")
_NUMBER = re.compile(r"\d+")
_GRAM = 3
_ALIKE = 0.75
"""Share of a sentence's groups of three characters that stand in one prescribed sentence, or in labels of the forms."""
_COVERED = 0.85
"""Share of a row's characters that labels have, one after another."""


def is_prescribed(sentence: str, names: Iterable[str] = ()) -> bool:
    """Say whether a sentence, or a line of a table, is worded by a form, whatever numbers and `names` fill it."""
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, "")
    words = _without_headings(_folded(sentence))
    if not words.replace("0", "") or any(pattern.search(words) for pattern in _patterns()):
        return True
    grams = _grams(words)
    if not grams:
        return True
    if any(len(grams & known) >= _ALIKE * len(grams) for known in _sentences()):
        return True
    plain = words.replace("0", "")
    bare = _grams(plain)
    return not bare or len(bare & _labels()) >= _ALIKE * len(bare) or _is_row(sentence, plain)


def _is_row(sentence: str, words: str) -> bool:
    """Say whether words are labels of the forms one after another, as where the cells of a table ran together."""
    if _CLAUSES.search(sentence):
        return False
    known, covered = _labels(), bytearray(len(words))
    for at in range(len(words) - _GRAM + 1):
        if words[at : at + _GRAM] in known:
            covered[at : at + _GRAM] = b"\1" * _GRAM
    return sum(covered) >= _COVERED * len(words)


def _folded(text: str) -> str:
    return _NUMBER.sub("0", _WORDS.sub("", text))


def _grams(words: str) -> frozenset[str]:
    return frozenset(grams(words, _GRAM))


def _without_headings(words: str) -> str:
    """Take off prescribed headings that a text without line breaks runs into what follows them."""
    found = _headings().match(words)
    return words[found.end() :] if found else words


@cache
def _headings() -> re.Pattern[str]:
    known = sorted(map(_folded, toml("prescribed.toml")["headings"]), key=len, reverse=True)
    return re.compile(rf"(?:[{HAN}]?(?:{'|'.join(known)}))+(?=[\u3400-\u9fff])")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one) for one in toml("prescribed.toml")["patterns"])


@cache
def _sentences() -> tuple[frozenset[str], ...]:
    """Return the groups of characters of each prescribed sentence; none crosses what agencies fill in."""
    told = toml("prescribed.toml")
    return tuple(
        frozenset(gram for part in _folded(one).split("…") for gram in _grams(part))
        for one in (*told["sentences"], *told["headings"])
    )


@cache
def _labels() -> frozenset[str]:
    """Return the groups of characters of all labels that the forms print."""
    found: set[str] = set()
    for path in sorted(_FORMS.glob("*.toml")):
        for text in _texts(tomllib.loads(path.read_text("utf-8"))):
            found |= _grams(_folded(text).replace("0", ""))
    return frozenset(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
