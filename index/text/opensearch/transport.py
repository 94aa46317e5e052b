"""Requests to a cluster: time limits, one more try elsewhere, and every failure under one of our own names."""

from __future__ import annotations

import os
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchException, TransportError

from index.text.opensearch.address import Address
from index.text.protocol import IndexBusy, IndexFull, IndexMissing, IndexUnavailable, TextIndexError

READ_SECONDS = 5.0
"""For one try of a search; the cluster is told to give up a little earlier, so that its answer says why."""
SHARD_SECONDS = 4.0
QUESTION_SECONDS = 8.0
"""For all the requests that one question takes together."""
ANY_COPY_SECONDS = 30.0
"""After a search got no answer: so long the cluster chooses which copies to ask, and passes over a node that hangs."""
WRITE_SECONDS = 60.0
PAUSE = 0.2
"""Seconds before a second try of what was refused for the moment."""
BROKEN = 500
"""From here on a status says that the cluster could not, not that it would not: a node was lost just then."""
TOO_MUCH = 429
_FULL = ("flood-stage watermark", "no space left", "disk usage exceeded")
_BLOCKED = "FORBIDDEN/8/index write"

Body = Mapping[str, Any]


class Refused(TextIndexError):
    """The cluster refused a request as it stands; `status` is of HTTP, `kind` the cluster's name for the reason."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(f"the cluster refused ({status} {kind}): {detail}")
        self.status, self.kind = status, kind


class Overloaded(IndexUnavailable):
    """The cluster is there and has no room in its queues just now (429): what is sent again a little later gets in."""


class Transport:
    """Speaks to one cluster. Threads may share it; a forked process makes connections of its own."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = Lock()
        self._held: tuple[int, OpenSearch] | None = None
        self._any_copy_until = 0.0
        self._question = local()

    def read(self, method: str, path: str, body: Any = None, seconds: float | None = None, **params: Any) -> Any:
        """Ask something that changes nothing: a failure is tried once more, on another node where there is one."""
        return self._tried(method, path, body, params, READ_SECONDS if seconds is None else seconds)

    @contextmanager
    def question(self) -> Iterator[None]:
        """Let this thread's requests in the block take QUESTION_SECONDS together, then raise IndexUnavailable."""
        self._question.until = time.monotonic() + QUESTION_SECONDS
        try:
            yield
        finally:
            del self._question.until

    def write(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """Send a change that may be sent again, as all of ours may."""
        return self._tried(method, path, body, params, WRITE_SECONDS)

    def search(self, index: str, body: Body, **params: Any) -> Mapping[str, Any]:
        """Search. Raises IndexUnavailable where not every shard answered in full and in time."""
        asked = {"timeout": f"{SHARD_SECONDS:g}s", "track_total_hits": True, **body}
        path = f"/{index}/_search" if index else "/_search"  # a state that the cluster holds knows its index
        return whole(self.read("POST", path, asked, **{**_SEARCH, **params}))

    def searches(self, index: str, bodies: Sequence[Body], **header: Any) -> list[Mapping[str, Any]]:
        """Search for several things in one request, each as `search` does."""
        first = {"allow_partial_search_results": False, **header}
        asked = [{"timeout": f"{SHARD_SECONDS:g}s", "track_total_hits": True, **body} for body in bodies]
        lines = b"".join(orjson.dumps(part) + b"\n" for body in asked for part in (first, body))
        answers = self.read("POST", f"/{index}/_msearch", lines)["responses"]
        return [whole(answer) for answer in answers]

    def only_there(self, index: str) -> dict[str, str]:
        """Return what keeps a write to a name that stands for no index from making one of that name."""
        return {"require_alias": "true"} if index == self.address.name else {}

    def close(self) -> None:
        with self._lock:
            if self._held is not None and self._held[0] == os.getpid():
                self._held[1].close()
            self._held = None

    def _client(self) -> OpenSearch:
        """Return this process's client: connections that a fork inherited are its parent's."""
        held = self._held
        if held is None or held[0] != os.getpid():
            with self._lock:
                if self._held is None or self._held[0] != os.getpid():
                    self._held = (os.getpid(), _client(self.address))
                held = self._held
        return held[1]

    def _tried(self, method: str, path: str, body: Any, params: Mapping[str, Any], seconds: float) -> Any:
        """Send a request: once more after silence or a refusal for the moment, and to each node that can be reached."""
        client, again, elsewhere = self._client(), 1, max(len(self.address.hosts) - 1, 1)
        while True:
            if not self._chooses_copy():
                params = {name: value for name, value in params.items() if name != "preference"}
            left = self._left(seconds)
            try:
                return client.transport.perform_request(method, path, params=dict(params), body=body, timeout=left)
            except ConnectionTimeout as error:
                self._any_copy_until = time.monotonic() + ANY_COPY_SECONDS
                again -= 1
                if again < 0:
                    raise self._unreached(error) from error
            except NoConnection as error:
                elsewhere -= 1
                if elsewhere < 0:
                    raise self._unreached(error) from error
            except TransportError as error:
                found = index_error(error, self.address)
                again -= 1
                if again < 0 or not isinstance(found, IndexUnavailable):
                    raise found from error
                time.sleep(PAUSE)
            except OpenSearchException as error:
                raise self._unreached(error) from error

    def _chooses_copy(self) -> bool:
        """Tell whether a request may say which copies to ask: not while one of them may be on a node that hangs."""
        return time.monotonic() > self._any_copy_until

    def _left(self, seconds: float) -> float:
        """Return how long a request may take. Raises IndexUnavailable where the question's time is up."""
        left = getattr(self._question, "until", time.monotonic() + seconds) - time.monotonic()
        if left <= 0:
            raise IndexUnavailable(f"{self.address.shown} does not answer in time")
        return min(left, seconds)

    def _unreached(self, error: Exception) -> IndexUnavailable:
        """Name a failure without what was asked."""
        return IndexUnavailable(f"{self.address.shown} does not answer: {type(error).__name__}")


_SEARCH: dict[str, Any] = {"allow_partial_search_results": "false"}


def whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer that no shard is missing from. Raises IndexUnavailable, or what else it says went wrong."""
    if "error" in answer:
        raise reason(int(answer.get("status", 500)), answer["error"])
    shards = answer.get("_shards", {})
    if answer.get("timed_out") or shards.get("failed"):
        raise IndexUnavailable(f"only a part of the index answered: {shards.get('failed')} shards failed or were slow")
    return answer


def index_error(error: TransportError, address: Address) -> TextIndexError:
    """Say in the text index's own terms what a cluster answered instead of a result."""
    status = error.status_code if isinstance(error.status_code, int) else 0
    info = error.info if isinstance(error.info, Mapping) else {}
    said = info.get("error", error.error)
    if status in (401, 403) and not isinstance(said, Mapping):
        return IndexUnavailable(f"{address.shown} lets this user do nothing ({status})")
    return reason(status, said)


def reason(status: int, said: Any) -> TextIndexError:
    """Return the error that stands for what a cluster says went wrong."""
    kind, detail = _said(said)
    text = f"{kind}: {detail}"
    if kind in ("index_not_found_exception", "alias_not_found_exception") or (status == 404 and "alias" in kind):
        return IndexMissing("no index in the cluster by that name: run `disclosure index rebuild`")
    if any(mark in text for mark in _FULL):
        return IndexFull(f"the cluster's disks take no more: {detail}")
    if _BLOCKED in text:
        return IndexBusy("the index is being replaced by one that was built anew")
    if status == TOO_MUCH or "rejected_execution" in text:
        return Overloaded(f"the cluster takes no more just now ({status} {kind}): {detail}")
    if status == 0 or status >= BROKEN or _is_passing(text):
        return IndexUnavailable(f"the cluster cannot answer now ({status} {kind}): {detail}")
    return Refused(status, kind, detail)


def _is_passing(text: str) -> bool:
    marks = ("no_shard_available", "missing shards", "all shards failed", "circuit_breaking")
    more = ("node_disconnected", "node_not_connected", "cluster_manager_not_discovered", "master_not_discovered")
    return any(mark in text for mark in (*marks, *more, "unavailable_shards", "process_cluster_event_timeout"))


def _said(error: Any) -> tuple[str, str]:
    if not isinstance(error, Mapping):
        return str(error)[:100], ""
    causes = error.get("root_cause") or [error]
    return str(error.get("type", "")), str(causes[0].get("reason", error.get("reason", "")))[:300]


def _client(address: Address) -> OpenSearch:
    credentials = address.credentials
    more: dict[str, Any] = {}
    if address.tls:
        more = {"use_ssl": True, "verify_certs": True}
        if credentials.ca_file is not None:
            more["ca_certs"] = str(credentials.ca_file)
    if credentials.user is not None:
        secret = b64encode(f"{credentials.user}:{credentials.password}".encode()).decode()
        more["headers"] = {"authorization": f"Basic {secret}"}
    return OpenSearch(
        [{"host": host, "port": port} for host, port in address.hosts],
        http_compress=False,
        max_retries=0,
        retry_on_timeout=True,
        retry_on_status=(),
        pool_maxsize=16,
        dead_timeout=2,
        **more,
    )
