"""A folder that one command fills and nothing else: its files are replaced together, once all are complete."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click


@contextmanager
def replacing(folder: Path, names: Sequence[str], is_ours: Callable[[Path], bool]) -> Iterator[Mapping[str, Path]]:
    """Give for each name a path to write it at; when the block ends well each takes its name, the last one last.

    `is_ours` tells by the last file whether an earlier run filled the folder. Raises ClickException for a folder that
    holds anything else, or that another run is filling.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = {name: folder / f".{name}.part" for name in names}
    with _locked(folder):
        _refuse_strangers(folder, parts, is_ours)
        try:
            for part in parts.values():
                part.unlink(missing_ok=True)
            yield parts
            for name, part in parts.items():
                part.replace(folder / name)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise click.ClickException(f"{folder} is being written to by another run") from error
    finally:
        os.close(handle)


def _refuse_strangers(folder: Path, parts: Mapping[str, Path], is_ours: Callable[[Path], bool]) -> None:
    leftovers = {part.name for part in parts.values()}
    there = {path.name for path in folder.iterdir()} - leftovers
    *_, last = parts
    # The last part still beside the others tells of a run that was stopped while files took their names.
    known = is_ours(folder / last) or is_ours(parts[last])
    strangers = sorted(there - set(parts) if known else there)
    if strangers:
        named = ", ".join(strangers[:3]) + (" …" if len(strangers) > 3 else "")
        raise click.ClickException(f"{folder} holds what no export wrote ({named}); name an empty or a new folder")
