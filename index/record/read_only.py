"""An SQLite record in a folder that cannot be written: read as it stands, as long as nobody else writes to it.

SQLite reads a database in WAL mode only where it can make or find the files beside it, `-wal` and `-shm`. Who has it
open for writing has made them, and then we read through them like everybody. Where they are absent nobody writes, so
the file is opened as immutable, and looked at whenever a connection is taken: if it changed, the connection is renewed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import MutableMapping, MutableSequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

_STAMP = "as_it_stood"
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY}


def read_as_it_stands(engine: Engine) -> None:
    """Let an engine open a file in a folder that cannot be written."""
    event.listen(engine, "do_connect", _open)
    event.listen(engine, "checkout", _look_again)


def _open(_: object, held: Any, arguments: MutableSequence[Any], parameters: MutableMapping[str, Any]) -> None:
    path = Path(arguments[0]) if arguments else Path()
    held.info.pop(_STAMP, None)
    if not stands_still(path):
        return
    held.info[_STAMP] = (path, _stamp(path))
    arguments[0] = f"file:{quote(str(path.absolute()))}?immutable=1"
    parameters["uri"] = True


def stands_still(path: Path) -> bool:
    """Tell whether a database is in a folder that cannot be written, and nobody has made the files beside it."""
    return path.is_file() and not os.access(path.parent, os.W_OK, effective_ids=True) and not _beside(path)


def is_closed(error: BaseException | None) -> bool:
    """Tell whether SQLite could not open a file or had to wait for too long: that tells nothing of what is in it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CLOSED


def _look_again(_: object, held: Any, __: object) -> None:
    path, stamp = held.info.get(_STAMP, (None, None))
    if path is not None and (_beside(path) or _stamp(path) != stamp):
        raise DisconnectionError("somebody wrote to the record")


def _beside(path: Path) -> bool:
    return Path(f"{path}-wal").exists()


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
