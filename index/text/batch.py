"""Sections as arrays: what one segment holds, built from sections, joined from other batches.

Everything per word happens in the tokeniser; from there on a batch is sorted, counted and joined by numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.text.analyser import Analyser, fold
from index.text.protocol import Field, IndexedSection
from index.text.registry import COLUMNS

WORD_FIELDS: tuple[Field, ...] = ("body", "headings", "title", "agency", "year")
CODED = (*COLUMNS, "section")
"""What of a section is kept as a code and a table of values."""
SET_SEPARATOR = "\x1f"
# A UTF-16 unit no text has: it stands after each section's text so that no string is found across two of them.
BORDER = 0xFFFF
MAX_FREQUENCY = 0xFFFF


@dataclass(frozen=True, slots=True)
class Postings:
    """A field's inverted lists: term i stands in `docs[starts[i]:starts[i + 1]]`, as often as `freqs` says."""

    terms: list[bytes]
    starts: NDArray[np.int64]
    docs: NDArray[np.uint32]
    freqs: NDArray[np.uint16]
    lengths: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: the value of document d is `table[codes[d]]`."""

    codes: NDArray[np.int32]
    table: list[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """`stream[starts[d]:starts[d + 1]]` is document d's folded text in UTF-16, its border included.

    The documents of a report follow each other, in the order of their positions.
    """

    fields: Mapping[str, Postings]
    columns: Mapping[str, Coded]
    positions: NDArray[np.int64]
    revisions: NDArray[np.int64]
    stream: NDArray[np.uint16]
    starts: NDArray[np.int64]

    @property
    def size(self) -> int:
        return len(self.positions)


def units(text: str) -> NDArray[np.uint16]:
    """Return a string's UTF-16 units, none of which is the border."""
    found = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return np.where(found == BORDER, np.uint16(BORDER - 1), found) if "\uffff" in text else found


def build(sections: Iterable[IndexedSection], analyser: Analyser) -> Batch:
    """Cut and count the sections of a batch."""
    ordered = sorted(sections, key=lambda section: (section.report, section.position))
    streams = [units(fold(section.body)) for section in ordered]
    return Batch(
        fields={name: _count(texts, analyser) for name, texts in _texts(ordered).items()},
        columns={name: _encode(values) for name, values in _values(ordered).items()},
        positions=np.array([section.position for section in ordered], np.int64),
        revisions=np.array([section.revision for section in ordered], np.int64),
        stream=_bordered(streams),
        starts=_ends([len(stream) + 1 for stream in streams]),
    )


def join(batches: Sequence[Batch], masks: Sequence[NDArray[np.bool_] | None]) -> Batch:
    """Put batches one after the other without the documents that `masks` drops (None keeps all)."""
    parts = [batch if mask is None else _reduce(batch, mask) for batch, mask in zip(batches, masks, strict=True)]
    if len(parts) == 1:
        return parts[0]
    return Batch(
        fields={name: _join_postings([part.fields[name] for part in parts]) for name in WORD_FIELDS},
        columns={name: _join_columns([part.columns[name] for part in parts]) for name in CODED},
        positions=np.concatenate([part.positions for part in parts]),
        revisions=np.concatenate([part.revisions for part in parts]),
        stream=np.concatenate([part.stream for part in parts]),
        starts=_ends(np.concatenate([np.diff(part.starts) for part in parts])),
    )


def _texts(sections: Sequence[IndexedSection]) -> dict[str, list[str]]:
    return {
        "body": [section.body for section in sections],
        "headings": ["\n".join(section.headings) for section in sections],
        "title": [section.title for section in sections],
        "agency": ["\n".join(section.agency_names) for section in sections],
        "year": [str(section.year) for section in sections],
    }


def _values(sections: Sequence[IndexedSection]) -> dict[str, list[str]]:
    columns = {
        name: [SET_SEPARATOR.join(column.values(section)) for section in sections] for name, column in COLUMNS.items()
    }
    return columns | {"section": [section.section for section in sections]}


def _count(texts: Sequence[str], analyser: Analyser) -> Postings:
    """Invert a field. Equal texts, as the title of one report's sections, are cut once."""
    vocabulary: dict[str, int] = {}
    cut: dict[str, NDArray[np.int64]] = {}
    for text in texts:
        if text not in cut:
            words = analyser.index_words(text)
            cut[text] = np.array([vocabulary.setdefault(word, len(vocabulary)) for word in words], np.int64)
    lengths = np.array([len(cut[text]) for text in texts], np.int64)
    ids = np.concatenate([cut[text] for text in texts]) if texts else np.zeros(0, np.int64)
    terms, ranks = _ranked(list(vocabulary))
    keys = ranks[ids] * max(len(texts), 1) + np.repeat(np.arange(len(texts)), lengths)
    keys.sort()
    firsts = _run_starts(keys)
    docs = keys[firsts] % max(len(texts), 1)
    counts = np.diff(np.append(firsts, len(keys)))
    frequencies = np.bincount(keys[firsts] // max(len(texts), 1), minlength=len(terms))
    return _postings(terms, frequencies, docs, counts, lengths)


def _postings(
    terms: list[bytes],
    frequencies: NDArray[np.int64],
    docs: NDArray[np.integer],
    counts: NDArray[np.integer],
    lengths: NDArray[np.integer],
) -> Postings:
    return Postings(
        terms=terms,
        starts=_ends(frequencies),
        docs=docs.astype(np.uint32),
        freqs=np.minimum(counts, MAX_FREQUENCY).astype(np.uint16),
        lengths=lengths.astype(np.uint32),
    )


def _ranked(words: Sequence[str]) -> tuple[list[bytes], NDArray[np.int64]]:
    """Return the words as sorted bytes, and for each word its place among them."""
    encoded = [word.encode() for word in words]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.empty(len(encoded), np.int64)
    ranks[order] = np.arange(len(encoded))
    return [encoded[place] for place in order], ranks


def _encode(values: Sequence[str]) -> Coded:
    table = sorted(set(values))
    places = {value: place for place, value in enumerate(table)}
    return Coded(np.array([places[value] for value in values], np.int32), table)


def _bordered(streams: Sequence[NDArray[np.uint16]]) -> NDArray[np.uint16]:
    border = np.array([BORDER], np.uint16)
    return np.concatenate([border[:0], *(part for stream in streams for part in (stream, border))])


def _ends(lengths: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    ends = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends


def _run_starts(keys: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return where each run of equal values of a sorted array begins."""
    if not len(keys):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _reduce(batch: Batch, kept: NDArray[np.bool_]) -> Batch:
    """Drop documents and renumber the rest."""
    sizes = np.diff(batch.starts)
    return Batch(
        fields={name: _reduce_postings(postings, kept) for name, postings in batch.fields.items()},
        columns={name: Coded(column.codes[kept], column.table) for name, column in batch.columns.items()},
        positions=batch.positions[kept],
        revisions=batch.revisions[kept],
        stream=batch.stream[np.repeat(kept, sizes)],
        starts=_ends(sizes[kept]),
    )


def _reduce_postings(postings: Postings, kept: NDArray[np.bool_]) -> Postings:
    numbers = np.cumsum(kept) - 1
    stays = kept[postings.docs]
    term_of = np.repeat(np.arange(len(postings.terms)), np.diff(postings.starts))[stays]
    frequencies = np.bincount(term_of, minlength=len(postings.terms))
    used = frequencies > 0
    terms = [term for term, is_used in zip(postings.terms, used.tolist(), strict=True) if is_used]
    docs = numbers[postings.docs[stays]]
    return _postings(terms, frequencies[used], docs, postings.freqs[stays], postings.lengths[kept])


def _join_postings(parts: Sequence[Postings]) -> Postings:
    terms = sorted(set(chain.from_iterable(part.terms for part in parts)))
    places = {term: place for place, term in enumerate(terms)}
    bases = np.cumsum([0, *(len(part.lengths) for part in parts)])
    mapped = [np.fromiter((places[term] for term in part.terms), np.int64, len(part.terms)) for part in parts]
    keys = np.concatenate([np.repeat(m, np.diff(part.starts)) for m, part in zip(mapped, parts, strict=True)])
    docs = np.concatenate([part.docs.astype(np.int64) + base for part, base in zip(parts, bases, strict=False)])
    freqs = np.concatenate([part.freqs for part in parts])
    order = np.argsort(keys, kind="stable")
    frequencies = np.bincount(keys, minlength=len(terms))
    lengths = np.concatenate([part.lengths for part in parts])
    return _postings(terms, frequencies, docs[order], freqs[order], lengths)


def _join_columns(parts: Sequence[Coded]) -> Coded:
    table = sorted(set(chain.from_iterable(part.table for part in parts)))
    places = {value: place for place, value in enumerate(table)}
    mapped = [np.array([places[value] for value in part.table], np.int32) for part in parts]
    return Coded(np.concatenate([m[part.codes] for m, part in zip(mapped, parts, strict=True)]), table)
