"""Opaque cursors: a place in the order of one answer, bound to the question it was given for.

Anybody may write one: the mark only tells which question it belongs to. So every part of a place is looked at before it
is used, and what cannot be a place in the order asked for is refused like any other value that cannot be used.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from index.text.protocol import CursorPosition
from search.errors import QuestionError

LONGEST = 4000
"""Characters of a cursor: a place is named by ids and names of agencies, the longest of which take about half of it."""
_MARK = 8
_WHOLE = 1 << 63
"""Whole numbers below it, above and below zero, are what databases take."""

Part = float | int | str
Key = tuple[Part, ...]
Shape = tuple[type | str, ...]
"""What each part of a key has to be: int, float (whole numbers too), str, or just this string."""
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLACES: tuple[Shape, ...] = ((str, int, float), (str, int, float, str), (str, int, str, float))


@dataclass(frozen=True, slots=True)
class Position:
    """Where a list goes on: the sort values of the last row seen, and the state the list was in at its first page."""

    key: Key
    since: str = ""


def key_of(position: Position | None) -> Key | None:
    """Return the sort values to go on from, None at the first page."""
    return None if position is None else position.key


def encode(position: Position, question: object) -> str:
    """Write a position as letters, digits, - and _. `question` is whatever decides the order; its repr is bound in."""
    payload = _written([position.since, *position.key]).encode()
    return urlsafe_b64encode(_mark(payload, question) + payload).rstrip(b"=").decode()


def decode(cursor: str, question: object, *shapes: Shape) -> Position:
    """Read a position back. Raises QuestionError where it is damaged, of no such shape, or of another question."""
    mark, payload, (since, *key) = _opened(cursor)
    if mark != _mark(payload, question):
        raise _bad("it was given for another query; drop it when the query changes")
    if not any(_fits(key, shape) for shape in shapes):
        raise _bad("it is damaged")
    return Position(tuple(key), str(since))


def must_be_whole(cursor: str) -> str:
    """Return the cursor. Raises QuestionError where it is damaged, whatever question it was given for."""
    _opened(cursor)
    return cursor


def _opened(cursor: str) -> tuple[bytes, bytes, list[Part]]:
    if len(cursor) > LONGEST:
        raise _bad("it is longer than any cursor given out")
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        mark, payload = data[:_MARK], data[_MARK:]
        parts = json.loads(payload)
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise _bad("it is damaged") from error
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], str) or not all(map(_plain, parts)):
        raise _bad("it is damaged")
    return mark, payload, parts


def position(place: CursorPosition, since: str) -> Position:
    """Return what a cursor carries of a section hit's place."""
    return Position((place.report, place.position, *place.key), since)


def decode_place(cursor: str, question: object) -> tuple[CursorPosition, str]:
    """Read the place of a section hit, and the index's state at the first page. Raises QuestionError as `decode`."""
    found = decode(cursor, question, *_PLACES)
    report, number, *key = found.key
    return CursorPosition(tuple(key), str(report), int(number)), found.since


def _mark(payload: bytes, question: object) -> bytes:
    return hashlib.blake2b(payload + repr(question).encode(), digest_size=_MARK).digest()


def _plain(part: object) -> bool:
    """Tell whether a database and the text index can compare the part with theirs."""
    match part:
        case bool():
            return False
        case str():
            return "\0" not in part and not any("\ud800" <= char <= "\udfff" for char in part)
        case int():
            return -_WHOLE <= part < _WHOLE
        case float():
            return math.isfinite(part)
    return False


def _fits(key: list[Part], shape: Shape) -> bool:
    return len(key) == len(shape) and all(_is(part, kind) for part, kind in zip(key, shape, strict=True))


def _is(part: Part, kind: type | str) -> bool:
    if isinstance(kind, str):
        return part == kind
    return isinstance(part, int | float) if kind is float else isinstance(part, kind)


def damaged() -> QuestionError:
    """Return the error of a cursor that no page can have given out."""
    return _bad("it is damaged")


def outdated() -> QuestionError:
    """Return the error of a cursor that belongs to a state of the index that is no longer held."""
    return _bad("the index changed since; begin anew without it")


def _bad(why: str) -> QuestionError:
    return QuestionError("cursor", "bad_cursor", f"this cursor cannot be used: {why}")
