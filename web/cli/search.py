"""`disclosure search`: ask from the command line what `/search` answers."""

from __future__ import annotations

import re
from typing import TypeAlias

import click

from search.errors import QuestionError
from search.questions import SectionQuestion, Selection, YearRange
from web.cli.common import in_app
from web.http.services import services

YEARS = re.compile(r"(?P<one>\d{4})|(?P<first>\d{4})?\.\.(?P<last>\d{4})?")


Ranges: TypeAlias = tuple[tuple[int | None, int | None], ...]


def read_years(_: click.Context, parameter: click.Parameter, value: str | None) -> Ranges:
    """Read `2017`, `2017,2019`, `2015..2019` or `2015..`, as in the API."""
    ranges = []
    for part in value.split(",") if value else ():
        found = YEARS.fullmatch(part.strip())
        if found is None or part.strip() == "..":
            detail = f"{part!r} is no year; write 2017, 2017,2019, 2015..2019 or 2015.."
            raise click.BadParameter(detail, param=parameter)
        first, last = (found["one"], found["one"]) if found["one"] else (found["first"], found["last"])
        ranges.append((int(first) if first else None, int(last) if last else None))
    return tuple(ranges)


@click.command("search")
@click.argument("q", metavar="QUERY", default="")
@click.option("--year", "years", callback=read_years, help="2017 · 2017,2019 · 2015..2019 · 2015..")
@click.option("--agency", multiple=True, help="Id, full name or short name; repeat for any of them.")
@click.option("--any", "match_any", is_flag=True, help="Any of the words is enough.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@in_app
def search_command(q: str, years: Ranges, agency: tuple[str, ...], match_any: bool, limit: int) -> None:
    """Find sections. Quote a string to find exactly it: disclosure search '"依申请公开"'."""
    question = SectionQuestion(
        q=q,
        match="any" if match_any else "all",
        filters={
            "agency": Selection(agency),
            "year": Selection(tuple(YearRange(first, last) for first, last in years)),
        },
        limit=limit,
        facets=(),
    )
    search = services().section_search
    try:
        answer = search.answer(search.resolve(question))
    except QuestionError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{answer.total} sections" + (" with any of the words" if answer.relaxed else ""))
    for place, hit in enumerate(answer.hits, 1):
        click.secho(f"{place:3}. {hit.agency.name} {hit.year}", bold=True, nl=False)
        click.echo(f"  {' / '.join(hit.path)}  [{hit.report}:{hit.section}]")
        click.echo(f"     {_marked(hit.snippet.text, hit.snippet.ranges)}")


def _marked(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    shown, at = "", 0
    for start, end in ranges:
        shown += text[at:start] + click.style(text[start:end], fg="yellow", bold=True)
        at = end
    return (shown + text[at:]).replace("\n", " ")
