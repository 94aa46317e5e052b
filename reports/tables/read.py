"""The statistics tables of a report: which form they are, their figures with evidence, and what had to be mended."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.catalogue import FIELDS
from reports.forms import FORMS, StatutoryForm
from reports.forms.units import caption, of_several
from reports.model import LOCAL, PROSE, Applicant, Document, Figure, Origin, Repair, Section, Status
from reports.tables.cuts import Slot
from reports.tables.disclosure import Header, read_disclosure
from reports.tables.lines import LabelledRow, document_lines
from reports.tables.numbers import UNPARSED, Reading, read_cell
from reports.tables.possible import possible_forms
from reports.tables.requests import RequestsReading, read_requests
from reports.tables.review import read_review
from reports.tables.rows import Column, Row, section_at
from reports.tables.settle import settle_disclosure, settle_requests, settle_statistics
from reports.tables.statistics import national_form, read_statistics

_TABLE_GAP = 300
"""Rows of one table stand no farther apart than this; headers of the next table may stand between them."""
_QUOTED = 8
"""Numbers that a repair quotes of a cell that is printed over and over."""
_CAPTION = 120
"""A caption stands at most this far before its table."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the tables say. `spans` are the stretches of the text that are statistics tables, in order."""

    form: str
    figures: tuple[Figure, ...]
    repairs: tuple[Repair, ...]
    spans: tuple[tuple[int, int], ...]


def read_tables(document: Document, sections: Sequence[Section], year: int | None = None) -> TableReading:
    """Read every statistics table, whatever carries it. A number that cannot be cut out safely is unparsed.

    `year` is the report's, where it is known: a column of another year is then told from this year's.
    """
    lines = list(document_lines(document))
    forms = possible_forms(lines)
    requests = read_requests(lines, forms)
    disclosure = list(read_disclosure(lines, forms))
    headers = [item for item in disclosure if isinstance(item, Header)]
    statistics = settle_statistics(list(read_statistics(lines, year)), document.text)
    rows = [
        *settle_disclosure([item for item in disclosure if isinstance(item, Row)], document.text, year, forms),
        *settle_requests(requests.rows, requests.form),
        *read_review(lines, forms),
        *statistics,
    ]
    form = _form(headers, requests, statistics)
    rows.sort(key=lambda row: row.start)
    spans = _spans(rows, lines, document)
    rows = list(_captioned(rows, spans, document.text))
    read = [pair for row in rows for pair in _figures(row, document.text, sections)]
    figures, doubts = _without_contradictions([figure for figure, _ in read])
    repairs = [*(repair for _, found in read for repair in found), *_row_repairs(rows), *doubts]
    return TableReading(
        form,
        tuple(figures),
        tuple(sorted(dict.fromkeys(repairs), key=lambda repair: repair.start)),
        spans,
    )


def _form(headers: Sequence[Header], requests: RequestsReading, statistics: Sequence[Row]) -> str:
    """The form by the rows and headers that are there: 主动公开政府信息情况 decides, then the rows of requests."""
    asked = Counter(form for header in headers for form in header.forms)
    most = [form for form, count in asked.items() if count == max(asked.values())]
    if requests.present and (not most or requests.form.id in most):
        return requests.form.id
    if most and len({_columns_of(FORMS[form]) for form in most}) == 1:
        return min(most, key=list(FORMS).index)
    if requests.present:
        return requests.form.id
    if statistics:
        national = national_form(statistics)
        return national.id if national else LOCAL
    return PROSE


def _columns_of(form: StatutoryForm) -> tuple[tuple[str, ...], ...]:
    blocks = form.disclosure.blocks if form.disclosure else ()
    return tuple(tuple(column.name for column in block.columns) for block in blocks)


def _figures(row: Row, text: str, sections: Sequence[Section]) -> Iterator[tuple[Figure, list[Repair]]]:
    cells: Sequence[Slot] = row.cells or [row.raw] * len(row.columns)
    for column, cell in zip(row.columns, cells, strict=False):
        if column.field not in FIELDS:
            continue
        unit = FIELDS[column.field].unit
        reading = read_cell(cell.text, unit, column.printed) if row.cells else UNPARSED
        if reading.value is not None and reading.value < 0 and not column.field.endswith(".items_change"):
            reading = UNPARSED
        yield _figure(row, column, cell, reading, text, sections), _conversions(column, cell, reading)


def _captioned(rows: Sequence[Row], spans: Sequence[tuple[int, int]], text: str) -> Iterator[Row]:
    """Give the cells whose row and column state no unit that of their table's caption (单位：万元)."""
    starts = [start for start, _ in spans]
    stated, last = "", -1
    for row in rows:
        place = bisect_right(starts, row.start) - 1
        if place != last:
            before = spans[place - 1][1] if place else 0
            lead = text[max(before, starts[place] - _CAPTION) : row.start]
            stated, last = caption(lead[lead.rfind("。") + 1 :]), place
        yield replace(row, columns=tuple(_with_unit(column, stated) for column in row.columns)) if stated else row


def _with_unit(column: Column, stated: str) -> Column:
    if column.printed or column.field not in FIELDS:
        return column
    return replace(column, printed=of_several(stated, FIELDS[column.field].unit))


def _figure(row: Row, column: Column, cell: Slot, reading: Reading, text: str, sections: Sequence[Section]) -> Figure:
    return Figure(
        field=column.field,
        applicant=column.applicant,
        value=reading.value,
        unit=FIELDS[column.field].unit,
        status=reading.status,
        qualifier=reading.qualifier,
        origin=Origin.TABLE,
        quote=text[cell.start : cell.end],
        start=cell.start,
        end=cell.end,
        section=section_at(sections, cell.start),
        row=column.row or row.label,
        column=column.label or None,
    )


def _conversions(column: Column, cell: Slot, reading: Reading) -> list[Repair]:
    if not reading.converted:
        return []
    detail = f"{column.field}: {cell.text}, printed in {reading.converted}, is given in {FIELDS[column.field].unit}"
    return [Repair("unit_converted", detail, cell.start, cell.end)]


def _row_repairs(rows: Iterable[Row]) -> Iterator[Repair]:
    for row in rows:
        if row.misprinted:
            yield Repair("label_misprinted", f"{row.label}: read as {row.key}", row.start, row.end)
        if row.local:
            yield Repair("label_local", f"{row.label}: read as {row.key}, by the part below it", row.start, row.end)
        if row.inferred:
            yield Repair("label_lost", f"{row.key}: told by its place in the table", row.start, row.end)
        if row.cells and not row.clear:
            cells = " ".join(cell.text for cell in row.cells)
            yield Repair("digits_cut", f"{row.key}: {cells}", row.raw.start, row.raw.end)


def _without_contradictions(figures: Sequence[Figure]) -> tuple[list[Figure], list[Repair]]:
    """Keep one figure a cell. A table printed twice with the same number is one; two numbers leave both unparsed."""
    kept: list[Figure] = []
    doubts: list[Repair] = []

    def key(figure: Figure) -> tuple[str, Applicant]:
        return figure.field, figure.applicant

    for _, group in groupby(sorted(figures, key=key), key=key):
        same = list(group)
        stated = [figure for figure in same if figure.value is not None]
        if len({figure.value for figure in stated}) > 1:
            quotes = ", ".join(figure.quote for figure in stated[:_QUOTED]) + (", …" if stated[_QUOTED:] else "")
            doubts += [Repair("contradiction", f"{f.field}: {quotes}", f.start, f.end) for f in stated]
            kept += [replace(f, value=None, status=Status.UNPARSED, qualifier=None) for f in stated]
        elif stated:
            kept.append(stated[0])
        else:
            kept.append(next((figure for figure in same if figure.status is Status.UNPARSED), same[0]))
    return sorted(kept, key=lambda figure: (figure.start, figure.end)), doubts


def _spans(rows: Sequence[Row], lines: Sequence[LabelledRow], document: Document) -> tuple[tuple[int, int], ...]:
    """Join the rows of a table; a laid-out table counts as a whole."""
    tables_at = {line.table: document.blocks[line.table] for line in lines if line.table >= 0}
    whole = sorted((block.start, block.end) for block in tables_at.values())
    own = [_around(row, whole) for row in rows]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(set(own)):
        joined = spans and (start <= spans[-1][1] or _no_sentence(document.text[spans[-1][1] : start]))
        if joined:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _around(row: Row, tables: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the table that the row is laid out in, of `tables` in order; the row's own stretch where there is none."""
    place = bisect_right(tables, (row.start, sys.maxsize)) - 1
    return tables[place] if place >= 0 and row.start < tables[place][1] else (row.start, row.end)


def _no_sentence(between: str) -> bool:
    return len(between) <= _TABLE_GAP and "。" not in between
