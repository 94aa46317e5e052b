"""What sentences claim of the year before: 同比增长9%, 较上年增加3件, 与去年持平."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from reports.model import Claim, Document, Figure, Origin
from reports.numerals import numerals
from reports.text.mentions import Mention
from reports.text.sentences import Sentence
from reports.text.wording import pattern

_START = attrgetter("start")


def read_claims(
    document: Document, sentences: Sequence[Sentence], year: int, figures: Sequence[Figure]
) -> tuple[Claim, ...]:
    """Return the claims that follow a figure of the sentences; those about another year than the last are left."""
    said = sorted((figure for figure in figures if figure.origin is Origin.PROSE), key=_START)
    followed = ((line, mention) for line in sentences if not line.looks_ahead() for mention in line.mentions)
    return tuple(claim for line, mention in followed for claim in _of_number(document, line, mention, year, said))


def _of_number(
    document: Document, line: Sentence, mention: Mention, year: int, said: Sequence[Figure]
) -> Iterator[Claim]:
    match = pattern("change").match(line.plain[mention.end :])
    if not match or any(
        int(said) != year - 1 for said in re.findall(r"20\d\d", pattern("more_or_less").split(match[0])[0])
    ):
        return
    start, end = line.span(mention.start, mention.end)
    near = said[bisect_left(said, line.span(0, 1)[0], key=_START) : bisect_right(said, start, key=_START)]
    figure = next((f for f in near if end <= f.end and f.value == mention.value), None)
    number = next(numerals(match["number"] or "0"), None)
    after = (match["number"] or "")[number.end :] if number else ""
    if figure is None or figure.value is None or number is None or pattern("points").match(after):
        return
    stop = line.span(mention.end, mention.end + match.end())[1]
    yield Claim(
        figure.field,
        figure.applicant,
        figure.value,
        number.value if match["more"] else -number.value,
        bool(pattern("percent").match(after)),
        number.qualifier,
        document.text[figure.start : stop],
        figure.start,
        stop,
        figure.section,
    )
