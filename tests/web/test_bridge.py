"""The application under an event loop: bodies, long answers and clients that leave, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.test_services import wait_until
from web.http import bodies
from web.http.bodies import REFUSAL, Bodies
from web.http.kept_answers import KeptAnswer
from web.serving import bridge
from web.serving.bridge import Bridge, environment

Message = dict[str, Any]
GONE: Message = {"type": "http.disconnect"}


def scope(method: str = "GET", path: bytes = b"/", **headers: str) -> dict[str, Any]:
    named = [(name.replace("__", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "raw_path": path,
        "query_string": b"q=%E5%85%AC",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("192.0.2.1", 4000),
        "headers": named,
    }


def part(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def answer(application: Any, asked: dict[str, Any], *sent: Message, allowed: int = 0, **named: Any) -> list[Message]:
    """Answer one request whose client sends these messages and then stays without a word; return what it gets."""
    got: list[Message] = []
    left = list(sent)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    async def send(message: Any) -> None:
        got.append(dict(message))

    async def run() -> None:
        await Bridge(application, 2, Bodies(lambda _: allowed), **named)(asked, receive, send)

    asyncio.run(run())
    return got


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", "none")), ("X-Refused", environ.get(REFUSAL, "no"))])
    return [body]


def headers(got: list[Message]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in got[0]["headers"]}


def test_a_body_that_nobody_wants_is_not_waited_for() -> None:
    got = answer(echo, scope("POST", content__length="5"), part(b"12345"))
    assert got[1]["body"] == b""
    assert headers(got)["connection"] == "close"


def test_a_body_of_unknown_length_is_received_before_the_call() -> None:
    got = answer(echo, scope("POST", transfer__encoding="chunked"), part(b"123", True), part(b"45"), allowed=5)
    assert got[1]["body"] == b"12345"
    assert (headers(got)["x-length"], headers(got)["x-refused"]) == ("5", "no")
    assert "connection" not in headers(got)


@pytest.mark.parametrize(
    ("asked", "sent", "why"),
    [
        (scope("POST", content__length="6"), [part(b"")], "too_large"),
        (scope("POST", transfer__encoding="chunked"), [part(b"1234", True), part(b"56")], "too_large"),
        (scope("POST", content__length="5"), [part(b"12", True), GONE], "cut_short"),
        (scope("POST", content__length="5"), [part(b"12", True)], "too_slow"),
        (scope("POST", content__length="5"), [], "too_slow"),
    ],
)
def test_a_body_that_is_refused_says_why(
    monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], sent: list[Message], why: str
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.05)
    monkeypatch.setattr(bridge, "LINGER_SECONDS", 0.05)
    assert headers(answer(echo, asked, *sent, allowed=5))["x-refused"] == why


def test_a_client_that_asks_whether_to_send_is_refused_at_once() -> None:
    got = answer(echo, scope("POST", content__length="5", expect="100-continue"))
    assert (len(got), got[-1]["more_body"]) == (2, False)


class Pieces:
    """A long answer that notes how much of it was made, and whether it was closed."""

    def __init__(self, number: int, fails: bool = False, head: tuple[tuple[str, str], ...] = ()) -> None:
        self.left, self.fails, self.head, self.closed = number, fails, head, False

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            self.left -= 1
            yield b"a" * bridge.PIECE
        if self.fails:
            raise RuntimeError("broken")

    def close(self) -> None:
        self.closed = True

    def __call__(self, environ: dict[str, Any], start: Any) -> Pieces:
        start("200 OK", list(self.head))
        return self


def test_what_is_kept_is_answered_without_the_application() -> None:
    def fails(*_: object) -> list[bytes]:
        raise AssertionError

    kept = KeptAnswer("200 OK", (("X-Kept", "yes"),), b"body", ())
    got = answer(fails, scope(), kept=lambda environ: kept if environ["QUERY_STRING"] else None)
    assert (got[0]["status"], got[1]["body"], headers(got)["x-kept"]) == (200, b"body", "yes")


def asked_in_a_row(clock: list[float], then: float) -> list[str]:
    """Ask for something long and, all the while, for what is kept; return who was answered in which order."""
    order: list[str] = []
    kept = KeptAnswer("200 OK", (("Content-Length", "4"),), b"kept", ("GET", "/"))

    def long(environ: dict[str, Any], start: Any) -> list[bytes]:
        order.append("long")
        return echo(environ, start)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def sent(_: object) -> None:
        pass

    async def run() -> None:
        found = Bridge(long, 2, Bodies(lambda _: 0), lambda environ: kept if environ["PATH_INFO"] == "/kept" else None)
        table = scope() | {"query_string": b"format=csv"}
        await found(scope(path=b"/kept"), never, sent)
        waits = asyncio.ensure_future(found(table, never, sent))
        for _ in range(20):
            await found(scope(path=b"/kept"), never, sent)
            order.append("kept")
            await asyncio.sleep(0)
        clock[0] += then
        await waits

    asyncio.run(run())
    return order


def test_what_is_long_waits_for_what_is_kept_too_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1.0]
    monkeypatch.setattr(bridge, "monotonic", lambda: clock[0])
    monkeypatch.setattr(bridge, "STEP_SECONDS", 0)
    monkeypatch.setattr(bridge, "STEPS", 10_000)
    assert asked_in_a_row(clock, then=bridge.QUIET_SECONDS) == ["kept"] * 20 + ["long"]
    monkeypatch.setattr(bridge, "STEPS", 3)
    assert sorted(asked_in_a_row(clock, then=0)) == ["kept"] * 20 + ["long"]


def test_a_long_answer_comes_in_pieces_and_whole() -> None:
    pieces = Pieces(5)
    got = answer(pieces, scope())
    assert b"".join(one["body"] for one in got[1:]) == b"a" * 5 * bridge.PIECE
    assert [one["more_body"] for one in got[1:]] == [True] * 5 + [False]
    wait_until(lambda: pieces.closed)


@pytest.mark.parametrize("number", [1, 5])
def test_a_long_answer_of_known_length_ends_with_its_last_byte(number: int) -> None:
    pieces = Pieces(number, head=(("Content-Length", str(number * bridge.PIECE)),))
    got = answer(pieces, scope())
    assert [(len(one["body"]), one["more_body"]) for one in got[1:]] == [
        (bridge.PIECE, left > 0) for left in reversed(range(number))
    ]
    wait_until(lambda: pieces.closed)


def test_a_client_that_leaves_ends_its_long_answer() -> None:
    pieces = Pieces(1000)
    answer(pieces, scope(), part(b""), GONE)
    assert pieces.left > 900
    wait_until(lambda: pieces.closed)


def test_a_long_answer_that_breaks_off_does_not_end_as_if_it_were_whole() -> None:
    pieces = Pieces(3, fails=True)
    with pytest.raises(RuntimeError, match="broken"):
        answer(pieces, scope())
    wait_until(lambda: pieces.closed)


def test_the_environment_is_what_was_sent() -> None:
    asked = scope(path=b"/%E5%85%AC%ff", accept="a", x_forwarded_for="192.0.2.9")
    asked["headers"] += [(b"accept", b"b"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    found = environment(asked)
    assert found["PATH_INFO"].encode("latin-1") == "/公".encode() + b"\xff"
    assert (found["HTTP_ACCEPT"], found["HTTP_COOKIE"]) == ("a,b", "a=1; b=2")
    assert "HTTP_X_FORWARDED_FOR" not in found
    assert found["REMOTE_ADDR"] == "192.0.2.1"
