"""What sentences claim of the year before: 同比增长9%, 较上年增加3件, 与去年持平."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.model import Claim, Document, Figure, Origin, Qualifier, Section
from reports.numerals import numerals
from reports.prose.lines import Line, lines, looks_ahead

_THAN = (
    r"(?:同比(?:20\d\d年)?|[比较](?:20\d\d年(?:度)?(?:同期)?|上(?:一)?年(?:度)?(?:同期)?|去年(?:同期)?)(?:相比)?|"
    r"与(?:20\d\d年(?:度)?|上(?:一)?年(?:度)?|去年)(?:同期)?(?:相比|比)?)，?"
)
_MORE = "增长|增加|上升|提升|提高|多"
_LESS = "下降|减少|降低|少"
_CHANGE = re.compile(
    rf"^[，（(]?(?:其中)?{_THAN}(?:总体|大幅|略有|小幅)?"
    rf"(?:(?P<same>持平)|(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?:了)?(?P<number>[^，。；）)]{{1,14}}))"
)
_YEAR_SAID = re.compile(r"20\d\d")
_PERCENT = re.compile(r"\s*(?:[%％]|个百分点)")


def read_claims(
    document: Document,
    sections: Sequence[Section],
    identity_year: int,
    figures: Sequence[Figure],
    skip: Sequence[tuple[int, int]] = (),
) -> tuple[Claim, ...]:
    """Return the claims that follow a figure of the sentences; those about another year than the last are left."""
    said = [figure for figure in figures if figure.origin is Origin.PROSE and figure.value is not None]
    said.sort(key=_start)
    found = lines(document, sections, skip)
    return tuple(
        claim for line in found if not looks_ahead(line) for claim in _of_line(document, line, identity_year, said)
    )


def _start(figure: Figure) -> int:
    return figure.start


def _of_line(document: Document, line: Line, year: int, said: Sequence[Figure]) -> Iterator[Claim]:
    for mention in line.found:
        start, end = line.sentence.span(mention.start, mention.end)
        match = _CHANGE.match(line.sentence.plain[mention.end :])
        if not match or not _of_last_year(match[0], year):
            continue
        near = said[bisect_left(said, line.sentence.span(0, 1)[0], key=_start) : bisect_right(said, start, key=_start)]
        figure = next((f for f in near if end <= f.end and f.value == mention.value), None)
        if figure is None or figure.value is None:
            continue
        change = _change(match)
        if change is None:
            continue
        amount, qualifier, percent = change
        stop = line.sentence.span(mention.end, mention.end + match.end())[1]
        quote = document.text[figure.start : stop]
        yield Claim(
            figure.field, figure.applicant, figure.value, amount, percent, qualifier, quote, figure.start, stop,
            figure.section,
        )  # fmt: skip


def _of_last_year(text: str, year: int) -> bool:
    return all(int(said) == year - 1 for said in _YEAR_SAID.findall(text.split("增")[0].split("减")[0]))


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
    return number.value * sign, number.qualifier, bool(_PERCENT.match(after))
