"""README.md shows what the service really answers; `python -m tests.functional.test_readme` writes the answer anew."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from app import create_app
from web.cli import COMMANDS
from web.http.settings import NAMES, PREFIX

README = Path(__file__).parents[2] / "README.md"
LANGUAGES = ("README.md", "README.zh.md")
QUERY = re.compile(r"curl 'http://127\.0\.0\.1:8000(/search[^']*)'")
ANSWER = re.compile(r"```json\n(.*?)\n```", re.DOTALL)
CHANGING = {"generation", "tokeniser", "next", "score"}


def steady(answer: Any) -> Any:
    """Leave out what changes from one index to the next."""
    if isinstance(answer, dict):
        return {name: steady(value) for name, value in answer.items() if name not in CHANGING}
    return [steady(one) for one in answer] if isinstance(answer, list) else answer


def written(answer: Any) -> str:
    """Write JSON over several lines, with lists of plain values and of pairs on one."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    for inner in (r"[^\[\]{}]+", r"(?:[^\[\]{}]|\[[^\[\]{}]*\])+"):
        text = re.sub(rf"\[\s+({inner}?)\s+\]", lambda match: "[" + " ".join(match[1].split()) + "]", text)
    return text


def first_match(pattern: re.Pattern[str]) -> str:
    match = pattern.search(README.read_text("utf-8"))
    assert match is not None
    return match[1]


def test_the_query_of_the_readme_gives_its_answer(client: FlaskClient) -> None:
    assert steady(client.get(first_match(QUERY)).json) == steady(json.loads(first_match(ANSWER)))


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_setting_is_in_the_readme(name: str) -> None:
    text = (README.parent / name).read_text("utf-8")
    assert [one for one in NAMES if f"`{PREFIX}{one}`" not in text] == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_command_is_in_the_readme(name: str) -> None:
    text = (README.parent / name).read_text("utf-8")
    assert [one for one in COMMANDS if f"`{one}" not in text] == []


def test_every_make_target_says_what_it_does() -> None:
    lines = (README.parent / "Makefile").read_text("utf-8").splitlines()
    targets = [line for line in lines if re.match(r"[a-z]+:", line)]
    assert targets
    assert [line for line in targets if "## " not in line] == []


def test_make_help_lists_every_target() -> None:
    command = ["make", "--no-print-directory", "help"]  # it may be a make that runs this
    told = subprocess.run(command, cwd=README.parent, capture_output=True, text=True, check=True).stdout
    lines = (README.parent / "Makefile").read_text("utf-8").splitlines()
    (targets,) = (line.partition(":")[2].split() for line in lines if line.startswith(".PHONY:"))
    assert sorted(line.split()[1] for line in told.splitlines()) == sorted(targets)


if __name__ == "__main__":
    url = first_match(QUERY)
    answer = create_app({"DATA": sys.argv[1]}).test_client().get(url).json
    text = README.read_text("utf-8")
    README.write_text(ANSWER.sub(lambda _: f"```json\n{written(answer)}\n```", text, count=1), "utf-8")
    print(unquote(url))
