"""The command line: `flask --app app …`. Each module holds the commands of one subject.

Commands import the database and the text index in their functions: `flask parse` is to start without either.
"""

from __future__ import annotations

from flask import Flask

from web.cli.backup import backup_command, restore_command
from web.cli.export import export_command
from web.cli.index import index_commands
from web.cli.ingest import ingest_command
from web.cli.parse import parse_command
from web.cli.reparse import reparse_command
from web.cli.search import search_command
from web.cli.serve import serve_command
from web.cli.verify import verify_command

COMMANDS = (
    ingest_command,
    parse_command,
    reparse_command,
    index_commands,
    search_command,
    export_command,
    verify_command,
    backup_command,
    restore_command,
    serve_command,
)


def register(app: Flask) -> None:
    """Add every command to the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
