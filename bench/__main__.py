"""`python -m bench`: measure, print, write RESULTS.md; the exit status is 1 when a demand of issue 4 is not met.

With --cluster RESULTS_cluster.md is written instead, which has OpenSearch too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import building, http, ingest, results, timing
from bench.engines import ENGINES, Engine, StockWhoosh
from bench.questions import half_repeating, unasked
from index.text.analyser import Analyser

HERE = Path(__file__).parent
CACHE_MB = 256


def main() -> int:
    asked = _arguments()
    kind = "_cluster" if asked.cluster else ""
    picture = f"results{kind}.svg"
    pages = ["# Benchmark", "", results.machine(), "", _INTRODUCTION, *([_CLUSTER] if asked.cluster else [])]
    pages += [f"![medians]({picture})", ""]
    data = HERE / "data"
    analyser = Analyser(data)
    analyser.initialize()
    demands: list[results.Demand] = []
    timings: dict[int, list[timing.Timing]] = {}
    for size in asked.sizes:
        kinds = [kind for kind in (*ENGINES, *_cluster(asked)) if size <= kind.most]
        engines, costs = building.open_engines(data, size, analyser, kinds)
        timing.check(engines, size)
        timings[size] = timing.time_mix(engines)
        pages += _pages(timings[size], costs, size)
    judged = max(size for size in asked.sizes if size <= 90_000)
    demands += results.of_queries(timings[judged])
    with_stock = [size for size in asked.sizes if size <= StockWhoosh.most]
    demands += [results.of_stock(timings[max(with_stock)])] if with_stock else []
    for small, large in zip(asked.sizes, asked.sizes[1:], strict=False):
        demands.append(results.of_growth(timings[small], timings[large], large / small))
    if not asked.queries_only:
        demands += _service(data, judged, analyser, asked.seconds, pages)
    pages += ["", "## Demands", "", *(f"- {demand}" for demand in demands), ""]
    print("\n".join(pages))
    (HERE / f"RESULTS{kind}.md").write_text("\n".join(pages), "utf-8")
    title = f"{judged:,} sections, year and agency facets, median milliseconds (logarithmic)"
    (HERE / picture).write_text(results.picture(timings[judged], title), "utf-8")
    print(" · ".join(map(str, demands)))
    return 0 if all(demand.holds for demand in demands) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[9_000, 90_000], help="sections, ascending: 9000,90000,1000000")
    parser.add_argument("--seconds", type=int, default=60, help="how long to load the service")
    parser.add_argument("--cluster", action="store_true", help="OpenSearch as a peer; needs Java and Maven")
    parser.add_argument("--queries-only", action="store_true", help="neither ingest nor the service")
    return parser.parse_args()


def _cluster(asked: argparse.Namespace) -> list[type[Engine]]:
    if not asked.cluster:
        return []
    from bench.cluster import OpenSearch

    return [OpenSearch]


def _sizes(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def _pages(found: Sequence[timing.Timing], costs: Sequence[building.Built], size: int) -> list[str]:
    return [
        f"## {size:,} sections",
        "",
        results.costs(costs, size),
        "",
        "Without facets, median / p99 in milliseconds:",
        "",
        results.table(found, False),
        "",
        "With year and agency facets:",
        "",
        results.table(found, True),
        "",
    ]


def _service(data: Path, size: int, analyser: Analyser, seconds: int, pages: list[str]) -> list[results.Demand]:
    taken = ingest.measure(data / f"service-{size}", size, analyser)
    served = http.Served("service", HERE.parent, Path(sys.executable), data / f"service-{size}")
    fresh, mixed = (http.load(served, seconds, mix(1)) for mix in (unasked, half_repeating))
    bare = http.load(replace(served, application="bench.bare:create_app()"), seconds // 4, unasked(1))
    pages.append(_SERVICE.format(taken=taken, workers=http.WORKERS, connections=http.CONNECTIONS))
    pages += [_LOAD.format(name=name, load=load) for name, load in zip(_MIXES, (fresh, mixed, bare), strict=True)]
    return results.of_ingest(taken) + results.of_load(fresh, mixed, bare, CACHE_MB)


_INTRODUCTION = """\
All engines in one run over one corpus (`bench/corpus.py`), one thread each. Peers hold the words of all fields in one
field, already cut by our tokeniser; ours searches five fields with weights of their own. All find the same sections and
count the same facets, or the run stops; of the quoted phrase peers match the words in a row, so they miss sections in
which it is cut otherwise and find some in which punctuation stands in it. Ours keeps the scores of words and phrases
met before (`POSTINGS_CACHE_MB`): the last column is a query none of whose words was scored before.
"""
_CLUSTER = """\
OpenSearch is our own index on a cluster of one node (`bench/cluster.py`), a process of its own on the same machine:
each search goes there and back, and its scores are computed anew.
"""
_SERVICE = """\
## Ingest and service

- {taken.sections:,} sections into record and index: {taken.ours:,.0f} sections/s; stock Whoosh with ChineseAnalyzer,
  index only, {taken.stock_sections:,} of them: {taken.stock:,.0f} sections/s
- one new report found after {taken.visible:.2f} s (longest {taken.visible_longest:.2f} s)
- `/search` with facets and snippets, {workers} workers, {connections} connections:
"""
_MIXES = ("never asked before", "half repeating", "the bare framework, as many bytes")
_LOAD = """\
  - {name}, {load.seconds} s: {load.rate:,.0f} requests/s, p50 {load.p50:.1f} ms, p99 {load.p99:.1f} ms,
    {load.errors} errors, {load.memory:.0f} MB of its own in the larger worker"""

if __name__ == "__main__":
    sys.exit(main())
