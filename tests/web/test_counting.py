"""Counters in memory that processes share."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from web.resources.counting import SharedCounts


def in_child(counts: SharedCounts, *amounts: tuple[int, int]) -> None:
    """Add in a process of its own, which then ends."""
    child = os.fork()
    if not child:
        try:
            counts.add(*amounts)
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


# A process with threads warns when it forks; these children only count.
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_what_several_processes_count_is_summed_when_they_are_gone() -> None:
    counts = SharedCounts(3)
    counts.add((0, 1), (2, 5))
    for _ in range(4):
        in_child(counts, (0, 1), (1, 10))
    assert counts.sums() == [5, 40, 5]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_goes_on_with_the_block_of_one_that_ended() -> None:
    counts = SharedCounts(1, processes=2)
    counts.add((0, 1))
    for _ in range(20):
        in_child(counts, (0, 1))
    counts.add((0, 1))
    assert counts.sums() == [22]


def test_threads_lose_nothing() -> None:
    counts = SharedCounts(1)

    def add(_: int) -> None:
        for _ in range(2000):
            counts.add((0, 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert counts.sums() == [16_000]
