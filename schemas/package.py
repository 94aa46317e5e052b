"""How a data package (https://datapackage.org, version 2) and the tables in it describe themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Any
PROFILE = "https://datapackage.org/profiles/2.0/{}.json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Table Schema type and constraints, and how a row of the record gives its value."""

    name: str
    type: str
    value: Callable[[Row], object]
    description: str
    constraints: Mapping[str, object] = field(default_factory=dict)
    unit: str = ""

    @property
    def schema(self) -> dict[str, object]:
        """Return its field descriptor; `unit` is our own addition to the terms of Table Schema."""
        found: dict[str, object] = {"name": self.name, "type": self.type, "description": self.description}
        found |= {"unit": self.unit} if self.unit else {}
        return found | ({"constraints": dict(self.constraints)} if self.constraints else {})


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file. `refers` gives for a column the table whose `id` it holds; "" is the table itself."""

    name: str
    title: str
    columns: tuple[Column, ...]
    refers: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def row(self, source: Row) -> list[object]:
        """Return the values of one row in the order of the columns."""
        return [column.value(source) for column in self.columns]

    def resource(self, size: int, sha256: str) -> dict[str, object]:
        """Return the resource descriptor of the file as it was written."""
        schema: dict[str, object] = {
            "$schema": PROFILE.format("tableschema"),
            "fields": [column.schema for column in self.columns],
            "primaryKey": ["id"],
        }
        if self.refers:
            schema["foreignKeys"] = [
                {"fields": [name], "reference": {"resource": target, "fields": ["id"]}}
                for name, target in self.refers.items()
            ]
        return {
            "$schema": PROFILE.format("dataresource"),
            "name": self.name,
            "type": "table",
            "title": self.title,
            "path": self.file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": size,
            "hash": f"sha256:{sha256}",
            "schema": schema,
        }


def package(info: Mapping[str, object], resources: Sequence[Mapping[str, object]]) -> str:
    """Write datapackage.json: what `info` says of the package, and its resources."""
    found = {"$schema": PROFILE.format("datapackage"), **info, "resources": list(resources)}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
