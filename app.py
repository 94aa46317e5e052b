"""Builds the application: settings, wiring, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from web import api, cli
from web.services import Services
from web.settings import Settings


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Make the application; `config` overrides settings by their names without prefix (DATA, DATABASE_URL, …)."""
    app = Flask("web", static_folder=None)
    app.config.from_mapping(config or {})
    settings = Settings.read(config)
    app.extensions["disclosure"] = Services(settings)
    api.register(app, settings)
    cli.register(app)
    return app
