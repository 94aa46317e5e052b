"""Which files an ingest takes: the paths named, and in folders every file that is neither hidden nor a sidecar."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ingest.outcome import Failure

SIDECAR_SUFFIXES = frozenset({".yml", ".yaml"})


@dataclass(frozen=True, slots=True)
class Listing:
    """`skipped` are special files and links met in folders: a link may lead anywhere, or in a circle."""

    files: tuple[Path, ...]
    skipped: tuple[str, ...]
    failed: tuple[Failure, ...]


def walk(paths: Iterable[Path]) -> Listing:
    """List the files, each once however many of the paths lead to it, in a stable order."""
    files: dict[Path, Path] = {}
    skipped: list[str] = []
    failed: list[Failure] = []
    for path in paths:
        if path.is_dir():
            found = _folder(path, skipped, failed)
        elif path.is_file():
            found = iter((path,))
        else:
            failed.append(Failure(shown(path), "file_not_found", "there is no such file or folder"))
            continue
        for file in found:
            files.setdefault(file.resolve(), file)
    return Listing(tuple(files.values()), tuple(skipped), tuple(failed))


def _folder(folder: Path, skipped: list[str], failed: list[Failure]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        failed.append(Failure(shown(Path(error.filename)), "unreadable_file", error.strerror or "cannot be read"))

    for above, folders, names in os.walk(folder, onerror=unreadable):
        links = [name for name in folders if (Path(above) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in links)
        skipped.extend(shown(Path(above) / name) for name in links)
        for name in sorted(names):
            path = Path(above) / name
            if name.startswith(".") or path.suffix.lower() in SIDECAR_SUFFIXES:
                continue
            if path.is_symlink() or not path.is_file():
                skipped.append(shown(path))
            else:
                yield path


def shown(path: Path) -> str:
    """Return the path as text. Names from Chinese archives are often GBK bytes that Python cannot print."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
