"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.prose.found import Found, Reader, made, stated
from reports.prose.lines import Line
from reports.prose.mentions import Marked, Mention, mark
from reports.prose.phrases import Phrase
from reports.prose.scope import denied, of_another_body, of_another_time, only_said, place


def of_denials(reader: Reader, line: Line, number: int) -> Iterator[Found]:
    rules, text = reader.rules, line.sentence.plain
    marked = mark(text, tuple(m for m in line.found if not _not_one(reader, text, m)), None, reader.year)
    for pattern in (rules.denial, rules.denial_after):
        for match in pattern.finditer(marked.text):
            if rules.denial_spoilt.search(marked.text[match.end() :]) or _denied_elsewhere(reader, marked, match):
                continue
            span = marked.span(match.start(), match.end())
            for noun in rules.nouns:
                if noun.word.search(match["nouns"]) and noun.context.search(line.context):
                    figure = stated(reader, line, noun.field, None, span)
                    if figure:
                        yield Found(figure, number, -1)
    for phrase in rules.nothing:
        yield from _said_none(reader, line, number, marked, phrase)
    yield from _bare_none(reader, line, number, marked)


def _not_one(reader: Reader, text: str, mention: Mention) -> bool:
    """Tell whether a 1 only makes a denial stronger: 未发生一起."""
    return mention.value == 1 and denied(place(text, mention.start), reader.rules)


def _denied_elsewhere(reader: Reader, marked: Marked, match: re.Match[str]) -> bool:
    here = place(marked.text, match.start() + len("没有"))  # so that the subject is seen to end there
    if only_said(here, reader.rules) or of_another_time(here, reader.rules, False, ever=True):
        return True
    return of_another_body(here, reader.rules, reader.who)


def _said_none(reader: Reader, line: Line, number: int, marked: Marked, phrase: Phrase) -> Iterator[Found]:
    if phrase.context and not phrase.context.search(line.context):
        return
    for match in (m for pattern in phrase.patterns for m in pattern.finditer(marked.text)):
        if _denied_elsewhere(reader, marked, match) or (phrase.unless and phrase.unless.search(marked.text)):
            continue
        for field in phrase.fields:
            figure = stated(reader, line, field, None, marked.span(match.start(), match.end()))
            if figure:
                yield Found(figure, number, -1)


def _bare_none(reader: Reader, line: Line, number: int, marked: Marked) -> Iterator[Found]:
    """Read 无。 under a heading that names the matter; the heading belongs to the quote."""
    section = line.sentence.section
    if not line.sentence.lead or not reader.rules.bare_none.match(marked.text):
        return
    span = section.start, line.sentence.at[-1] + 1
    for pattern, field in reader.rules.bare_headings:
        if pattern.search(section.heading):
            yield Found(made(reader, section.id, field, Decimal(0), None, span), number, -1)
