"""What sentences claim of the year before: 同比增长9%, 较上年增加3件, 与去年持平."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from reports.model import Claim, Document, Figure
from reports.numerals import numerals
from reports.text.mentions import Mention
from reports.text.sentences import Sentence
from reports.text.wording import pattern


def read_claims(
    document: Document, sentences: Sequence[Sentence], year: int, figures: Sequence[Figure]
) -> tuple[Claim, ...]:
    """Return the claims that follow a figure of the sentences; those about another year than the last are left."""
    said: defaultdict[Decimal | None, list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=attrgetter("start")):
        said[figure.value].append(figure)
    followed = ((line, mention) for line in sentences if not line.looks_ahead() for mention in line.mentions)
    return tuple(
        claim for line, one in followed for claim in _of_number(document, line, one, year, said.get(one.value, ()))
    )


def _of_number(
    document: Document, line: Sentence, mention: Mention, year: int, said: Sequence[Figure]
) -> Iterator[Claim]:
    match = pattern("change").match(line.plain[mention.end :])
    if not match or any(
        int(said) != year - 1 for said in re.findall(r"20\d\d", pattern("more_or_less").split(match[0])[0])
    ):
        return
    start, end = line.span(mention.start, mention.end)
    figure = next((f for f in said if line.places[0] <= f.start <= start and end <= f.end), None)
    number = next(numerals(match["number"] or "0"), None)
    after = (match["number"] or "")[number.end :] if number else ""
    if figure is None or number is None or pattern("points").match(after):
        return
    stop = line.span(mention.end, mention.end + match.end())[1]
    change, percent = number.value if match["more"] else -number.value, bool(pattern("percent").match(after))
    what, quote = (figure.field, figure.applicant, mention.value), document.text[figure.start : stop]
    yield Claim(*what, change, percent, number.qualifier, quote, figure.start, stop, figure.section)
