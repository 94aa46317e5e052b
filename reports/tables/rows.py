"""A row of a statistics table: which fields its cells belong to, and every way its text can be read as those cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.model import Applicant, Section
from reports.tables.cuts import Cut, Group, Slot, cut
from reports.tables.lines import LabelledRow

_DIGITS = re.compile("[0-9]+")
_SENTENCE_ENDS = "。！？"


@dataclass(frozen=True, slots=True)
class Column:
    """What a cell of the row is a value of. `printed` is the unit that the header or the row states, where one does.

    `row` is the cell's own row as the form counts it, where one line of cells holds several (行政复议, 行政诉讼).
    """

    field: str
    applicant: Applicant = Applicant.TOTAL
    label: str = ""
    printed: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A recognised row; `readings` are the ways to read it: one is a value, none or several is none.

    `raw` is all that stands where the cells should be. `clear` says that the carrier itself set the cells apart.
    `inferred` says that the row has no label of its own and was told by its place among the others. `loose` says that
    its label stands on an earlier line than its values, where it may belong to other values; `others` that more labels
    than one stand there. `group` is all of the label, headings over several rows included. `local` says that its
    wording is no form's and that it was told by the part below it. `bare` says that its label is no more than 其他.
    """

    key: str
    label: str
    start: int
    end: int
    columns: tuple[Column, ...]
    readings: tuple[Cut, ...]
    raw: Slot
    clear: bool = False
    misprinted: bool = False
    inferred: bool = False
    loose: bool = False
    others: bool = False
    group: str = ""
    local: bool = False
    bare: bool = False

    @property
    def cells(self) -> Cut | None:
        return self.readings[0] if len(self.readings) == 1 else None

    def keeping(self, *readings: Cut) -> Row:
        return replace(self, readings=readings)


def raw_of(line: LabelledRow) -> Slot:
    """Return all values of a line as one stretch of the text."""
    if not line.slots:
        return Slot("", line.end, line.end)
    start, end = line.slots[0].start, line.slots[-1].end
    return Slot("", start, end)


def text_readings(line: LabelledRow, groups: tuple[Group, ...]) -> tuple[tuple[Cut, ...], bool]:
    """Return the readings of the numbers of a text line as the cells of `groups`, and whether the cells stood apart.

    As many digits as cells can be read in one way only. It is given also where the sums do not hold: then the original
    contradicts itself, which is for the checks to say.
    """
    size = sum(group.size for group in groups)
    if len(line.slots) == size:
        return (line.slots,), True
    if len(line.slots) > size or line.hard or size == 1:
        return (), False
    readings = tuple(cut(line.slots, groups))
    return readings or _digit_by_digit(line, size), False


def _digit_by_digit(line: LabelledRow, size: int) -> tuple[Cut, ...]:
    """Return the only reading of as many digits as cells, which the sums of its groups then contradict."""
    if sum(len(slot.text) for slot in line.slots) != size or not all(
        _DIGITS.fullmatch(slot.text) for slot in line.slots
    ):
        return ()
    return (
        tuple(
            Slot(digit, slot.start + place, slot.start + place + 1)
            for slot in line.slots
            for place, digit in enumerate(slot.text)
        ),
    )


def open_label(line: LabelledRow) -> tuple[str, bool]:
    """Return the part of a line's label that no sentence ends, and whether a sentence ended before it."""
    end = max(line.label.rfind(mark) for mark in _SENTENCE_ENDS)
    return (line.label[end + 1 :], True) if end >= 0 else (line.label, False)


def row_start(line: LabelledRow) -> int:
    """Return where the row begins: not before the end of the last sentence."""
    return line.start if line.cells else line.start + len(line.label) - len(open_label(line)[0])


def last_words(label: str) -> str:
    """Return a label as a person would quote it: the words right before the values, on one line."""
    return re.sub(r"[\s|]+", "", label)[-60:]


def section_at(sections: Sequence[Section], place: int) -> str:
    """Return the section in which a place of the text lies, "" where there are none."""
    index = bisect_right([section.start for section in sections], place) - 1
    return sections[max(index, 0)].id if sections else ""
