"""What a cluster's index knows of itself: its generation, who is writing to it, and the highest revision it ever had.

Who writes says so before anything can be seen of it, and moves the generation when all of it can be. While somebody
writes, the generation also tells the second: nothing computed then is taken for the state after.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from index.text.opensearch import mapping
from index.text.opensearch.bulk import FIRST_PAUSE, LONGEST_PAUSE
from index.text.opensearch.transport import Overloaded, Refused, Transport
from index.text.protocol import IndexBusy, IndexMismatch, IndexMissing, IndexUnavailable, TextIndexError

ID = "state"
READ_SECONDS = 2.0
"""For one try to read the state, a single small document."""
FRESH = 1.0
"""Seconds for which a state, or that the cluster cannot be reached, is taken to stand."""
SWITCH_SECONDS = 60.0
"""How long an index may be closed to writers while another takes its place."""
DEAD = 300.0
"""Seconds after which a writer that has not ended is taken for killed: no write takes so long."""
_BEGIN = (
    "for (who in params.ended) { ctx._source.state.writing.remove(who); }"
    " ctx._source.state.writing[params.who] = params.at;"
)
_END = (
    "ctx._source.state.writing.remove(params.who); ctx._source.state.generation = params.generation;"
    " ctx._source.state.newest = Math.max(ctx._source.state.newest, params.newest);"
)


@dataclass(frozen=True, slots=True)
class State:
    """`index` is the cluster's own name of the index, `writing` says since when each writer writes (Unix seconds)."""

    index: str
    fingerprint: str
    generation: str
    newest: int
    writing: Mapping[str, float]

    @property
    def mark(self) -> str:
        """What changes with everything that a search may see; what killed writers left no longer changes."""
        if not self.writing:
            return self.generation
        left = len(self.killed)
        return f"{self.generation}-{f'left{left}' if left == len(self.writing) else int(time.time())}"

    @property
    def killed(self) -> tuple[str, ...]:
        """The writers that can no longer be at it."""
        return tuple(who for who, at in self.writing.items() if time.time() - at > DEAD)


def first(fingerprint: str) -> dict[str, Any]:
    """Return the document that a new index begins with."""
    return {"state": {"fingerprint": fingerprint, "generation": _unique(), "newest": 0, "writing": {}}}


class States:
    """Reads and moves the state of the index that a name stands for. Threads may share it."""

    def __init__(self, transport: Transport, name: str, fingerprint: str) -> None:
        self._transport, self._name, self._fingerprint = transport, name, fingerprint
        self._lock = Lock()
        self._held: tuple[float, State | Exception] | None = None
        self._failed: list[str] = []

    def recent(self) -> State:
        """Return a state that is at most a second old. Raises IndexMissing, IndexMismatch or IndexUnavailable."""
        held = self._held
        if held is None or time.monotonic() - held[0] > FRESH:
            with self._lock:
                held = self._held
                if held is None or time.monotonic() - held[0] > FRESH:
                    held = self._held = (time.monotonic(), self._read())
        if isinstance(held[1], Exception):
            raise held[1]
        return held[1]

    def now(self) -> State:
        """Return the state as it is now. Raises as `recent` does."""
        self.forget()
        return self.recent()

    def forget(self) -> None:
        self._held = None

    @contextmanager
    def writing(self) -> Iterator[Callable[[int], None]]:
        """Let the block write, and call what it is given with the highest revision when all of it can be seen.

        A block that fails begins a new generation too: some reports may be in. Whoever is killed leaves the mark that
        somebody writes, so that whoever tidies up looks at what is there.
        """
        who, ended = uuid.uuid4().hex, self._failed
        self._update(_BEGIN, who=who, at=time.time(), ended=ended)
        self._failed = [one for one in self._failed if one not in ended]
        try:
            yield lambda newest: self._update(_END, who=who, generation=_unique(), newest=newest)
        except BaseException:
            try:
                self._update(_END, who=who, generation=_unique(), newest=0)
            except TextIndexError:
                self._failed = [*self._failed, who]  # said with what is written next
            raise

    def move(self, killed: tuple[str, ...] = ()) -> None:
        """Begin a new generation, and forget writers that were killed."""
        for who in killed or ("",):
            self._update(_END, who=who, generation=_unique(), newest=0)

    def _update(self, source: str, **params: Any) -> None:
        script = {"script": {"source": source, "params": params}}
        path = f"/{self._name}/_update/{ID}"
        there, until = self._transport.only_there(self._name), time.monotonic() + SWITCH_SECONDS
        pause = FIRST_PAUSE
        while True:
            try:
                self._transport.write("POST", path, script, routing=ID, retry_on_conflict="50", **there)
                break
            except (IndexBusy, Overloaded):  # closed to writers while another takes its place, or its queues are full
                if time.monotonic() > until:
                    raise
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        self.forget()

    def _read(self) -> State | Exception:
        try:
            path = f"/{self._name}/_doc/{ID}"
            document = self._transport.read("GET", path, seconds=READ_SECONDS, routing=ID, ignore=404)
        except (IndexMissing, IndexUnavailable) as error:
            return error
        if not document.get("found"):
            return IndexMissing("no index in the cluster by that name: run `disclosure index rebuild`")
        said = document["_source"]["state"]
        if said["fingerprint"] != self._fingerprint:
            built = f"the index was built with {said['fingerprint']}, this is {self._fingerprint}"
            return IndexMismatch(f"{built}: run `disclosure index rebuild`")
        return State(document["_index"], said["fingerprint"], said["generation"], int(said["newest"]), said["writing"])


def create(transport: Transport, index: str, analyser: str, *, alias: str = "", building: bool = False) -> None:
    """Make an empty index where there is none; two processes may do so at once."""
    body = mapping.body(transport.address, analyser, building=building)
    if alias:
        body["aliases"] = {alias: {"is_write_index": True}}
    with _there_already("resource_already_exists_exception"):
        transport.write("PUT", f"/{index}", body)
    with _there_already("version_conflict_engine_exception"):
        document = first(mapping.fingerprint(analyser))
        transport.write("PUT", f"/{index}/_doc/{ID}", document, routing=ID, op_type="create")


@contextmanager
def _there_already(kind: str) -> Iterator[None]:
    try:
        yield
    except Refused as error:
        if error.kind != kind:
            raise


def _unique() -> str:
    return uuid.uuid4().hex[:16]
