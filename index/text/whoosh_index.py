"""The text index on Whoosh: commits are Whoosh's, answers are computed over arrays (see codec, scoring, exact)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment

from index.text import explaining, vocabulary
from index.text.analyser import Analyser
from index.text.answer import Cache, answer, reports_of
from index.text.batch import Batch, build, join
from index.text.cache import ByteBoundedCache
from index.text.codec import LAYOUT, write_segment
from index.text.merging import to_join
from index.text.opening import OPEN_ATTEMPTS, States, deleted_from
from index.text.protocol import (
    Contribution,
    IndexedSection,
    IndexMismatch,
    IndexMissing,
    IndexStats,
    Key,
    TextAnswer,
    TextQuery,
)
from index.text.registry import columns_mark
from index.text.scoring import find_word
from index.text.snapshot import Snapshot
from index.text.store import Commit, Store

LOCK_SECONDS = 60.0
WARM_WORDS = 64
PAGE = 100
"""Hits that are put together at a time where all of them are wanted."""


class WhooshIndex:
    """Implements `TextIndex` in a folder."""

    def __init__(self, root: Path, analyser: Analyser, cache_bytes: int, lock_seconds: float = LOCK_SECONDS) -> None:
        self._store = Store(root)
        self._analyser = analyser
        self._fingerprint = f"{analyser.fingerprint}-layout{LAYOUT}{columns_mark()}"
        self._cache: Cache = ByteBoundedCache(cache_bytes)
        self._lock_seconds = lock_seconds
        self._states = States(self._store, self._fingerprint)

    def search(self, query: TextQuery) -> TextAnswer:
        """Answer from the state asked for if it is held. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        return answer(self._states.of(query.generation), query, self._cache)

    def pages(self, query: TextQuery) -> Iterator[TextAnswer]:
        """Answer with every hit after the query's place, of one state. Raises as `search` does."""
        snapshot, query = self._states.of(query.generation), replace(query, limit=PAGE)
        while True:
            found = answer(self._states.sound(snapshot), query, self._cache)
            yield found
            if not found.more:
                return
            query = replace(query, after=found.hits[-1].place)

    def reports_of(self, query: TextQuery) -> Iterator[str]:
        """Yield the id of every report with a section that a query finds. Raises as `search` does."""
        yield from reports_of(self._snapshot(), query, self._cache)

    def generation(self) -> str:
        """Return the mark of the newest committed state. Raises IndexMissing, IndexMismatch or IndexDamaged."""
        return self._snapshot().generation

    def known_generation(self) -> str | None:
        """Return the same where the newest state is open. Raises IndexDamaged."""
        held = self._states.at_hand()
        return None if held is None else held.generation

    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]:
        """Say what each word and folded string adds to sections' scores. Raises IndexMissing or IndexMismatch."""
        snapshot = self._snapshot()
        return {key: explaining.explain(snapshot, *key, words, strings) for key in sections}

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return the commonest words that begin with a folded prefix. Raises IndexMissing or IndexMismatch."""
        return vocabulary.words_from(self._snapshot(), prefix, limit)

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

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield id and revision of every report that is indexed; nothing where there is no index."""
        try:
            snapshot = self._snapshot()
        except IndexMissing:
            return
        reports = snapshot.columns["report"]
        codes, firsts = np.unique(reports.codes[snapshot.all_docs], return_index=True)
        found = snapshot.revisions[snapshot.all_docs[firsts]]
        for code, revision in zip(codes.tolist(), found.tolist(), strict=True):
            yield reports.table[code], revision

    def newest(self) -> int:
        """Return the highest revision that was ever added, 0 where there is no index. Raises IndexDamaged."""
        try:
            said = self._store.current().newest
            return said or max((revision for _, revision in self.revisions()), default=0)  # releases before wrote none
        except (IndexMissing, IndexMismatch):
            return 0

    def tidy(self) -> None:
        """Remove what killed writers left behind. Raises as `apply` does."""
        if self._store.stamp() is not None:
            with self._store.lock(self._lock_seconds):
                commit = self._states.current()
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
            reports=sum(1 for _ in self.revisions()),
            generation=snapshot.generation,
            fingerprint=self._fingerprint,
            bytes_on_disk=self._store.bytes_on_disk(),
        )

    def damage(self) -> tuple[str, ...]:
        """Read every file and say which are not as they were written. Raises IndexMissing or IndexMismatch."""
        for _ in range(OPEN_ATTEMPTS):
            stamp = self._store.stamp()
            found = tuple(self._store.damage(self._states.current()))
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
        self._states.close()
        self._cache.clear()

    def _snapshot(self) -> Snapshot:
        return self._states.newest()

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
        commit = self._states.current()
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
        for segment, opened in zip(segments, self._states.opened(commit, segments), strict=True):
            column = opened.columns["report"]
            codes = [code for code, report in enumerate(column.table) if report in reports]
            for doc in np.flatnonzero(np.isin(column.codes, codes)).tolist() if codes else ():
                found = found or not segment.is_deleted(doc)
                segment.delete_document(doc)
        return found

    def _join(self, commit: Commit, segments: Sequence[W3Segment]) -> W3Segment:
        # Joined unseen, a damaged segment would be given a sum that says it is sound.
        self._store.check(commit, segments)
        opened = self._states.opened(commit, segments)
        kept = [_kept(part.size, segment) for part, segment in zip(opened, segments, strict=True)]
        batch = join([part.batch() for part in opened], kept)
        return write_segment(self._store.storage(commit.folder), batch)


def _kept(size: int, segment: W3Segment) -> NDArray[np.bool_] | None:
    if not segment.has_deletions():
        return None
    kept = np.ones(size, bool)
    kept[deleted_from(segment)] = False
    return kept
