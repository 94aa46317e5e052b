"""Parameters of the query string: each field reads all values given for its name and says what is wrong with one.

A value arrives as the list of strings given for the name, so that a parameter given twice can be told from one given
once. What a parameter may hold is written beside it as JSON Schema, for the OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields

from search import cursors, query
from search.errors import BadParameter, QuestionError
from search.filters import FIRST_YEAR, LAST_YEAR
from search.questions import YearRange
from search.spelling import did_you_mean

T = TypeVar("T")

LANGUAGES = ("zh", "en")
MOST_VALUES = 100
"""Values one list parameter may hold: more belong into an export."""
_YEAR = re.compile(r"(\d{4})|(\d{4})?\.\.(\d{4})?", re.ASCII)
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_WHOLE = re.compile(r"[0-9]{1,9}")


class BadValue(ValidationError):
    """A value that cannot be taken, with a code for machines."""

    def __init__(self, code: str, detail: str, meant: Sequence[str] = ()) -> None:
        super().__init__([{"code": code, "detail": detail, "did_you_mean": list(meant)}])


class Parameter(fields.Field[T]):
    """A parameter that takes one value.

    Defaults are functions: a plain one would be written into the OpenAPI document, as the object it is.
    """

    def __init__(self, parse: Callable[[str], T], schema: Mapping[str, object], default: T, description: str) -> None:
        shown = {"default": default} if isinstance(default, str | int) and default != "" else {}
        super().__init__(load_default=lambda: default, metadata={**schema, **shown, "description": description})
        self._parse = parse

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> T:  # noqa: ARG002
        if len(value) > 1:
            raise BadValue("repeated", f"{attr} takes one value, {len(value)} were given")
        return self._parse(value[0])


class ListParameter(fields.Field[tuple[T, ...]]):
    """A parameter that may be repeated, and whose values may be joined by commas."""

    def __init__(
        self, parse: Callable[[str], T], schema: Mapping[str, object], description: str, default: tuple[T, ...] = ()
    ) -> None:
        shown = {"type": "array", "items": dict(schema), "maxItems": MOST_VALUES}
        if default:
            shown["default"] = list(default)
        super().__init__(
            load_default=lambda: default,
            metadata={**shown, "description": f"{description} Repeat it or join values by commas."},
        )
        self._parse = parse

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[T, ...]:  # noqa: ARG002
        items = [item for one in value for item in one.split(",")]
        if len(items) > MOST_VALUES:
            raise BadValue("too_many_values", f"{attr} takes {MOST_VALUES} values, {len(items)} were given")
        return tuple(dict.fromkeys(self._parse(item) for item in items))


class Arguments(Schema):
    """The parameters of one route; anything else in the query string is an error."""

    class Meta:
        unknown = "raise"

    def read(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """Read parameters one by one; None where one cannot be taken, and `load` says what is wrong with which.

        `load` takes every field of the schema in hand, while a query string has two or three of them.
        """
        known = self.fields
        try:
            return self._defaults | {name: known[name]._deserialize(value, name, data) for name, value in data.items()}
        except (KeyError, ValidationError):
            return None

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {name: one.load_default() for name, one in self.fields.items() if callable(one.load_default)}


def not_empty(text: str) -> str:
    """Raise where a parameter is given without a value; leaving it out is the way to say nothing."""
    if not text.strip():
        raise BadValue("empty_value", "the value is empty; leave the parameter out instead")
    return text.strip()


def free_text(longest: int, description: str) -> Parameter[str]:
    """Make a parameter for words of the asker's own; empty is the same as not given."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise BadValue("too_long", f"{len(text)} characters were given, {longest} are allowed")
        return text

    return Parameter(parse, {"type": "string", "maxLength": longest}, "", description)


def query_text(description: str) -> Parameter[str]:
    """Make a parameter for a query as `/search` takes it."""

    def parse(text: str) -> str:
        with _as_bad_value():
            query.read(text)
        return text

    return Parameter(parse, {"type": "string", "maxLength": query.LONGEST}, "", description)


@contextmanager
def _as_bad_value() -> Iterator[None]:
    """Let what the search says of one parameter stand beside what is wrong with others."""
    try:
        yield
    except QuestionError as error:
        (bad,) = error.bad
        raise BadValue(bad.code, bad.detail, bad.did_you_mean) from error


def one_of(values: Sequence[str], default: T, description: str) -> Parameter[str | T]:
    """Make a parameter that takes one of a few values."""
    return Parameter(_choice(values), {"type": "string", "enum": list(values)}, default, description)


def text_range(description: str) -> Parameter[tuple[int, int] | None]:
    """Make a parameter for a range of code points of a text: its start and its end, joined by a hyphen.

    Where both are the same it is the place of a blank cell.
    """

    def parse(text: str) -> tuple[int, int]:
        match = _RANGE.fullmatch(not_empty(text))
        if not match or int(match[1]) > int(match[2]):
            raise BadValue("bad_value", f"{text!r} is no range; write the start and the end: 120-123")
        return int(match[1]), int(match[2])

    return Parameter(parse, {"type": "string", "pattern": r"^\d{1,9}-\d{1,9}$"}, None, description)


def language() -> Parameter[str]:
    return one_of(LANGUAGES, "zh", "The language of the page around what is quoted from reports.")


def any_of(values: Sequence[str], description: str, default: tuple[str, ...] = ()) -> ListParameter[str]:
    """Make a list parameter of a few known values."""
    return ListParameter(_choice(values), {"type": "string", "enum": list(values)}, description, default)


def names(description: str) -> ListParameter[str]:
    """Make a list parameter of ids or names, which the search resolves."""
    return ListParameter(not_empty, {"type": "string", "minLength": 1, "pattern": r"^\s*[^\s,]"}, description)


def whole_number(least: int, most: int, default: T, description: str) -> Parameter[int | T]:
    """Make a parameter for a whole number; both ends are included and nothing is cut down to fit."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(not_empty(text)):
            raise BadValue("not_a_number", f"{text!r} is no whole number from {least} to {most}")
        if not least <= int(text) <= most:
            raise BadValue("out_of_range", f"{text} is not from {least} to {most}")
        return int(text)

    return Parameter(parse, {"type": "integer", "minimum": least, "maximum": most}, default, description)


def years(description: str) -> ListParameter[YearRange]:
    """Make a list parameter of statistical years and ranges of them: 2017, 2015..2019, 2015.., ..2016."""
    year = "(19(49|[5-9][0-9])|20[0-9]{2})"
    schema = {"type": "string", "pattern": rf"^({year}|{year}\.\.{year}?|\.\.{year})$"}
    return ListParameter(_year_range, schema, description)


def cursor() -> Parameter[str | None]:
    """Make the parameter that continues a list where the page before it ended."""
    schema = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": "^[A-Za-z0-9_-]+$"}

    def parse(text: str) -> str:
        with _as_bad_value():
            return cursors.must_be_whole(not_empty(text))

    return Parameter(parse, schema, None, "Where to go on: taken from `links.next`, good for the same query only.")


def limit() -> Parameter[int]:
    return whole_number(1, 100, 20, "Results on a page.")


def _choice(values: Sequence[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not_empty(text) not in values:
            listed = ", ".join(values)
            raise BadValue("unknown_value", f"{text!r} is none of {listed}", did_you_mean(text, values))
        return text.strip()

    return parse


def _year_range(text: str) -> YearRange:
    match = _YEAR.fullmatch(not_empty(text))
    if not match or match[0] == "..":
        raise BadValue("bad_year", f"{text!r} is no year; write 2017, 2015..2019, 2015.. or ..2016")
    first, last = (int(match[1]),) * 2 if match[1] else (match[2] and int(match[2]), match[3] and int(match[3]))
    for year in (first, last):
        if year and not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise BadValue("out_of_range", f"{year} is not from {FIRST_YEAR} to {LAST_YEAR}")
    if first and last and first > last:
        raise BadValue("reversed_range", f"{text!r} ends before it begins", [f"{last}..{first}"])
    return YearRange(int(first) if first else None, int(last) if last else None)


def bad_parameters(schema: Schema, messages: Mapping[str, Any]) -> list[BadParameter]:
    """Turn what a schema of parameters says is wrong into findings, in the order of the query string."""
    return [_bad(schema, name, message) for name, found in messages.items() for message in found]


def _bad(schema: Schema, name: str, message: Any) -> BadParameter:
    if isinstance(message, dict):
        return BadParameter(name, message["code"], message["detail"], tuple(message["did_you_mean"]))
    near = did_you_mean(name, schema.fields)
    return BadParameter(name, "unknown_parameter", f"there is no parameter {name!r} here", near)
