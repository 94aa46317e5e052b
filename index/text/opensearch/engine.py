"""The text index on a cluster, put together: reading, writing, and what those who run it do with it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from index.text.analyser import Analyser
from index.text.opensearch import mapping
from index.text.opensearch.address import Address
from index.text.opensearch.auditing import findings, repair
from index.text.opensearch.reading import Reader
from index.text.opensearch.state import DEAD, SWITCH_SECONDS, States, create
from index.text.opensearch.transport import Refused, Transport
from index.text.opensearch.writing import FIRST, Writer
from index.text.protocol import IndexBusy, IndexMismatch, IndexMissing, IndexStats, IndexUnavailable, TextIndexError
from index.text.registry import COLUMNS

GREEN_SECONDS = 600.0
"""How long copies of an index that was built anew may take to be made."""


class OpenSearchIndex(Reader, Writer):
    """Implements `TextIndex` on a cluster. Threads may share it; forked processes may inherit it."""

    def __init__(
        self, address: Address, analyser: Analyser, name: str = "", transport: Transport | None = None
    ) -> None:
        """Use the index that the address names, or another of that cluster's by its own name."""
        self._address, self._analyser, self._name = address, analyser, name or address.name
        self._transport = transport or Transport(address)
        self._fingerprint = mapping.fingerprint(analyser.fingerprint)
        self._states = States(self._transport, self._name, self._fingerprint)
        Reader.__init__(self, self._transport, self._name, self._states)
        Writer.__init__(self, self._transport, self._name, self._states, analyser)

    def _beside(self, index: str) -> Self:
        """Return what stands for another index of the same cluster."""
        return type(self)(self._address, self._analyser, index, self._transport)

    def stats(self) -> IndexStats:
        """Count what there is. Raises IndexMissing, IndexMismatch or IndexUnavailable."""
        state = self._states.now()
        by_part = {"parts": {"terms": {"field": "part"}}}
        found = self._transport.search(self._name, {"size": 0, "aggs": by_part})["aggregations"]["parts"]["buckets"]
        counts = {one["key"]: int(one["doc_count"]) for one in found}
        stored = self._transport.read("GET", f"/{self._name}/_stats/store")["_all"]["total"]["store"]["size_in_bytes"]
        return IndexStats(counts.get("section", 0), counts.get("report", 0), state.mark, self._fingerprint, int(stored))

    def damage(self) -> tuple[str, ...]:
        """Say which reports are not as their manifests say. Raises IndexUnavailable where a shard is missing."""
        self._states.now()
        return tuple(f"{one.detail}; `disclosure index sync` brings it in anew" for one in findings(self))

    def tidy(self) -> None:
        """Put right what writers left that were killed: a report that is not whole is taken out, for sync to bring."""
        try:
            state = self._states.now()
        except IndexMissing:
            return
        self._open_to_writers(state.index)
        if state.killed:
            self.refresh()
            repair(self, findings(self))
            self._states.move(state.killed)

    @contextmanager
    def rebuild(self, catch_up: Callable[[Self], object] | None = None) -> Iterator[Self]:
        """Give an empty index built beside; the name stands for it when the block ends well.

        Before that the index in use is closed to writers, who wait, so that nothing is written to it that is missed.
        """
        for other in self._others():
            self._must_be_dead(other)
        index = f"{self._address.name}-r{time.time_ns():x}"
        create(self._transport, index, self._analyser.fingerprint, building=True)
        try:
            fresh = self._beside(index)
            yield fresh
            if catch_up is not None:
                catch_up(fresh)
            self._copy(index)
            self._switch(fresh, catch_up)
        except BaseException:
            with suppress(TextIndexError):
                self._drop(index)
            raise
        for other in self._others():
            self._drop(other)

    def _others(self) -> list[str]:
        """Return the indices of ours that the name does not stand for."""
        ours = re.compile(rf"{re.escape(self._address.name)}-({FIRST}|r[0-9a-f]+)")
        found = self._transport.read("GET", f"/{self._address.name}-*/_alias", ignore=404)
        return [
            name
            for name, said in found.items()
            if ours.fullmatch(name) and self._address.name not in said.get("aliases", {})
        ]

    def _must_be_dead(self, other: str) -> None:
        """Drop what a killed rebuild left. Raises IndexBusy where one is at it."""
        with suppress(IndexMissing, IndexMismatch):
            created = self._transport.read("GET", f"/{other}/_settings/index.creation_date")
            at = int(created[other]["settings"]["index"]["creation_date"]) / 1000
            written = States(self._transport, other, self._fingerprint).now().writing.values()
            if max(at, *written, at) > time.time() - DEAD:
                raise IndexBusy(f"{self._address.shown} is being rebuilt by another process")
        self._drop(other)

    def _copy(self, index: str) -> None:
        """Have the copies made that an index in use has. Raises IndexUnavailable where the cluster has no room."""
        self._transport.write("PUT", f"/{index}/_settings", {"index": mapping.replicas(self._address)})
        until = time.monotonic() + GREEN_SECONDS
        while time.monotonic() < until:
            if self._transport.read("GET", f"/_cluster/health/{index}")["status"] == "green":
                return
            time.sleep(0.2)
        raise IndexUnavailable(f"the copies of {index} were not made within {GREEN_SECONDS:g} s")

    def _switch(self, fresh: Self, catch_up: Callable[[Self], object] | None) -> None:
        """Let the name stand for another index, while nobody can write to the one it stood for."""
        old = self._aliased()
        for index in old:
            self._transport.write("PUT", f"/{index}/_block/write")
        try:
            if catch_up is not None and old:
                catch_up(fresh)
            moves: list[dict[str, Any]] = [{"remove": {"index": index, "alias": self._address.name}} for index in old]
            moves.append({"add": {"index": fresh._name, "alias": self._address.name, "is_write_index": True}})
            self._transport.write("POST", "/_aliases", {"actions": moves})
        except BaseException:
            for index in old:
                self._unblock(index)
            raise
        self._states.forget()

    def _aliased(self) -> list[str]:
        found = self._transport.read("GET", f"/_alias/{self._address.name}", ignore=404)
        return sorted(found) if "error" not in found else []

    def _open_to_writers(self, index: str) -> None:
        """Open an index again that a rebuild closed which was killed before it ended."""
        until = time.monotonic() + SWITCH_SECONDS
        while self._is_blocked(index):
            if time.monotonic() > until:
                self._unblock(index)
            time.sleep(0.5)
            index = self._states.now().index

    def _is_blocked(self, index: str) -> bool:
        found = self._transport.read("GET", f"/{index}/_settings/index.blocks.write")
        return any(bool(one["settings"]) for one in found.values())

    def _unblock(self, index: str) -> None:
        self._transport.write("PUT", f"/{index}/_settings", {"index.blocks.write": None})

    def _drop(self, index: str) -> None:
        try:
            self._transport.write("DELETE", f"/{index}", ignore_unavailable="true")
        except (IndexMissing, Refused):
            return

    def warm(self) -> None:
        """Load the dictionary and ask whether the index can be read."""
        self._analyser.initialize()
        self._states.now()
        for column in COLUMNS.values():
            if not column.of_report:
                self._statistics.values(column.name, self._states.recent().mark)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()
