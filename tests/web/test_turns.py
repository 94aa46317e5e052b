"""Requests take turns; what does not compute waits for nobody."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import TYPE_CHECKING, Any

from web.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Slow:
    """An application that holds every request until it is let go, and counts how many it held at once."""

    def __init__(self) -> None:
        self.held, self.most = 0, 0
        self.entered, self.let_go, self._lock = Event(), Event(), Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self.held += 1
            self.most = max(self.most, self.held)
        self.entered.set()
        self.let_go.wait(10)
        with self._lock:
            self.held -= 1
        return [b"done"]


def ask(turns: Turns, method: str) -> Any:
    return list(turns({"REQUEST_METHOD": method}, lambda *_: None))  # type: ignore[arg-type, return-value]


def test_so_many_are_answered_at_once_and_all_in_the_end() -> None:
    application = Slow()
    turns = Turns(application, at_once=2)
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, turns, "GET") for _ in range(6)]
        assert application.entered.wait(10)
        application.let_go.set()
        assert [one.result(10) for one in asked] == [[b"done"]] * 6
    assert application.most <= 2


def test_an_upload_neither_waits_nor_takes_a_turn() -> None:
    together = Barrier(3)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        together.wait(10)
        return [environ["REQUEST_METHOD"].encode()]

    turns = Turns(application, at_once=1)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, turns, method) for method in ("POST", "GET", "DELETE")]
        assert [one.result(10) for one in asked] == [[b"POST"], [b"GET"], [b"DELETE"]]


def test_a_body_is_sent_after_the_turn() -> None:
    turns = Turns(lambda *_: iter([b"first", b"second"]), at_once=1)
    slow_client = iter(turns({"REQUEST_METHOD": "GET"}, lambda *_: None))  # type: ignore[arg-type, return-value]
    assert next(slow_client) == b"first"
    assert ask(turns, "GET") == [b"first", b"second"]
    assert next(slow_client) == b"second"


def test_a_failure_gives_the_turn_back() -> None:
    def fails(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise KeyError(environ["REQUEST_METHOD"])

    turns = Turns(fails, at_once=1)
    for _ in range(3):
        try:
            ask(turns, "GET")
        except KeyError:
            continue
        raise AssertionError
