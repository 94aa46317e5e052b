"""`disclosure reparse`: read stored originals again by today's rules."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from web.cli.common import in_app
from web.cli.progress import progress
from web.http.services import services

if TYPE_CHECKING:
    from index.reparse import Reread


@click.command("reparse")
@click.option("--all", "every", is_flag=True, help="Also those that today's rules have read already.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes read files; by default one a core.")
@in_app
def reparse_command(every: bool, dry_run: bool, jobs: int | None) -> None:
    """Read stored originals again by today's rules, and say figure by figure what that changes.

    An original that can no longer be read keeps its earlier reading; the exit status is then 1.
    """
    from index.ingest.run import Intake
    from index.reparse import reparse

    with_all = services()
    intake = Intake(with_all.record, with_all.originals, with_all.text_index)
    count = changed = failed = 0
    with (
        progress("reading originals again", "report") as advance,
        closing(reparse(intake, every=every, write=not dry_run, jobs=jobs, advance=advance)) as rereads,
    ):
        for one in rereads:
            count += 1
            failed += one.failure is not None
            changed += bool(one.changes or one.others)
            _show(one)
    click.echo(f"{count} read again, {changed} read otherwise than before, {failed} failed")
    if failed:
        raise click.exceptions.Exit(1)


def _show(reread: Reread) -> None:
    if not (reread.changes or reread.others or reread.failure):
        return
    click.echo(f"{reread.report} version {reread.version} ({reread.file}), read by rules {reread.parser}")
    if reread.failure is not None:
        click.echo(f"  failed: [{reread.failure.code}] {reread.failure.detail}")
    for other in reread.others:
        click.echo(f"  {other}")
    for change in reread.changes:
        name = f"{change.field}|{change.applicant} ({change.origin})"
        click.echo(f"  {name}: {change.before or 'nothing'} → {change.after or 'nothing'}")
