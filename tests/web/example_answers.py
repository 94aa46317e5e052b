"""The answers that /docs and the OpenAPI document show: `python -m tests.web.example_answers` writes them anew."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from app import create_app
from tests.functional.test_readme import written
from web.resources.docs import examples

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "web" / "example_answers.json"
BODIES = ROOT / "web" / "example_bodies.json"
LINES = 120
CHANGING = {"generation", "tokeniser", "next", "score", "ingested_at", "cursor", "fingerprint"}


def answers(client: FlaskClient) -> dict[str, str]:
    """Return what each request of the page gives, with … for what changes from one index to the next."""
    return {one["path"]: _shown(client.get(one["path"])) for one in examples()}


def bodies(client: FlaskClient) -> dict[str, Any]:
    """Return the answers that are JSON as they are, but for what changes from one index to the next."""
    found = {one["path"]: client.get(one["path"]) for one in examples()}
    return {path: _typed(answer.json) for path, answer in found.items() if answer.is_json}


def _typed(answer: Any) -> Any:
    """Put values of the same type for those that change."""
    if isinstance(answer, dict):
        return {
            name: _another(name, value) if name in CHANGING and value else _typed(value)
            for name, value in answer.items()
        }
    return [_typed(one) for one in answer] if isinstance(answer, list) else answer


def _another(name: str, value: Any) -> Any:
    if name.endswith("_at"):
        return "2026-01-31T08:00:00Z"
    return 1.5 if isinstance(value, float) else "…"


def _shown(response: Any) -> str:
    lines = (written(_steady(response.json)) if response.is_json else _text(response)).splitlines()
    if len(lines) > LINES:
        lines = [*lines[:LINES], f"(and {len(lines) - LINES} lines more)"]
    return "\n".join(lines)


def _text(response: Any) -> str:
    text = response.get_data(as_text=True).removeprefix("\ufeff")
    if response.mimetype != "application/x-ndjson":
        return str(text)
    return "\n".join(json.dumps(_steady(json.loads(line)), ensure_ascii=False) for line in text.splitlines())


def _steady(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: "…" if name in CHANGING and value else _steady(value) for name, value in answer.items()}
    return [_steady(one) for one in answer] if isinstance(answer, list) else answer


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as data:
        app = create_app({"DATA": data})
        app.test_cli_runner().invoke(args=["ingest", str(ROOT / "samples")])
        for page, shown in ((PAGE, answers), (BODIES, bodies)):
            page.write_text(json.dumps(shown(app.test_client()), ensure_ascii=False, indent=1) + "\n", "utf-8")
