"""What goes on beside answering gives way to it, and to nothing else."""

from __future__ import annotations

import pytest

from index import pace


class Time:
    """A clock that moves when somebody works or sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(pace, "time", clock)
    return clock


def work(time: Time, one: pace.Pace, steps: int, asks: bool) -> float:
    """Do steps of 10 ms each; return the share of the time that was worked."""
    one.rest()
    begun = time.now
    for _ in range(steps):
        if asks:
            one.asked()
        time.now += 0.01
        one.rest()
    return steps * 0.01 / (time.now - begun)


def test_without_requests_the_work_goes_on_at_full_speed(time: Time) -> None:
    assert work(time, pace.Pace(), 50, asks=False) == pytest.approx(1)


def test_while_requests_come_a_part_of_the_time_is_worked(time: Time) -> None:
    assert work(time, pace.Pace(), 50, asks=True) == pytest.approx(1 / pace.SHARE)


def test_soon_after_the_last_request_it_is_at_full_speed_again(time: Time) -> None:
    one = pace.Pace()
    work(time, one, 5, asks=True)
    time.now += pace.RECENT_SECONDS
    assert work(time, one, 50, asks=False) == pytest.approx(1)


def test_a_long_step_is_not_followed_by_a_sleep_of_minutes(time: Time) -> None:
    one = pace.Pace()
    one.rest()
    time.now += 100
    one.asked()
    one.rest()
    assert time.slept == pace.RECENT_SECONDS
