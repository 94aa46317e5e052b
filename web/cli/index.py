"""`disclosure index …`: keep the text index in step with the record."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from web.cli.common import in_app
from web.cli.progress import progress
from web.http.services import services

index_commands = AppGroup("index", help="Keep the text index in step with the record.")


@index_commands.command("sync")
@in_app
def sync_command() -> None:
    """Add what the text index lacks, renew what is outdated, remove what is gone."""
    from index.sync import sync

    with_all = services()
    with progress("bringing the text index up to date", "report") as advance:
        done = sync(with_all.record, with_all.text_index, advance)
    with_all.passages.sync(with_all.record)
    if done.anything:
        click.echo(f"{done.added} added, {done.changed} renewed, {done.removed} removed")
    else:
        click.echo("the text index was up to date")


@index_commands.command("rebuild")
@in_app
def rebuild_command() -> None:
    """Build the text index anew beside the one in use, then switch; searches go on meanwhile."""
    from index.sync import rebuild

    with_all = services()
    with progress("building the text index anew", "report") as advance:
        reports = rebuild(with_all.record, with_all.text_index, advance)
    with progress("building the index of passages anew", "report") as advance:
        with_all.passages.clear()
        with_all.passages.sync(with_all.record, advance)
    click.echo(f"{reports} reports indexed")


@index_commands.command("stats")
@in_app
def stats_command() -> None:
    """Say how much there is, and whether record and text index agree."""
    from index.sync import compare

    with_all = services()
    counts = with_all.record.counts()
    click.echo(f"record: {counts.reports} reports of {counts.agencies} agencies, {counts.versions} versions")
    click.echo(f"        {counts.sections} sections, {counts.figures} figures")
    stats = with_all.text_index.stats()
    click.echo(f"index:  {stats.reports} reports, {stats.sections} sections, {stats.bytes_on_disk / 1e6:.1f} MB")
    click.echo(f"        generation {stats.generation}, tokeniser {stats.fingerprint}")
    difference = compare(with_all.record, with_all.text_index)
    behind = len(difference.missing) + len(difference.outdated) + len(difference.gone)
    click.echo(f"{behind} reports differ: run `disclosure index sync`" if behind else "the two agree")
