"""`disclosure backup` and `disclosure restore`: record and originals in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli.common import in_app
from web.cli.progress import progress
from web.http.services import services


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_app
def backup_command(file: Path) -> None:
    """Write record and originals to FILE (.tar or .tar.gz), also while the service runs and takes reports in."""
    from index.backup import BackupError, back_up

    try:
        kept = back_up(_record_file(), _originals_folder(), file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: the record and {kept} originals, {file.stat().st_size / 1e6:.1f} MB")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def restore_command(file: Path) -> None:
    """Make the data folder, which must be empty, from FILE; build the text index and verify all of it."""
    from index.backup import BackupError, restore
    from index.sync import rebuild
    from index.verify import verify

    with_all = services()
    _record_file()
    if _originals_folder() != with_all.settings.data / "originals":
        raise click.ClickException("DISCLOSURE_ORIGINALS names another place than DATA/originals, where they are put")
    try:
        restore(file, with_all.settings.data)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    with progress("copying", "report") as advance:
        reports = rebuild(with_all.record, with_all.text_index, advance)
    findings = list(verify(with_all.record, with_all.originals, with_all.text_index))
    for finding in findings:
        click.echo(f"{finding.subject}: [{finding.code}] {finding.detail}")
    if findings:
        raise click.exceptions.Exit(1)
    click.echo(f"{reports} reports restored and verified")


def _originals_folder() -> Path:
    """Return the originals' folder. Raises where a store of objects has them, which has its own way to be saved."""
    place = services().settings.originals
    if "://" in place:
        raise click.ClickException(f"the originals are in {place}: save them by the means of that store")
    return Path(place).expanduser()


def _record_file() -> Path:
    """Return the record's file. Raises where the record stands elsewhere, which then has its own way to be saved."""
    settings = services().settings
    if not settings.database_url.startswith("sqlite"):
        raise click.ClickException("the record is not in a file: save it with pg_dump, and DATA/originals as files")
    from index.record.engine import database_file

    found = database_file(settings.database_url)
    if found is None or found.resolve() != settings.data / "record.db":
        raise click.ClickException(f"the record stands outside {settings.data}; save its file and DATA/originals")
    return found
