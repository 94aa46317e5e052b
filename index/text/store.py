"""The index on disk: generations beside each other, one pointer to the current commit, one writer at a time.

`CURRENT` names a folder and a commit in it; replacing that file is the only act that makes anything visible, so a
process killed at any moment leaves the last commit whole. What a killed writer leaves behind the next one removes.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import time
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.disk import CLOSED, FULL, Sum, summed, try_lock
from index.text.arrays import sync
from index.text.codec import NAME, files_of, schema
from index.text.protocol import IndexBusy, IndexClosed, IndexDamaged, IndexFull, IndexMissing, TextIndexError

POINTER = "CURRENT"
LOCK = "lock"
BUILDING = "building"
# What reading a table of contents or opening a segment raises where files are gone, cut short or not their own.
DAMAGE = (
    *(OSError, ValueError, KeyError, IndexError, EOFError, UnpicklingError, struct.error),
    *(TypeError, AttributeError, ImportError, OverflowError),
)
MENDS = "`disclosure index rebuild` makes the index anew"


@dataclass(frozen=True, slots=True)
class Commit:
    """What `CURRENT` says, with a sum of its own.

    Where the segments are, which commit of them, what they were built with, and their sums.
    A file has no sum (None) that a release wrote which kept none.
    """

    folder: str
    number: int
    fingerprint: str
    files: Mapping[str, Sum | None] = field(default_factory=dict)
    newest: int = 0
    """The highest revision that was ever added."""

    @property
    def generation(self) -> str:
        return f"{self.folder}-{self.number}"


class Store:
    """The folder of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / POINTER
        self._pointer_name = str(self._pointer)

    def stamp(self) -> tuple[int, int, int] | None:
        """Return something that changes with every commit, at the price of one `stat`; None without an index."""
        try:
            found = os.stat(self._pointer_name)  # noqa: PTH116  asked several times an answer
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise IndexDamaged(f"{self._pointer} cannot be read: {error.strerror}") from error
        return found.st_ino, found.st_mtime_ns, found.st_size

    def current(self) -> Commit:
        """Read the pointer. Raises IndexMissing or IndexDamaged."""
        try:
            said = _sealed(self._pointer.read_bytes())
            files = {name: known and Sum(*known) for name, known in said.get("files", {}).items()}
            place = str(said["folder"]), int(said["number"]), str(said["fingerprint"])
            return Commit(*place, files, int(said.get("newest", 0)))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing(f"no index in {self.root}: run `disclosure index rebuild`") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamaged(f"{self._pointer} cannot be read: run `disclosure index rebuild`") from error

    def storage(self, folder: str) -> FileStorage:
        return FileStorage(str(self.root / folder))

    def segments(self, commit: Commit) -> list[W3Segment]:
        """Return the segments of a commit with what is deleted from each. Raises IndexDamaged."""
        path = self._toc(commit)
        try:
            if commit.files and summed(path) != commit.files.get(path.name):
                raise ValueError("not as it was written")
            toc = TOC.read(self.storage(commit.folder), NAME, gen=commit.number, schema=schema())
        except DAMAGE as error:
            raise IndexDamaged(f"{path}: {error}; {MENDS}") from error
        return list(toc.segments)

    def write(self, commit: Commit, segments: Sequence[W3Segment], new: Iterable[W3Segment] = ()) -> Commit:
        """Bring a commit's table of contents to the disk, where its segments are; nothing points to it yet.

        Return the commit with its sums: those it has, those of `new` segments and of the table itself.
        """
        path = self._toc(commit)
        path.unlink(missing_ok=True)  # a writer killed here before left one
        TOC(schema(), list(segments), commit.number).write(self.storage(commit.folder), NAME)
        sync(path)
        sync(path.parent)
        files = {name: commit.files.get(name) for segment in segments for name in files_of(segment)}
        added = [name for segment in new for name in files_of(segment) if name in files]
        return replace(commit, files=files | {name: summed(path.parent / name) for name in (*added, path.name)})

    def check_sizes(self, commit: Commit, segment: W3Segment) -> None:
        """Look whether a segment's files are as long as they were written. Raises ValueError, FileNotFoundError."""
        for name in files_of(segment):
            path, written = self.root / commit.folder / name, commit.files.get(name)
            size = path.stat().st_size
            if written is not None and size != written.size:
                raise ValueError(f"{path} has {size} bytes, {written.size} were written")

    def size(self, commit: Commit, segment: W3Segment) -> int:
        """Return the bytes of a segment's files."""
        return sum((self.root / commit.folder / name).stat().st_size for name in files_of(segment))

    def check(self, commit: Commit, segments: Iterable[W3Segment]) -> None:
        """Read segments' files through. Raises IndexDamaged where one is not as it was written."""
        for name in (name for segment in segments for name in files_of(segment)):
            if (said := self._harm(commit, name)) is not None:
                raise IndexDamaged(said)

    def damage(self, commit: Commit) -> Iterator[str]:
        """Read the files of a commit through and say which are not as they were written, or cannot be checked."""
        for name, written in commit.files.items() or [("", None)]:
            if written is None:
                yield f"{self.root / commit.folder / name} was written by a release that kept no checksums; {MENDS}"
            elif (said := self._harm(commit, name)) is not None:
                yield said

    def _harm(self, commit: Commit, name: str) -> str | None:
        path, written = self.root / commit.folder / name, commit.files.get(name)
        try:
            sound = written is None or summed(path) == written
        except OSError as error:
            return f"{path} cannot be read: {error.strerror}; {MENDS}"
        return None if sound else f"{path} is not as it was written; {MENDS}"

    def _toc(self, commit: Commit) -> Path:
        return self.root / commit.folder / str(TOC._filename(NAME, commit.number))

    def publish(self, commit: Commit) -> None:
        """Make a commit the current one."""
        beside = self.root / f"{POINTER}.{uuid.uuid4().hex}"
        said = json.dumps(asdict(commit)).encode()
        beside.write_bytes(said + b"\n%d" % zlib.crc32(said))
        sync(beside)
        beside.replace(self._pointer)
        sync(self.root)

    def clean(self, commit: Commit, segments: Sequence[W3Segment]) -> None:
        """Remove what neither the current commit nor a living rebuild needs. Call under the lock."""
        needed = tuple(f"{NAME}_{segment.segid}." for segment in segments)
        toc = self._toc(commit)
        for path in toc.parent.iterdir():
            if path != toc and not path.name.startswith(needed):
                path.unlink(missing_ok=True)
        for path in self.root.iterdir():
            if path.is_dir() and path.name != commit.folder and not is_building(path):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"{POINTER}."):
                path.unlink(missing_ok=True)

    @contextmanager
    def lock(self, seconds: float) -> Iterator[None]:
        """Be the only writer; the system frees the lock of a process that dies. Raises IndexBusy after `seconds`.

        What the disk refuses while it is held is raised as IndexFull or IndexClosed.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / LOCK).open("a") as file:
                if not try_lock(file.fileno(), seconds):
                    raise IndexBusy(f"another writer has held {self.root} for {seconds:g} s")
                with self._swept_when_full():
                    yield
        except OSError as error:
            if error.errno in FULL:
                raise IndexFull(f"no space left for the text index in {self.root}: {error.strerror}") from error
            if error.errno in CLOSED:
                raise IndexClosed(f"the text index in {self.root} cannot be written: {error.strerror}") from error
            raise

    @contextmanager
    def _swept_when_full(self) -> Iterator[None]:
        """Give back at once what a write that found no room has taken."""
        try:
            yield
        except OSError as error:
            if error.errno in FULL:
                with suppress(TextIndexError, ValueError, OSError):  # what else is wrong is told by those who read
                    commit = self.current()
                    self.clean(commit, self.segments(commit))
            raise

    @contextmanager
    def rebuild_folder(self, seconds: float) -> Iterator[Path]:
        """Give a folder for a rebuild, marked as alive as long as the block lasts, then removed."""
        folder = self.root / f"rebuild-{time.time_ns():x}"
        with self.lock(seconds):
            if any(is_building(other) for other in self.root.glob("rebuild-*")):
                raise IndexBusy(f"{self.root} is being rebuilt by another process")
            folder.mkdir()
            file = (folder / BUILDING).open("a")
            try_lock(file.fileno(), 0)
        with file:
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def new_folder(self) -> str:
        """Make a folder for segments and return its name."""
        name = f"g{time.time_ns():x}"
        (self.root / name).mkdir(parents=True)
        return name

    def adopt(self, other: Store, folder: str) -> None:
        """Move another store's folder of segments here; nothing points to it yet."""
        (other.root / folder).rename(self.root / folder)
        sync(self.root)

    def bytes_on_disk(self) -> int:
        return sum(path.stat().st_size for path in self.root.rglob("*") if path.is_file())


def _sealed(content: bytes) -> Any:
    """Read what stands before its sum; releases that kept none wrote no second line. Raises ValueError."""
    said, _, crc = content.partition(b"\n")
    if crc and int(crc) != zlib.crc32(said):
        raise ValueError("its sum is another")
    return json.loads(said)


def is_building(folder: Path) -> bool:
    """Tell whether a living process is rebuilding in a folder."""
    try:
        with (folder / BUILDING).open("rb") as file:
            return not try_lock(file.fileno(), 0)
    except FileNotFoundError:
        return False
