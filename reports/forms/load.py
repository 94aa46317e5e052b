"""The forms as data: one TOML file a form, read once. A form is added by adding its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reports.forms.model import (
    ApplicantColumn,
    Block,
    DisclosureTable,
    FormColumn,
    FormRow,
    FormSum,
    NewField,
    Relation,
    RequestsTable,
    ReviewGroup,
    ReviewTable,
    StatisticsTable,
    StatutoryForm,
    Step,
)
from reports.model import Applicant

Row = Mapping[str, Any]


def load(folder: Path) -> Mapping[str, StatutoryForm]:
    """Read every form of a folder, in the order of their first years."""
    forms = (form(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")))
    return MappingProxyType({one.id: one for one in sorted(forms, key=lambda one: (one.years[0], one.id))})


def form(data: Row) -> StatutoryForm:
    """Build a form from its file."""
    first, *last = data["years"]
    made = StatutoryForm(
        data["id"],
        data["name"],
        data.get("english", data["name"]),
        data.get("family", "national"),
        data["document"],
        data.get("adds_to"),
        (first, last[0] if last else None),
        data.get("predecessor"),
        _disclosure(data),
        _requests(data),
        _review(data),
        _statistics(data),
        sums=(),
        lineage=tuple(
            Step(one["field"], Relation(one["relation"]), tuple(one.get("targets", ())), one.get("note", ""))
            for one in data.get("lineage", ())
        ),
        fields=tuple(
            NewField(
                one["id"], one["label"], one.get("english", one["label"]), one["unit"], tuple(one.get("basis", ()))
            )
            for one in data.get("fields", ())
        ),
    )
    fields = [place.field for place in made.places()]
    return replace(made, sums=tuple(_sum(one, fields) for one in data.get("sums", ())))


def _disclosure(data: Row) -> DisclosureTable | None:
    if not (table := data.get("disclosure")):
        return None
    blocks = (
        Block(block["clause"], tuple(map(_column, block["columns"])), tuple(map(_row, block["rows"])))
        for block in table["blocks"]
    )
    return DisclosureTable(table["heading"], tuple(table["opens"]), tuple(blocks), table.get("stated", {}))


def _requests(data: Row) -> RequestsTable | None:
    if not (table := data.get("requests")):
        return None
    return RequestsTable(
        table["heading"],
        table["clause"],
        table["every"],
        (tuple(table["flow"][0]), tuple(table["flow"][1])),
        tuple(table["opens"]),
        tuple(table.get("tells", ())),
        tuple(
            ApplicantColumn(Applicant(one["applicant"]), one["name"], tuple(one.get("also", ())), one.get("head", ""))
            for one in table["applicants"]
        ),
        tuple(map(_row, table["rows"])),
    )


def _review(data: Row) -> ReviewTable | None:
    if not (table := data.get("review")):
        return None
    groups = (
        ReviewGroup(one["field"], one["name"], tuple(one["words"]), one.get("part", "")) for one in table["groups"]
    )
    return ReviewTable(table["heading"], tuple(table["opens"]), tuple(groups), tuple(map(_column, table["outcomes"])))


def _statistics(data: Row) -> StatisticsTable | None:
    if not (table := data.get("statistics")):
        return None
    return StatisticsTable(table["heading"], tuple(table["columns"]), tuple(map(_row, table["rows"])))


def _row(row: Row) -> FormRow:
    return FormRow(
        row.get("field", ""),
        row["row"],
        row.get("part", ""),
        row.get("group", ""),
        tuple(row.get("also", ())),
        row.get("part_of", ""),
        tuple(row.get("stated", ())),
    )


def _column(column: Row) -> FormColumn:
    return FormColumn(
        column["field"],
        column["name"],
        tuple(column["words"]),
        column.get("signed", False),
        column.get("decimal", False),
    )


def _sum(row: Row, fields: Iterable[str]) -> FormSum:
    """Build a sum; a part that ends in * stands for the form's fields that begin so."""
    parts = [
        field
        for part in row["parts"]
        for field in ([name for name in fields if name.startswith(part[:-1])] if part.endswith("*") else [part])
    ]
    return FormSum(row["field"], tuple(parts), row.get("rule", ""))
