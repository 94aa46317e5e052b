"""What an export holds: its tables with every column, and where the values come from in the record.

Columns are written once, here: their order in the CSV, their types in the Table Schema, their values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from index.record.reading import utc
from reports import contacts
from reports.forms import FORM_IDS
from reports.model import Applicant, Basis, Origin, Qualifier, SectionKind, Status, Verdict
from schemas.checks import SAYS
from schemas.export_rows import Of
from schemas.moments import moment
from schemas.package import Column, Row, Table

NAME = "disclosure-reports"
DESCRIPTION = """\
Yearly reports of Chinese agencies on the disclosure of government information (政府信息公开工作年度报告), as read
from the files they publish: sections with their text, tables with their cells, every statutory number with the words
it was read from, and whether the numbers agree. A blank cell is an empty value with status blank, never 0. The
reports are the agencies' own publications under 《中华人民共和国政府信息公开条例》; this package grants no licence
beyond what the law allows. Name the agency where you quote; where a file told the address it was published at, it
stands in `reports.url`."""
OMISSION = " Names of persons, telephone numbers and mail addresses are left out; … stands for each."
OFFSET = "Counts code points of the report's text, that is of its sections' texts one after another, as published."


def package_info(created: str, homepage: str | None, whole: bool) -> dict[str, object]:
    """Return what datapackage.json says of the whole; `whole` as in `tables`."""
    return {
        "name": NAME,
        "title": "政府信息公开工作年度报告: sections, figures, checks",
        "description": DESCRIPTION + ("" if whole else OMISSION),
        "created": created,
        **({"homepage": homepage} if homepage else {}),
        "sources": [{"title": "政府信息公开工作年度报告, as each agency publishes its own"}],
    }


def tables(whole: bool) -> dict[str, Table]:
    """Return the tables by name; `whole` keeps names of persons and ways to reach them in texts and quotes."""
    shown: Callable[[str], str] = str if whole else contacts.without
    found = (_agencies(), _fields(), _reports(), _sections(shown), _cells(whole), _figures(shown), _checks(shown))
    return {table.name: table for table in found}


def _plain(name: str, type_: str, description: str, unit: str = "", **constraints: object) -> Column:
    """Make a column of the same name as in the row."""
    return Column(name, type_, lambda row: getattr(row, name), description, constraints, unit)


def _within(name: str, type_: str, description: str, unit: str = "", **constraints: object) -> Column:
    """Make a column of the same name as in the row of a report's part."""
    return Column(name, type_, lambda of: getattr(of.row, name), description, constraints, unit)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _values(kind: Any) -> list[str]:
    return [one.value for one in kind]


def _agencies() -> Table:
    return Table(
        "agencies",
        "Who reports",
        (
            _plain("id", "string", "As in the API.", required=True, unique=True),
            _plain("name", "string", "The full name.", required=True),
            Column("names", "array", lambda row: _json(row.names), "Every known form of the name, the full one first."),
            Column(
                "regions",
                "array",
                lambda row: _json(row.regions),
                "Where it lies, the province first: code (行政区划代码), name and level of each.",
            ),
        ),
    )


def _fields() -> Table:
    return Table(
        "fields",
        "The statistics that the statutory forms ask for",
        (
            _plain("id", "string", "As in the API.", required=True, unique=True),
            _plain("label", "string", "As the newest form that asks for it words it."),
            Column("label_en", "string", lambda one: one.name("en"), "In English."),
            _plain("unit", "string", "Of every value of the field."),
            _plain("group", "string", "The part of the forms it stands in."),
            _plain("applicants", "boolean", "Whether T19 and T21 ask for it once per type of applicant."),
            Column("forms", "array", lambda one: _json(one.forms), "Forms that ask for it."),
            Column("computed", "array", lambda one: _json(one.computed), "Forms that imply it as a sum."),
            Column("parts", "array", lambda one: _json(one.parts), "Fields that sum is made of."),
            Column("basis", "array", lambda one: _json(one.basis), "The law and the forms' documents."),
        ),
    )


def _reports() -> Table:
    def told(name: str, key: str, description: str) -> Column:
        return Column(name, "string", lambda row: row.metadata.get(key, ""), description)

    def published(name: str, key: str, description: str) -> Column:
        return Column(name, "string", lambda row: (row.source or {}).get(key) or "", description)

    return Table(
        "reports",
        "Reports: the current version of each",
        (
            Column("id", "string", lambda row: row.report_id, "As in the API.", {"required": True, "unique": True}),
            Column("agency", "string", lambda row: row.agency_id, "Who reports.", {"required": True}),
            _plain("year", "year", "The statistical year (统计年度).", required=True),
            _plain("title", "string", "As printed."),
            _plain("form", "string", "Which statistics table it carries.", enum=list(FORM_IDS), required=True),
            _plain("version", "integer", "Counts the files taken in for this agency and year.", minimum=1),
            _plain("file", "string", "The name of the file it was read from."),
            _plain("format", "string", "What the file is: pdf, docx, html, txt …"),
            _plain("size", "integer", "Of the file.", "byte", minimum=0),
            _plain("sha256", "string", "Of the file's bytes.", pattern="^[0-9a-f]{64}$", unique=True),
            _plain("parser", "string", "Which edition of the reading rules read it."),
            Column("ingested_at", "datetime", _moment, "When it was taken in (UTC)."),
            told("url", "url", "Where it was published, if the file tells."),
            published("source", "address", "The agency's own page or file it was fetched from."),
            published("source_published", "published", "The day it was published on there."),
            published("source_retrieved_at", "retrieved_at", "When it was fetched first (UTC)."),
            published("site", "site", "The site, as it names itself."),
            published("site_code", "site_code", "The site's code (网站标识码)."),
            told("published", "date", "When it was published, as the file words it."),
            told("number", "number", "The document's number (文号)."),
        ),
        {"agency": "agencies"},
    )


def _moment(row: Row) -> str:
    return moment(utc(row.ingested_at))


def _place(letter: str) -> Column:
    what = "Counts them in the report, in reading order; good for this package only."
    return Column("id", "string", lambda of: f"{of.report}:{letter}{of.place}", what, {"required": True})


_REPORT = Column("report", "string", lambda of: of.report, "The report.", {"required": True})


def _sections(shown: Callable[[str], str]) -> Table:
    return Table(
        "sections",
        "Sections: each owns the text from its heading to the next heading",
        (
            Column("id", "string", lambda of: f"{of.report}:{of.row.id}", "As hits have it.", {"required": True}),
            _REPORT,
            _within("position", "integer", "Its place in the report, from 0.", minimum=0),
            _within("level", "integer", "Depth of its heading; 0 before the first one.", minimum=0),
            _within("number", "string", "The heading's number, as printed."),
            Column("heading", "string", lambda of: shown(of.row.heading), "Without its number."),
            _within("kind", "string", "What it is about.", enum=_values(SectionKind)),
            Column("parent", "string", lambda of: _section(of, of.row.parent), "The section it is part of."),
            _within("start", "integer", OFFSET, "code point", minimum=0),
            _within("end", "integer", OFFSET, "code point", minimum=0),
            Column("text", "string", lambda of: shown(of.row.text), "Its own text, heading included."),
        ),
        {"report": "reports", "parent": ""},
    )


def _section(of: Of, section: str | None) -> str:
    return f"{of.report}:{section}" if section else ""


def _cells(whole: bool) -> Table:
    def laid(name: str, type_: str, description: str, **constraints: object) -> Column:
        return Column(name, type_, lambda of: getattr(of.cell, name), description, constraints)

    def placed(name: str) -> Column:
        return Column(
            name,
            "integer",
            lambda of: getattr(of.cell, name) if of.cell.start >= 0 else "",
            f"{OFFSET} Empty for a label that is the form's and not the text's.",
            {"minimum": 0},
            "code point",
        )

    return Table(
        "cells",
        "Cells of the tables: each once, however many rows and columns it takes",
        (
            Column(
                "id",
                "string",
                lambda of: f"{of.report}:{of.table.id}:{of.place}",
                "Counts them in the table, in reading order; good for this package only.",
                {"required": True},
            ),
            _REPORT,
            Column("section", "string", lambda of: f"{of.report}:{of.table.section}", "Where its table begins."),
            Column("table", "string", lambda of: of.table.id, "Its table, counted in the report.", {"required": True}),
            Column(
                "basis",
                "string",
                lambda of: of.table.table.basis.value,
                "How its place is known. cells: the file has a table, with its spans. text: told from tabs, bars or "
                "lines, which know no spans. form: from the statutory form by which the numbers were read.",
                {"enum": _values(Basis)},
            ),
            laid("row", "integer", "Its first row, from 0.", minimum=0),
            laid("column", "integer", "Its first column, from 0.", minimum=0),
            laid("row_span", "integer", "How many rows it takes.", minimum=1),
            laid("column_span", "integer", "How many columns it takes.", minimum=1),
            laid("header", "boolean", "Whether it labels rows or columns."),
            placed("start"),
            placed("end"),
            Column("text", "string", lambda of: of.cell.text if whole else of.told, "What it says."),
        ),
        {"report": "reports", "section": "sections"},
    )


def _figures(shown: Callable[[str], str]) -> Table:
    return Table(
        "figures",
        "Figures: every number stated for a field, with its evidence",
        (
            _place("f"),
            _REPORT,
            _within("field", "string", "What it is a figure of.", required=True),
            _within("applicant", "string", "Whose requests it counts.", enum=_values(Applicant)),
            _within("value", "number", "Exact, in `unit`; empty says why in `status`."),
            _within("unit", "string", "Of the value."),
            _within("status", "string", "Whether there is a value.", enum=_values(Status), required=True),
            _within("qualifier", "string", "about: 近1000; at_least: 734余; empty: exactly.", enum=_values(Qualifier)),
            _within(
                "origin",
                "string",
                "Where the report states it; computed: a sum its form implies and does not print, made of table cells "
                "(fields.parts); it quotes nothing and stands where the first of them does.",
                enum=_values(Origin),
                required=True,
            ),
            _within("main", "boolean", "Whether it answers for its field in its report; others state the same again."),
            Column("section", "string", lambda of: _section(of, of.row.section), "Where it stands."),
            Column("quote", "string", lambda of: shown(of.row.quote), "The words it was read from."),
            _within("start", "integer", OFFSET, "code point", minimum=0),
            _within("end", "integer", OFFSET, "code point", minimum=0),
            _within("row", "string", "The row's label, for a table cell."),
            _within("column", "string", "The column's label."),
        ),
        {"report": "reports", "field": "fields", "section": "sections"},
    )


def _checks(shown: Callable[[str], str]) -> Table:
    def side(name: str) -> Column:
        return Column(
            name,
            "array",
            lambda of: _json([_term(term, shown) for term in getattr(of.row, name)]),
            "Its terms; years_back is 1 for a number of the report of the year before.",
        )

    return Table(
        "checks",
        "Checks: each rule (勾稽关系) that applies to a report",
        (
            _place("c"),
            _REPORT,
            _within("rule", "string", "The rule.", required=True),
            Column("says", "string", lambda of: SAYS.get(of.row.rule, ""), "What the rule says."),
            _within("verdict", "string", "What the check found.", enum=_values(Verdict), required=True),
            _within("applicant", "string", "Whose column it is about.", enum=_values(Applicant)),
            _within("field", "string", "The field it is about, where it is one."),
            _within("lhs", "number", "The left side's value; empty where a term is blank or unread."),
            _within("rhs", "number", "The right side's value."),
            _within("difference", "number", "lhs - rhs."),
            Column("section", "string", lambda of: _section(of, of.row.section), "Where it stands."),
            Column("detail", "string", lambda of: shown(of.row.detail), "What is wrong or missing, in words."),
            side("left"),
            side("right"),
        ),
        {"report": "reports", "section": "sections"},
    )


def _term(stored: Sequence[Any], shown: Callable[[str], str]) -> dict[str, object]:
    of, applicant, value, quote, start, end, sign, years_back = stored
    return {
        "field": of,
        "applicant": applicant,
        "value": value,
        "sign": sign,
        "quote": shown(quote),
        "start": start,
        "end": end,
        "years_back": years_back,
    }
