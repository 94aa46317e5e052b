"""Writes docs/api.md from the OpenAPI document: `python -m tests.web.reference`."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from web.resources.docs import render

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def reference() -> str:
    """Return the page as the code has it today, with the settings' defaults."""
    app = create_app()
    document = app.test_client().get("/openapi.json").get_json()
    with app.test_request_context():
        return render(app, "api.md", document)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(reference(), "utf-8")
