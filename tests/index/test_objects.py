"""FolderOriginals in a store of objects: moto's server, which speaks as S3 does, in a process of its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.originals.open import open_originals
from index.originals.protocol import OriginalDamaged, OriginalMissing, OriginalsError
from tests.cluster.nodes import PLAIN, free_ports

pytest.importorskip("s3fs", reason="an extra: pip install -r requirements-cluster.txt")
pytest.importorskip("moto", reason="pip install -r requirements-dev.txt")

from index.originals.objects import LIMITS, ObjectOriginals

DATA = "某局2019年政府信息公开工作年度报告".encode()
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve an empty store; its client finds it and its keys in the environment, as in real life."""
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        try:
            _wait(process, address)
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the store ended"
        try:
            PLAIN.open(urllib.request.Request(f"{address}/bucket", method="PUT"), timeout=10).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the store did not come up")


@pytest.fixture
def originals(server: str, request: pytest.FixtureRequest) -> ObjectOriginals:
    made = open_originals(f"s3://bucket/{hashlib.sha256(request.node.name.encode()).hexdigest()[:8]}")
    assert isinstance(made, ObjectOriginals)
    return made


def test_what_is_put_is_read_and_listed_once(originals: ObjectOriginals) -> None:
    assert list(originals.hashes()) == []
    assert originals.put(DATA) == originals.put(DATA) == SHA
    originals.put(b"")
    assert originals.read(SHA) == DATA
    assert set(originals.hashes()) == {SHA, hashlib.sha256(b"").hexdigest()}
    assert originals.tidy() == 0


def test_another_host_sees_it_at_once(originals: ObjectOriginals) -> None:
    other = ObjectOriginals(originals.url)
    with pytest.raises(OriginalMissing, match=SHA):
        other.read(SHA)
    originals.put(DATA)
    assert other.read(SHA) == DATA
    assert list(other.hashes()) == [SHA]


def test_changed_bytes_are_told_and_put_right_by_the_same_file(originals: ObjectOriginals) -> None:
    originals.put(DATA)
    originals._store.pipe_file(originals.key(SHA), DATA[:-1])
    with pytest.raises(OriginalDamaged, match=SHA):
        originals.read(SHA)
    originals.put(DATA)
    assert originals.read(SHA) == DATA


def test_many_threads_may_write_and_read(originals: ObjectOriginals) -> None:
    files = [f"{number}".encode() * 1000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(originals.put, files * 2))
        assert list(pool.map(originals.read, kept[:40])) == files
    assert len(list(originals.hashes())) == 40


def test_a_forked_process_makes_connections_of_its_own(originals: ObjectOriginals) -> None:
    originals.put(DATA)
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if originals.read(SHA) == DATA else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert originals.read(SHA) == DATA


def test_a_store_that_is_not_there_is_an_error_of_ours(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (port,) = free_ports(1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setitem(LIMITS, "retries", {"max_attempts": 1})  # its client waits longer before each
    lost = ObjectOriginals("s3://bucket/lost")
    for act in (lambda: lost.put(DATA), lambda: lost.read(SHA), lambda: list(lost.hashes())):
        with pytest.raises(OriginalsError, match="s3://bucket/lost"):
            act()


def test_a_bucket_that_is_not_there_is_no_store(server: str) -> None:
    nowhere = ObjectOriginals("s3://no-such-bucket/x")
    with pytest.raises(OriginalsError):
        nowhere.put(DATA)
