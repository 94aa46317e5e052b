import time
from pathlib import Path

import pytest

from app import create_app
from web.http import limits
from web.http.limits import Counts


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(time, "time", lambda: moment[0])
    return moment


def test_counts_begin_anew_when_their_window_is_over(now: list[float]) -> None:
    counts = Counts()
    assert [counts.incr("a", 60), counts.incr("a", 60, 3), counts.incr("b", 60)] == [1, 4, 1]
    assert (counts.get("a"), counts.get_expiry("a")) == (4, 1060.0)
    now[0] = 1060.0
    assert counts.get("a") == 0
    assert (counts.incr("a", 60), counts.get_expiry("a")) == (1, 1120.0)


def test_a_key_that_was_never_counted_is_nought(now: list[float]) -> None:
    assert (Counts().get("a"), Counts().get_expiry("a")) == (0, 1000.0)


def test_windows_that_are_over_are_forgotten(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PURGE_AT", 3)
    counts = Counts()
    for key in "abc":
        counts.incr(key, 60)
    now[0] = 1090.0
    counts.incr("d", 60)
    assert counts.reset() == 1


def test_a_counter_can_be_cleared(now: list[float]) -> None:
    counts = Counts()
    counts.incr("a", 60)
    counts.clear("a")
    assert counts.get("a") == 0
    assert counts.check()


def test_of_several_limits_the_one_that_is_reached_is_told(tmp_path: Path) -> None:
    client = create_app({"DATA": tmp_path, "RATE_LIMIT": "2 per minute; 3 per hour"}).test_client()
    told = [client.get("/reports/none").headers for _ in range(3)]
    assert [one["X-RateLimit-Limit"] for one in told] == ["2", "2", "2"]
    assert [one["X-RateLimit-Remaining"] for one in told] == ["1", "0", "0"]
    assert ["Retry-After" in one for one in told[:2]] == [False, False]
    assert 0 < int(told[2]["Retry-After"]) <= 61
