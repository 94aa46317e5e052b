"""The figures that sentences state: each number with a measure word is put to the phrases, each denial to the nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.catalogue import FIELDS
from reports.model import Applicant, Document, Figure, Origin, Qualifier, Section, SectionKind, Status
from reports.numerals import in_unit
from reports.prose.mentions import Marked, Mention, mark, mentions
from reports.prose.parts import whole_of
from reports.prose.phrases import Phrase, Phrases, phrases
from reports.prose.scope import (
    Place,
    channels_named,
    denied,
    of_another_body,
    of_another_matter,
    of_another_time,
    of_its_office,
    place,
)
from reports.prose.speaker import Speaker, speaker
from reports.prose.text import Sentence, sentences

_BASE_UNIT = {"条次": "条", "件次": "件", "篇次": "篇", "场次": "场", "批次": "批"}
_MONEY = ("元", "万元", "亿元")
_QUOTE_START = re.compile(r"[，；：。（(]")
_LONGEST_LEAD = 60
_AHEAD = re.compile(r"打算|计划|下一步|下步|改进措施|努力方向|工作思路")


@dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same while one report is read."""

    document: Document
    year: int
    rules: Phrases
    who: Speaker


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its numbers, the one before it, and the words of its headings."""

    sentence: Sentence
    found: tuple[Mention, ...]
    headings: str
    before: Line | None

    @property
    def context(self) -> str:
        """Headings, the sentence before in the same section, and this one: where the matter may be named."""
        previous = self.before.sentence.plain if self.before else ""
        return f"{self.headings}|{previous}|{self.sentence.plain}"


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with what later decisions need: the numbers of its sentence and mention, and whose it is.

    `foreign` is another body's and only kept to judge others by; `office` is the government's own, if not its area's.
    """

    figure: Figure
    line: int
    mention: int
    only: bool = False
    foreign: bool = False
    office: bool = False


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
            found += _of_denials(reader, line, number)
    return tuple(item.figure for item in _settled(found))


def lines(document: Document, sections: Sequence[Section], skip: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """Yield the sentences with their numbers, in order."""
    by_id = {section.id: section for section in sections}
    previous: Line | None = None
    for sentence in sentences(document, sections, skip):
        if previous and previous.sentence.section.id != sentence.section.id:
            previous = None
        line = Line(sentence, mentions(sentence.plain), _headings(sentence.section, by_id), previous)
        previous = Line(sentence, line.found, line.headings, None)
        yield line


def _headings(section: Section, by_id: dict[str, Section]) -> str:
    words: list[str] = []
    current: Section | None = section
    while current is not None:
        words.append(current.heading)
        current = by_id.get(current.parent) if current.parent else None
    return " ".join(words)


def looks_ahead(line: Line) -> bool:
    """Tell whether the section is about problems and plans, where numbers are not the year's."""
    return line.sentence.section.kind is SectionKind.PROBLEMS or bool(_AHEAD.search(line.sentence.section.heading))


def _of_numbers(reader: Reader, line: Line, number: int, earlier: Sequence[Found]) -> list[Found]:
    found: list[Found] = []
    for index, mention in enumerate(line.found):
        marked = mark(line.sentence.plain, line.found, index, reader.year)
        for one in _decided(reader, line, marked, mention):
            own = [item for item in (*earlier, *found) if not item.foreign]
            for field in one.phrase.fields:
                figure = _figure(reader, line, field, mention, marked.span(one.match.start(), one.match.end()))
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
        return named == {phrase.channel} or (alone and not reader.rules.scope["many_channels"].search(clause))
    social = {name for name in named if reader.rules.scope["social"].fullmatch(name)}
    return len(named) != 1 and (not named or social != named)


def _vetoed(reader: Reader, phrase: Phrase, here: Place, mention: Mention) -> bool:
    if reader.year > phrase.until or (mention.value % 1 and mention.unit != "元"):
        return True
    if phrase.unless and phrase.unless.search(here.run + "#"):
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
    if any(at == number for at, _ in said):
        return True
    whole = whole_of(line.sentence.plain, line.found, index)
    if whole == -1 and line.before is not None:
        return any(at == number - 1 for at, _ in said)
    return whole is not None and (number, whole) in said


def _figure(reader: Reader, line: Line, field: str, mention: Mention | None, span: tuple[int, int]) -> Figure | None:
    unit = FIELDS[field].unit
    value: Decimal | None = mention.value if mention else Decimal(0)
    if mention and value is not None and unit in _MONEY:
        value = in_unit(value, mention.unit or unit, unit)
    if value is None or (mention and mention.unit == "元" and unit not in _MONEY):
        return None
    qualifier: Qualifier | None = mention.qualifier if mention else None
    return _made(reader, line.sentence.section.id, field, value, qualifier, line.sentence.span(*_quoted(line, span)))


def _made(
    reader: Reader, section: str, field: str, value: Decimal, qualifier: Qualifier | None, span: tuple[int, int]
) -> Figure:
    start, end = span
    return Figure(
        field=field,
        applicant=Applicant.TOTAL,
        value=value,
        unit=FIELDS[field].unit,
        status=Status.REPORTED if value else Status.REPORTED_ZERO,
        qualifier=qualifier,
        origin=Origin.PROSE,
        quote=reader.document.text[start:end],
        start=start,
        end=end,
        section=section,
    )


def _quoted(line: Line, span: tuple[int, int]) -> tuple[int, int]:
    """Widen the words that matched to the beginning of their clause, unless that is far away."""
    start, end = span
    lead = max((m.end() for m in _QUOTE_START.finditer(line.sentence.plain[:start])), default=0)
    return (lead if start - lead <= _LONGEST_LEAD else start), end


def _of_denials(reader: Reader, line: Line, number: int) -> Iterator[Found]:
    rules, text = reader.rules, line.sentence.plain
    marked = mark(text, tuple(m for m in line.found if not _not_one(reader, text, m)), None, reader.year)
    for pattern in (rules.denial, rules.denial_after):
        for match in pattern.finditer(marked.text):
            if rules.denial_spoilt.search(marked.text[match.end() :]) or _denied_elsewhere(reader, marked, match):
                continue
            span = marked.span(match.start(), match.end())
            for noun in rules.nouns:
                if noun.word.search(match["nouns"]) and noun.context.search(line.context):
                    figure = _figure(reader, line, noun.field, None, span)
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
    return of_another_time(here, reader.rules, False, ever=True) or of_another_body(here, reader.rules, reader.who)


def _said_none(reader: Reader, line: Line, number: int, marked: Marked, phrase: Phrase) -> Iterator[Found]:
    if phrase.context and not phrase.context.search(line.context):
        return
    for match in (m for pattern in phrase.patterns for m in pattern.finditer(marked.text)):
        if _denied_elsewhere(reader, marked, match) or (phrase.unless and phrase.unless.search(marked.text)):
            continue
        for field in phrase.fields:
            figure = _figure(reader, line, field, None, marked.span(match.start(), match.end()))
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
            yield Found(_made(reader, section.id, field, Decimal(0), None, span), number, -1)


_OPEN = ("disclosure.", "response.", "training.", "organisation.")


def _settled(found: Sequence[Found]) -> list[Found]:
    """Drop repetitions, weak readings beside strong ones, and values of one field that cannot all be the whole's."""
    elsewhere = {item.figure.field for item in found if item.foreign}
    own = [item for item in found if not item.foreign and not (item.office and item.figure.field in elsewhere)]
    kept: list[Found] = []
    for item in own:
        rivals = [other for other in own if other.figure.field == item.figure.field and other is not item]
        if item.only and any(not other.only for other in rivals):
            continue
        values = {other.figure.value for other in rivals if not other.only} | {item.figure.value}
        if len(values) > 1 and item.figure.field.startswith(_OPEN):
            continue
        if not any(k.figure.field == item.figure.field and k.figure.value == item.figure.value for k in kept):
            kept.append(item)
    return kept
