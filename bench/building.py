"""Builds every engine's index of a corpus, once, and tells what that cost."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.corpus import sections
from bench.engines import ENGINES, Engine
from index.text.analyser import Analyser

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Built:
    """What an index cost: seconds by the clock, seconds of the processor in here and elsewhere, bytes of its folder.

    `here` has the drawing of the corpus and the cutting of words; `elsewhere` is that of processes this one started.
    """

    engine: str
    seconds: float
    here: float
    elsewhere: float
    size: int


def open_engines(
    folder: Path, size: int, analyser: Analyser, kinds: Sequence[type[Engine]] = ENGINES
) -> tuple[list[Engine], list[Built]]:
    """Open every engine's index of `size` sections, built at the first run and when words are cut otherwise."""
    engines, costs = [], []
    for kind in kinds:
        place = folder / str(size) / kind.name.replace(" ", "-")
        engine = kind(place, analyser)
        mark = place / f"built-{analyser.fingerprint}.json"
        if not mark.exists():
            shutil.rmtree(place, ignore_errors=True)
            mark.write_text(json.dumps(asdict(_build(engine, place, size))), "utf-8")
        costs.append(Built(**json.loads(mark.read_text("utf-8"))))
        engine.open()
        engines.append(engine)
    return engines, costs


def _build(engine: Engine, place: Path, size: int) -> Built:
    clock, here, elsewhere = time.perf_counter(), time.process_time(), _elsewhere()
    engine.build(sections(size))
    clock, here = time.perf_counter() - clock, time.process_time() - here
    built = Built(engine.name, clock, here, _elsewhere() - elsewhere, bytes_under(place))
    print(f"built {built}", flush=True)
    return built


def bytes_under(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())


def _elsewhere() -> float:
    """Return the processor's seconds of the processes that this one started, as far as they still run."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # ended in between
            continue
        if int(fields[1]) == os.getpid():
            total += int(fields[11]) + int(fields[12])
    return total / TICKS
