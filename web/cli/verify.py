"""`disclosure verify`: do record, originals and text index agree?"""

from __future__ import annotations

import click

from web.cli.common import in_app
from web.cli.progress import progress
from web.http.services import services


@click.command("verify")
@in_app
def verify_command() -> None:
    """Compare record, originals and text index with each other; print what differs (exit status 1)."""
    from index.verify import verify

    with_all = services()
    with progress("comparing what is kept", "version") as advance:
        findings = list(verify(with_all.record, with_all.originals, with_all.text_index, advance))
    for finding in findings:
        click.echo(f"{finding.subject}: [{finding.code}] {finding.detail}")
    if findings:
        raise click.exceptions.Exit(1)
    counts = with_all.record.counts()
    click.echo(f"record, originals and text index agree on {counts.reports} reports, {counts.versions} versions")
