"""What sentences claim of the year before: 同比增长9%, 较上年增加3件, 与去年持平."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.model import Claim, Document, Figure, Origin, Qualifier
from reports.numerals import numerals
from reports.prose.text import Sentence
from reports.prose.wording import pattern


def read_claims(
    document: Document, told: Sequence[Sentence], year: int, figures: Sequence[Figure]
) -> tuple[Claim, ...]:
    """Return the claims that follow a figure of the sentences; those about another year than the last are left."""
    said = [figure for figure in figures if figure.origin is Origin.PROSE and figure.value is not None]
    said.sort(key=_start)
    return tuple(claim for line in told if not line.looks_ahead() for claim in _of_line(document, line, year, said))


def _start(figure: Figure) -> int:
    return figure.start


def _of_line(document: Document, line: Sentence, year: int, said: Sequence[Figure]) -> Iterator[Claim]:
    for mention in line.found:
        start, end = line.span(mention.start, mention.end)
        match = pattern("change").match(line.plain[mention.end :])
        if not match or not _of_last_year(match[0], year):
            continue
        near = said[bisect_left(said, line.span(0, 1)[0], key=_start) : bisect_right(said, start, key=_start)]
        figure = next((f for f in near if end <= f.end and f.value == mention.value), None)
        if figure is None or figure.value is None:
            continue
        change = _change(match)
        if change is None:
            continue
        amount, qualifier, percent = change
        stop = line.span(mention.end, mention.end + match.end())[1]
        quote = document.text[figure.start : stop]
        yield Claim(
            figure.field, figure.applicant, figure.value, amount, percent, qualifier, quote, figure.start, stop,
            figure.section,
        )  # fmt: skip


def _of_last_year(text: str, year: int) -> bool:
    return all(int(said) == year - 1 for said in re.findall(r"20\d\d", re.split("[增减]", text)[0]))


def _change(match: re.Match[str]) -> tuple[Decimal, Qualifier | None, bool] | None:
    if match["same"]:
        return Decimal(0), None, False
    number = next(numerals(match["number"]), None)
    if number is None:
        return None
    after = match["number"][number.end :]
    if after.strip().startswith("个百分点"):
        return None
    sign = 1 if match["more"] else -1
    return number.value * sign, number.qualifier, bool(pattern("percent").match(after))
