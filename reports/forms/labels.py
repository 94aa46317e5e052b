"""Which row of a statistics table a label names (reports/forms/), with tolerance for misprints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any

from reports.data import toml
from reports.forms import FORMS, FormRow, StatutoryForm
from reports.forms.units import trailing_unit
from reports.text import script
from reports.text.ordinals import FIRST
from reports.text.wording import patterns

_LIKENESS = 0.8
"""How alike a misprinted label must be; the two labels of the forms that are most alike by mistake reach 0.75."""
_MARGIN = 0.1
_SHORTEST_MISPRINT = 5
_PREFIX = 6
_SHORT = 200
"""Characters; a cell's label is no longer, and the same few come again and again."""
_NEGATING = "不非未无被部"
_BRACKETS = re.compile(r"([（(])|[）)]")
_NOISE = re.compile(r"[^\w/]|_")
ORDINAL = patterns("table_labels.toml", "patterns")("row_ordinal")
TOP_ORDINAL = re.compile(FIRST)


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row's key and whether the label stood there exactly as the forms print it; `words` are the label's own.

    `local` says that the wording is no form's, and that the row was told by the part below it.
    """

    key: str
    exact: bool
    words: str = ""
    local: bool = False


@cache
def tables() -> Mapping[str, Any]:
    """Return reports/data/table_labels.toml."""
    return toml("table_labels.toml")


def simplify(text: str) -> str:
    """Return `text` in simplified script, and words that converters write otherwise (檔案: 文件) as labels do."""
    for written, read in tables()["traditional"]["words"]:
        text = text.replace(written, read)
    return script.simplify(text)


def bare_label(text: str) -> str:
    """Return a label without spaces, punctuation and notes in brackets, for comparison only."""
    return _folded(text) if len(text) <= _SHORT else _fold(text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    return _NOISE.sub("", _without_notes(simplify(text)))


def _without_notes(text: str) -> str:
    """Return `text` without what stands in brackets; one that is not closed reaches to the end."""
    if not _BRACKETS.search(text):
        return text
    kept: list[str] = []
    depth = at = 0
    for bracket in _BRACKETS.finditer(text):
        if depth == 0:
            kept.append(text[at : bracket.start()])
        depth = depth + 1 if bracket[1] else max(depth - 1, 0)
        at = bracket.end()
    return "".join(kept) + (text[at:] if depth == 0 else "")


def run_together(text: str) -> str:
    """Return all words of `text` run together, to look for other words in it."""
    return _NOISE.sub("", simplify(text))


def names(row: FormRow) -> tuple[str, ...]:
    """Return the labels of a form's row without its ordinal, the form's own first."""
    return (pieces(row.row)[-1][0], *row.also)


class Labels:
    """The labels of one kind of table; `units`: a unit may stand after them. `decoys` only look like one of them."""

    def __init__(self, keyed: Iterable[tuple[str, str]], decoys: Iterable[str] = (), units: bool = False) -> None:
        self._keys = {bare_label(label): key for label, key in keyed}
        self.longest_first = sorted(self._keys, key=len, reverse=True)
        self._units = units
        self._decoys = {bare_label(label) for label in (*tables()["decoys"]["labels"], *decoys)} - self._keys.keys()
        self._texts = [*self._keys, *self._decoys]

    def find(self, label: str, tolerant: bool = True) -> RowMatch | None:
        """Return the row that the whole of `label` names; `tolerant` forgives misprints and lost ends."""
        for text in self._readings(label):
            if text in self._keys:
                return RowMatch(self._keys[text], True)
            if text in self._decoys:
                return None
        if not tolerant:
            return None
        return next((found for text in self._readings(label) if (found := self._nearest(text))), None)

    def find_at_end(self, label: str, after: tuple[str, ...] = ()) -> RowMatch | None:
        """Return the row that the end of `label` names, for text in which a heading runs into the label.

        With `after`, only where one of these words stands right before it.
        """
        for text in self._readings(label):
            if any(text.endswith(decoy) for decoy in self._decoys):
                return None
            for known in self.longest_first:
                before = text.removesuffix(known)
                if len(known) < _PREFIX or before == text:
                    continue
                if before.endswith(after) if after else before[-1:] not in set(_NEGATING):
                    return RowMatch(self._keys[known], True, known)
        return None

    def holds(self, label: str, text: str) -> bool:
        """Tell whether the folded `text` prints a label of the row `label`."""
        return any(key == label and known in text for known, key in self._keys.items())

    def first_in(self, text: str) -> int:
        """Return where in the folded `text` the first label begins, -1 where there is none."""
        places = [place for known in self._keys if len(known) >= _PREFIX - 1 and (place := text.find(known)) >= 0]
        return min(places, default=-1)

    def is_decoy(self, text: str) -> bool:
        """Tell whether the folded `text` is a row that only looks like one of these."""
        return text in self._decoys

    def is_fragment(self, label: str) -> bool:
        """Tell whether `label` is a broken-off piece of a known label."""
        text = _NOISE.sub("", label)
        return any(text in known for known in self._keys)

    def _readings(self, label: str) -> list[str]:
        text = bare_label(label)
        unit = trailing_unit(text) if self._units else ""
        return [text, text.removesuffix(unit)] if unit else [text]

    def _nearest(self, text: str) -> RowMatch | None:
        if len(text) >= _PREFIX:
            begun = {self._keys.get(known) for known in self._texts if known.startswith(text)}
            if len(begun) == 1 and (key := begun.pop()):
                return RowMatch(key, False)
        if len(text) < _SHORTEST_MISPRINT:
            return None
        best: dict[str | None, float] = {}
        letters = set(text)
        for known in self._texts:
            if len(known) < _SHORTEST_MISPRINT or abs(len(known) - len(text)) > len(known) // 3:
                continue
            alike = 2 * sum(map(letters.__contains__, known)) / (len(text) + len(known))
            if alike < _LIKENESS - _MARGIN:  # more alike it cannot be, and what is less alike decides nothing
                continue
            key = self._keys.get(known)
            best[key] = max(best.get(key, 0.0), SequenceMatcher(None, text, known, autojunk=False).ratio())
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] < _LIKENESS or ranked[0][0] is None or not _same_sense(text, ranked[0][0], self):
            return None
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN:
            return None
        return RowMatch(ranked[0][0], False)

    def labels_of(self, key: str) -> list[str]:
        return [known for known, other in self._keys.items() if other == key]


def _same_sense(text: str, key: str, labels: Labels) -> bool:
    """A 不 or 部分 too many or too few is another row, not a misprint."""
    return any(
        all((word in text) == (word in known) for word in ("不", "部分", "其他")) for known in labels.labels_of(key)
    )


@cache
def disclosure_labels(forms: tuple[StatutoryForm, ...]) -> Labels:
    """Return the labels of 主动公开政府信息情况 in any of these forms; the key is the field without its column."""
    tables = (form.disclosure for form in forms if form.disclosure)
    return Labels(
        (name, row.field) for table in tables for block in table.blocks for row in block.rows for name in names(row)
    )


@cache
def request_labels(form: StatutoryForm) -> Labels:
    """Return the labels of a form's requests table; the key is the field. Headings over several rows are none."""
    rows = form.requests.rows if form.requests else ()
    return Labels(((name, row.field) for row in rows for name in names(row)), group_names(form))


@cache
def group_names(form: StatutoryForm) -> frozenset[str]:
    """Return the headings over several rows of a form's requests table."""
    rows = form.requests.rows if form.requests else ()
    return frozenset(bare_label(pieces(heading)[-1][0]) for row in rows for heading in row.headings)


@cache
def statistics_labels() -> Labels:
    """Return the labels of all tables of one indicator a row; for a row that counts below another only, see there."""
    rows = list(statistics_rows())
    keyed = ((name, row.key) for row in rows if row.key for name in names(row.printed))
    return Labels(keyed, (names(row.printed)[0] for row in rows if not row.key), units=True)


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A row of a table of one indicator a row. `key` is its field, or the end of it where `under` is what goes before.

    The label of such a row says what it counts only below the row of its group: `heads` is what that one goes before.
    """

    printed: FormRow
    key: str
    under: str = ""
    heads: str = ""


def statistics_rows() -> Iterator[StatisticsRow]:
    """Yield the rows of all tables of one indicator a row, form by form."""
    for form in FORMS.values():
        rows = form.statistics.rows if form.statistics else ()
        wholes = {row.row: row.field.removesuffix(".total") for row in rows}
        groups = {row.group for row in rows if row.group}
        for row in rows:
            under = wholes.get(row.group, "")
            key = row.field.removeprefix(under) if under else row.field
            yield StatisticsRow(row, key, under, wholes[row.row] if row.row in groups else "")


@cache
def part_of(key: str) -> str:
    """Return the field of which a row of a table of one indicator a row is a part (其中), "" where it is of none."""
    return next((row.printed.part_of for row in statistics_rows() if row.key == key and row.printed.part_of), "")


@cache
def sentences_of(key: str) -> tuple[str, ...]:
    """Return the words by which a sentence states the number of a row, as regular expressions."""
    return next((row.printed.stated for row in statistics_rows() if row.key == key and row.printed.stated), ())


def known_row(label: str) -> str:
    """Return the key of the row that `label` names to the letter in any of the forms, "" where it names none."""
    text = pieces(label)[-1][0]
    return _known(text) if len(text) <= _SHORT else _known.__wrapped__(text)


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    every = (labels.find(text, tolerant=False) for labels in _every())
    return next((found.key for found in every if found), "")


@cache
def _every() -> tuple[Labels, ...]:
    forms = tuple(FORMS.values())
    return (disclosure_labels(forms), *(request_labels(form) for form in forms if form.requests), statistics_labels())


def pieces(label: str) -> list[tuple[str, int]]:
    """Cut a stretch of labels before each ordinal; return each piece without its ordinal, and where it begins."""
    cuts = [(match.start(), match.end()) for match in ORDINAL.finditer(label)]
    starts = [(0, 0), *cuts] if not cuts or cuts[0][0] else cuts
    ends = [start for start, _ in starts[1:]] + [len(label)]
    return [(label[after:end], start) for (start, after), end in zip(starts, ends, strict=True)]
