"""Opens the commits of an index on disk, holds the last few, and tells where one is damaged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment

from index.text.codec import OpenSegment, files_of
from index.text.protocol import IndexDamaged, IndexMismatch, IndexMissing, TextIndexError
from index.text.snapshot import Snapshot
from index.text.store import DAMAGE, MENDS, Commit, Store

OPEN_ATTEMPTS = 100
READ_AT_ONCE = 256 << 20
"""Bytes of a segment that is read through before it serves, which takes half a second; larger ones are read beside."""
EARLIER = 4
"""States before the newest that are held. They share their segments; each costs some 100 bytes a section."""


class States:
    """The committed states of an index that are open. Threads may share it."""

    def __init__(self, store: Store, fingerprint: str) -> None:
        self._store, self._fingerprint = store, fingerprint
        self._opening, self._looking = Lock(), Lock()
        self._held: tuple[object, Snapshot] | None = None
        self._harm: dict[str, str] = {}
        self.unread = 0
        self._earlier: OrderedDict[str, Snapshot] = OrderedDict()

    def close(self) -> None:
        """Let go of the files of the newest state."""
        self._held = None

    def newest(self) -> Snapshot:
        """Return the newest commit, opened; a file of it that was changed is read through."""
        stamp, held = self._store.stamp(), self._held
        if held is not None and held[0] == stamp:
            return self.sound(held[1])
        with self._opening:
            snapshot = self._open()
        return self.sound(snapshot)

    def at_hand(self) -> Snapshot | None:
        """Return the newest commit where it is open and nothing has to be read for it, as `stat` tells."""
        stamp, held = self._store.stamp(), self._held
        if held is None or held[0] != stamp or held[1].touched():
            return None
        return self._unharmed(held[1])

    def sound(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot none of whose files is damaged; changed ones are read through. Raises IndexDamaged."""
        if touched := snapshot.touched():
            self._look_again(touched)
        return self._unharmed(snapshot)

    def _look_again(self, touched: Sequence[OpenSegment]) -> None:
        with self._looking:
            for segment in touched:
                changed = segment.arrays.changed_at()
                if changed != segment.arrays.known:
                    self._look_at(segment)
                    segment.arrays.known = changed

    def _look_at(self, segment: OpenSegment) -> None:
        """Say what is wrong with a segment's file as it is now; to touch what was cut off would end the process."""
        path, found = segment.arrays.path, segment.arrays.summed()
        if found.size < segment.arrays.size:
            self._harm[segment.id] = f"{path} was cut short; {MENDS}"
        elif segment.written is not None and found != segment.written:
            self._harm[segment.id] = f"{path} is not as it was written; {MENDS}"
        else:
            self._harm.pop(segment.id, None)

    def _unharmed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot none of whose files is known to be damaged. Raises IndexDamaged."""
        if self._harm:
            for segment in snapshot.segments:
                if segment.id in self._harm:
                    raise IndexDamaged(self._harm[segment.id])
        return snapshot

    def of(self, generation: str) -> Snapshot:
        """Return a state that somebody is paging through if it is still held, else the newest."""
        newest = self.newest()
        if generation in ("", newest.generation):
            return newest
        with self._opening:
            held = self._earlier.get(generation)
            if held is not None:
                self._earlier.move_to_end(generation)
        return newest if held is None else self.sound(held)

    def _hold(self, stamp: object, snapshot: Snapshot) -> None:
        """Make a snapshot the newest; the one before stays for those who page through it."""
        if self._held is not None:
            self._earlier[self._held[1].generation] = self._held[1]
            while len(self._earlier) > EARLIER:
                self._earlier.popitem(last=False)
        self._held = (stamp, snapshot)

    def _open(self) -> Snapshot:
        """Open the newest commit. A writer may remove its files meanwhile: then there is a newer one."""
        for _ in range(OPEN_ATTEMPTS):
            stamp = self._store.stamp()
            if self._held is not None and self._held[0] == stamp:
                return self._held[1]
            commit = self.current()
            try:
                snapshot = self._load(commit, self._store.segments(commit))
            except (IndexDamaged, *DAMAGE) as error:
                if self._store.stamp() == stamp:
                    if isinstance(error, IndexDamaged):
                        raise
                    raise IndexDamaged(f"{self._store.root}: {error}: run `disclosure index rebuild`") from error
                continue
            self._hold(stamp, snapshot)
            return snapshot
        raise IndexMissing(f"{self._store.root} changes faster than it can be opened")

    def current(self) -> Commit:
        commit = self._store.current()
        if commit.fingerprint != self._fingerprint:
            raise IndexMismatch(
                f"the index was built with {commit.fingerprint}, this is {self._fingerprint}: "
                "run `disclosure index rebuild`"
            )
        return commit

    def _load(self, commit: Commit, segments: Sequence[W3Segment]) -> Snapshot:
        deleted = [deleted_from(segment) for segment in segments]
        return Snapshot(commit.generation, self.opened(commit, segments), deleted)

    def opened(self, commit: Commit, segments: Sequence[W3Segment]) -> list[OpenSegment]:
        """Open segments; those that are open already serve again, as segments never change."""
        known = {} if self._held is None else {segment.id: segment for segment in self._held[1].segments}
        return [known.get(segment.segment_id()) or self._open_segment(commit, segment) for segment in segments]

    def _open_segment(self, commit: Commit, segment: W3Segment) -> OpenSegment:
        self._store.check_sizes(commit, segment)
        if self._store.size(commit, segment) <= READ_AT_ONCE:
            self._store.check(commit, [segment])
        else:
            Thread(target=self._read_through, args=(commit, segment), name="read-through", daemon=True).start()
        written = commit.files.get(files_of(segment)[0])
        return OpenSegment(self._store.storage(commit.folder), segment, written)

    def _read_through(self, commit: Commit, segment: W3Segment) -> None:
        """Look at a large segment's sums while it serves already."""
        with self._reading():
            try:
                self._store.check(commit, [segment])
            except IndexDamaged as error:
                if self._store.stamp() is not None and self._is_current(segment):
                    self._harm[segment.segment_id()] = str(error)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self.unread += 1
        try:
            yield
        finally:
            self.unread -= 1

    def _is_current(self, segment: W3Segment) -> bool:
        """Tell whether the newest commit has a segment: what a writer replaced is gone, not damaged."""
        with suppress(TextIndexError):
            return any(file in self._store.current().files for file in files_of(segment))
        return True


def deleted_from(segment: W3Segment) -> NDArray[np.int64]:
    """Return the documents that are deleted from a segment, ascending."""
    return np.array(sorted(segment.deleted_docs()), np.int64)
