"""The figures that sentences state: each number becomes a frame, the table of decisions says of which field it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import takewhile

from reports.model import Document, Figure, Qualifier, Section
from reports.prose.denials import of_denials
from reports.prose.found import Found, Reader, stated
from reports.prose.frames import Cut, Frame, cut_line, frame_of, frame_of_all
from reports.prose.lines import Line, lines, looks_ahead
from reports.prose.parts import whole_of
from reports.prose.scope import marked, subjects, why_not
from reports.prose.speaker import speaker
from reports.prose.table import Row, decide

_ONE_OF_SEVERAL = ("disclosure.website",)
"""An agency may have several sites: the number of one is not theirs together."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a number of the text is a figure or none: its frame and the row that decided, or the reason against it."""

    quote: str
    start: int
    end: int
    frame: str
    fields: tuple[str, ...]
    row: int
    why: str


def read_prose(
    document: Document, sections: Sequence[Section], identity_year: int, skip: Sequence[tuple[int, int]] = ()
) -> tuple[Figure, ...]:
    """Return the figures that sentences state about the report's own year, each with the words that say so.

    `skip` are the spans of the tables. Amounts are converted to the field's unit; a number for a part, another year,
    another body, a plan or a comparison is none.
    """
    return tuple(item.figure for item in _settled(_read(document, sections, identity_year, skip, [])))


def explain_prose(
    document: Document, sections: Sequence[Section], identity_year: int, skip: Sequence[tuple[int, int]] = ()
) -> tuple[Explained, ...]:
    """Return what was made of each number with a measure word, in order."""
    said: list[Explained] = []
    _read(document, sections, identity_year, skip, said)
    return tuple(said)


def _read(
    document: Document, sections: Sequence[Section], year: int, skip: Sequence[tuple[int, int]], said: list[Explained]
) -> list[Found]:
    reader = Reader(document, year, speaker(document))
    found: list[Found] = []
    for number, line in enumerate(lines(document, sections, skip)):
        if looks_ahead(line):
            continue
        one = cut_line(line, year)
        near = [*takewhile(partial(_is_near, number), reversed(found))]
        found += _of_numbers(reader, one, number, near, said)
        found += of_denials(reader, one, number)
    return found


def _is_near(number: int, item: Found) -> bool:
    """Tell whether an item was found in the line or in the one before: those of which a number can be a part."""
    return item.line >= number - 1


def _of_numbers(reader: Reader, one: Cut, number: int, earlier: Sequence[Found], said: list[Explained]) -> list[Found]:
    found: list[Found] = []
    plain, starts = marked(one)
    named = subjects(plain)
    for index, at in enumerate(one.places):
        foreign = named.foreign(starts[at], reader.who)
        for frame, row in _decided(reader, one, index, said):
            own = [item for item in (*earlier, *found) if not item.foreign]
            for field in row.fields:
                figure = stated(reader, one.line, field, one.line.found[index], _span(frame, one, at))
                if figure and (foreign or not _said_of_whole(field, one.line, number, index, own)):
                    office = named.office(starts[at], reader.who)
                    found.append(
                        Found(
                            figure,
                            number,
                            index,
                            "only_way" in row.conditions and field == "requests.received",
                            foreign,
                            office,
                        )
                    )
    return found


def _span(frame: Frame, one: Cut, at: int) -> tuple[int, int]:
    words = (one.words[at], *frame.words)
    return min(w.start for w in words), max(w.end for w in words)


def _decided(reader: Reader, one: Cut, index: int, said: list[Explained]) -> Iterator[tuple[Frame, Row]]:
    """Yield what the table says of a number, then what it says of 均 after it."""
    mention, at = one.line.found[index], one.places[index]
    for frame in (frame_of(one, index), frame_of_all(one, index)):
        if frame is None:
            continue
        row = decide(frame, mention, one, reader.year)
        why = row if isinstance(row, str) else "left by the table" if not row.fields else ""
        if isinstance(row, Row) and row.fields:
            why = _against(frame, row) or why_not(one, at, frame, row)
            if not why:
                one.read[index] = row.fields
                yield frame, row
        if frame.object and not frame.every:
            one.heads[frame.matter] = None if why else mention.value
        start, end = one.line.sentence.span(mention.start, mention.end)
        fields, line = (row.fields, row.number) if isinstance(row, Row) else ((), 0)
        said.append(Explained(reader.document.text[start:end], start, end, str(frame), fields, line, why))


def _against(frame: Frame, row: Row) -> str:
    slots = set(frame.joined.split()) - (set() if row.fields[0].startswith("requests.") else {"channel"})
    return "joined words share the number" if slots and not {"both", "joined"} & set(row.conditions) else ""


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
_MOST_SAID = 60


def _settled(found: Sequence[Found]) -> list[Found]:
    """Drop repetitions, weak readings beside strong ones, and values of one field that cannot all be the whole's.

    Where two sections each give the whole year's total and differ, the report contradicts itself, and both stay.
    """
    elsewhere = {item.figure.field for item in found if item.foreign}
    own = [item for item in found if not item.foreign and not (item.office and item.figure.field in elsewhere)]
    by_field: defaultdict[str, _Said] = defaultdict(dict)
    for item in own:
        by_field[item.figure.field].setdefault((item.only, item.figure.value, item.figure.qualifier), []).append(item)
    left = {field: _left(said) for field, said in by_field.items()}
    kept: dict[tuple[str, Decimal | None], Found] = {}
    for item in own:
        if (item.only, item.figure.value, item.figure.qualifier) in left[item.figure.field]:
            kept.setdefault((item.figure.field, item.figure.value), item)
    return list(kept.values())


_Said = dict[tuple[bool, Decimal | None, Qualifier | None], list[Found]]
"""What is said of one field, alike things together: by whether it is of one way only, value and qualifier."""


def _left(said: _Said) -> set[tuple[bool, Decimal | None, Qualifier | None]]:
    """Return what stays of what is said of one field. More different things than a report ever says leave nothing."""
    if len(said) > _MOST_SAID:
        return set()
    left = set()
    firsts = {key: items[0] for key, items in said.items()}
    for key, item in firsts.items():
        if item.only and any(not other.only for other in firsts.values()):
            continue
        if any(_says_closer(other.figure, item.figure) for other in firsts.values()):
            continue
        differing = [o for other in said.values() for o in other if not o.only and not _agree(o.figure, item.figure)]
        if not differing or not item.figure.field.startswith(_OPEN) or _contradict([*said[key], *differing]):
            left.add(key)
    return left


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
