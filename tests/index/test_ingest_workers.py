"""A file that misbehaves costs itself and no other."""

from __future__ import annotations

import os
import signal

import pytest

from index.ingest.outcome import Failure
from index.ingest.workers import Limits, Task, Workers, attempt
from tests.index import stubs

LIMITS = Limits(seconds=1.0, memory_mb=2048)
MISBEHAVIOUR = {
    "hang": ("too_slow", "more than 1 seconds"),
    "crash": ("reader_crashed", "SIGSEGV"),
    "exit": ("reader_crashed", "status 3"),
    "eat": ("too_much_memory", "2048 MB"),
    "bug": ("reader_error", "KeyError: 'no such label'"),
    "menu": ("not_a_report", "this is a menu"),
    ";2017;": ("unidentified_report", "--agency"),
}


def tasks(*texts: str) -> list[Task]:
    return [Task(text.encode(), f"{place}.txt") for place, text in enumerate(texts)]


def test_each_misbehaving_file_fails_by_name_and_the_rest_is_read_in_order() -> None:
    texts = [text for bad in MISBEHAVIOUR for text in (bad, f"局{bad};2017;")]
    with Workers(stubs.read, jobs=2, limits=LIMITS) as workers:
        results = list(workers.run(tasks(*texts)))
    assert [task.file for task, _ in results] == [f"{place}.txt" for place in range(len(texts))]
    for (code, detail), (task, result) in zip(MISBEHAVIOUR.values(), results[::2], strict=True):
        assert isinstance(result, Failure)
        assert (result.file, result.code) == (task.file, code)
        assert detail in result.detail
    assert all(not isinstance(result, Failure) for _, result in results[1::2])


def test_workers_take_few_tasks_ahead() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Task("局;2017;".encode(), "a.txt")

    with Workers(stubs.read, jobs=1, limits=LIMITS) as workers:
        run = workers.run(endless())  # type: ignore[arg-type]
        for _ in range(3):
            next(run)
        assert taken <= 8


def test_a_worker_that_was_ended_while_idle_is_replaced() -> None:
    with Workers(stubs.read, jobs=1, limits=LIMITS) as workers:
        list(workers.run(tasks("局;2017;")))
        for worker in workers._idle:
            os.kill(worker.pid, signal.SIGKILL)
        ((_, result),) = workers.run(tasks("局;2018;"))
        assert not isinstance(result, Failure)
        assert result.year == 2018


def test_a_reader_leaves_it_to_its_parent_what_sigterm_ends() -> None:
    with Workers(stubs.read, jobs=1, limits=LIMITS) as workers:
        ((_, result),) = workers.run(tasks("term局;2017;"))
    assert not isinstance(result, Failure)


def test_nothing_to_read_starts_nothing() -> None:
    with Workers(stubs.read, jobs=2) as workers:
        assert list(workers.run([])) == []
        assert workers._idle == []


@pytest.mark.parametrize("text", ["bug", "menu"])
def test_reading_in_this_process_gives_the_same_reasons(text: str) -> None:
    result = attempt(stubs.read, Task(text.encode(), "a.txt"))
    assert isinstance(result, Failure)
    assert result.code == MISBEHAVIOUR[text][0]
