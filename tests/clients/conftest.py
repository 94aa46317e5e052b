"""The service on the samples, its OpenAPI document in a file, and the calls that every client makes."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from app import create_app
from tests.clients.calls import Call, calls
from tests.portal import serving

HERE = Path(__file__).parent
BIN = HERE / "node_modules" / ".bin"


@dataclass(frozen=True, slots=True)
class Service:
    """Where it answers, its document and a file of the calls."""

    base: str
    document: dict[str, Any]
    specification: Path
    calls: list[Call]
    asked: Path

    def answer(self, call: Call, *, spelt: bool = False) -> Any:
        """Return what the service answers to a call, for comparison: JSON, base64 of bytes, or text."""
        answer = requests.get(
            self.base + (call.spelt if spelt else call.path), headers={"Accept": call.media_type}, timeout=30
        )
        answer.raise_for_status()
        if call.binary:
            return b64encode(answer.content).decode()
        return answer.json() if "json" in call.media_type else answer.content.decode()


@pytest.fixture(scope="module")
def service(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("clients")
    app = create_app({"DATA": sample_data, "RELEASE": folder / "release"})
    app.test_cli_runner().invoke(args=["export", str(folder / "release")])
    app.extensions["disclosure"].warm_up()
    with serving(app) as base:
        document = requests.get(f"{base}/openapi.json", timeout=30).json()
        made = calls(document, base)
        specification, asked = folder / "openapi.json", folder / "calls.json"
        specification.write_text(json.dumps(document), "utf-8")
        asked.write_text(json.dumps([asdict(call) for call in made]), "utf-8")
        yield Service(base, document, specification, made, asked)


def run(*command: str | Path, cwd: Path = HERE) -> str:
    """Run a command and return what it printed; a failure shows all of it."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (
        f"{command[0]} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    )
    return done.stdout
