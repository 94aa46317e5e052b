"""Stand-ins for reading and for the text index, for tests of what lies between. Workers import this by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

from index.text.protocol import Contribution, IndexedSection, IndexStats, Key, TextAnswer, TextQuery
from reports.errors import NotAReport, UnidentifiedReport
from reports.model import Report
from tests.factories import make_agency, make_report


def read(data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = "") -> Report:
    """Read `name;year;a further sentence`, or misbehave as the text says."""
    text = data.decode()
    if text.startswith("hang"):
        time.sleep(60)
    if text.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if text.startswith("term"):
        os.kill(os.getpid(), signal.SIGTERM)
        text = text.removeprefix("term")
    if text.startswith("exit"):
        os._exit(3)
    if text.startswith("eat"):
        bytearray(8 << 30)
    if text.startswith("bug"):
        raise KeyError("no such label")
    if text.startswith("menu"):
        raise NotAReport(file, "this is a menu")
    name, its_year, extra = text.split(";", 2)
    if not (agency or name):
        raise UnidentifiedReport(file, "no agency; give --agency", ("agency",))
    name = agency or name
    return make_report(make_agency(name, f"id-{name}", ()), year or int(its_year), file=file, extra=extra)


def read_anew(
    data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = ""
) -> Report:
    """Read as later rules would."""
    return read(data + b" Read anew.", file, agency, year)


class MemoryIndex:
    """A text index of one dictionary. `error` is raised by the next writes; `commits` counts those that went well."""

    def __init__(self) -> None:
        self.held: dict[str, list[IndexedSection]] = {}
        self.commits = 0
        self.error: Exception | None = None

    def apply(self, add: Iterable[IndexedSection] = (), remove: Collection[str] = ()) -> None:
        if self.error is not None:
            raise self.error
        fresh: dict[str, list[IndexedSection]] = {}
        for section in add:
            fresh.setdefault(section.report, []).append(section)
        self.held = {report: held for report, held in self.held.items() if report not in remove} | fresh
        self.commits += 1

    def revisions(self) -> Iterator[tuple[str, int]]:
        yield from {report: held[0].revision for report, held in self.held.items() if held}.items()

    def newest(self) -> int:
        return max(dict(self.revisions()).values(), default=0)

    def tidy(self) -> None: ...

    @contextmanager
    def rebuild(self, catch_up: Callable[[MemoryIndex], object] | None = None) -> Iterator[MemoryIndex]:
        fresh = MemoryIndex()
        yield fresh
        if catch_up is not None:
            catch_up(fresh)
        self.held = fresh.held

    def stats(self) -> IndexStats:
        return IndexStats(sum(map(len, self.held.values())), len(self.held), str(self.commits), "memory", 0)

    def damage(self) -> tuple[str, ...]:
        return ()

    def search(self, query: TextQuery) -> TextAnswer:
        raise NotImplementedError

    def pages(self, query: TextQuery) -> Iterator[TextAnswer]:
        raise NotImplementedError

    def reports_of(self, query: TextQuery) -> Iterator[str]:
        raise NotImplementedError

    def generation(self) -> str:
        return str(self.commits)

    def known_generation(self) -> str | None:
        return self.generation()

    def explain(
        self, sections: Sequence[Key], words: Sequence[str], strings: Sequence[str] = ()
    ) -> Mapping[Key, tuple[Contribution, ...]]:
        raise NotImplementedError

    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]:
        raise NotImplementedError

    def warm(self) -> None: ...

    def close(self) -> None: ...


def wait(pipe: Connection, seconds: float) -> None:
    """A reader that does nothing for so long."""
    time.sleep(seconds)


def answer(pipe: Connection) -> None:
    """A reader that gives back what it is sent."""
    pipe.send(pipe.recv())
