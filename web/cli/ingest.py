"""`disclosure ingest`: take in files and folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.common import in_app
from web.cli.progress import progress
from web.http.services import services

if TYPE_CHECKING:
    from index.ingest.outcome import FileResult, Summary


@click.command("ingest")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--agency", metavar="NAME", help="Whose reports these are, where the files do not say or say it wrongly.")
@click.option("--year", type=click.IntRange(2000, 2049), help="The statistical year (统计年度) of the reports.")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes read files; by default one a core.")
@click.option("--timeout", type=click.FloatRange(1), default=120, show_default=True, help="Seconds to read one file.")
@in_app
def ingest_command(
    paths: tuple[Path, ...], agency: str | None, year: int | None, jobs: int | None, timeout: float
) -> None:
    """Take in files, and the files of folders. Run it again to go on where it was stopped.

    A file that cannot be taken in is reported and skipped; the exit status is then 1. NAME.yml beside a file may give
    its `agency` and `year`.
    """
    with progress("taking in files", "file") as advance:
        from index.ingest.outcome import IngestStopped
        from index.ingest.run import ingest
        from index.ingest.workers import Limits

        with_all = services()
        done = 0

        def tell(_: FileResult, total: int) -> None:
            nonlocal done
            done += 1
            advance(done, max(done, total))  # members of archives are not counted beforehand

        try:
            summary = ingest(
                paths,
                with_all.record,
                with_all.originals,
                with_all.text_index,
                agency=agency,
                year=year,
                jobs=jobs,
                limits=Limits(seconds=timeout),
                progress=tell,
                began=lambda total: advance(0, total),
            )
        except IngestStopped as error:
            _show(error.summary)
            raise click.ClickException(f"{error}. Nothing is lost: run it again to go on.") from error
    with_all.follow()
    _show(summary)
    if not summary.ok:
        raise click.exceptions.Exit(1)


def _show(summary: Summary) -> None:
    parts = [
        (summary.done, "new"),
        (summary.versions, "new versions of known reports"),
        (summary.reread, "read anew"),
        (summary.unchanged, "unchanged"),
        (len(summary.failed), "failed"),
    ]
    click.echo(", ".join(f"{count} {name}" for count, name in parts if count) or "nothing to take in")
    for failure in summary.failed:
        click.echo(f"  failed: {failure.file}: [{failure.code}] {failure.detail}")
    if summary.passed:
        kinds = ", ".join(f"{count} {code}" for code, count in summary.passed.most_common())
        click.echo(f"  passed over, no reports: {kinds}")
    for before, now in summary.moved:
        click.echo(f"  moved: what was {before} is now {now}")
    for path in summary.skipped:
        click.echo(f"  skipped, a link or no regular file: {path}")
    if summary.behind:
        click.echo(f"  recorded, but not all can be found yet: {summary.behind}")
