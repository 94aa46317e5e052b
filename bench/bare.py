"""The limit of any answer: the framework alone, giving as many bytes as an answer of `/search` has."""

from __future__ import annotations

import os

from flask import Flask, Response

BYTES = 22_000


def create_app() -> Flask:
    """Make an application that does nothing but answer."""
    app = Flask("bare", static_folder=None)
    body = b"x" * int(os.environ.get("BARE_BYTES", BYTES))

    def answer() -> Response:
        return Response(body, mimetype="application/json")

    app.add_url_rule("/search", "search", answer)
    app.add_url_rule("/readyz", "readyz", answer)
    return app
