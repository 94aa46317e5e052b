"""The index on disk: generations beside each other, one pointer to the current commit, one writer at a time.

`CURRENT` names a folder and a commit in it; replacing that file is the only act that makes anything visible, so a
process killed at any moment leaves the last commit whole. What a killed writer leaves behind the next one removes.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.text.arrays import sync
from index.text.codec import NAME, schema
from index.text.protocol import IndexBusy, IndexDamaged, IndexMissing

POINTER = "CURRENT"
LOCK = "lock"
BUILDING = "building"
RETRY_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Commit:
    """What `CURRENT` says: where the segments are, which commit of them, and what they were built with."""

    folder: str
    number: int
    fingerprint: str

    @property
    def generation(self) -> str:
        return f"{self.folder}-{self.number}"


class Store:
    """The folder of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / POINTER

    def stamp(self) -> tuple[int, int, int] | None:
        """Return something that changes with every commit, at the price of one `stat`; None without an index."""
        try:
            found = self._pointer.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def current(self) -> Commit:
        """Read the pointer. Raises IndexMissing or IndexDamaged."""
        try:
            return Commit(**json.loads(self._pointer.read_text("utf-8")))
        except FileNotFoundError as error:
            raise IndexMissing(f"no index in {self.root}: run `flask index rebuild`") from error
        except (ValueError, TypeError) as error:
            raise IndexDamaged(f"{self._pointer} cannot be read: run `flask index rebuild`") from error

    def storage(self, folder: str) -> FileStorage:
        return FileStorage(str(self.root / folder))

    def segments(self, commit: Commit) -> list[W3Segment]:
        """Return the segments of a commit with what is deleted from each."""
        toc = TOC.read(self.storage(commit.folder), NAME, gen=commit.number, schema=schema())
        return list(toc.segments)

    def write(self, commit: Commit, segments: Sequence[W3Segment]) -> None:
        """Bring a commit's table of contents to the disk, where its segments are; nothing points to it yet."""
        path = self._toc(commit)
        path.unlink(missing_ok=True)  # a writer killed here before left one
        TOC(schema(), list(segments), commit.number).write(self.storage(commit.folder), NAME)
        sync(path)
        sync(path.parent)

    def _toc(self, commit: Commit) -> Path:
        return self.root / commit.folder / str(TOC._filename(NAME, commit.number))

    def publish(self, commit: Commit) -> None:
        """Make a commit the current one."""
        beside = self.root / f"{POINTER}.{uuid.uuid4().hex}"
        text = json.dumps({"folder": commit.folder, "number": commit.number, "fingerprint": commit.fingerprint})
        beside.write_text(text, "utf-8")
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
        """Be the only writer; the system frees the lock of a process that dies. Raises IndexBusy after `seconds`."""
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + seconds
        with (self.root / LOCK).open("a") as file:
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    raise IndexBusy(f"another writer has held {self.root} for {seconds:g} s")
                time.sleep(RETRY_SECONDS)
            yield

    @contextmanager
    def rebuild_folder(self, seconds: float) -> Iterator[Path]:
        """Give a folder for a rebuild, marked as alive as long as the block lasts, then removed."""
        folder = self.root / f"rebuild-{time.time_ns():x}"
        with self.lock(seconds):
            folder.mkdir()
            file = (folder / BUILDING).open("a")
            _try_lock(file.fileno())
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


def is_building(folder: Path) -> bool:
    """Tell whether a living process is rebuilding in a folder."""
    try:
        with (folder / BUILDING).open("rb") as file:
            return not _try_lock(file.fileno())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
