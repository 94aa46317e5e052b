"""The reading side of a cluster's index. No answer is ever a part of what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import isclose
from typing import Any

from index.text.opensearch import asking, vocabulary
from index.text.opensearch.asking import SearchRequest, preference
from index.text.opensearch.explaining import explained, explaining
from index.text.opensearch.paging import READ_BACK, order_of, whole_number
from index.text.opensearch.queries import Clause, both, filters, is_scored, matching, strings_of, with_sections
from index.text.opensearch.state import States
from index.text.opensearch.statistics import Statistics
from index.text.opensearch.transport import Transport
from index.text.protocol import Contribution, Key, TextAnswer, TextIndexError, TextQuery
from index.text.registry import COLUMNS

PAGE = 500
"""Hits put together at a time where all of them are wanted."""
REPORTS = 5000
"""Reports told at a time."""
KEEP_ALIVE = "2m"
"""For how long the cluster holds a state that nobody asks for: the reader of a long list may be slow."""
SAME_SCORE = 3e-7
"""By what part two scores of a section in one state may differ: Lucene adds floats in an order that clauses change."""
EVERYWHERE = {"search_type": "dfs_query_then_fetch"}
"""Scores by the numbers of all shards, so that it does not matter on which one a section lies."""
MOVED = "+moved"
"""Marks an answer whose scores are no longer those of the page before it: segments were joined in between."""


class Reader:
    """Reads the index that a name stands for. Threads may share it."""

    def __init__(self, transport: Transport, name: str, states: States) -> None:
        self._transport, self._name, self._states = transport, name, states
        self._statistics = Statistics(transport, name)

    def search(self, query: TextQuery) -> TextAnswer:
        """Answer from the newest state; the answer tells which it was, or that it moved on."""
        with self._transport.question():
            found = self._answer(query, self._states.recent().mark)
            return found if query.after is None or not query.generation else self._still(query, found)

    def _answer(self, query: TextQuery, mark: str, pit: Mapping[str, Any] | None = None) -> TextAnswer:
        rarity = self._statistics.rarity(strings_of(query), mark)
        if not query.group_by_report:
            reply = self._search(asking.of_sections(query, rarity), query, pit)
            return asking.answer(reply, query, asking.counts(reply, query, {}), mark)
        differing = [one.column for one in query.facets if not COLUMNS[one.column].of_report]
        known = {column: self._statistics.values(column, mark) for column in differing}
        reply = self._search(asking.of_reports(query, rarity), query, pit)
        told = asking.counts(reply, query, known)
        for request in asking.counts_of_reports(query, rarity, known).values():
            told |= asking.counts(self._search(request, query, None), query, known)
        return asking.answer(reply, query, told, mark)

    def _search(self, request: SearchRequest, query: TextQuery, pit: Mapping[str, Any] | None) -> Mapping[str, Any]:
        params: dict[str, Any] = dict(EVERYWHERE) if is_scored(query) else {}
        if request.without:
            params["filter_path"] = ",".join(request.without)
        if pit is not None:
            return self._transport.search("", {**request.body, "pit": pit}, **params)
        return self._transport.search(self._name, request.body, preference=preference(query), **params)

    def _still(self, query: TextQuery, answer: TextAnswer) -> TextAnswer:
        """Tell of a page after the first whether it goes on where the page before it ended.

        The state is asked for after the search: if it is the first page's, nobody wrote between the two. The last hit
        of the page before has to have its score still, or others may have changed places with it.
        """
        mark = self._states.now().mark
        if mark == query.generation and not self._has_moved(query):
            return replace(answer, generation=mark)
        return replace(answer, generation=mark if mark != query.generation else mark + MOVED)

    def _has_moved(self, query: TextQuery) -> bool:
        if order_of(query) != "relevance" or query.after is None:
            return False
        place = query.after
        rarity = self._statistics.rarity(strings_of(query), query.generation)
        inside = both(matching(query, rarity), filters(query.filters))
        same: list[Clause] = [{"term": {"report": place.report}}]
        if not query.group_by_report:
            same.append({"term": {"position": whole_number(place.position)}})
        request = SearchRequest(
            {
                "query": with_sections(inside) if query.group_by_report else inside,
                # no clause of the query: beside one that few documents meet, OpenSearch 3 gives some a lower score
                "post_filter": {"bool": {"filter": same}},
                "size": 1,
            }
        )
        hits = self._search(request, query, None)["hits"]["hits"]
        return not hits or not isclose(float(hits[0]["_score"]), float(place.key[0]), rel_tol=SAME_SCORE)

    def pages(self, query: TextQuery) -> Iterator[TextAnswer]:
        """Answer with every hit after the query's place; the cluster holds the state that long."""
        before = self._states.now().mark
        path = f"/{self._name}/_search/point_in_time"
        opened = self._transport.read("POST", path, keep_alive=KEEP_ALIVE, allow_partial_pit_creation="false")
        pit = {"id": opened.get("pit_id"), "keep_alive": KEEP_ALIVE}
        mark = self._states.now().mark
        mark = mark if mark == before else f"{mark}-{pit['id'][-8:]}"
        query = replace(query, limit=PAGE, facets=())
        try:
            while True:
                found = self._answer(query, mark, pit)
                yield found
                if not found.more:
                    return
                query = replace(query, after=found.hits[-1].place)
        finally:
            with suppress(TextIndexError):  # it ends by itself
                self._transport.read("DELETE", "/_search/point_in_time", {"pit_id": [pit["id"]]})

    def reports_of(self, query: TextQuery) -> Iterator[str]:
        """Yield the id of every report with a section that a query finds."""
        mark = self._states.recent().mark
        rarity = self._statistics.rarity(strings_of(query), mark)
        clause = {"bool": {"filter": [matching(query, rarity), *filters(query.filters)]}}
        yield from self._reports(clause)

    def _reports(self, clause: Mapping[str, Any]) -> Iterator[str]:
        every: dict[str, Any] = {"size": REPORTS, "sources": [{"report": {"terms": {"field": "report"}}}]}
        while True:
            body = {"size": 0, "query": clause, "aggs": {"every": {"composite": every}}}
            found = self._transport.search(self._name, body, preference="reports")["aggregations"]["every"]
            for one in found["buckets"]:
                yield one["key"]["report"]
            if len(found["buckets"]) < REPORTS:
                return
            every["after"] = found["after_key"]

    def generation(self) -> str:
        """Return the mark of a state that is at most a second old."""
        return self._states.recent().mark

    def known_generation(self) -> None:
        """Return None: the cluster knows it."""

    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]:
        """Say what each word and folded string adds to the scores of a page's sections, in one request."""
        mark = self._states.recent().mark
        if not sections or not (words or strings):
            return {}
        rarity = self._statistics.rarity([one for one in strings if one], mark)
        body = {**explaining(sections, words, strings, rarity), "docvalue_fields": READ_BACK, "_source": False}
        return explained(self._transport.search(self._name, body, **EVERYWHERE), words, strings)

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return up to `limit` words of sections' texts that begin with a folded prefix, the commonest first."""
        self._states.recent()
        return vocabulary.words_from(self._transport, self._name, prefix, limit)
