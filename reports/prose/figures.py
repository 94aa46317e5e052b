"""The figures that sentences state: each number with a measure word is put to the phrases, each denial to the nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.model import Document, Figure, Qualifier, Section
from reports.prose.denials import of_denials
from reports.prose.found import Found, Reader, stated
from reports.prose.lines import Line, lines, looks_ahead
from reports.prose.mentions import Marked, Mention, mark
from reports.prose.parts import whole_of
from reports.prose.phrases import Phrase, phrases
from reports.prose.scope import (
    Place,
    channels_named,
    denied,
    of_another_body,
    of_another_matter,
    of_another_time,
    of_its_office,
    only_said,
    place,
)
from reports.prose.speaker import speaker

_ONE_OF_SEVERAL = ("disclosure.website",)
"""An agency may have several sites: the number of one is not theirs together."""
_BASE_UNIT = {"条次": "条", "件次": "件", "篇次": "篇", "场次": "场", "批次": "批"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a phrase says a number is, where it matched, and whose number that is."""

    phrase: Phrase
    match: re.Match[str]
    foreign: bool
    office: bool


def read_prose(
    document: Document, sections: Sequence[Section], identity_year: int, skip: Sequence[tuple[int, int]] = ()
) -> tuple[Figure, ...]:
    """Return the figures that sentences state about the report's own year, each with the words that say so.

    `skip` are the spans of the tables. Amounts are converted to the field's unit; a number for a part, another year,
    another body, a plan or a comparison is none.
    """
    reader = Reader(document, identity_year, phrases(), speaker(document))
    found: list[Found] = []
    for number, line in enumerate(lines(document, sections, skip)):
        if not looks_ahead(line):
            found += _of_numbers(reader, line, number, found)
            found += of_denials(reader, line, number)
    return tuple(item.figure for item in _settled(found))


def _of_numbers(reader: Reader, line: Line, number: int, earlier: Sequence[Found]) -> list[Found]:
    found: list[Found] = []
    for index, mention in enumerate(line.found):
        marked = mark(line.sentence.plain, line.found, index, reader.year)
        for one in _decided(reader, line, marked, mention):
            own = [item for item in (*earlier, *found) if not item.foreign]
            for field in one.phrase.fields:
                figure = stated(reader, line, field, mention, marked.span(one.match.start(), one.match.end()))
                if figure and (one.foreign or not _said_of_whole(field, line, number, index, own)):
                    found.append(Found(figure, number, index, one.phrase.only, one.foreign, one.office))
    return found


def _decided(reader: Reader, line: Line, marked: Marked, mention: Mention) -> Iterator[Decision]:
    """Yield what the first phrase that fits says of a number, then what others say besides."""
    here = place(marked.text, marked.here)
    foreign = of_another_body(here, reader.rules, reader.who)
    office = of_its_office(here, reader.rules, reader.who)
    for phrase in reader.rules.numbers:
        match = _match(phrase, marked, mention, line)
        if match and not _joined(phrase, marked, match) and _channel_fits(reader, phrase, marked, match):
            if phrase.fields and not _vetoed(reader, phrase, here, mention):
                yield Decision(phrase, match, foreign, office)
            break
    for phrase in reader.rules.also:
        match = _match(phrase, marked, mention, line)
        if match and not _vetoed(reader, phrase, here, mention):
            yield Decision(phrase, match, foreign, office)


def _match(phrase: Phrase, marked: Marked, mention: Mention, line: Line) -> re.Match[str] | None:
    if not _unit_fits(phrase, mention) or (phrase.zero and mention.value):
        return None
    if phrase.context and not phrase.context.search(line.context):
        return None
    for pattern in phrase.patterns:
        for match in pattern.finditer(marked.text):
            if match.start() <= marked.here < match.end():
                return match
    return None


def _unit_fits(phrase: Phrase, mention: Mention) -> bool:
    if not phrase.units:
        return True
    if not mention.unit:
        return phrase.bare or mention.value == 0 or "件" in phrase.units
    return _BASE_UNIT.get(mention.unit, mention.unit) in phrase.units


def _joined(phrase: Phrase, marked: Marked, match: re.Match[str]) -> bool:
    """Tell whether the label is the last of several that share the number: 信函、传真申请3件."""
    before = marked.text[: match.start()]
    if not phrase.alone or before[-1:] not in "、和及与或":
        return False
    return before[:-1][-1:] not in "，；。：（@#" and bool(before[:-1])


def _channel_fits(reader: Reader, phrase: Phrase, marked: Marked, match: re.Match[str]) -> bool:
    if phrase.channel is None:
        return True
    here = place(marked.text, marked.here)
    since = max((end for end in marked.counts if end <= marked.here), default=marked.here - len(here.run))
    around = marked.text[max(since, marked.here - len(here.run)) : match.end()]
    named = channels_named(around, reader.rules)
    columns = reader.rules.scope["channels_apart"].search(around)
    if columns and not reader.rules.scope["many_columns"].search(around):
        return False
    if phrase.channel != "several":
        clause = here.clause + marked.text[marked.here : match.end()]
        alone = channels_named(clause, reader.rules) == {phrase.channel}
        if phrase.channel == "other_channels":
            named.discard("media")  # 报刊、电视等其他方式
        return named == {phrase.channel} or (alone and not reader.rules.scope["many_channels"].search(clause))
    social = {name for name in named if reader.rules.scope["social"].fullmatch(name)}
    if not named:
        return not reader.rules.scope["one_way"].search(here.clause)
    return len(named) != 1 and social != named


def _vetoed(reader: Reader, phrase: Phrase, here: Place, mention: Mention) -> bool:
    if reader.year > phrase.until or (mention.value % 1 and mention.unit != "元"):
        return True
    if only_said(here, reader.rules) or (phrase.unless and phrase.unless.search(here.run + "#")):
        return True
    if mention.value and (denied(here, reader.rules) or of_another_matter(here, reader.rules, phrase.fields)):
        return True
    standing = all(field.startswith("organisation.") for field in phrase.fields)
    if of_another_time(here, reader.rules, phrase.any_year, len(phrase.fields) > 1, standing):
        return True
    return phrase.whole and bool(reader.rules.scope["share"].search(here.after))


def _said_of_whole(field: str, line: Line, number: int, index: int, found: Iterable[Found]) -> bool:
    """Tell whether the field was already stated for the whole of which this number is a part, or in this sentence."""
    said = {(item.line, item.mention) for item in found if item.figure.field == field}
    whole = whole_of(line.sentence.plain, line.found, index)
    if any(at == number for at, _ in said):
        return field not in _ONE_OF_SEVERAL or whole is not None
    if whole == -1 and line.before is not None:
        return any(at == number - 1 for at, _ in said)
    return whole is not None and (number, whole) in said


_OPEN = ("disclosure.", "response.", "training.", "organisation.")
_WHOLE = re.compile(
    r"(?:全年|年度?|本年)[^，；。]{0,12}主动公开[^，；。]{0,10}政府信息|共(?:计)?主动公开[^，；。]{0,10}政府信息"
)
_ROUGHLY = 10


def _settled(found: Sequence[Found]) -> list[Found]:
    """Drop repetitions, weak readings beside strong ones, and values of one field that cannot all be the whole's.

    Where two sections each give the whole year's total and differ, the report contradicts itself, and both stay.
    """
    elsewhere = {item.figure.field for item in found if item.foreign}
    own = [item for item in found if not item.foreign and not (item.office and item.figure.field in elsewhere)]
    kept: list[Found] = []
    for item in own:
        rivals = [other for other in own if other.figure.field == item.figure.field and other is not item]
        if item.only and any(not other.only for other in rivals):
            continue
        if any(_says_closer(other.figure, item.figure) for other in rivals):
            continue
        differing = [other for other in rivals if not other.only and not _agree(other.figure, item.figure)]
        if differing and item.figure.field.startswith(_OPEN) and not _contradict([item, *differing]):
            continue
        if not any(k.figure.field == item.figure.field and k.figure.value == item.figure.value for k in kept):
            kept.append(item)
    return kept


def _says_closer(exact: Figure, rough: Figure) -> bool:
    """Tell whether a figure gives exactly what the other gives roughly: 813条 after 800余条."""
    return exact.qualifier is None and rough.qualifier is not None and _agree(exact, rough)


def _agree(one: Figure, other: Figure) -> bool:
    if one.value is None or other.value is None or (one.qualifier is None) == (other.qualifier is None):
        return one.value == other.value
    off = one.value - other.value if one.qualifier is None else other.value - one.value
    below = off < 0 and Qualifier.AT_LEAST in (one.qualifier, other.qualifier)
    return not below and abs(off) * _ROUGHLY <= max(one.value, other.value)


def _contradict(items: Sequence[Found]) -> bool:
    """Tell whether each of the items states the year's total in a section of its own."""
    whole = all(item.figure.field == "disclosure.total" and _WHOLE.search(item.figure.quote) for item in items)
    return whole and len({item.figure.section for item in items}) == len(items)
