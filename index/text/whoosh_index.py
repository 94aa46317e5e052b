"""The text index on Whoosh: commits are Whoosh's, answers are computed over arrays (see codec, scoring, exact)."""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from pickle import UnpicklingError
from threading import Lock, Thread
from typing import Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment

from index.text import looking
from index.text.analyser import Analyser
from index.text.answer import answer
from index.text.batch import Batch, build, join
from index.text.cache import ByteBoundedCache
from index.text.codec import LAYOUT, OpenSegment, files_of, write_segment
from index.text.merging import to_join
from index.text.protocol import (
    Contribution,
    IndexDamaged,
    IndexedSection,
    IndexMismatch,
    IndexMissing,
    IndexStats,
    TextAnswer,
    TextIndexError,
    TextQuery,
)
from index.text.scoring import Found, find_word
from index.text.snapshot import Snapshot
from index.text.store import MENDS, Commit, Store

LOCK_SECONDS = 60.0
WARM_WORDS = 64
OPEN_ATTEMPTS = 100
READ_AT_ONCE = 256 << 20
"""Bytes of a segment that is read through before it serves, which takes half a second; larger ones are read beside."""
EARLIER = 4
"""States before the newest that are held. They share their segments; each costs some 100 bytes a section."""
# What opening a segment raises where its files are gone, cut short or not its own.
DAMAGE = (
    *(OSError, ValueError, KeyError, IndexError, EOFError, UnpicklingError, struct.error),
    *(TypeError, AttributeError, ImportError, OverflowError),
)


class WhooshIndex:
    """Implements `TextIndex` in a folder."""

    def __init__(self, root: Path, analyser: Analyser, cache_bytes: int, lock_seconds: float = LOCK_SECONDS) -> None:
        self._store = Store(root)
        self._analyser = analyser
        self._fingerprint = f"{analyser.fingerprint}-layout{LAYOUT}"
        self._cache: ByteBoundedCache[Found] = ByteBoundedCache(cache_bytes)
        self._lock_seconds = lock_seconds
        self._opening = Lock()
        self._held: tuple[object, Snapshot] | None = None
        self._harm: dict[str, str] = {}
        self.unread = 0
        self._earlier: OrderedDict[str, Snapshot] = OrderedDict()

    def search(self, query: TextQuery) -> TextAnswer:
        """Answer from the state asked for if it is held. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        return answer(self._snapshot_of(query.generation), query, self._cache)

    def generation(self) -> str:
        """Return the mark of the newest committed state. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        return self._snapshot().generation

    def explain(
        self, report: str, section: str, words: Sequence[str], strings: Sequence[str] = ()
    ) -> tuple[Contribution, ...]:
        """Say what each word and folded string adds to a section's score. Raises IndexMissing or IndexMismatch."""
        return looking.explain(self._snapshot(), report, section, words, strings)

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return the commonest words that begin with a folded prefix. Raises IndexMissing or IndexMismatch."""
        return looking.words_from(self._snapshot(), prefix, limit)

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        """In one commit drop the sections of all reports in `remove` and in `add`, then add. Raises IndexBusy."""
        with self._store.lock(self._lock_seconds):
            # Read under the lock: of two writers who add one report, the later one then adds the newer revision.
            sections = list(add)
            dropped = {*remove, *(section.report for section in sections)}
            batch = build(sections, self._analyser) if sections else None
            self._check()
            commit, segments = self._writable()
            self._commit(commit, segments, dropped, batch)

    def revisions(self) -> dict[str, int]:
        """Return report id → revision for every report that is indexed; empty where there is no index."""
        try:
            snapshot = self._snapshot()
        except IndexMissing:
            return {}
        reports = snapshot.columns["report"]
        codes, firsts = np.unique(reports.codes[snapshot.all_docs], return_index=True)
        found = snapshot.revisions[snapshot.all_docs[firsts]]
        return {reports.table[code]: revision for code, revision in zip(codes.tolist(), found.tolist(), strict=True)}

    def newest(self) -> int:
        """Return the highest revision that was ever added, 0 where there is no index. Raises IndexDamaged."""
        try:
            said = self._store.current().newest
            return said or max(self.revisions().values(), default=0)  # releases before wrote none
        except (IndexMissing, IndexMismatch):
            return 0

    def tidy(self) -> None:
        """Remove what killed writers left behind. Raises as `apply` does."""
        if self._store.stamp() is not None:
            with self._store.lock(self._lock_seconds):
                commit = self._current()
                self._store.clean(commit, self._store.segments(commit))

    @contextmanager
    def rebuild(self, catch_up: Callable[[Self], object] | None = None) -> Iterator[Self]:
        """Give an empty index built beside, put to use when the block ends well; else nothing changes.

        What is applied meanwhile goes to the index in use: `catch_up` brings it over while nobody else can write.
        """
        with self._store.rebuild_folder(self._lock_seconds) as folder:
            fresh = type(self)(folder, self._analyser, 0, self._lock_seconds)
            fresh._create()
            yield fresh
            with self._store.lock(self._lock_seconds):
                if catch_up is not None:
                    catch_up(fresh)
                commit = fresh._store.current()
                segments = fresh._store.segments(commit)
                self._store.adopt(fresh._store, commit.folder)
                self._store.publish(commit)
                self._store.clean(commit, segments)

    def stats(self) -> IndexStats:
        snapshot = self._snapshot()
        return IndexStats(
            sections=snapshot.live_count,
            reports=len(self.revisions()),
            generation=snapshot.generation,
            fingerprint=self._fingerprint,
            bytes_on_disk=self._store.bytes_on_disk(),
        )

    def damage(self) -> tuple[str, ...]:
        """Read every file and say which are not as they were written. Raises IndexMissing or IndexMismatch."""
        for _ in range(OPEN_ATTEMPTS):
            stamp = self._store.stamp()
            found = tuple(self._store.damage(self._current()))
            if not found or self._store.stamp() == stamp:
                return found
        raise IndexMissing(f"{self._store.root} changes faster than it can be read")

    def warm(self) -> None:
        """Load what the commonest queries need; `/readyz` waits for it."""
        self._analyser.initialize()
        snapshot = self._snapshot()
        snapshot.open_orders()
        largest = max(snapshot.segments, key=lambda segment: segment.size, default=None)
        for word in largest.commonest(WARM_WORDS) if largest else ():
            if self._cache.held > self._cache.limit // 2:
                break
            found = find_word(snapshot, word)
            self._cache.put((snapshot.generation, "word", word), found, found.bytes)

    def close(self) -> None:
        """Let go of files and scores."""
        self._held = None
        self._cache.clear()

    def _snapshot(self) -> Snapshot:
        """Return the newest commit, opened; the `stat` of one file tells whether it is the one held."""
        stamp, held = self._store.stamp(), self._held
        if held is not None and held[0] == stamp:
            return self._sound(held[1])
        with self._opening:
            return self._sound(self._open())

    def _sound(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot none of whose files is known to be damaged. Raises IndexDamaged."""
        if not snapshot.is_whole():
            raise IndexDamaged(f"a file of {self._store.root} was cut short; {MENDS}")
        if self._harm:
            for segment in snapshot.segments:
                if segment.id in self._harm:
                    raise IndexDamaged(self._harm[segment.id])
        return snapshot

    def _snapshot_of(self, generation: str) -> Snapshot:
        """Return a state that somebody is paging through if it is still held, else the newest."""
        newest = self._snapshot()
        if generation in ("", newest.generation):
            return newest
        with self._opening:
            held = self._earlier.get(generation)
            if held is not None:
                self._earlier.move_to_end(generation)
        return newest if held is None else self._sound(held)

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
            commit = self._current()
            try:
                snapshot = self._load(commit, self._store.segments(commit))
            except (IndexDamaged, *DAMAGE) as error:
                if self._store.stamp() == stamp:
                    if isinstance(error, IndexDamaged):
                        raise
                    raise IndexDamaged(f"{self._store.root}: {error}: run `flask index rebuild`") from error
                continue
            self._hold(stamp, snapshot)
            return snapshot
        raise IndexMissing(f"{self._store.root} changes faster than it can be opened")

    def _current(self) -> Commit:
        commit = self._store.current()
        if commit.fingerprint != self._fingerprint:
            raise IndexMismatch(
                f"the index was built with {commit.fingerprint}, this is {self._fingerprint}: run `flask index rebuild`"
            )
        return commit

    def _load(self, commit: Commit, segments: Sequence[W3Segment]) -> Snapshot:
        deleted = [_deleted(segment) for segment in segments]
        return Snapshot(commit.generation, self._opened(commit, segments), deleted)

    def _opened(self, commit: Commit, segments: Sequence[W3Segment]) -> list[OpenSegment]:
        """Open segments; those that are open already serve again, as segments never change."""
        known = {} if self._held is None else {segment.id: segment for segment in self._held[1].segments}
        return [known.get(segment.segment_id()) or self._open_segment(commit, segment) for segment in segments]

    def _open_segment(self, commit: Commit, segment: W3Segment) -> OpenSegment:
        self._store.check_sizes(commit, segment)
        if self._store.size(commit, segment) <= READ_AT_ONCE:
            self._store.check(commit, [segment])
        else:
            Thread(target=self._read_through, args=(commit, segment), name="read-through", daemon=True).start()
        return OpenSegment(self._store.storage(commit.folder), segment)

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

    def _check(self) -> None:
        """Open what is there before writing to it. Raises IndexMismatch or IndexDamaged."""
        with suppress(IndexMissing):
            self._snapshot()

    def _create(self) -> None:
        """Commit an empty index."""
        with self._store.lock(self._lock_seconds):
            self._writable()

    def _writable(self) -> tuple[Commit, list[W3Segment]]:
        """Return the current commit, a first and empty one where there is none. Call under the lock."""
        if self._store.stamp() is None:
            commit = Commit(self._store.new_folder(), 0, self._fingerprint)
            self._store.publish(self._store.write(commit, []))
        commit = self._current()
        return commit, self._store.segments(commit)

    def _commit(self, commit: Commit, segments: list[W3Segment], dropped: set[str], batch: Batch | None) -> None:
        """Commit a change, then join segments: what was added is to be found before that."""
        changed = self._delete(commit, segments, dropped)
        new = [] if batch is None else [write_segment(self._store.storage(commit.folder), batch)]
        if batch is not None:
            commit = replace(commit, newest=max(commit.newest, int(batch.revisions.max(initial=0))))
        if not new and not changed:
            return
        commit, segments = self._publish(commit, [*segments, *new], new)
        while places := to_join([s.doc_count_all() for s in segments], [s.doc_count() for s in segments]):
            joined = self._join(commit, [segments[place] for place in places])
            others = [segment for place, segment in enumerate(segments) if place not in places]
            commit, segments = self._publish(commit, [*others, joined], [joined])

    def _publish(
        self, commit: Commit, segments: Sequence[W3Segment], new: Sequence[W3Segment]
    ) -> tuple[Commit, list[W3Segment]]:
        used = [segment for segment in segments if segment.doc_count()]
        following = self._store.write(replace(commit, number=commit.number + 1), used, new)
        self._store.publish(following)
        self._store.clean(following, used)
        return following, used

    def _delete(self, commit: Commit, segments: Sequence[W3Segment], reports: set[str]) -> bool:
        """Mark the documents of reports as deleted and tell whether there were any."""
        found = False
        for segment, opened in zip(segments, self._opened(commit, segments), strict=True):
            column = opened.columns["report"]
            codes = [code for code, report in enumerate(column.table) if report in reports]
            for doc in np.flatnonzero(np.isin(column.codes, codes)).tolist() if codes else ():
                found = found or not segment.is_deleted(doc)
                segment.delete_document(doc)
        return found

    def _join(self, commit: Commit, segments: Sequence[W3Segment]) -> W3Segment:
        # Joined unseen, a damaged segment would be given a sum that says it is sound.
        self._store.check(commit, segments)
        opened = self._opened(commit, segments)
        kept = [_kept(part.size, segment) for part, segment in zip(opened, segments, strict=True)]
        batch = join([part.batch() for part in opened], kept)
        return write_segment(self._store.storage(commit.folder), batch)


def _deleted(segment: W3Segment) -> NDArray[np.int64]:
    return np.array(sorted(segment.deleted_docs()), np.int64)


def _kept(size: int, segment: W3Segment) -> NDArray[np.bool_] | None:
    if not segment.has_deletions():
        return None
    kept = np.ones(size, bool)
    kept[_deleted(segment)] = False
    return kept
