"""Requests to a cluster whose nodes do not answer: bounded in time, and tried once more wherever the cluster likes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from index.text.opensearch import transport
from index.text.opensearch.address import address
from index.text.opensearch.transport import Transport
from index.text.protocol import IndexUnavailable

WHOLE = {"hits": {"hits": []}, "_shards": {"failed": 0}, "timed_out": False}


class Node:
    """Answers searches, or keeps `silent` about so many of them; `preferences` says what each asked for."""

    def __init__(self, silent: int) -> None:
        self.silent, self.preferences, self.over = silent, list[str](), threading.Event()


@contextmanager
def answering(node: Node) -> Iterator[Transport]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            node.preferences.append(parse_qs(urlsplit(self.path).query).get("preference", [""])[0])
            if len(node.preferences) <= node.silent:
                node.over.wait(30)
                return
            body = json.dumps(WHOLE).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = Transport(address(f"opensearch://127.0.0.1:{server.server_port}/reports"))
    try:
        yield asked
    finally:
        node.over.set()
        asked.close()
        server.shutdown()
        server.server_close()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.3)


@pytest.mark.usefixtures("short")
def test_the_second_try_and_what_follows_leave_the_copies_to_the_cluster() -> None:
    node = Node(silent=1)
    with answering(node) as asked:
        assert asked.search("reports", {}, preference="p1")["_shards"]["failed"] == 0
        asked.search("reports", {}, preference="p1")
    assert node.preferences == ["p1", "", ""]


def test_a_cluster_that_answers_is_told_which_copies_to_ask() -> None:
    node = Node(silent=0)
    with answering(node) as asked:
        asked.search("reports", {}, preference="p1")
        asked.search("reports", {}, preference="p1")
    assert node.preferences == ["p1", "p1"]


@pytest.mark.usefixtures("short")
def test_all_requests_of_a_question_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "QUESTION_SECONDS", 0.5)
    node = Node(silent=100)
    with answering(node) as asked, asked.question():
        with pytest.raises(IndexUnavailable):
            asked.search("reports", {})
        time.sleep(0.5)
        tried = len(node.preferences)
        with pytest.raises(IndexUnavailable, match="in time"):
            asked.search("reports", {})
        assert len(node.preferences) == tried
    with answering(Node(silent=0)) as asked:
        assert asked.search("reports", {})  # a question's time ends with it
