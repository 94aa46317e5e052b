"""The contract of the last release: `python -m tests.web.released` writes it anew, when a release is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app import create_app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "openapi-released.json"
_NO_CONTRACT = {"example", "examples", "description", "summary", "title"}
Contract = dict[str, Any]


def contract(document: Contract) -> Contract:
    """Return what of an OpenAPI document clients build on: no examples and no descriptions."""
    kept = {name: document[name] for name in ("openapi", "paths", "components")}
    found: Contract = _without(kept)
    return found


def _without(value: Any, names: bool = False) -> Any:
    """Leave out what is no contract; `names`: the keys are names of properties, which may be called title."""
    if isinstance(value, dict):
        return {
            key: _without(one, key in ("properties", "schemas", "paths", "responses", "content"))
            for key, one in value.items()
            if names or key not in _NO_CONTRACT
        }
    return [_without(one) for one in value] if isinstance(value, list) else value


def broken(before: Contract, now: Contract) -> Iterator[str]:
    """Yield what a client of `before` misses in `now`, or finds of another type."""
    for path, item in before["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            present = now["paths"].get(path, {}).get(method)
            where = f"{method} {path}"
            if present is None:
                yield f"{where} is gone"
                continue
            if present.get("operationId") != operation.get("operationId"):
                yield f"{where} has another operationId"
            yield from _parameters(where, operation, present)
            yield from _responses(where, operation, present)
    for name, schema in before["components"]["schemas"].items():
        present = now["components"]["schemas"].get(name)
        if present is None:
            yield f"schema {name} is gone"
        else:
            yield from _schema(f"schema {name}", schema, present)


def _parameters(where: str, before: Contract, now: Contract) -> Iterator[str]:
    present = {(one["name"], one["in"]): one for one in now.get("parameters", ())}
    for one in before.get("parameters", ()):
        found = present.pop((one["name"], one["in"]), None)
        if found is None:
            yield f"{where}: parameter {one['name']} is gone"
            continue
        if found.get("required") and not one.get("required"):
            yield f"{where}: parameter {one['name']} is needed now"
        yield from _asked(f"{where}: parameter {one['name']}", one["schema"], found["schema"])
    yield from (f"{where}: new parameter {name} is needed" for (name, _), one in present.items() if one.get("required"))


def _asked(where: str, before: Contract, now: Contract) -> Iterator[str]:
    """What could be asked can be asked still: values may come, none may go; bounds may widen."""
    if before.get("type") != now.get("type"):
        yield f"{where} is {now.get('type')}, it was {before.get('type')}"
    if "enum" in now and (gone := set(before.get("enum", ())) - set(now["enum"])):
        yield f"{where} takes no {sorted(gone)}"
    if before.get("default") != now.get("default"):
        yield f"{where} has another default"
    for bound, sign in (("maximum", 1), ("maxLength", 1), ("maxItems", 1), ("minimum", -1), ("minLength", -1)):
        if bound in now and (bound not in before or sign * now[bound] < sign * before[bound]):
            yield f"{where} is narrower: {bound}"
    if "items" in before:
        yield from _asked(f"{where}[]", before["items"], now.get("items", {}))


def _responses(where: str, before: Contract, now: Contract) -> Iterator[str]:
    for status, answer in before["responses"].items():
        present = now["responses"].get(status)
        if present is None:
            yield f"{where}: {status} is gone"
            continue
        for media_type, told in answer.get("content", {}).items():
            if media_type not in present.get("content", {}):
                yield f"{where}: {status} is no longer {media_type}"
            else:
                yield from _schema(f"{where} {status}", told["schema"], present["content"][media_type]["schema"])


def _schema(where: str, before: Contract, now: Contract) -> Iterator[str]:
    """What was answered is answered still: properties may come, none may go, be left out or change its type."""
    for key in ("$ref", "type", "format"):
        if before.get(key) != now.get(key):
            yield f"{where}: {key} is {now.get(key)}, it was {before.get(key)}"
    if "enum" in before and (more := set(map(str, now.get("enum", ()))) - set(map(str, before["enum"]))):
        yield f"{where} may be {sorted(more)} too"
    for name, told in before.get("properties", {}).items():
        present = now.get("properties", {}).get(name)
        if present is None:
            yield f"{where}.{name} is gone"
        else:
            yield from _schema(f"{where}.{name}", told, present)
    yield from (
        f"{where}.{name} may be missing now" for name in set(before.get("required", ())) - set(now.get("required", ()))
    )
    if isinstance(before.get("items"), dict):
        yield from _schema(f"{where}[]", before["items"], now.get("items", {}))


def document() -> Contract:
    """Return the contract of today."""
    found: Contract = json.loads(create_app().test_client().get("/openapi.json").data)
    return contract(found)


if __name__ == "__main__":
    PAGE.write_text(json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
