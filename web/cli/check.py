"""`disclosure check`: look drafts through before they are published, without keeping anything."""

from __future__ import annotations

import json
from pathlib import Path

import click

from index.ingest.drafts import Drafts
from index.ingest.fetch import fetch
from index.ingest.outcome import Failure
from index.ingest.walk import path_text
from index.record.rows import Given
from reports.selfcheck import Draft, Level, examine
from web.cli.common import in_app
from web.http.services import services


@click.command("check")
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--agency", metavar="NAME", help="Whose draft it is, where it does not say.")
@click.option("--year", type=click.IntRange(2000, 2049), help="The statistical year of the draft.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the findings.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, as POST /check answers.")
@in_app
def check_command(paths: tuple[Path, ...], agency: str | None, year: int | None, lang: str, as_json: bool) -> None:
    """Say what contradicts itself in drafts, is blank, outdated or personal.

    A draft is compared with last year's report of its agency where that is in the record. Nothing is written. The exit
    status is 1 where a draft has errors or cannot be read.
    """
    drafts, wrong = Drafts(), False
    for path in paths:
        found = fetch(path, Given(agency, year))
        draft: Draft | Failure
        if isinstance(found, Failure):
            draft = found
        else:
            data, given = found
            draft = drafts.read(data, path_text(Path(path.name)), given.agency, given.year)
        if isinstance(draft, Failure):
            click.echo(f"{path_text(path)}: [{draft.code}] {draft.detail}", err=True)
            wrong = True
            continue
        wrong |= _told(path, draft, lang, as_json)
    if wrong:
        raise click.exceptions.Exit(1)


def _told(path: Path, draft: Draft, lang: str, as_json: bool) -> bool:
    """Print what was found in a draft, and tell whether there are errors."""
    from schemas.selfcheck import Checked, selfcheck_body
    from web.http.links import Links
    from web.resources.selfcheck import compared

    last, before, sections = compared(services(), draft.report) if services().has_record else (None, None, ())
    checked = Checked(draft.report, examine(draft, before), last, sections)
    body = selfcheck_body(checked, lang, Links(services().settings.public_url or ""))
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        click.echo(f"{path_text(path)}: " + ", ".join(f"{count} {level}" for level, count in body["counts"].items()))
        for one in body["findings"]:
            click.echo(f"  [{one['level']}] {one['message']}")
            for place in one["places"]:
                where = place["of"] if place["line"] is None else f"{place['line']}"
                told = [part for part in (where, place["section"], place["label"], f"“{place['quote']}”") if part]
                click.echo(f"      {' | '.join(told)}")
    return bool(body["counts"][Level.ERROR.value])
