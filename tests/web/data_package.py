"""The rules of Data Package and Table Schema (version 2) that an export has to keep, read from its files alone.

The `frictionless` library finds the same exports valid; it brings forty packages, hence these few rules instead.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

Rows = list[dict[str, str]]
TYPES: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "year": lambda text: re.fullmatch(r"\d{4}", text)[0],
    "boolean": {"True": True, "False": False}.__getitem__,
    "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z"),
    "array": lambda text: [*json.loads(text)] if text.startswith("[") else json.loads("not an array"),
}
CHECKED = {"required", "unique", "enum", "pattern", "minimum"}


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def rows(folder: Path, name: str, encoding: str = "utf-8") -> Rows:
    csv.field_size_limit(10_000_000)
    with (folder / f"{name}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, strict=True))


def problems(folder: Path) -> list[str]:
    """Return everything about an export that breaks the rules."""
    package = described(folder)
    tables = {resource["name"]: rows(folder, resource["name"]) for resource in package["resources"]}
    found = [f"{name} is missing" for name in ("$schema", "name", "created", "resources") if not package.get(name)]
    for resource in package["resources"]:
        found += [f"{resource['name']}: {problem}" for problem in _resource(folder, resource, tables)]
    return found


def _resource(folder: Path, resource: dict[str, Any], tables: dict[str, Rows]) -> Iterator[str]:
    data, held, schema = (folder / resource["path"]).read_bytes(), tables[resource["name"]], resource["schema"]
    if (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") != (resource["bytes"], resource["hash"]):
        yield "bytes or hash differ"
    if data.decode(resource["encoding"]).splitlines()[0].split(",") != [field["name"] for field in schema["fields"]]:
        yield "the header is not the schema's"
    for field in schema["fields"]:
        yield from (f"{field['name']}: {problem}" for problem in _column(field, held))
    (key,) = schema["primaryKey"]
    if len({row[key] for row in held}) < len(held) or not all(row[key] for row in held):
        yield "a primary key is empty or used twice"
    for reference in schema.get("foreignKeys", ()):
        (column,), (target,) = reference["fields"], reference["reference"]["fields"]
        there = {row[target] for row in tables[reference["reference"]["resource"] or resource["name"]]}
        yield from (f"{column} {row[column]} is nowhere" for row in held if row[column] and row[column] not in there)


def _column(field: dict[str, Any], held: Rows) -> Iterator[str]:
    values = [row[field["name"]] for row in held]
    given, constraints = [value for value in values if value], field.get("constraints", {})
    if unknown := constraints.keys() - CHECKED:
        yield f"constraints {unknown} are not checked"
    for value in given:
        try:
            read = TYPES[field["type"]](value)
        except (ValueError, ArithmeticError, LookupError, TypeError):
            yield f"{value!r} is no {field['type']}"
            continue
        if value not in constraints.get("enum", [value]) or not re.search(constraints.get("pattern", ""), value):
            yield f"{value!r} is none of those allowed"
        if "minimum" in constraints and read < constraints["minimum"]:
            yield f"{value} is below {constraints['minimum']}"
    if constraints.get("required") and len(given) < len(values):
        yield "a value is missing"
    if constraints.get("unique") and len(set(given)) < len(given):
        yield "a value stands twice"
