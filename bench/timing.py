"""Times the query mix on every engine in turn, after checking that all find the same sections and count alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.corpus import sections
from bench.engines import Engine, Ours
from bench.queries import MIX, Query
from index.text.folding import fold

SECONDS_OF_QUERY = 1.0
FEWEST_RUNS, MOST_RUNS = 20, 400


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one query on one engine; `first` is ours with nothing scored before, None for peers."""

    engine: str
    query: str
    facets: bool
    sections: int
    median: float
    p99: float
    first: float | None = None


class Mismatch(Exception):
    """Engines do not find the same sections: their times say nothing."""


def check(engines: Sequence[Engine], size: int) -> None:
    """Raise Mismatch unless all find the same; for a phrase, ours what contains it, and peers the same as each other.

    Peers match its words in a row: they miss it where it is cut otherwise and pass over punctuation between the words.
    """
    bodies = {f"{part.report}:{part.section}": fold(part.body) for part in sections(size)}
    for wanted in MIX:
        sets = [engine.found(wanted) for engine in engines]
        if wanted.phrase:
            exact = {name for name, body in bodies.items() if "".join(wanted.phrase) in body}
            others = [found for engine, found in zip(engines, sets, strict=True) if not isinstance(engine, Ours)]
            ours = [found for engine, found in zip(engines, sets, strict=True) if isinstance(engine, Ours)]
            sound = all(found == exact for found in ours) and all(found == others[0] for found in others)
        else:
            sound = all(found == sets[0] for found in sets)
        counts = [engine.run(wanted, True)[1] for engine in engines if not wanted.phrase]
        if not sound or any(found != counts[0] for found in counts):
            raise Mismatch(f"{wanted.name}: {[len(found) for found in sets]}")


def time_mix(engines: Sequence[Engine]) -> list[Timing]:
    """Time every query without and with facets on every engine."""
    return [_time(engine, wanted, facets) for facets in (False, True) for wanted in MIX for engine in engines]


def _time(engine: Engine, wanted: Query, facets: bool) -> Timing:
    first = _first(engine, wanted, facets) if isinstance(engine, Ours) else None
    start = time.perf_counter()
    total, _ = engine.run(wanted, facets)
    runs = int(SECONDS_OF_QUERY / (time.perf_counter() - start))
    taken = []
    for _ in range(min(max(runs, FEWEST_RUNS), MOST_RUNS)):
        start = time.perf_counter()
        engine.run(wanted, facets)
        taken.append((time.perf_counter() - start) * 1000)
    p99 = quantiles(taken, n=100, method="inclusive")[98]
    return Timing(engine.name, wanted.name, facets, total, median(taken), p99, first)


def _first(engine: Ours, wanted: Query, facets: bool) -> float:
    """Return the median time of a query whose words were never scored, the files being in the system's cache."""
    taken = []
    for _ in range(7):
        engine.forget()
        start = time.perf_counter()
        engine.run(wanted, facets)
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)
