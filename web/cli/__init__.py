"""The command line: `flask --app app …`. Each module holds the commands of one subject."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to the application."""
