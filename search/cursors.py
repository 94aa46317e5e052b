"""Opaque cursors: a place in the order of one answer, bound to the question it was given for."""

from __future__ import annotations

import binascii
import hashlib
import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from index.text.protocol import Place
from search.errors import QuestionError

LONGEST = 1000
_MARK = 8

Key = tuple[float | int | str, ...]


def encode(key: Sequence[float | int | str], question: object) -> str:
    """Write a place as letters, digits, - and _. `question` is whatever decides the order; its repr is bound in."""
    payload = json.dumps(list(key), ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_mark(payload, question) + payload).rstrip(b"=").decode()


def decode(cursor: str, question: object) -> Key:
    """Read a place back. Raises QuestionError where the cursor is damaged or was given for another question."""
    mark, payload, key = _opened(cursor)
    if mark != _mark(payload, question):
        raise _bad("it was given for another query; drop it when the query changes")
    return key


def must_be_whole(cursor: str) -> str:
    """Return the cursor. Raises QuestionError where it is damaged, whatever question it was given for."""
    _opened(cursor)
    return cursor


def _opened(cursor: str) -> tuple[bytes, bytes, Key]:
    if len(cursor) > LONGEST:
        raise _bad("it is longer than any cursor given out")
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        mark, payload = data[:_MARK], data[_MARK:]
        key = json.loads(payload)
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise _bad("it is damaged") from error
    if not isinstance(key, list) or not all(_plain(part) for part in key):
        raise _bad("it is damaged")
    return mark, payload, tuple(key)


def decode_keyset(cursor: str, question: object, length: int) -> tuple[int | str, ...]:
    """Read the place of a record's row, `length` values that it is sorted by. Raises QuestionError as `decode` does."""
    values = tuple(part for part in decode_row(cursor, question, length) if not isinstance(part, float))
    if len(values) != length:
        raise _bad("it is damaged")
    return values


def decode_row(cursor: str, question: object, *lengths: int) -> Key:
    """Read a place of one of these lengths, fractions allowed. Raises QuestionError as `decode` does."""
    key = decode(cursor, question)
    if len(key) not in lengths:
        raise _bad("it is damaged")
    return key


def place_key(place: Place) -> Key:
    """Return what a cursor carries of a section hit's place."""
    return (place.report, place.position, *place.key)


def decode_place(cursor: str, question: object) -> Place:
    """Read the place of a section hit. Raises QuestionError as `decode` does."""
    match decode(cursor, question):
        case (str(report), int(position), *key):
            return Place(tuple(key), report, position)
    raise _bad("it is damaged")


def _mark(payload: bytes, question: object) -> bytes:
    return hashlib.blake2b(payload + repr(question).encode(), digest_size=_MARK).digest()


def _plain(part: object) -> bool:
    return (
        isinstance(part, str | int | float)
        and not isinstance(part, bool)
        and part == part
        and part not in (math.inf, -math.inf)
    )


def _bad(why: str) -> QuestionError:
    return QuestionError("cursor", "bad_cursor", f"this cursor cannot be used: {why}")
