"""`disclosure serve`: check what serving needs, then become gunicorn."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from web.cli.common import in_app
from web.http.services import services
from web.serving.listening import Listening

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ("-m", "gunicorn", "--config", str(ROOT / "web" / "serving" / "gunicorn.py"), "--pythonpath", str(ROOT))


@click.command("serve")
@in_app
def serve_command() -> None:
    """Serve at HOST and PORT with WEB_CONCURRENCY processes of WEB_THREADS threads; SIGTERM ends it."""
    Listening.read().must_be_free()
    services().record.close()
    environ = {name: value for name, value in os.environ.items() if value.strip() or name != "WEB_CONCURRENCY"}
    os.execve(sys.executable, [sys.executable, *COMMAND, "app:create_app()"], environ)
