"""How much of a report stands elsewhere: in its agency's report of the year before, in other reports, in the form.

A sentence stands elsewhere where another report has its words, whatever numbers are in it; or, where a section is
nearly equal, words of which nearly all are the same. Nothing is judged: forms ask for the same every year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.passages.shingles import jaccard, key, sentences, shingles
from index.passages.store import Passages, Seen
from index.record.rows import StoredReport
from index.record.store import Record
from reports.boilerplate import is_prescribed
from reports.model import Section

_ALIKE = 0.6
"""Jaccard of the shingles of two sentences from which one is called the other with words changed; of a long one, the
share of its own that stands in the other, which may go on otherwise."""
_LONG = 20
"""Shingles of a sentence below which a few words in common say nothing."""
_SECTIONS_ALIKE = 0.3
_MOST_NEAR = 12
"""Near-equal sections of which sentences are compared, for each section: those most alike."""


class Origin(StrEnum):
    """Where the words of a sentence come from, as far as the corpus tells."""

    NEW = "new"
    PRESCRIBED = "prescribed"
    LAST_YEAR = "last_year"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a sentence stands: a section of a report."""

    report: str
    section: str
    year: int


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence with what is known of it. `exact`: word for word but for numbers; `reports` have it, this included."""

    start: int
    end: int
    text: str
    section: str
    origin: Origin
    exact: bool
    first: Stand | None
    reports: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """All sentences of a report; `characters` counts theirs by origin.

    `behind`: the index of passages lacks what was recorded last.
    """

    report: StoredReport
    before: StoredReport | None
    sentences: tuple[TracedSentence, ...]
    characters: Mapping[Origin, int]
    behind: bool

    @property
    def share_new(self) -> float | None:
        """Return what part of the characters that no form words is new; None where the forms word all."""
        own = sum(count for origin, count in self.characters.items() if origin is not Origin.PRESCRIBED)
        return self.characters.get(Origin.NEW, 0) / own if own else None


def repeats(record: Record, passages: Passages, report: StoredReport) -> Repeats:
    """Tell of each sentence of a report where its words stand first."""
    text, sections = record.text(report.revision), record.sections(report.revision)
    before = record.report(f"{report.agency.id}-{report.year - 1}")
    sentences = list(_sentences(text, sections))
    known = passages.seen(key(words) for _, _, _, words in sentences)
    last = _words_of(record, before)
    told, open_ = [], []
    for place, (section, start, end, words) in enumerate(sentences):
        one = _exact(text[start:end], section, start, end, words, known, last, report, before)
        told.append(one)
        if one.origin is Origin.NEW and one.reports <= 1:
            open_.append(place)
    _near(told, open_, sentences, text, sections, record, passages, report, before, last)
    characters = Counter[Origin]()
    for one in told:
        characters[one.origin] += one.end - one.start
    return Repeats(report, before, tuple(told), characters, passages.is_behind(record))


def _sentences(text: str, sections: Sequence[Section]) -> Iterator[tuple[str, int, int, str]]:
    for section in sections:
        for start, end, words in sentences(text[section.start : section.end]):
            yield section.id, section.start + start, section.start + end, words


def _words_of(record: Record, report: StoredReport | None) -> dict[str, str]:
    """Return the bare sentences of a report with the section each stands in."""
    if report is None:
        return {}
    text, sections = record.text(report.revision), record.sections(report.revision)
    return {words: section for section, _, _, words in _sentences(text, sections)}


def _exact(
    said: str,
    section: str,
    start: int,
    end: int,
    words: str,
    known: Mapping[int, Seen],
    last: Mapping[str, str],
    report: StoredReport,
    before: StoredReport | None,
) -> TracedSentence:
    seen = known.get(key(words))
    first = None if seen is None or seen.report == report.id else Stand(seen.report, seen.section, seen.year)
    if first is not None and first.year > report.year:
        first = None  # others have it from here
    count = 1 if seen is None else seen.reports
    if is_prescribed(said, report.agency.names):
        return TracedSentence(start, end, said, section, Origin.PRESCRIBED, True, first, count)
    if before is not None and words in last:
        stand = first or Stand(before.id, last[words], before.year)
        return TracedSentence(start, end, said, section, Origin.LAST_YEAR, True, stand, count)
    origin = Origin.NEW if first is None else Origin.ELSEWHERE
    return TracedSentence(start, end, said, section, origin, True, first, count)


def _near(
    told: list[TracedSentence],
    open_: Sequence[int],
    statements: Sequence[tuple[str, int, int, str]],
    text: str,
    sections: Sequence[Section],
    record: Record,
    passages: Passages,
    report: StoredReport,
    before: StoredReport | None,
    last: Mapping[str, str],
) -> None:
    """Look for sentences with a word changed: in last year's report, and in sections nearly equal to their own."""
    of_last = []
    if before is not None:
        of_last = [(shingles(words), Stand(before.id, section, before.year)) for words, section in last.items()]
    of_section: dict[str, list[tuple[frozenset[str], Stand]]] = {}
    spans = {section.id: text[section.start : section.end] for section in sections}
    for place in open_:
        section, _, _, words = statements[place]
        grams = shingles(words)
        stand = _best(grams, of_last)
        origin = Origin.LAST_YEAR
        if stand is None:
            if section not in of_section:
                of_section[section] = _nearby(spans[section], record, passages, report)
            stand, origin = _best(grams, of_section[section]), Origin.ELSEWHERE
        if stand is not None:
            one = told[place]
            told[place] = TracedSentence(
                one.start, one.end, one.text, one.section, origin, False, stand, one.reports + 1
            )


def _nearby(text: str, record: Record, passages: Passages, report: StoredReport) -> list[tuple[frozenset[str], Stand]]:
    """Return the sentences of earlier sections that are nearly equal to a text, the earliest first."""
    texts: dict[tuple[str, str], str] = {}

    def give(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        texts.update({at: row.text for at, row in record.hits(keys).items()})
        return texts

    alike = passages.near(text, give, _SECTIONS_ALIKE, report.year).sections
    near = [one for one in alike if one.report != report.id][:_MOST_NEAR]
    return [
        (shingles(words), Stand(one.report, one.section, one.year))
        for one in sorted(near, key=lambda one: (one.year, one.report))
        for _, _, words in sentences(texts[one.report, one.section])
    ]


def _best(grams: frozenset[str], known: Sequence[tuple[frozenset[str], Stand]]) -> Stand | None:
    alike = max(((_likeness(grams, other), -place) for place, (other, _) in enumerate(known)), default=(0.0, 0))
    return known[-alike[1]][1] if alike[0] >= _ALIKE else None


def _likeness(grams: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of a sentence stands in another."""
    return len(grams & other) / len(grams) if len(grams) >= _LONG else jaccard(grams, other)
