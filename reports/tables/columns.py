"""The header of a table of one indicator a row: which columns hold values, and which of them is this year's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from reports.forms.labels import ORDINAL, bare_label, simplify, statistics_labels, tables
from reports.forms.units import stated
from reports.tables.lines import LabelledRow
from reports.text.space import without_space
from reports.text.wording import any_of

_LONGEST_UNIT = 10
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")


class Kind(StrEnum):
    """What a column of values is about: only this year's is a figure of the report."""

    THIS_YEAR = "this_year"
    CUMULATIVE = "cumulative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values as the header names it, with the unit it states, and the table columns it stands over."""

    kind: Kind
    label: str
    first: int = -1
    last: int = -1
    unit: str = ""


def value_columns(line: LabelledRow, label: str, year: int | None) -> tuple[ValueColumn, ...]:
    """Read the header: which columns hold values, and which of them is this year's."""
    if line.cells:
        heads = sorted((*line.parts, *line.slots), key=lambda part: part.first)
        named = ((_kind(part.text, year), part) for part in heads if not _opens_labels(part.text))
        return tuple(
            ValueColumn(kind, part.text, part.first, part.last, stated(part.text)) for kind, part in named if kind
        )
    packed = without_space(simplify(label))
    at = max(packed.rfind(word) for word in tables()["statistics"]["opens"])
    start = max(at, 0) if "统计数" in packed[at : at + 3] else max(at, 0) + 4
    if _turned().search(packed):
        return (ValueColumn(Kind.OTHER, ""),)
    words = list(_header_words().finditer(packed, start, _first_label(packed, start)))
    ends = [*(word.start() for word in words[1:]), len(packed)]
    return tuple(
        ValueColumn(
            _kind_of_word(word["word"], word[0], year), word[0], unit=stated(packed[word.end() : end][:_LONGEST_UNIT])
        )
        for word, end in zip(words, ends, strict=False)
    )


@cache
def _turned() -> re.Pattern[str]:
    """Return the pattern of a header in running text whose values stand before their labels."""
    data = tables()["statistics"]
    labels, units, values = ("|".join(data[f"{heads}_heads"]) for heads in ("label", "unit", "value"))
    return re.compile(f"(?:{values})(?:{units})?(?:{labels})")


def _first_label(packed: str, start: int) -> int:
    """Where the header ends: at the first ordinal, or at the first label of a row, or with the text."""
    ordinal = ORDINAL.search(packed, start)
    ends = [ordinal.start()] if ordinal else []
    found = statistics_labels().first_in(packed[start:])
    return min([*ends, *([start + found] if found >= 0 else []), len(packed)])


def _opens_labels(text: str) -> bool:
    data = tables()["statistics"]
    return bare_label(text) in (*data["label_heads"], *data["unit_heads"])


def _kind(text: str, year: int | None) -> Kind | None:
    words = [match["word"] for match in _header_words().finditer(bare_label(text))]
    if not words and not _BARE_YEAR.fullmatch(text.strip()):
        return None
    return _kind_of_word(max(words, key=len, default="年"), text, year)


def _kind_of_word(word: str, text: str, year: int | None) -> Kind:
    """Return what a column is about by its word, and by the years that its header names."""
    kind = next(kind for kind in Kind if word in tables()["statistics"][kind.value])
    years = {int(named) for named in _YEAR.findall(text)}
    other = len(years) > 1 or (year is not None and years and year not in years)
    return Kind.OTHER if kind is Kind.THIS_YEAR and other else kind


@cache
def _header_words() -> re.Pattern[str]:
    return re.compile(f"(?:{_YEAR.pattern})?(?P<word>{any_of(value_words())})")


@cache
def value_words() -> tuple[str, ...]:
    return tuple(word for kind in Kind for word in tables()["statistics"][kind.value])
