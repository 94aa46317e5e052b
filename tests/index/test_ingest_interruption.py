"""Signals wait for the end of a block that must not stop half-way."""

from __future__ import annotations

import signal
import threading

import pytest

from index.ingest.interruption import uninterrupted


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_counts_after_the_block(number: signal.Signals) -> None:
    before = signal.signal(number, signal.default_int_handler)
    done = []

    def work() -> None:
        with uninterrupted():
            signal.raise_signal(number)
            with uninterrupted():
                signal.raise_signal(number)
            done.append("to the end")

    try:
        with pytest.raises(KeyboardInterrupt):
            work()
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    assert done == ["to the end"]


def test_without_a_signal_nothing_changes_also_when_the_block_fails() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyError), uninterrupted():
        raise KeyError
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_may_ask_for_it() -> None:
    def work() -> None:
        with uninterrupted():
            done.append(True)

    done: list[bool] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
