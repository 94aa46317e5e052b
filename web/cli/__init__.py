"""The command line: `disclosure …`, or `flask --app app …`. Each module holds the commands of one subject.

A module is imported when its command is named, and imports the database and the text index in its functions: a command
is to say its first line before what it does not need is loaded.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "ingest": "web.cli.ingest:ingest_command",
    "parse": "web.cli.parse:parse_command",
    "check": "web.cli.check:check_command",
    "reparse": "web.cli.reparse:reparse_command",
    "index": "web.cli.index:index_commands",
    "search": "web.cli.search:search_command",
    "export": "web.cli.export:export_command",
    "verify": "web.cli.verify:verify_command",
    "backup": "web.cli.backup:backup_command",
    "restore": "web.cli.backup:restore_command",
    "serve": "web.cli.serve:serve_command",
}
"""Where each command is defined."""


class Commands(AppGroup):
    """All commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names in the order in which they are usually needed, then those that an extension added."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli = Commands(app.name)
