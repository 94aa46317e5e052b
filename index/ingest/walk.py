"""Which files an ingest takes: the paths named, and in folders every file that is neither hidden nor a sidecar."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ingest.outcome import Failure
from index.names import decoded

SIDECAR_SUFFIXES = frozenset({".yml", ".yaml"})


@dataclass(frozen=True, slots=True)
class Listing:
    """`skipped` are special files and links met in folders: a link may lead anywhere, or in a circle."""

    files: tuple[Path, ...]
    skipped: tuple[str, ...]
    failed: tuple[Failure, ...]


def walk(paths: Iterable[Path]) -> Listing:
    """List the files, each once however many of the paths lead to it, in a stable order."""
    files: dict[str, Path] = {}
    skipped: list[str] = []
    failed: list[Failure] = []
    for path in paths:
        for file in _named(path, skipped, failed):
            files.setdefault(os.path.realpath(file), file)
    return Listing(tuple(files.values()), tuple(skipped), tuple(failed))


def _named(path: Path, skipped: list[str], failed: list[Failure]) -> Iterator[Path]:
    """Yield the files that a path names. It may be a link: somebody meant it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        failed.append(Failure(path_text(path), "file_not_found", "there is no such file or folder"))
    except (OSError, ValueError) as error:
        failed.append(_unreadable(path, error))
    else:
        if stat.S_ISDIR(mode):
            yield from _folder(path, skipped, failed)
        elif stat.S_ISREG(mode):
            yield path
        else:
            failed.append(Failure(path_text(path), "unreadable_file", "this is a pipe, a socket or a device, no file"))


def _folder(folder: Path, skipped: list[str], failed: list[Failure]) -> Iterator[Path]:
    """Yield a folder's files, then those of its folders. Depth costs no stack."""
    coming = [folder]
    while coming:
        above = coming.pop()
        try:
            with os.scandir(above) as found:
                entries = [
                    (one.name, one.is_dir(follow_symlinks=False), one.is_file(follow_symlinks=False)) for one in found
                ]
        except OSError as error:
            failed.append(_unreadable(above, error))
            continue
        folders = []
        for name, is_folder, is_file in sorted(entries):
            path = above / name
            if name.startswith(".") or (not is_folder and path.suffix.lower() in SIDECAR_SUFFIXES):
                continue
            if is_folder:
                folders.append(path)
            elif is_file:
                yield path
            else:
                skipped.append(path_text(path))
        coming.extend(reversed(folders))


def _unreadable(path: Path, error: Exception) -> Failure:
    return Failure(path_text(path), "unreadable_file", getattr(error, "strerror", None) or str(error))


def path_text(path: Path) -> str:
    """Return the path as text. Names from Chinese archives are often GBK bytes that Python cannot print."""
    return decoded(os.fsencode(path))
