"""The package installed by pip into a folder of its own, used from another folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy of what belongs to the project and install it without its dependencies, which are here."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    files = subprocess.run(["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in files.decode().split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)
    return target


def disclosure(installed: Path, folder: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, str(installed / "bin" / "disclosure"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_command_does_its_work_from_any_folder(installed: Path, tmp_path: Path) -> None:
    disclosure(installed, tmp_path, "ingest", str(ROOT / "samples"))
    assert (tmp_path / "data" / "record.db").exists()
    found = [json.loads(line) for line in disclosure(installed, tmp_path, "parse", str(ROOT / "samples")).splitlines()]
    assert {one["year"] for one in found} == {2017, 2020}
    assert "公开" in disclosure(installed, tmp_path, "search", "依申请公开", "--year", "2017")
    assert disclosure(installed, tmp_path, "verify").strip()


def test_the_installed_package_serves_the_api(installed: Path, tmp_path: Path) -> None:
    code = "from app import create_app; print(create_app({'DATA': '.'}).test_client().get('/openapi.json').status_code)"
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "200"), done.stderr


def test_every_file_that_belongs_to_a_folder_of_code_is_installed(installed: Path) -> None:
    folders = ("reports", "index", "search", "schemas", "web")
    files = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in files.decode().split("\0") if name and (ROOT / name).is_file()]
    assert [name for name in names if not (installed / name).is_file()] == []


def test_the_package_asks_for_what_requirements_txt_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {one.name: one for one in map(Requirement, project["dependencies"])}
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if re.match(r"[a-zA-Z]", line))
    assert asked.keys() == pinned.keys()
    assert [name for name, version in pinned.items() if version not in asked[name].specifier] == []
