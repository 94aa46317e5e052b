"""Cells of the form that are blank, cannot be read, or are not there: which ones, and what they would have to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from reports.checks.terms import cells, value_of
from reports.model import Applicant, Figure, Report, Status
from reports.selfcheck.cells import FormCell, Key, cells_of, name_of
from reports.selfcheck.equations import implied
from reports.selfcheck.findings import Finding, Level, Place
from reports.text.ordinals import ANY

_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_ORDINAL = re.compile(rf"^(?:{ANY})")
_LONGEST_QUOTE = 60


def blanks(report: Report) -> Iterator[Finding]:
    """Yield what of the statutory table has no number."""
    found = cells(report.figures)
    known = {key: value for key, figure in found.items() if (value := value_of(figure)) is not None}
    form = report.form
    yield from _blank(form, found, known)
    yield from _unread(form, found, known)
    yield from _missing(report, found, known)


def _blank(form: str, figures: Mapping[Key, Figure], known: Mapping[Key, Decimal]) -> Iterator[Finding]:
    blank = [key for key, figure in figures.items() if figure.status is Status.BLANK]
    whole: set[tuple[str, str]] = set()
    for row in _rows(form):
        if len(row) > 1 and all(cell.key in blank for cell in row):
            whole.add((row[0].table, row[0].row))
            places = tuple(_place(form, figures[cell.key]) for cell in row[:1])
            yield Finding("blank_row", Level.WARNING, {"row": row[0].row}, places)
    for field, applicant in blank:
        cell = cells_of(form).get((field, applicant))
        if cell is None or (cell.table, cell.row) not in whole:
            row_name, column = name_of(form, field, applicant)
            values = {"row": row_name, "column": column, "implied": _written(implied(form, known, (field, applicant)))}
            yield Finding("blank_cell", Level.WARNING, values, (_place(form, figures[field, applicant]),))


def _unread(form: str, found: Mapping[Key, Figure], known: Mapping[Key, Decimal]) -> Iterator[Finding]:
    unread = sorted((f for f in found.values() if f.status is Status.UNPARSED), key=lambda f: (f.start, f.end))
    for _, group in groupby(unread, key=lambda f: (f.start, f.end)):
        figures = list(group)
        held = {(figure.field, figure.applicant) for figure in figures}
        order = [key for key in cells_of(form) if key in held]
        place = Place(figures[0].quote, figures[0].start, figures[0].end)
        yield _unread_row(form, order or [(figures[0].field, figures[0].applicant)], place, known)


def _unread_row(form: str, order: Sequence[Key], where: Place, known: Mapping[Key, Decimal]) -> Finding:
    """Tell what is wrong with cells that stand in the text as `where` quotes, and were not read one by one."""
    row, column = name_of(form, *order[0])
    place = (replace(where, label=row),)
    quote = " ".join(where.quote.split())[:_LONGEST_QUOTE]
    if len(order) < 2:
        return Finding("unread_cell", Level.WARNING, {"row": row, "column": column, "quote": quote}, place)
    numbers = [Decimal(re.sub("[,，]", "", one)) for one in _NUMBER.findall(where.quote)]
    if len(numbers) >= len(order):
        return Finding("unread_row", Level.WARNING, {"row": row, "quote": quote}, place)
    counts = {"row": row, "expected": str(len(order)), "found": str(len(numbers))}
    open_ = _candidates(form, order, numbers, where.quote, known)
    columns = "|".join(_column(form, key, order) for key in open_)
    if len(open_) == 1 and len(numbers) == len(order) - 1:
        at = order.index(open_[0])
        filled = dict(zip((*order[:at], *order[at + 1 :]), numbers, strict=True))
        values = counts | {"columns": columns, "implied": _written(implied(form, {**known, **filled}, open_[0]))}
        return Finding("short_row", Level.WARNING, values, place)
    return Finding("short_row_open", Level.WARNING, counts | {"columns": columns}, place)


def _candidates(
    form: str, order: Sequence[Key], numbers: Sequence[Decimal], quote: str, known: Mapping[Key, Decimal]
) -> list[Key]:
    """Return the cells of which one is blank: those whose absence leaves every other number where its column needs it.

    Separators that leave a gap tell it themselves.
    """
    for separator in ("\t", "|"):
        parts = [part.strip() for part in quote.strip("|").split(separator)]
        if len(parts) == len(order):
            return [key for key, part in zip(order, parts, strict=True) if not part]
    if len(numbers) != len(order) - 1:
        return list(order)
    needed = {key: implied(form, known, key, row=False) for key in order}
    fits = [_fitting(order, at, numbers, needed) for at in range(len(order))]
    best = max(fits)
    return [key for key, fit in zip(order, fits, strict=True) if fit == best]


def _fitting(order: Sequence[Key], at: int, numbers: Sequence[Decimal], needed: Mapping[Key, Decimal | None]) -> int:
    """Count what speaks for one cell being the blank one: numbers that are what their columns need, the row's sum."""
    rest = [*order[:at], *order[at + 1 :]]
    right = sum(needed[key] == number for key, number in zip(rest, numbers, strict=True))
    own = needed[order[at]]
    if own is None or len({field for field, _ in order}) > 1:
        return right
    filled = dict(zip(rest, numbers, strict=True)) | {order[at]: own}
    total = sum((value for (_, who), value in filled.items() if who is Applicant.TOTAL), Decimal(0))
    return right + (2 * total == sum(filled.values()))


def _missing(report: Report, figures: Mapping[Key, Figure], known: Mapping[Key, Decimal]) -> Iterator[Finding]:
    form = report.form
    rows = _rows(form)
    held = {cell.table for row in rows for cell in row if cell.key in figures}
    for table, several in groupby(rows, key=lambda row: row[0].table):
        if table not in held:
            yield Finding("missing_table", Level.WARNING, {"table": table})
            continue
        for row in several:
            if any(cell.key in figures for cell in row) or _said_otherwise(row[0], figures):
                continue
            line = _line_of(report.document.text, row[0])
            if line:
                yield _unread_row(form, [cell.key for cell in row], line, known)
            else:
                yield Finding("missing_row", Level.WARNING, {"row": row[0].row})


def _line_of(text: str, cell: FormCell) -> Place | None:
    """Return the numbers that stand in a line of the text after the row's label, where it is not read as a row."""
    label = _ORDINAL.sub("", cell.printed)
    pattern = r"[ \t|]*".join(map(re.escape, label)) + r"[ \t|]*(?P<numbers>\d[\d \t|.]*+)$"
    match = re.search(pattern, text, re.MULTILINE) if label else None
    if not match:
        return None
    numbers, at = match["numbers"].rstrip(), match.start("numbers")
    return Place(numbers, at, at + len(numbers))


def _said_otherwise(cell: FormCell, figures: Mapping[Key, Figure]) -> bool:
    """Tell whether the table has the row that the form splits in three: a single 其他处理."""
    return (cell.field.rpartition(".")[0], cell.applicant) in figures


def _rows(form: str) -> list[list[FormCell]]:
    """Return the form's cells row by row; in the review table a group of columns counts as one."""
    return [list(row) for _, row in groupby(cells_of(form).values(), key=lambda cell: (cell.table, cell.row))]


def _column(form: str, key: Key, order: Sequence[Key]) -> str:
    row, column = name_of(form, *key)
    return column if len({field for field, _ in order}) == 1 else f"{row}·{column}"


def _place(form: str, figure: Figure) -> Place:
    label = " · ".join(name_of(form, figure.field, figure.applicant))
    return Place(figure.quote, figure.start, figure.end, label)


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
