"""What may be meant by the beginning of a query: agencies by name or pinyin, fields, words that reports use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal, Protocol, get_args

from index.record.rows import Page, StoredAgency
from index.text.folding import fold
from index.text.simplified import half_width, simplified
from reports.catalogue import FIELDS
from reports.identity.slug import initials, pinyin
from reports.questions import question_words

Kind = Literal["agency", "field", "term"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SHARES: dict[Kind, float] = {"agency": 0.5, "field": 0.2, "term": 0.3}
"""How a list is shared out where there is more of every kind than fits."""
EVERY = 1_000_000
_LEAST_INSIDE = 3
"""Letters that have to be typed before they are looked for inside a name's pinyin: fewer are in nearly every name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` is what to ask with: an agency's or field's id, or a query. `count` is of reports or of sections."""

    kind: Kind
    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency with what it is found by."""

    agency: StoredAgency
    names: tuple[str, ...]
    pinyin: tuple[str, ...]
    initials: tuple[str, ...]
    everything: str
    """Names, pinyin and initials, a line each: what does not stand here fits in no way."""


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A field with what it is found by; the label is the first of its names."""

    id: str
    label: str
    names: tuple[str, ...]
    letters: tuple[str, ...]


class Agencies(Protocol):
    def agencies(self, q: str | None = None, limit: int = 20) -> Page[StoredAgency]: ...

    def generation(self) -> str: ...


class Words(Protocol):
    def words_from(self, prefix: str, limit: int) -> tuple[tuple[str, int], ...]: ...


@dataclass(slots=True)
class Suggester:
    """Suggests. Threads may share it: what it holds of one state of the record is replaced whole."""

    record: Agencies
    text_index: Words
    _held: tuple[str, tuple[Entry, ...]] = field(default=("", ()))

    def suggest(self, q: str, limit: int, kinds: Collection[Kind] = KINDS) -> tuple[Suggestion, ...]:
        """Return up to `limit` suggestions of these kinds, the agencies first.

        Raises TextIndexError where the index cannot answer.
        """
        typed = simplified(half_width(q)).strip()
        if not fold(typed):
            return ()
        ways: dict[Kind, Callable[[], Iterator[Suggestion]]] = {
            "agency": lambda: self._agencies(fold(typed), limit),
            "field": lambda: _fields(fold(typed), limit),
            "term": lambda: self._terms(typed, limit),
        }
        return tuple(_shared({kind: list(way()) if kind in kinds else [] for kind, way in ways.items()}, limit))

    def warm(self) -> None:
        """Prepare the agencies, the fields, and the table of traditional characters."""
        self._entries()
        _catalogue()
        simplified("開")

    def _agencies(self, typed: str, limit: int) -> Iterator[Suggestion]:
        ranked = [(rank, entry) for entry in self._entries() if (rank := _rank(entry, typed)) is not None]
        ranked.sort(key=lambda one: (one[0], -one[1].agency.reports, one[1].agency.name))
        for _, entry in ranked[:limit]:
            yield Suggestion("agency", entry.agency.id, entry.agency.name, entry.agency.reports)

    def _terms(self, typed: str, limit: int) -> Iterator[Suggestion]:
        """Yield words of more than one section: what only one has is often a name."""
        before, space, last = typed.rpartition(" ")
        if not fold(last) or not fold(last)[0].isalpha():
            return
        for word, sections in self.text_index.words_from(fold(last), limit * 2):
            if len(word) > 1 and sections > 1:
                yield Suggestion("term", f"{before}{space}{word}", word, sections)

    def _entries(self) -> tuple[Entry, ...]:
        generation, entries = self._held
        now = self.record.generation()
        if generation != now:
            entries = tuple(_entry(agency) for agency in self.record.agencies(limit=EVERY).items)
            self._held = (now, entries)
        return entries


def _entry(agency: StoredAgency) -> Entry:
    names = tuple(map(fold, agency.names))
    letters = [_letters(name) for name in agency.names]
    spelt, initial = tuple(one for one, _ in letters), tuple(two for _, two in letters)
    return Entry(agency, names, spelt, initial, "\n".join((*names, *spelt, *initial)))


@lru_cache(100_000)
def _letters(name: str) -> tuple[str, str]:
    return pinyin(name), initials(name)


def _rank(entry: Entry, typed: str) -> int | None:
    """Return how well an agency fits, 0 the best; None where it does not."""
    letters = typed.replace("'", "")
    if typed not in entry.everything and (not letters or letters not in entry.everything):
        return None
    return next((rank for rank, fits in enumerate(_fits(entry, typed, letters)) if fits), None)


def _fits(entry: Entry, typed: str, letters: str) -> Iterator[bool]:
    """Yield whether the agency fits in each way, the best way first."""
    yield any(name == typed for name in entry.names)
    yield any(name.startswith(typed) for name in entry.names)
    yield any(typed in name for name in entry.names)
    yield bool(letters) and any(one.startswith(letters) for one in entry.initials)
    yield bool(letters) and any(one.startswith(letters) for one in entry.pinyin)
    yield len(letters) >= _LEAST_INSIDE and any(letters in one for one in entry.initials)
    yield len(letters) >= _LEAST_INSIDE and any(letters in one for one in entry.pinyin)


@cache
def _catalogue() -> tuple[FieldEntry, ...]:
    return tuple(_field_entry(id_, field.label) for id_, field in FIELDS.items())


def _field_entry(id_: str, label: str) -> FieldEntry:
    """Gather what a field is found by: its label, and the everyday words that ask for it and for nothing else."""
    table = question_words()
    concepts = {next(iter(one.needs)) for one in table.wordings if one.field == id_ and len(one.needs) == 1}
    words = [word for word, said in table.words.items() if said.kind == "concept" and said.value in concepts]
    names = tuple(map(fold, (label, *words)))
    letters = tuple(initials(name) for name in (label, *words) if len(name) > 1)
    return FieldEntry(id_, label, names, letters)


def _fields(typed: str, limit: int) -> Iterator[Suggestion]:
    ranked = [(rank, one) for one in _catalogue() if (rank := _field_rank(one, typed)) is not None]
    ranked.sort(key=lambda one: one[0])
    for _, one in ranked[:limit]:
        yield Suggestion("field", one.id, one.label)


def _field_rank(field: FieldEntry, typed: str) -> int | None:
    """Return how well a field fits, 0 the best; None where it does not."""
    tests = (
        field.names[0].startswith(typed),
        field.id.startswith(typed),
        typed in field.names,
        any(name.startswith(typed) for name in field.names),
        typed in field.names[0] or typed in field.id,
        len(typed) >= _LEAST_INSIDE and typed in field.letters,
    )
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _shared(suggestions: Mapping[Kind, Sequence[Suggestion]], limit: int) -> Iterator[Suggestion]:
    """Share the list out; what one kind does not need goes round the others."""
    shown = {kind: min(len(suggestions[kind]), int(limit * share)) for kind, share in SHARES.items()}
    while sum(shown.values()) < limit and any(shown[kind] < len(suggestions[kind]) for kind in suggestions):
        for kind in SHARES:
            if shown[kind] < len(suggestions[kind]) and sum(shown.values()) < limit:
                shown[kind] += 1
    for kind in SHARES:
        yield from suggestions[kind][: shown[kind]]
