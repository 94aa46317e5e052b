"""`/metrics`: how many requests were answered, how fast, and how much there is to search, for Prometheus.

Requests are counted over all worker processes (`counting.py`); `prometheus_client` writes them down. Its own counters
know several processes only through a folder that is emptied at each start and a hook at each worker's end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from index.record.errors import RecordError
from index.text.protocol import TextIndexError
from web.http.answers import no_store
from web.http.arguments import Resource
from web.http.current import current_request
from web.http.services import Services
from web.resources.counting import SharedCounts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

resource = Resource("metrics", __name__, description="For monitors.")
MEDIA_TYPE = "text/plain"
CONTENT_TYPE = f"{MEDIA_TYPE}; version=0.0.4; charset=utf-8"
BEGAN = "disclosure.began"
STATUSES = (200, 201, 204, 302, 304, 308, 400, 401, 403, 404, 405, 406, 408, 413, 415, 422, 429, 500, 501, 503, 507)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.08, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of what is counted together; 80 ms is what nearly every search is to keep within."""
WIDTH = len(STATUSES) + 1 + len(SECONDS) + 1 + 1
"""Numbers kept for a route: by status, by time, and the microseconds of all together."""
OTHER = ("", "other")
INDEXED = ("Reports in the text index.", "Sections in the text index.", "Bytes the text index takes on disk.")
_NAME = re.compile(r"<(?:\w+:)?(\w+)>")


class Clock:
    """Middleware that notes when a request came, before it waits for its turn."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.setdefault(BEGAN, perf_counter())
        return self._application(environ, start_response)


class Requests(Collector):
    """Counts requests by method, route and status, and the seconds until each answer began."""

    def __init__(self, app: Flask) -> None:
        rules = [(method, rule.rule) for rule in app.url_map.iter_rules() for method in sorted(rule.methods or ())]
        self._places = {key: place * WIDTH for place, key in enumerate((OTHER, *dict.fromkeys(rules)))}
        self._counts = SharedCounts(len(self._places) * WIDTH)

    def count(self, response: Response) -> Response:
        """Count an answered request."""
        request = current_request()
        self.add(request.environ, request.url_rule.rule if request.url_rule else "", response.status_code)
        return response

    def add(self, environ: WSGIEnvironment, rule: str, code: int) -> None:
        """Count a request by its route and the status it was answered with."""
        now = perf_counter()
        seconds = now - environ.get(BEGAN, now)
        start = self._places.get((environ["REQUEST_METHOD"], rule), 0)
        status = STATUSES.index(code) if code in STATUSES else len(STATUSES)
        time = len(STATUSES) + 1 + bisect_left(SECONDS, seconds)
        self._counts.add((start + status, 1), (start + time, 1), (start + WIDTH - 1, round(seconds * 1e6)))

    def collect(self) -> Iterator[Metric]:
        """Yield both metrics; routes nobody asked for are left out."""
        counted = CounterMetricFamily(
            "disclosure_http_requests", "Requests answered.", labels=("method", "route", "status")
        )
        timed = HistogramMetricFamily(
            "disclosure_http_request_duration_seconds",
            "Seconds from a request's coming until its answer began.",
            labels=("method", "route"),
        )
        sums = self._counts.sums()
        for (method, rule), start in self._places.items():
            labels, numbers = [method, _NAME.sub(r"{\1}", rule)], sums[start : start + WIDTH]
            for status, number in zip((*STATUSES, "other"), numbers, strict=False):
                if number:
                    counted.add_metric([*labels, str(status)], number)
            below = list(accumulate(numbers[len(STATUSES) + 1 : -1]))
            if below[-1]:
                ends = (*map(str, SECONDS), "+Inf")
                timed.add_metric(labels, list(zip(ends, below, strict=True)), numbers[-1] / 1e6)
        yield from (counted, timed)


@dataclass(eq=False)
class Holdings(Collector):
    """Tells how much there is; counted again when record or index changed, for counting all takes its time."""

    _services: Services
    _known: tuple[tuple[str, str], tuple[int, int, int, int]] | None = field(default=None)

    def collect(self) -> Iterator[Metric]:
        """Yield what is known; of the index nothing where it cannot answer."""
        try:
            generation, (reports, *index) = self._now()
        except (TextIndexError, RecordError):
            yield GaugeMetricFamily("disclosure_index_up", "Whether the text index answers.", 0)
            return
        yield GaugeMetricFamily("disclosure_index_up", "Whether the text index answers.", 1)
        yield GaugeMetricFamily("disclosure_reports", "Reports in the record.", reports)
        behind = self._services.keeper.behind()
        yield GaugeMetricFamily("disclosure_index_behind", "Reports in which text index and record differ.", behind)
        for name, says, number in zip(("reports", "sections", "bytes"), INDEXED, index, strict=True):
            yield GaugeMetricFamily(f"disclosure_index_{name}", says, number)
        told = {"generation": generation, "tokeniser": self._services.analyser.fingerprint}
        yield InfoMetricFamily("disclosure_index", "What the text index is.", told)

    def _now(self) -> tuple[str, tuple[int, int, int, int]]:
        found = self._services
        state = found.record.generation(), found.text_index.generation()
        if self._known is None or self._known[0] != state:
            stats = found.text_index.stats()
            reports = found.record.reports(limit=1).total
            self._known = state, (reports, stats.reports, stats.sections, stats.bytes_on_disk)
        return state[1], self._known[1]


@resource.reads("/metrics", {"type": "string"}, asks=None, problems=(503,), media_types=(MEDIA_TYPE,))
def metrics() -> Response:
    """Measure the service

    Requests by method, route and status, the time until their answers began, and the size of record and index, in
    Prometheus's text format. Requests are counted over all processes of the server since it was started.
    """
    text = generate_latest(current_app.extensions["disclosure-metrics"])
    return no_store(current_app.response_class(text, content_type=CONTENT_TYPE))


def register(app: Flask) -> Requests:
    """Count every request from now on; called once all routes are there."""
    registry, requests = CollectorRegistry(), Requests(app)
    registry.register(requests)
    app.after_request(requests.count)
    registry.register(Holdings(app.extensions["disclosure"]))
    app.extensions["disclosure-metrics"] = registry
    return requests
