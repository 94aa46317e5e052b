"""A cluster behind TLS that asks who is there: verified, with user and password, neither of which is ever told."""

from __future__ import annotations

import base64
import http.client
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest

from index.text.analyser import Analyser
from index.text.opensearch.address import Credentials, address
from index.text.protocol import IndexUnavailable, TextQuery
from tests.index.text_cluster import Dropped
from tests.index.text_corpora import section

pytestmark = pytest.mark.cluster
USER, PASSWORD = "searcher", "a password: with €"


class Gate(BaseHTTPRequestHandler):
    """Passes on to a node what comes with the right name and password."""

    node: ClassVar[str]
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self._answer(401, "text/plain", b"Unauthorized")
            return
        connection = http.client.HTTPConnection(self.node, timeout=60)
        connection.request(self.command, self.path, body, {"Content-Type": self.headers.get("Content-Type", "")})
        answer = connection.getresponse()
        self._answer(answer.status, answer.getheader("Content-Type", ""), answer.read())
        connection.close()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine that nobody but its owner vouches for, its key beside it."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem")]
    subprocess.run([*command, "-out", str(folder / "cert.pem")], check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture(scope="module")
def gate(hosts: str, certificate: Path) -> Iterator[int]:
    handler = type("OfNode", (Gate,), {"node": hosts.split(",")[0]})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def opened(port: int, analyser: Analyser, credentials: Credentials, host: str = "localhost") -> Dropped:
    return Dropped(address(f"opensearchs://{host}:{port}/tls-{uuid4().hex[:8]}", credentials), analyser)


def test_who_is_known_writes_and_searches(gate: int, certificate: Path, analyser: Analyser) -> None:
    index = opened(gate, analyser, Credentials(USER, PASSWORD, certificate))
    index.apply([section("a-2017", 0, "公开")])
    assert index.search(TextQuery(words=("公开",))).total == 1
    index.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["no authority", "another name"])
def test_a_certificate_that_does_not_fit_is_refused(
    gate: int, certificate: Path, analyser: Analyser, host: str
) -> None:
    authority = None if host == "localhost" else certificate
    index = opened(gate, analyser, Credentials(USER, PASSWORD, authority), host)
    with pytest.raises(IndexUnavailable, match="SSLError"):
        index.generation()


@pytest.mark.parametrize("credentials", [(None, None), (USER, "another")], ids=["nobody", "a wrong password"])
def test_who_is_not_known_is_told_so_and_no_secret_is(
    gate: int, certificate: Path, analyser: Analyser, credentials: tuple[str | None, str | None]
) -> None:
    index = opened(gate, analyser, Credentials(*credentials, certificate))
    with pytest.raises(IndexUnavailable, match="401") as refused:
        index.generation()
    chain: BaseException | None = refused.value
    while chain is not None:
        assert "another" not in str(chain)
        chain = chain.__cause__
