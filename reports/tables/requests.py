"""收到和处理政府信息公开申请情况 (T19, T21): one row a result, one column a type of applicant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.tables.applicants import ORDER, Layout, grid_cells, layouts
from reports.tables.cuts import Cut, Group
from reports.tables.labels import Found, fold, pieces, request_labels, tables
from reports.tables.lines import Line
from reports.tables.numbers import integer, letters_as_zeros
from reports.tables.places import OTHER, doubted_labels, filled_in, passes
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start, text_readings

_GROUPS = (Group(len(ORDER), summed=True),)
_FEW_WORDS = 3
_FEWEST_CELLS = 5
_REASONS = tuple(f"requests.outcome.{group}." for group in ("refused", "unable", "unprocessed"))


@dataclass(frozen=True, slots=True)
class RequestsReading:
    """The rows in reading order, whether the table was there at all, and whether 其他处理 has three rows."""

    rows: tuple[Row, ...]
    present: bool
    split: bool


def read_requests(lines: Sequence[Line]) -> RequestsReading:
    """Read the table wherever its rows stand; rows without a label get theirs by their place among the others."""
    inside: list[Line] = []
    rows: list[Row] = []
    opened = False
    found_layouts = layouts(lines)
    for line in lines:
        label, interrupted = open_label(line)
        opened = (opened and not interrupted) or any(
            fold(word) in fold(label) for word in tables()["requests"]["opens"]
        )
        if row := _row(line, label, opened, found_layouts):
            rows.append(row)
            opened = True
        if opened:
            inside.append(line)
    printed = fold("".join(line.label for line in inside))
    split = any(fold(word) in printed for word in tables()["requests"]["split_other"])
    keyed = [_by_variant(row, split) for row in _without_local(rows)]
    doubted = doubted_labels(keyed)
    filled = tuple(row for part in passes(doubted, split) for row in filled_in(part, split, printed))
    return RequestsReading(filled, bool(filled) or any(_is_header(line) for line in inside), split)


def _is_header(line: Line) -> bool:
    """Tell the table's head, so that a form that nobody filled in is a form too; no sentence has all these words."""
    packed = fold(line.label)
    return "勾稽关系" in line.label or all(word in packed for word in ("科研机构", "法律服务机构", "总计"))


def _without_local(rows: Sequence[Row]) -> list[Row]:
    """Leave out 其他 where it follows a reason of refusal or the like: a row some place added, not the form's own."""
    kept: list[Row] = []
    before = ""
    for row in rows:
        added = row.key == OTHER + ".other" and before.startswith(_REASONS) and "其他处理" not in row.group
        before = before if added else row.key
        kept += [] if added else [row]
    return kept


def _by_variant(row: Row, split: bool) -> Row:
    """Take 其他处理 as a heading over three rows for no row, and 其他 for 其他处理 where there are no three rows."""
    if split:
        return replace(row, key="") if row.key == OTHER else row
    if row.key != OTHER + ".other":
        return row
    return replace(row, key=OTHER, columns=tuple(replace(column, field=OTHER) for column in row.columns))


def _row(line: Line, label: str, opened: bool, found_layouts: Mapping[int, Layout]) -> Row | None:
    digits = sum(len(slot.text) for slot in line.slots if slot.text.strip())
    found = _found(line, label, opened, digits >= len(ORDER))
    if found is None and not (opened and _is_unlabelled(line, label)):
        return None
    layout = found_layouts.get(line.table, Layout())
    if line.cells:
        if sum(slot.last - slot.first + 1 for slot in line.slots) < _FEWEST_CELLS:
            return None
        cells = grid_cells(line, layout)
        readings: tuple[Cut, ...] = (cells,) if cells else ()
        clear = True
        if found is None and (cells is None or not all(cell.text.strip() for cell in cells)):
            return None
    else:
        readings, clear = text_readings(line, _GROUPS)
        # Digits that are no row of seven (a telephone number) add up by a rare chance only.
        if not (found and opened) and not clear and not all(map(_adds_up, readings)):
            readings = ()
        if not line.slots or (not readings and (found is None or not (line.hard or digits >= len(ORDER)))):
            return None
    name = line.parts[-1].text if line.parts else last_words(label[pieces(label)[-1][1] :])
    key = found.key if found else ""
    return Row(
        key,
        name,
        row_start(line),
        line.end,
        _columns(key, layout),
        tuple(letters_as_zeros(cells, layout.total) for cells in readings),
        raw_of(line),
        clear,
        misprinted=found is not None and not found.exact,
        loose=not line.cells and "\n" in label[pieces(label)[-1][1] :].strip(" "),
        others=not line.cells and _labels_in(label) > 1,
        group=fold(label),
    )


def _adds_up(cells: Cut) -> bool:
    return sum(integer(cell.text) for cell in cells[:-1]) == integer(cells[-1].text)


def _labels_in(label: str) -> int:
    """Count the rows that a stretch of text names; a heading over several rows names none."""
    names = [text for text, _ in pieces(label)]
    inner = [text for text in names[:-1] if not _is_group(text)]
    return sum(request_labels().find(text) is not None for text in [*inner, names[-1]])


def _columns(key: str, layout: Layout) -> tuple[Column, ...]:
    names = tables()["requests"]["applicants"]
    return tuple(Column(key, applicant, names[applicant.value][0]) for applicant in layout.applicants)


def _found(line: Line, label: str, opened: bool, enough: bool) -> Found | None:
    labels = request_labels()
    if line.cells:
        for part in reversed(line.parts):
            if found := labels.find(pieces(part.text)[-1][0], tolerant=opened):
                return found
            if not _is_group(part.text) and not labels.is_fragment(part.text):
                return None
        return None
    if not enough and not opened:
        return None
    return labels.find(pieces(label)[-1][0], tolerant=opened) or labels.find_at_end(label)


def _is_group(text: str) -> bool:
    """Tell a heading over several rows, whose letters may stand in any order of lines (三、本年度办理结果)."""
    return fold(pieces(text)[-1][0]) in {"本年度办理结果", "不予公开", "无法提供", "不予处理", "其他处理"}


def _is_unlabelled(line: Line, label: str) -> bool:
    """Tell a row that lost its label from a row with a label that the form does not have."""
    own = [part.text for part in line.parts] if line.cells else [pieces(label)[-1][0]]
    return all(
        _is_group(text) or _is_heading(text) or len(fold(text)) <= _FEW_WORDS or request_labels().is_fragment(text)
        for text in own
    )


def _is_heading(text: str) -> bool:
    """Tell the words of the table's head, which stand above the first row."""
    words = [*tables()["requests"]["opens"][:2], "法人或其他组织"]
    words += [word for names in tables()["requests"]["applicants"].values() for word in names]
    left = fold(text)
    for word in sorted((fold(word) for word in words), key=len, reverse=True):
        left = left.replace(word, "")
    return not left
