"""What is known of one state of an index for as long as it stands: how rare strings are, which values a column has."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from index.text.opensearch.facets import MOST
from index.text.opensearch.queries import SECTIONS, Clause, Rarity, string
from index.text.opensearch.transport import Transport

HELD = 10_000
"""Numbers that are kept; each is some 200 bytes."""


class Statistics:
    """Counts what it is asked for once a state. Threads may share it."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport, self._name = transport, name
        self._lock = Lock()
        self._counts: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._values: dict[str, tuple[str, tuple[str, ...]]] = {}

    def rarity(self, strings: Sequence[str], mark: str) -> Rarity:
        """Count the sections that have each string, and all of them: "" stands for that. Raises as a search does."""
        if not strings:
            return Rarity()
        wanted = ["", *strings]
        with self._lock:
            known = {text: self._counts[mark, text] for text in wanted if (mark, text) in self._counts}
        lacking = [text for text in wanted if text not in known]
        if lacking:
            known |= dict(zip(lacking, self._counted(lacking), strict=True))
            self._keep(mark, known)
        return Rarity(known.pop(""), known)

    def _counted(self, strings: Sequence[str]) -> list[int]:
        bodies = [{"size": 0, "query": _having(text)} for text in strings]
        answers = self._transport.searches(self._name, bodies)
        return [int(answer["hits"]["total"]["value"]) for answer in answers]

    def _keep(self, mark: str, counts: dict[str, int]) -> None:
        with self._lock:
            for text, count in counts.items():
                self._counts[mark, text] = count
            while len(self._counts) > HELD:
                self._counts.popitem(last=False)

    def values(self, column: str, mark: str) -> tuple[str, ...]:
        """Return every value that a section has in a column. Raises as a search does."""
        held = self._values.get(column)
        if held is None or held[0] != mark:
            every = {"terms": {"field": column, "size": MOST}}
            found = self._transport.search(self._name, {"size": 0, "query": SECTIONS, "aggs": {"every": every}})
            held = mark, tuple(str(one["key"]) for one in found["aggregations"]["every"]["buckets"])
            self._values[column] = held
        return held[1]


def _having(text: str) -> Clause:
    return {"bool": {"filter": [SECTIONS, *([string(text)] if text else [])]}}
