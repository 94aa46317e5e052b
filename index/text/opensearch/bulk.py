"""Bulk requests: whole reports at a time, a few megabytes each; what is refused for the moment is sent again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from index.text.opensearch.documents import Action
from index.text.opensearch.transport import Transport, reason
from index.text.protocol import IndexBusy, IndexUnavailable, TextIndexError

BYTES = 4 << 20
"""Of one request. The cluster takes 100 MB, but holds every request in memory until it is done."""
PATIENCE = 60.0
"""Seconds for which a refused report is sent again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
CONFLICT, ABSENT = 409, 404


@dataclass(slots=True)
class Parcel:
    """One report's lines of a bulk request, and what came of them."""

    report: str
    lines: bytes
    conflict: bool = False
    error: TextIndexError | None = field(default=None)


def parcel(report: str, actions: Iterable[Action]) -> Parcel:
    """Write a report's actions down."""
    parts = [part for action in actions for part in action if part is not None]
    return Parcel(report, b"".join(orjson.dumps(part) + b"\n" for part in parts))


def send(transport: Transport, index: str, parcels: Iterable[Parcel]) -> list[str]:
    """Send every report whole and return those of which the index has a newer revision.

    A report's lines go to one shard in one request, its manifest last. Raises IndexFull, IndexBusy or IndexUnavailable
    where the cluster went on refusing.
    """
    newer: list[str] = []
    for some in _requests(parcels):
        until, pause, left = time.monotonic() + PATIENCE, FIRST_PAUSE, some
        while left := _once(transport, index, left, newer):
            if time.monotonic() > until:
                raise next(one.error for one in left if one.error is not None)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    return newer


def _requests(parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
    some: list[Parcel] = []
    size = 0
    for parcel in parcels:
        if some and size + len(parcel.lines) > BYTES:
            yield some
            some, size = [], 0
        some.append(parcel)
        size += len(parcel.lines)
    if some:
        yield some


def _once(transport: Transport, index: str, parcels: Sequence[Parcel], newer: list[str]) -> list[Parcel]:
    """Send reports and return those to be sent again. Raises what sending again does not help against."""
    try:
        lines = b"".join(parcel.lines for parcel in parcels)
        answer = transport.write("POST", f"/{index}/_bulk", lines, **transport.only_there(index))
    except (IndexBusy, IndexUnavailable) as error:
        for parcel in parcels:
            parcel.error = error
        return list(parcels)
    items = iter(answer["items"])
    again = []
    for parcel in parcels:
        _read(parcel, [next(items) for _ in range(_count(parcel))])
        if parcel.error is not None:
            again.append(parcel)
        elif parcel.conflict:
            newer.append(parcel.report)
    return again


def _count(parcel: Parcel) -> int:
    """Return how many actions a parcel holds: each begins with a line that names it."""
    lines = parcel.lines.splitlines()
    return sum(line.startswith((b'{"index":{"_id"', b'{"delete":{"_id"')) for line in lines)


def _read(parcel: Parcel, items: Sequence[Mapping[str, Any]]) -> None:
    """Note what came of a report; its last item is its manifest's."""
    parcel.error, parcel.conflict = None, False
    for place, item in enumerate(items):
        ((_, said),) = item.items()
        status = int(said["status"])
        if status < 300 or (status == ABSENT and "error" not in said):
            continue
        if status == CONFLICT:
            parcel.conflict = parcel.conflict or place == len(items) - 1
            continue
        error = reason(status, said.get("error", ""))
        if not isinstance(error, IndexBusy | IndexUnavailable):
            raise error
        parcel.error = error
