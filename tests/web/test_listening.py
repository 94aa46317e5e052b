"""Where the server listens: what cannot be used is said in a line, by the name of the setting."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.http.settings import SettingError
from web.serving.listening import Listening

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "app")
GUNICORN = (sys.executable, "-m", "gunicorn", "--config", "web/serving/gunicorn.py", "app:create_app()")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_there_is_a_default_for_each() -> None:
    listening = Listening.read({"WEB_CONCURRENCY": " ", "PORT": ""})
    assert (listening.bind, listening.threads) == ("127.0.0.1:8000", 2)
    assert 1 <= listening.processes <= 4


def test_an_ipv6_address_is_bracketed() -> None:
    assert Listening.read({"HOST": "::1", "PORT": "9000"}).bind == "[::1]:9000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", value) for value in ("99999", "65536", "0", "-1", "abc", "80.5", "８０００", "1e3")),
        *((name, value) for name in ("WEB_CONCURRENCY", "WEB_THREADS") for value in ("x", "0", "-2", "10000")),
    ],
)
def test_a_number_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: '{value}' is no whole number from 1 to"):
        Listening.read({name: value})


@pytest.mark.parametrize("host", ["no such name", "256.0.0.1.2", "a" * 300])
def test_a_host_that_is_none_is_named(host: str) -> None:
    with pytest.raises(SettingError, match=r"^HOST: .* is no address"):
        Listening.read({"HOST": host}).must_be_free()


def test_an_address_in_use_is_named_and_waited_for(taken: int) -> None:
    listening = Listening.read({"PORT": str(taken)})
    with pytest.raises(SettingError, match=f"nobody can listen at 127.0.0.1:{taken}: Address already in use"):
        listening.must_be_free(0.2)
    with pytest.raises(SettingError, match="Cannot assign"):
        Listening.read({"HOST": "192.0.2.1"}).must_be_free(0)


@pytest.mark.parametrize(
    ("command", "settings", "named"),
    [
        ((*COMMAND, "serve"), {"WEB_CONCURRENCY": "x"}, "WEB_CONCURRENCY"),
        ((*COMMAND, "serve"), {"DISCLOSURE_RATE_LIMIT": "often"}, "DISCLOSURE_RATE_LIMIT"),
        ((*COMMAND, "index", "stats"), {"DISCLOSURE_MAX_UPLOAD_MB": "1.5"}, "DISCLOSURE_MAX_UPLOAD_MB"),
        (
            (*COMMAND, "serve"),
            {"DISCLOSURE_RATE_LIMIT_STORAGE": "redis://localhost:1"},
            "DISCLOSURE_RATE_LIMIT_STORAGE",
        ),
        (GUNICORN, {"DISCLOSURE_RATE_LIMIT_STORAGE": "redis://localhost:1"}, "DISCLOSURE_RATE_LIMIT_STORAGE"),
        (GUNICORN, {"PORT": "99999"}, "PORT"),
        (GUNICORN, {"DISCLOSURE_PUBLIC_URL": "example.org"}, "DISCLOSURE_PUBLIC_URL"),
    ],
)
def test_a_bad_setting_ends_server_and_commands_with_one_line(
    command: tuple[str, ...], settings: dict[str, str], named: str, tmp_path: Path
) -> None:
    environ = os.environ | {"DISCLOSURE_DATA": str(tmp_path / "data")} | settings
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stdout + ended.stderr == f"{ended.stderr}".strip() + "\n"
    assert ended.stderr.startswith(f"Error: {named}: ")
    assert ended.stderr.count("\n") == 1


def test_gunicorn_says_what_is_in_its_way_without_a_traceback(taken: int, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    for settings, said in (
        ({"DISCLOSURE_DATA": str(tmp_path / "data")}, "Error: DISCLOSURE_DATA: "),
        ({"DISCLOSURE_DATA": str(tmp_path / "new"), "PORT": str(taken)}, "Error: HOST, PORT: nobody can listen"),
    ):
        environ = os.environ | {"PORT": "1"} | settings
        ended = subprocess.run(GUNICORN, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert said in ended.stderr.splitlines()[-1]
