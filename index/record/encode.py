"""From the types of reading to rows of the record and back. Decimals are text, so that nothing is rounded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from index.originals.protocol import Original
from index.record.errors import UnsoundReport
from index.record.rows import Given
from reports.choice import main_figures
from reports.computed import with_computed
from reports.model import (
    Agency,
    Applicant,
    Basis,
    Cell,
    Check,
    Claim,
    Figure,
    Origin,
    PlacedTable,
    Qualifier,
    Region,
    Repair,
    Report,
    Section,
    SectionKind,
    Status,
    Table,
    Term,
    Verdict,
)

Row = dict[str, Any]
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def must_be_sound(report: Report) -> None:
    """Raise UnsoundReport unless the sections partition the text and every quote stands at its place."""
    text, end = report.document.text, 0
    for section in report.sections:
        if section.start != end or section.end < end:
            raise UnsoundReport(f"{report.document.file}: section {section.id} starts at {section.start}, not at {end}")
        end = section.end
    if end != len(text):
        raise UnsoundReport(f"{report.document.file}: the sections end at {end}, the text at {len(text)}")
    if any(_UNKEPT.search(said) for said in (text, report.title, *report.document.metadata.values())):
        raise UnsoundReport(
            f"{report.document.file}: the text has NUL or half a surrogate pair, which no database keeps"
        )
    for figure in report.figures:
        if text[figure.start : figure.end] != figure.quote:
            raise UnsoundReport(f"{report.document.file}: {figure.field} quotes what is not at {figure.start}")
    for one in report.tables:
        if any(cell.start >= 0 and text[cell.start : cell.end] != cell.text for cell in one.table.cells):
            raise UnsoundReport(f"{report.document.file}: table {one.id} has cells that are not in the text")


def name_key(name: str) -> str:
    """Make names comparable: compatibility forms, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def given(stored: Mapping[str, Any]) -> Given:
    """Read back what was said of a file at ingest."""
    return Given(stored.get("agency"), stored.get("year"), stored.get("published_as", ""))


def version_row(report: Report, original: Original, given: Given) -> Row:
    """Return what the version's row says of the report and its file."""
    every = with_computed(report.figures, report.form)
    main = [every[place] for place in main_figures(every)]
    return {
        "report_id": report.id,
        "sha256": original.sha256,
        "size": original.size,
        "file": original.file,
        "format": original.format,
        "title": report.title,
        "form": report.form,
        "given": {key: value for key, value in asdict(given).items() if value},
        "metadata": dict(report.document.metadata),
        "repairs": [[r.code, r.detail, r.start, r.end] for r in report.repairs],
        "claims": [_claim_row(claim) for claim in report.claims],
        "figures": len(main),
        "totals": sum(figure.applicant is Applicant.TOTAL for figure in main),
    }


def repairs(stored: Sequence[Sequence[Any]]) -> tuple[Repair, ...]:
    """Read back the repairs of a version."""
    return tuple(Repair(*one) for one in stored)


def _claim_row(claim: Claim) -> list[Any]:
    return [
        claim.field,
        claim.applicant.value,
        _text(claim.value),
        _text(claim.change),
        claim.percent,
        claim.qualifier.value if claim.qualifier else None,
        claim.quote,
        claim.start,
        claim.end,
        claim.section,
    ]


def claims(stored: Sequence[Sequence[Any]]) -> tuple[Claim, ...]:
    """Read back what a version claims of the year before."""
    return tuple(_claim(*one) for one in stored)


def _claim(field: str, who: str, value: str, change: str, percent: bool, qualifier: str | None, *where: Any) -> Claim:
    mild = Qualifier(qualifier) if qualifier else None
    return Claim(field, Applicant(who), Decimal(value), Decimal(change), percent, mild, *where)


def agency_row(agency: Agency, known: tuple[str, ...]) -> Row:
    """Return the agency's row: names it was known by before stay known, today's come first."""
    return {
        "id": agency.id,
        "name": agency.name,
        "names": list(dict.fromkeys((agency.name, *agency.names, *known))),
        "regions": [{"code": r.code, "name": r.name, "level": r.level} for r in agency.regions],
    }


def regions(stored: Sequence[Mapping[str, str]]) -> tuple[Region, ...]:
    """Read back an agency's regions."""
    return tuple(Region(r["code"], r["name"], r["level"]) for r in stored)


def key_rows(agency: Row) -> list[Row]:
    """Return what the agency is found by."""
    keys = {("name", name_key(name)) for name in agency["names"]}
    keys |= {("region", region[part]) for region in agency["regions"] for part in ("code", "name")}
    return [{"kind": kind, "key": key, "agency_id": agency["id"]} for kind, key in sorted(keys)]


def section_rows(report: Report) -> list[Row]:
    """Return a row for each section, in reading order."""
    paths: dict[str | None, list[str]] = {None: []}
    rows = []
    for position, section in enumerate(report.sections):
        own = section.number + section.heading
        paths[section.id] = [*paths[section.parent], own] if own else paths[section.parent]
        rows.append(_section_row(report, section) | {"position": position, "path": paths[section.id]})
    return rows


def _section_row(report: Report, section: Section) -> Row:
    return {
        "id": section.id,
        "level": section.level,
        "number": section.number,
        "heading": section.heading,
        "kind": section.kind.value,
        "start": section.start,
        "end": section.end,
        "parent": section.parent,
        "text": report.document.text[section.start : section.end],
    }


def section(row: Any) -> Section:
    """Read back a section."""
    kind = SectionKind(row.kind)
    return Section(row.id, row.level, row.number, row.heading, kind, row.start, row.end, row.parent)


def table_rows(report: Report) -> list[Row]:
    """Return a row for each table, in reading order."""
    return [
        {
            "id": one.id,
            "position": position,
            "section": one.section,
            "start": one.start,
            "end": one.end,
            "rows": one.table.rows,
            "columns": one.table.columns,
            "basis": one.table.basis.value,
            "cells": [_cell_row(cell) for cell in one.table.cells],
        }
        for position, one in enumerate(report.tables)
    ]


def _cell_row(cell: Cell) -> list[Any]:
    place = [cell.start, cell.end, cell.row, cell.column, cell.row_span, cell.column_span, cell.header]
    return place if cell.start >= 0 else [*place, cell.text]


def table(row: Any, text: str) -> PlacedTable:
    """Read back a table; `text` is its report's."""
    cells = tuple(_cell(text, *stored) for stored in row.cells)
    return PlacedTable(row.id, row.section, row.start, row.end, Table(row.rows, row.columns, cells, Basis(row.basis)))


def _cell(text: str, start: int, end: int, *laid: Any) -> Cell:
    row, column, row_span, column_span, header, *label = laid
    return Cell(label[0] if label else text[start:end], start, end, row, column, row_span, column_span, header)


def figure_rows(report: Report) -> list[Row]:
    """Return a row for each figure, in reading order, and after them for each that is computed."""
    every = with_computed(report.figures, report.form)
    main = main_figures(every)
    return [figure_row(figure, report.agency.id, report.year, index in main) for index, figure in enumerate(every)]


def figure_row(figure: Figure, agency_id: str, year: int, main: bool) -> Row:
    """Return the row of a figure of an agency's report of a year."""
    return {
        "agency_id": agency_id,
        "year": year,
        "main": main,
        "field": figure.field,
        "applicant": figure.applicant.value,
        "value": _text(figure.value),
        "number": None if figure.value is None else float(figure.value),
        "unit": figure.unit,
        "status": figure.status.value,
        "qualifier": figure.qualifier.value if figure.qualifier else None,
        "origin": figure.origin.value,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
        "section": figure.section,
        "row": figure.row,
        "column": figure.column,
    }


def figure(row: Any) -> Figure:
    """Read back a figure."""
    return Figure(
        field=row.field,
        applicant=Applicant(row.applicant),
        value=_decimal(row.value),
        unit=row.unit,
        status=Status(row.status),
        qualifier=Qualifier(row.qualifier) if row.qualifier else None,
        origin=Origin(row.origin),
        quote=row.quote,
        start=row.start,
        end=row.end,
        section=row.section,
        row=row.row,
        column=row.column,
    )


def check_rows(report: Report) -> list[Row]:
    """Return a row for each check of the report by itself."""
    return [check_row(check, report.agency.id, report.year) for check in report.checks]


def check_row(check: Check, agency_id: str, year: int) -> Row:
    """Return the row of a check of an agency's report of a year."""
    return {
        "agency_id": agency_id,
        "year": year,
        "rule": check.rule,
        "verdict": check.verdict.value,
        "applicant": check.applicant.value,
        "field": check.field,
        "lhs": _text(check.lhs),
        "rhs": _text(check.rhs),
        "difference": _text(check.difference),
        "left": [_term_row(term) for term in check.left],
        "right": [_term_row(term) for term in check.right],
        "section": check.section,
        "detail": check.detail,
    }


def check(row: Any) -> Check:
    """Read back a check."""
    return Check(
        rule=row.rule,
        verdict=Verdict(row.verdict),
        lhs=_decimal(row.lhs),
        rhs=_decimal(row.rhs),
        difference=_decimal(row.difference),
        left=tuple(_term(term) for term in row.left),
        right=tuple(_term(term) for term in row.right),
        applicant=Applicant(row.applicant),
        field=row.field,
        section=row.section,
        detail=row.detail,
    )


def _term_row(term: Term) -> list[Any]:
    where = [term.quote, term.start, term.end]
    return [term.field, term.applicant.value, _text(term.value), *where, term.sign, term.years_back]


def _term(stored: Sequence[Any]) -> Term:
    field, applicant, value, quote, start, end, sign, years_back = stored
    return Term(field, Applicant(applicant), _decimal(value), quote, start, end, sign, years_back)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
