"""What is going to end says so in its answers: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response
from werkzeug.http import http_date

from web.http.current import current_request
from web.http.links import links

NOTICE_DAYS = 365
"""How long what is deprecated goes on working at least."""
RULE = {"path:": "", "string:": "", "int:": "", "<": "{", ">": "}"}


@dataclass(frozen=True, slots=True)
class Deprecated:
    """A route, or one parameter of it, that works from `since` until `sunset` at least; `instead` is its successor."""

    path: str
    since: date
    sunset: date
    parameter: str = ""
    instead: str = ""


@cache
def deprecated() -> tuple[Deprecated, ...]:
    """Return what is deprecated. Raises ValueError for an entry that gives less notice than is promised."""
    text = (Path(__file__).parents[1] / "deprecations.toml").read_text("utf-8")
    return tuple(map(read, tomllib.loads(text).get("deprecated", ())))


def read(entry: dict[str, Any]) -> Deprecated:
    """Read an entry. Raises ValueError where it gives less notice than is promised."""
    found = Deprecated(**entry)
    if (found.sunset - found.since).days < NOTICE_DAYS:
        raise ValueError(f"{found.path} {found.parameter}: less than {NOTICE_DAYS} days from since to sunset")
    return found


def register(app: Flask) -> None:
    """Let answers say what of their request is deprecated."""

    @app.after_request
    def say(response: Response) -> Response:
        found = list(_asked()) if deprecated() else []
        if found:
            response.headers["Deprecation"] = f"@{int(_moment(min(one.since for one in found)).timestamp())}"
            response.headers["Sunset"] = http_date(_moment(min(one.sunset for one in found)))
            response.headers.add("Link", f'<{links().base}/docs/stability>; rel="deprecation"; type="text/html"')
            for one in found:
                if one.instead:
                    response.headers.add("Link", f'<{links().base}{one.instead}>; rel="successor-version"')
        return response


def mark(document: dict[str, Any]) -> None:
    """Mark in the OpenAPI document what is deprecated. Raises LookupError for what the document does not have."""
    for one in deprecated():
        operation = document["paths"][one.path]["get"]
        if not one.parameter:
            operation["deprecated"] = True
            continue
        next(found for found in operation["parameters"] if found["name"] == one.parameter)["deprecated"] = True


def _asked() -> Iterator[Deprecated]:
    request = current_request()
    if request.url_rule is None:
        return
    path = request.url_rule.rule
    for written, meant in RULE.items():
        path = path.replace(written, meant)
    for one in deprecated():
        if one.path == path and (not one.parameter or one.parameter in request.args):
            yield one


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
