"""收到和处理政府信息公开申请情况 (T19, T21): one row a result, one column a type of applicant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.model import Applicant, Status
from reports.tables.cuts import Cut, Group, Slot
from reports.tables.labels import Found, fold, pieces, request_labels, tables
from reports.tables.lines import Line
from reports.tables.numbers import read_cell
from reports.tables.rows import Column, Row, last_words, open_label, raw_of, row_start, text_readings

_ORDER = (
    Applicant.NATURAL_PERSON,
    Applicant.BUSINESS,
    Applicant.RESEARCH,
    Applicant.SOCIAL,
    Applicant.LEGAL_SERVICE,
    Applicant.OTHER_ORG,
    Applicant.TOTAL,
)
_GROUPS = (Group(len(_ORDER), summed=True),)
_OTHER = "requests.outcome.other"
_SPANNING = "法人或其他组织"
_FEW_WORDS = 3
_SUMS = 2
_FEWEST_CELLS = 5
_GAP = 5


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
    layouts = _layouts(lines)
    for line in lines:
        label, interrupted = open_label(line)
        opened = (opened and not interrupted) or any(
            fold(word) in fold(label) for word in tables()["requests"]["opens"]
        )
        if row := _row(line, label, opened, layouts):
            rows.append(row)
            opened = True
        if opened:
            inside.append(line)
    printed = fold("".join(line.label for line in inside))
    split = any(fold(word) in printed for word in tables()["requests"]["split_other"])
    keyed = [replace(row, key=_by_variant(row.key, split)) for row in rows]
    doubted = _doubt(keyed)
    filled = tuple(row for part in _passes(doubted, split) for row in _fill(part, split, printed))
    return RequestsReading(filled, bool(filled) or any(_is_header(line) for line in inside), split)


def order(split: bool) -> tuple[str, ...]:
    """Return the rows of the form, top to bottom, with 其他处理 in one row or in three."""
    keys = [row["field"] for row in tables()["requests"]["rows"]]
    return tuple(key for key in keys if (key != _OTHER if split else not key.startswith(_OTHER + ".")))


def _is_header(line: Line) -> bool:
    """Tell the table's head, so that a form that nobody filled in is a form too; no sentence has all these words."""
    packed = fold(line.label)
    return "勾稽关系" in line.label or all(word in packed for word in ("科研机构", "法律服务机构", "总计"))


def _by_variant(key: str, split: bool) -> str:
    """Return no row for 其他处理 as a heading over three rows, and 其他处理 for 其他 where there are no three rows."""
    if split:
        return "" if key == _OTHER else key
    return _OTHER if key == _OTHER + ".other" else key


def _row(line: Line, label: str, opened: bool, layouts: dict[int, _Layout]) -> Row | None:
    digits = sum(len(slot.text) for slot in line.slots if slot.text.strip())
    found = _found(line, label, opened, digits >= len(_ORDER))
    if found is None and not (opened and _is_unlabelled(line, label)):
        return None
    applicants = layouts.get(line.table, _Layout()).applicants
    if line.cells:
        if sum(slot.last - slot.first + 1 for slot in line.slots) < _FEWEST_CELLS:
            return None
        layout = layouts.get(line.table, _Layout())
        cells = _grid_cells(line, layout)
        readings: tuple[Cut, ...] = (cells,) if cells else ()
        clear = True
        if found is None and (cells is None or not all(cell.text.strip() for cell in cells)):
            return None
    else:
        readings, clear = text_readings(line, _GROUPS)
        if not line.slots or (not readings and (found is None or not (line.hard or digits >= len(_ORDER)))):
            return None
    name = line.parts[-1].text if line.parts else last_words(label[pieces(label)[-1][1] :])
    key = found.key if found else ""
    return Row(
        key,
        name,
        row_start(line),
        line.end,
        _columns(key, applicants),
        readings,
        raw_of(line),
        clear,
        misprinted=found is not None and not found.exact,
        loose=not line.cells and "\n" in label[pieces(label)[-1][1] :].strip(" "),
        others=not line.cells and _labels_in(label) > 1,
    )


def _labels_in(label: str) -> int:
    """Count the rows that a stretch of text names; a heading over several rows names none."""
    names = [text for text, _ in pieces(label)]
    inner = [text for text in names[:-1] if not _is_group(text)]
    return sum(request_labels().find(text) is not None for text in [*inner, names[-1]])


def _columns(key: str, applicants: Sequence[Applicant]) -> tuple[Column, ...]:
    names = tables()["requests"]["applicants"]
    return tuple(Column(key, applicant, names[applicant.value][0]) for applicant in applicants)


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


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns the rows of a table fill, each way that occurs, and the applicants from left to right."""

    columns: tuple[tuple[int, ...], ...] = ()
    applicants: tuple[Applicant, ...] = _ORDER


def _layouts(lines: Iterable[Line]) -> dict[int, _Layout]:
    found: dict[int, _Layout] = {}
    by_table = sorted((line for line in lines if line.slots or line.cells), key=lambda line: line.table)
    for table, group in groupby(by_table, key=lambda line: line.table):
        rows = list(group)
        full = {tuple(slot.first for slot in _filled(row)) for row in rows if row.parts}
        columns = [places for places in sorted(full) if len(places) == len(_ORDER)]
        header = _header(rows, columns)
        applicants = tuple(header) or _order_by_sums(rows)
        found[table] = _Layout(tuple(columns or ([tuple(header.values())] if header else [])), applicants)
    return found


def _order_by_sums(lines: Iterable[Line]) -> tuple[Applicant, ...]:
    """Return the applicants of a table whose header is lost: 总计 comes first where only first cells are sums."""
    first = others = 0
    for line in lines:
        values = [_integer(slot.text) for slot in _filled(line)]
        if len(values) == len(_ORDER) and any(values):
            sums = (2 * values[0] == sum(values), 2 * values[-1] == sum(values))
            first += sums == (True, False)
            others += not sums[0]
    return (_ORDER[-1], *_ORDER[:-1]) if first >= _SUMS and first > 3 * others else _ORDER


def _filled(line: Line) -> list[Slot]:
    return [slot for slot in line.slots if slot.text.strip()]


def _header(lines: Iterable[Line], columns: Sequence[tuple[int, ...]]) -> dict[Applicant, int]:
    """Return the applicants and their columns, left to right; {} where the header is not whole.

    Some tables print 总计 first. Any other order counts where each name stands right above a column of numbers;
    elsewhere it comes from a header that lost its shape. Without rules, words of the row above may share the cell.
    """
    at: dict[Applicant, int] = {}
    for line in lines:
        for part in () if _filled(line) else line.parts:
            for name, words in tables()["requests"]["applicants"].items():
                if fold(part.text).replace(_SPANNING, "") in words:
                    at.setdefault(Applicant(name), part.first)
    ordered = dict(sorted(at.items(), key=lambda pair: pair[1]))
    people = [applicant for applicant in ordered if applicant is not Applicant.TOTAL]
    if len(set(at.values())) < len(_ORDER):
        return {}
    usual = tuple(people) == _ORDER[:-1] and Applicant.TOTAL in (next(iter(ordered)), next(reversed(ordered)))
    return ordered if usual or list(columns) == [tuple(ordered.values())] else {}


def _grid_cells(line: Line, layout: _Layout) -> Cut | None:
    """Return the row's seven cells. A row with gaps is read only where the full rows tell which columns are whose.

    Rows of unlike layout (tabs lost, cells shifted) say nothing of a gap's place.
    """
    filled = _filled(line)
    if not filled:
        return line.slots if len(line.slots) == len(_ORDER) else (Slot("", line.end, line.end),) * len(_ORDER)
    if len(filled) >= len(_ORDER):
        return tuple(filled) if len(filled) == len(_ORDER) else None
    if any(read_cell(slot.text, "").status is Status.UNPARSED for slot in filled):
        return None
    at = {slot.first: slot for slot in line.slots}
    used = {slot.first for slot in filled}
    if len(layout.columns) != 1 or not used <= set(layout.columns[0]) <= at.keys():
        return None
    return tuple(at[column] for column in layout.columns[0])


def _doubt(rows: Sequence[Row]) -> list[Row]:
    """Take a label that stands on an earlier line from its row, where rows without labels show that labels wandered."""
    doubted: list[Row] = []
    for firm, group in groupby(rows, key=lambda row: bool(row.key) and not row.loose):
        members = list(group)
        if not firm and any(not row.key or row.others for row in members):
            members = [replace(row, key="") for row in members]
        doubted += members
    return doubted


def _passes(rows: Iterable[Row], split: bool) -> list[list[Row]]:
    """Part the rows where the table begins anew: some reports print it twice."""
    places = {key: place for place, key in enumerate(order(split))}
    parts: list[list[Row]] = [[]]
    last = -1
    for row in rows:
        place = places.get(row.key)
        if place is not None and place <= last:
            parts.append([])
        parts[-1].append(row)
        last = place if place is not None else last
    return [part for part in parts if part]


def _fill(rows: list[Row], split: bool, printed: str) -> list[Row]:
    """Give rows without a label the fields missing at their place, where as many rows as fields are missing."""
    places = {key: place for place, key in enumerate(order(split))}
    known = [-1, *(places[row.key] for row in rows if row.key), len(places)]
    filled: list[Row] = []
    gap = 0
    for labelled, group in groupby(rows, key=lambda row: bool(row.key)):
        members = list(group)
        if labelled:
            filled += members
            gap += len(members)
            continue
        missing = order(split)[known[gap] + 1 : known[gap + 1]]
        if len(missing) == len(members) and all(_is_printed(key, printed) for key in missing):
            filled += [_named(row, key) for row, key in zip(members, missing, strict=True)]
    return filled if _adds_up(filled, split) else [row.keeping() if row.inferred else row for row in filled]


def _named(row: Row, key: str) -> Row:
    columns = tuple(replace(column, field=key) for column in row.columns)
    return replace(row, key=key, columns=columns, inferred=True, label=request_labels().labels_of(key)[0])


def _is_printed(key: str, printed: str) -> bool:
    """Tell whether the label stands somewhere in the table, be it broken apart by a neighbour's."""
    return any(_stands_loosely(label, printed) for label in request_labels().labels_of(key))


def _stands_loosely(label: str, text: str) -> bool:
    """Tell whether the characters of `label` stand in `text` in their order, not far from each other."""
    start = text.find(label[0])
    while start >= 0:
        at = start
        for char in label[1:]:
            at = text.find(char, at + 1, at + 2 + _GAP)
            if at < 0:
                break
        else:
            return True
        start = text.find(label[0], start + 1)
    return False


def _adds_up(rows: Sequence[Row], split: bool) -> bool:
    """Tell whether the results add up to their total in every column, as far as all of them can be read."""
    cells = {row.key: row.cells for row in rows if row.cells}
    outcomes = [key for key in order(split) if key.startswith("requests.outcome.")]
    if any(key not in cells for key in (*outcomes, "requests.closed")):
        return True
    values = {key: [_integer(cell.text) for cell in row] for key, row in cells.items() if row}
    return all(sum(values[key][i] for key in outcomes) == values["requests.closed"][i] for i in range(len(_ORDER)))


def _integer(text: str) -> int:
    text = text.strip().replace(",", "")
    return int(text) if text.isdigit() else 0
