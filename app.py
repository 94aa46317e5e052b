"""Builds the application: settings, wiring, nothing else. `main` is the command `disclosure`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo

from web import cli
from web.http.services import Services
from web.http.settings import Settings


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Make the application; `config` overrides settings by their names without prefix (DATA, DATABASE_URL, …)."""
    from web import api  # takes seconds, which commands need not wait for

    app = _with_commands(config)
    api.register(app, app.extensions["disclosure"].settings)
    return app


def main() -> None:
    """Run a command as `flask --app app` does, from any folder."""
    about = "Read, search, compare and serve agencies' yearly reports on disclosure."
    cli.Commands("disclosure", help=about)(prog_name="disclosure", obj=ScriptInfo(create_app=_with_commands))


class Application(Flask):
    """Flask with plain functions alone: whether one is a coroutine is not asked at each of a request's twenty."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _with_commands(config: Mapping[str, object] | None = None) -> Flask:
    app = Application("web", static_folder=None)
    app.config.from_mapping(config or {})
    settings = Settings.read(config)
    app.extensions["disclosure"] = Services(settings)
    cli.register(app)
    return app


if __name__ == "__main__":
    main()
