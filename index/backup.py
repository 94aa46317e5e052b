"""One file that holds record and originals, taken while others read and write, and a data folder made from it.

The record is copied first, by SQLite's own way to copy what is in use; originals are written before the record knows
them and are never changed, so every file that the copy names is there. The text index is made anew from the record.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from urllib.parse import quote

RECORD, ORIGINALS = "record.db", "originals"
INCOMING = "incoming"


class BackupError(Exception):
    """A backup that cannot be written, read or put where it was asked for; the message says why."""


def back_up(record: Path, originals: Path, to: Path) -> int:
    """Write the record and all originals to a tar file, gzipped where its name ends in .gz; return the originals.

    The file takes its name once it is whole and on the disk. Raises BackupError where it exists, and OSError.
    """
    if to.exists():
        raise BackupError(f"{to} exists already")
    if not record.is_file():
        raise BackupError(f"there is no record at {record}")
    part = to.with_name(f"{to.name}.part")
    try:
        with TemporaryDirectory(dir=to.parent, prefix=f".{to.name}-") as beside:
            copy = Path(beside) / RECORD
            _copy(record, copy)
            with part.open("wb") as file:
                with tarfile.open(fileobj=file, mode="w:gz" if to.suffix == ".gz" else "w") as tar:
                    tar.add(copy, RECORD)
                    kept = _add_originals(tar, originals)
                file.flush()
                os.fsync(file.fileno())
        part.rename(to)
    finally:
        part.unlink(missing_ok=True)
    return kept


def restore(source: Path, data: Path) -> None:
    """Make a data folder from a backup. It takes its name once all is there; BackupError where one has files in it."""
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupError(f"{data} is not empty; restore into a folder that is, or that does not exist")
    data.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(dir=data.parent, prefix=f".{data.name}-"))
    try:
        with tarfile.open(source) as tar:
            _extract(tar, beside)
    except (tarfile.TarError, EOFError, OSError) as error:
        _remove(beside)
        raise BackupError(f"{source} cannot be read as a backup: {error}") from error
    if not (beside / RECORD).is_file():
        _remove(beside)
        raise BackupError(f"{source} is no backup: it holds no {RECORD}")
    beside.chmod(0o755 & ~_umask())
    beside.replace(data)


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Unpack files and folders, and nothing that leads out: Python before 3.11.4 has no filters. Raises TarError."""
    for member in tar:
        path = folder / member.name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise tarfile.ReadError(f"{member.name} leads out of the backup")
        content = tar.extractfile(member) if member.isreg() else None
        if content is None and not member.isdir():
            raise tarfile.ReadError(f"{member.name} is neither a file nor a folder")
        (path if content is None else path.parent).mkdir(parents=True, exist_ok=True)
        if content is not None:
            with content, path.open("wb") as file:
                shutil.copyfileobj(content, file)


def _copy(record: Path, to: Path) -> None:
    try:
        source = sqlite3.connect(f"file:{quote(str(record.absolute()))}?mode=ro", uri=True, timeout=30)
        target = sqlite3.connect(to)
        try:
            source.backup(target)
            (found,) = target.execute("PRAGMA integrity_check").fetchone()
        finally:
            source.close()
            target.close()
    except sqlite3.Error as error:
        raise BackupError(f"{record} cannot be copied: {error}") from error
    if found != "ok":
        raise BackupError(f"{record} is damaged: {found}")


def _add_originals(tar: tarfile.TarFile, originals: Path) -> int:
    kept = 0
    for path in sorted(originals.rglob("*")) if originals.is_dir() else ():
        name = path.relative_to(originals)
        if path.is_file() and name.parts[0] != INCOMING:
            tar.add(path, str(Path(ORIGINALS, name)))
            kept += 1
    return kept


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _umask() -> int:
    now = os.umask(0o077)
    os.umask(now)
    return now
