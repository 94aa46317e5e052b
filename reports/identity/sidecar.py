"""The file NAME.yml beside a report, by which a person says what the report itself does not."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from reports.errors import ReportError
from reports.regular import NotRegular, TooLong, read_regular

MOST_BYTES = 16 * 1024
"""Two lines and some remarks; more is no sidecar."""
_SHOWN = 40
_STRING, _INTEGER, _NULL = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "null"))
_YEAR = re.compile(r"20[0-4][0-9]", re.ASCII)
_FRAME = (
    *(yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.MappingStartEvent),
    *(yaml.MappingEndEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent),
)
"""What surrounds the keys and values of one flat mapping, in this order."""


class InvalidSidecar(ReportError):
    """NAME.yml does not hold what it should: `agency:` and `year:`, one or both."""

    code = "invalid_sidecar"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person gave; None where nothing was."""

    agency: str | None = None
    year: int | None = None


def beside(report: Path) -> Sidecar:
    """Return what stands in NAME.yml beside the report, an empty Sidecar where there is none. Raises InvalidSidecar."""
    path = report.with_suffix(".yml")
    if path == report or not _is_there(path):
        return Sidecar()
    return load(path)


def load(path: Path) -> Sidecar:
    """Read one sidecar. Raises InvalidSidecar for unknown keys, wrong types and files that are no YAML."""
    try:
        said = _pairs(path.name, read_regular(path, MOST_BYTES).decode("utf-8-sig"))
    except NotRegular as error:
        raise InvalidSidecar(path.name, "this is no file that could be read") from error
    except TooLong as error:
        raise InvalidSidecar(path.name, f"this is more than {MOST_BYTES} bytes; only two lines are known") from error
    except OSError as error:
        raise InvalidSidecar(path.name, f"this cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidSidecar(path.name, "this is no YAML in UTF-8; write `agency: 名称` and `year: 2020`") from error
    return Sidecar(_agency(path.name, said), _year(path.name, said))


def _is_there(path: Path) -> bool:
    """Tell whether something stands there, a link that leads nowhere too; a name too long for a file is none."""
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
    return True


def _pairs(file: str, text: str) -> dict[str, tuple[str, str]]:
    """Return each key with its value's type and text.

    The events are looked at one by one, and the first that such a file does not have ends it: nothing is built from
    tags, aliases or brackets, of which a few bytes can ask for years of work.
    """
    said: dict[str, tuple[str, str]] = {}
    scalars = _scalars(file, text)
    for _, key in scalars:
        if key not in ("agency", "year"):
            raise InvalidSidecar(file, f"unknown key {key[:_SHOWN]}; only `agency` and `year` are known")
        if key in said:
            raise InvalidSidecar(file, f"`{key}` stands there twice")
        said[key] = next(scalars)
    if not said:
        raise InvalidSidecar(file, "write `agency: 名称` and `year: 2020`, one or both")
    return said


def _scalars(file: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield type and text of the keys and values of one flat mapping."""
    loader = yaml.SafeLoader(text)
    try:
        frame = iter(_FRAME)
        expected = next(frame)
        while loader.check_event():
            event = loader.get_event()  # type: ignore[no-untyped-call]
            if isinstance(event, yaml.ScalarEvent) and expected is yaml.MappingEndEvent and event.tag is None:
                yield _type(loader, event), event.value
            elif isinstance(event, expected) and getattr(event, "tag", None) is None:
                expected = next(frame, yaml.StreamEndEvent)
            else:
                raise InvalidSidecar(file, "write `agency: 名称` and `year: 2020`, one or both, and nothing else")
    finally:
        loader.dispose()


def _type(loader: yaml.SafeLoader, scalar: yaml.ScalarEvent) -> str:
    kind: str = loader.resolve(yaml.ScalarNode, scalar.value, scalar.implicit)  # type: ignore[no-untyped-call]
    return kind


def _agency(file: str, said: dict[str, tuple[str, str]]) -> str | None:
    kind, value = said.get("agency", (_NULL, ""))
    if kind == _NULL:
        return None
    if kind != _STRING or not value.strip():
        raise InvalidSidecar(file, "`agency` is to be the agency's name")
    return value.strip()


def _year(file: str, said: dict[str, tuple[str, str]]) -> int | None:
    kind, value = said.get("year", (_NULL, ""))
    if kind == _NULL:
        return None
    if kind != _INTEGER or not _YEAR.fullmatch(value):
        raise InvalidSidecar(file, "`year` is to be a year in four digits")
    return int(value)
