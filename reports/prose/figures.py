"""The figures that sentences state: each number becomes a frame, the table of decisions says of which field it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import takewhile

from reports.model import Document, Figure, Qualifier
from reports.numerals import numerals
from reports.prose.denials import of_denials
from reports.prose.found import Explained, Found, Reader, stated
from reports.prose.frames import Cut, Frame, cut_line, frame_of, frame_of_all
from reports.prose.mentions import whole_of
from reports.prose.scope import why_not
from reports.prose.speaker import speaker
from reports.prose.table import Row, decide
from reports.prose.text import Sentence
from reports.prose.whose import Subjects, subjects
from reports.prose.wording import lists, pattern

_OPEN = ("disclosure.", "response.", "training.", "organisation.")
_ROUGHLY = 10
_MOST_SAID, _TERMS = 60, 10
_TOTALS = ("requests.received", "requests.closed", "disclosure.total")
_Key = tuple[bool, Decimal | None, Qualifier | None]
_Said = dict[_Key, list[Found]]
"""What is said of one field, alike things together: by whether it is of one way only, value and qualifier."""


def read_prose(document: Document, told: Sequence[Sentence], year: int) -> tuple[Figure, ...]:
    """Return the figures that the sentences state about the report's own year, each with the words that say so.

    Amounts are converted to the field's unit; a number for a part, another year, another body, a plan or a comparison
    is none.
    """
    reader = Reader(document, year, speaker(document), [])
    return tuple(item.figure for item in _settled(_read(reader, told)))


def explain_prose(document: Document, told: Sequence[Sentence], year: int) -> tuple[Explained, ...]:
    """Return what was made of each number and of each denial, in order."""
    reader = Reader(document, year, speaker(document), [])
    found = _read(reader, told)
    kept = {id(item) for item in _settled(found)}
    for item in found:
        if id(item) not in kept and item.told >= 0:
            why = "another body's" if item.foreign else "said elsewhere, more closely or otherwise"
            reader.said[item.told] = replace(reader.said[item.told], why=why)
    for line in told:
        counted = {mention.start for mention in line.found}
        for number in numerals(line.plain):
            if number.start not in counted:
                kinds = {"an ordinal": "numbered", "a date": "dated", "a share": "percent"}
                fits = (why for why, name in kinds.items() if pattern(name).match(line.plain, number.end))
                why = next(fits, "no measure word")
                reader.tell(line, (number.start, number.end), None, None, why)
    return tuple(sorted(reader.said, key=lambda one: one.start))


def _read(reader: Reader, told: Sequence[Sentence]) -> list[Found]:
    found: list[Found] = []
    for number, line in enumerate(told):
        if line.looks_ahead():
            for mention in line.found:
                reader.tell(line, (mention.start, mention.end), None, None, "in a part about problems and plans")
            continue
        if not line.found and not any(term in line.plain for term in lists().denials):
            continue
        one = cut_line(line, reader.year)
        named = subjects(one)
        for index in range(len(one.places)):
            near = takewhile(partial(_is_near, number), reversed(found))
            found += _of_number(reader, one, number, index, named, [item for item in near if not item.foreign])
        found += of_denials(reader, one, number, named)
    return found


def _is_near(number: int, item: Found) -> bool:
    """Tell whether an item was found in the line or in the one before: those of which a number can be a part."""
    return item.line >= number - 1


def _of_number(
    reader: Reader, one: Cut, number: int, index: int, named: Subjects, earlier: Sequence[Found]
) -> Iterator[Found]:
    mention, at = one.line.found[index], one.places[index]
    foreign, office = named.foreign(at, reader.who), named.office(at, reader.who)
    for frame, row in _decided(reader, one, index):
        words = (one.words[at], *frame.words)
        span = min(w.start for w in words), max(w.end for w in words)
        for field in row.fields:
            figure = stated(reader, one.line, field, mention, span)
            only = "only_way" in row.conditions if field == "requests.received" else _piled_up(field, frame)
            if field in _TOTALS and _is_term(one, index):
                continue
            if figure and (foreign or not _said_of_whole(field, one.line, number, index, earlier)):
                yield Found(figure, number, index, len(reader.said) - 1, only, foreign, office)


def _piled_up(field: str, frame: Frame) -> bool:
    """Tell whether a total is one of all years, if another is the year's: 累计公开272条。2010年新增57条."""
    words = frame.words if field == "disclosure.total" else ()
    yearly = any(w.of("time", "this_year") or w.of("year", "this") for w in words)
    return not yearly and any(w.text.startswith("累计") for w in words)


def _decided(reader: Reader, one: Cut, index: int) -> Iterator[tuple[Frame, Row]]:
    """Yield what the table says of a number, then what it says of 均 after it."""
    mention, at = one.line.found[index], one.places[index]
    for frame in (frame_of(one, index), frame_of_all(one, index)):
        if frame is None:
            continue
        row = decide(frame, mention, one, reader.year)
        why = row if isinstance(row, str) else "left by the table" if not row.fields else ""
        if isinstance(row, Row) and row.fields:
            why = _against(frame, row) or why_not(one, at, frame, row)
        if frame.object and not frame.every:
            one.heads[frame.matter] = None if why else mention.value
        reader.tell(one.line, (mention.start, mention.end), frame, row, why)
        if isinstance(row, Row) and not why:
            one.read[index] = row.fields
            yield frame, row


def _is_term(one: Cut, index: int) -> bool:
    """Tell whether a number is one of several that a later 合计 adds up: 公民申请11件、企业申请2件，合计13件."""
    found, plain = one.line.found, one.line.plain
    values = [mention.value for mention in found]
    return any(
        found[last].value == sum(values[first:last])
        for last in range(index + 1, min(index + _TERMS, len(found)))
        if "计" in plain[max(0, found[last].start - 3) : found[last].start]
        for first in range(max(0, index - _TERMS), min(index, last - 2) + 1)
    )


def _against(frame: Frame, row: Row) -> str:
    slots = set(frame.joined.split()) - (set() if row.fields[0].startswith("requests.") else {"channel"})
    return "joined words share the number" if slots and not {"both", "joined"} & set(row.conditions) else ""


def _said_of_whole(field: str, line: Sentence, number: int, index: int, found: Iterable[Found]) -> bool:
    """Tell whether the field was already stated for the whole of which this number is a part, or in this sentence.

    An agency may have several sites: the number of one is not theirs together.
    """
    said = {(item.line, item.mention) for item in found if item.figure.field == field}
    whole = whole_of(line.plain, line.found, index)
    if any(at == number for at, _ in said):
        return field != "disclosure.website" or whole is not None
    if whole == -1 and line.before is not None:
        return any(at == number - 1 for at, _ in said)
    return whole is not None and (number, whole) in said


def _settled(found: Sequence[Found]) -> list[Found]:
    """Drop repetitions, weak readings beside strong ones, and values of one field that cannot all be the whole's.

    Where two sections each give the whole year's total and differ, the report contradicts itself, and both stay.
    """
    elsewhere = {item.figure.field for item in found if item.foreign}
    own = [item for item in found if not item.foreign and not (item.office and item.figure.field in elsewhere)]
    said: defaultdict[str, _Said] = defaultdict(dict)
    for item in own:
        said[item.figure.field].setdefault(_key(item), []).append(item)
    stays = {(field, key) for field, alike in said.items() for key in alike if _stays(key, alike)}
    kept: dict[tuple[str, Decimal | None], Found] = {}
    for item in own:
        if (item.figure.field, _key(item)) in stays:
            kept.setdefault((item.figure.field, item.figure.value), item)
    return list(kept.values())


def _key(item: Found) -> _Key:
    return item.only, item.figure.value, item.figure.qualifier


def _stays(key: _Key, alike: _Said) -> bool:
    """Tell whether an item stays beside all else said of its field; more than a report ever says leaves nothing."""
    item, figure = alike[key][0], alike[key][0].figure
    others = [items[0] for other, items in alike.items() if other != key]
    weak = item.only and any(not other.only for other in others)
    rough = figure.qualifier and any(o.figure.qualifier is None and _agree(o.figure, figure) for o in others)
    if weak or rough or len(alike) > _MOST_SAID:
        return False
    differing = [o for items in alike.values() for o in items if not o.only and not _agree(o.figure, figure)]
    return not differing or not figure.field.startswith(_OPEN) or _contradict([*alike[key], *differing])


def _agree(one: Figure, other: Figure) -> bool:
    if one.value is None or other.value is None or (one.qualifier is None) == (other.qualifier is None):
        return one.value == other.value
    off = one.value - other.value if one.qualifier is None else other.value - one.value
    below = off < 0 and Qualifier.AT_LEAST in (one.qualifier, other.qualifier)
    return not below and abs(off) * _ROUGHLY <= max(one.value, other.value)


def _contradict(items: Sequence[Found]) -> bool:
    """Tell whether each of the items states the year's total in a section of its own."""
    whole = all(
        item.figure.field == "disclosure.total" and pattern("whole_total").search(item.figure.quote) for item in items
    )
    return whole and len({item.figure.section for item in items}) == len(items)
