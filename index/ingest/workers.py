"""Reading in processes of their own: a file that crashes, hangs or eats memory costs itself and no other.

Each worker has its own pipe and one task at a time, so that a killed one holds no lock and its file is known.
"""

from __future__ import annotations

import logging
import math
import os
import resource
import signal
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self, TypeAlias

from index.ingest.interruption import uninterrupted
from index.ingest.nursery import NURSERY
from index.ingest.outcome import Failure
from reports.errors import ReportError
from reports.model import Report

Parse: TypeAlias = Callable[[bytes, str, str | None, int | None, str], Report]
_START_SECONDS = 60
_GRACE_SECONDS = 5
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds of time, MB of address space."""

    seconds: float = 120
    memory_mb: int = 4096


_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Task:
    data: bytes
    file: str
    agency: str | None = None
    year: int | None = None
    published_as: str = ""


@dataclass(slots=True)
class _Worker:
    pid: int
    pipe: Connection
    number: int = -1
    task: Task = field(default_factory=lambda: Task(b"", ""))
    deadline: float = math.inf
    fresh: bool = True
    begun: bool = False


class Workers:
    """A set of reading processes, started when needed and ended with the block."""

    def __init__(self, parse: Parse, jobs: int | None = None, limits: Limits | None = None) -> None:
        self._parse = parse
        self._jobs = jobs or os.cpu_count() or 1
        self._limits = limits or _LIMITS
        self._idle: list[_Worker] = []
        self._busy: dict[Connection, _Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with uninterrupted():
            for worker in (*self._busy.values(), *self._idle):
                _end(worker)
            self._busy.clear()
            self._idle.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Report | Failure]]:
        """Yield each task with its report or the reason there is none, in the order of the tasks.

        Takes few tasks ahead, so that a long list of files is never in memory at once.
        """
        coming = enumerate(tasks)
        done: dict[int, tuple[Task, Report | Failure]] = {}
        handed_out = shown = 0
        more = True
        while True:
            while more and len(self._busy) < self._jobs and handed_out - shown < _AHEAD * self._jobs:
                one = next(coming, None)
                more = one is not None
                if one is not None:
                    self._give(*one)
                    handed_out += 1
            if not self._busy:
                return
            for worker, result in self._finished():
                done[worker.number] = (worker.task, result)
            while shown in done:
                yield done.pop(shown)
                shown += 1

    def _give(self, number: int, task: Task) -> None:
        worker = self._idle.pop() if self._idle else self._start()
        try:
            worker.pipe.send(task)
        except OSError:  # it was ended while it had nothing to do: no fault of this task
            _end(worker)
            worker = self._start()
            worker.pipe.send(task)
        worker.number, worker.task, worker.begun = number, task, False
        worker.deadline = time.monotonic() + _START_SECONDS
        self._busy[worker.pipe] = worker

    def _start(self) -> _Worker:
        return _Worker(*NURSERY.start(serve, self._parse, self._limits))

    def _finished(self) -> Iterator[tuple[_Worker, Report | Failure]]:
        nearest = min(worker.deadline for worker in self._busy.values())
        ready = wait(list(self._busy), timeout=max(0.0, nearest - time.monotonic()))
        for worker in list(self._busy.values()):
            if worker.pipe in ready:
                result = self._received(worker)
                if result is not None:
                    yield worker, result
            elif worker.deadline <= time.monotonic():
                del self._busy[worker.pipe]
                _end(worker)
                detail = f"reading took more than {self._limits.seconds:g} seconds"
                yield worker, Failure(worker.task.file, "too_slow", detail)

    def _received(self, worker: _Worker) -> Report | Failure | None:
        """Take what the worker sent: None when it begins to read, which is when its time starts to run."""
        try:
            result: Report | Failure | None = worker.pipe.recv()
        except (EOFError, OSError):
            del self._busy[worker.pipe]
            said = _ended(_end(worker, now=False))
            if not (worker.begun or worker.fresh):  # it was ended while it had nothing to do
                self._give(worker.number, worker.task)
                return None
            return Failure(worker.task.file, "reader_crashed", f"the reading process {said}")
        if result is None:
            worker.begun = True
            worker.deadline = time.monotonic() + self._limits.seconds
        else:
            del self._busy[worker.pipe]
            worker.fresh = False
            self._idle.append(worker)
        return result


def _ended(code: int | None) -> str:
    if code is None:
        return "was ended"
    return f"ended with status {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"


def _end(worker: _Worker, *, now: bool = True) -> int | None:
    worker.pipe.close()
    return NURSERY.end(worker.pid, now=now)


def serve(pipe: Connection, parse: Parse, limits: Limits) -> None:
    """Read task after task until the other end closes; SIGINT and SIGTERM are left to whom we read for."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    size = limits.memory_mb << 20
    for limit, most in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    logging.getLogger().addHandler(logging.NullHandler())  # libraries' remarks would break up the progress bar
    warnings.simplefilter("ignore")
    while True:
        try:
            task: Task = pipe.recv()
        except EOFError:
            return
        pipe.send(None)
        signal.alarm(math.ceil(limits.seconds) + _GRACE_SECONDS)
        result = attempt(parse, task, limits)
        signal.alarm(0)
        pipe.send(result)


def attempt(parse: Parse, task: Task, limits: Limits = _LIMITS) -> Report | Failure:
    """Read one file in this process, and turn whatever goes wrong into a Failure with its reason."""
    try:
        return parse(task.data, task.file, task.agency, task.year, task.published_as)
    except ReportError as error:
        return Failure(task.file, error.code, error.detail, getattr(error, "missing", ()))
    except MemoryError:
        return Failure(task.file, "too_much_memory", f"reading took more than {limits.memory_mb} MB of memory")
    except Exception as error:  # the per-file step of an ingest: whatever one file breaks, the others are read
        return Failure(task.file, "reader_error", f"{type(error).__name__}: {error}{_where(error)}")


def _where(error: Exception) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return "" if last is None else f" ({last.tb_frame.f_globals.get('__name__')}:{last.tb_lineno})"
