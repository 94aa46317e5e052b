"""The one place under Whoosh's public surface: a codec whose postings are arrays instead of pickled blocks.

Whoosh's own are its table of contents, its segments with their deletions, its term dictionary and the codec seam
itself, so its searcher reads these segments too (the tests compare scores with it). A segment here is
written at one go from a batch; a term's extent in the dictionary counts postings within the field's arrays.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property
from hashlib import md5
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment, W3TermInfo, W3TermsReader
from whoosh.fields import KEYWORD, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import HashReader, OrderedHashWriter
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.system import pack_ushort
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.disk import Sum
from index.text.arrays import Array, ArrayFile, sync, write_arrays
from index.text.batch import CODED, WORD_FIELDS, Batch, Coded, Postings
from index.text.exact import ExactText, PairIndex, index_pairs
from index.text.protocol import Field

NAME = "MAIN"
ARRAYS_EXTENSION = ".arr"
LAYOUT = 1
"""One higher where segments are laid out otherwise, or an old column holds something else: both need a rebuild."""
SMALL = 8192
"""Terms of a field whose table is held in memory."""
# What Whoosh packs for a term, then where its postings begin and how many they are.
TERM_INFO = struct.Struct(W3TermInfo._struct.format + "qi")
# What stands in a slot of Whoosh's hash table (the hash, and where the term is), and before a term.
SLOT, LENGTHS = struct.Struct("!Iq"), struct.Struct("!ii")
LENGTH_OF_CODE = np.array([byte_to_length(code) for code in range(256)], np.float32)


def schema() -> Schema:
    """Return the scored fields; columns and exact text are arrays beside them."""
    return Schema(**{name: KEYWORD(scorable=True) for name in WORD_FIELDS})


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with the postings taken from an `ArrayFile`."""

    def terms_reader(self, storage: FileStorage, segment: W3Segment) -> W3TermsReader:
        """Open the dictionary in memory: Whoosh's own file objects seek, which threads and forks cannot share."""
        data = (Path(storage.folder) / segment.make_filename(W3Codec.TERMS_EXT)).read_bytes()
        return W3TermsReader(self, BufferFile(data), len(data), _PostingArrays(_array_path(storage, segment)))

    def per_document_reader(self, storage: FileStorage, segment: W3Segment) -> W3PerDocReader:
        return _LengthReader(storage, segment)

    def postings_reader(
        self,
        dbfile: _PostingArrays,
        terminfo: W3TermInfo,
        format_: object,
        term: tuple[str, bytes] | None = None,
        scorer: object = None,
    ) -> ListMatcher:
        """Give Whoosh's own searcher a term's postings one by one; ours takes the arrays."""
        if term is None:
            raise TermNotFound("postings of no term")
        docs, freqs = dbfile.postings(term[0], terminfo)
        weights = [float(freq) for freq in freqs.tolist()]
        return ListMatcher(docs.tolist(), weights, format=format_, scorer=scorer, term=term, terminfo=terminfo)


class _LengthReader(W3PerDocReader):  # type: ignore[misc]
    """Field lengths for Whoosh's own searcher, from the arrays."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        super().__init__(storage, segment)
        self.arrays = ArrayFile(_array_path(storage, segment))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(byte_to_length(self.arrays[f"{fieldname}.codes_of_length"][docnum])) or default


class _PostingArrays(ArrayFile):
    """The arrays as what Whoosh takes for a postings file."""

    def postings(self, field: str, info: W3TermInfo) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        # Whoosh reads the length of an extent back as a tuple; the document frequency is the same number.
        start, count = info.extent()[0], info.doc_frequency()
        return self[f"{field}.docs"][start : start + count], self[f"{field}.freqs"][start : start + count]

    def close(self) -> None:
        """Nothing to do: the map goes when the last view goes."""


def _array_path(storage: FileStorage, segment: W3Segment) -> Path:
    return Path(storage.folder, segment.make_filename(ARRAYS_EXTENSION))


def files_of(segment: W3Segment) -> tuple[str, str]:
    """Return the names of the files a segment consists of."""
    return segment.make_filename(ARRAYS_EXTENSION), segment.make_filename(W3Codec.TERMS_EXT)


class _Terms:
    """Whoosh's table of terms, a hash table; through its own generators a look-up takes five times as long."""

    def __init__(self, table: HashReader) -> None:
        self._data: bytes = table.dbfile._buf
        self._parts: list[tuple[int, int]] = table.tables

    def find(self, key: bytes) -> tuple[int, int] | None:
        """Return where a term's postings begin and how many they are, or None."""
        number = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:])
        start, slots = self._parts[number & 255]
        for place in range(number >> 8, (number >> 8) + slots):
            same, item = SLOT.unpack_from(self._data, start + place % slots * SLOT.size)
            if not item:
                break
            if same == number:
                end = item + LENGTHS.size + LENGTHS.unpack_from(self._data, item)[0]
                if self._data[item + LENGTHS.size : end] == key:
                    return TERM_INFO.unpack_from(self._data, end)[-2:]
        return None


class OpenSegment:
    """A committed segment as arrays. It never changes: what is deleted stands in the table of contents, not here."""

    def __init__(self, storage: FileStorage, segment: W3Segment, written: Sum | None = None) -> None:
        """Open a segment whose arrays were `written` with that sum, where it is known."""
        self.id: str = segment.segment_id()
        self.written = written
        self.size: int = segment.doc_count_all()
        self._reader = SegmentReader(storage, schema(), segment)
        self.arrays = _PostingArrays(_array_path(storage, segment))
        self._docs = {name: self.arrays[f"{name}.docs"] for name in WORD_FIELDS}
        self._freqs = {name: self.arrays[f"{name}.freqs"] for name in WORD_FIELDS}
        terms: W3TermsReader = self._reader._terms
        self._terms = _Terms(terms._tindex)
        large = [name for name in WORD_FIELDS if len(self.arrays[f"{name}.starts"]) > SMALL]
        self._large = {name: pack_ushort(terms._fieldmap[name]) for name in large}
        self.positions = self.arrays["positions"]
        self.revisions = self.arrays["revisions"]
        self.columns = {name: Coded(self.arrays[f"{name}.codes"], self.arrays.notes["tables"][name]) for name in CODED}
        self.exact = ExactText(self.arrays["stream"], self.arrays["starts"], self._pairs())

    def _pairs(self) -> PairIndex:
        return PairIndex(self.arrays["pairs.keys"], self.arrays["pairs.ends"], self.arrays["pairs.places"])

    def postings(self, term: str) -> list[tuple[Field, NDArray[np.uint32], NDArray[np.uint16]]]:
        """Return the fields that have a term, the documents where it is there, and its frequencies in them."""
        key = term.encode()
        spans = self._small.get(key, [])
        for name, prefix in self._large.items():
            found = self._terms.find(prefix + key)
            if found is not None:
                spans = [*spans, (name, found[0], found[0] + found[1])]
        return [(name, self._docs[name][start:end], self._freqs[name][start:end]) for name, start, end in spans]

    @cached_property
    def _small(self) -> dict[bytes, list[tuple[Field, int, int]]]:
        """Where the postings of terms are, of fields that have few: most words are in none of these."""
        found: dict[bytes, list[tuple[Field, int, int]]] = {}
        for name in (name for name in WORD_FIELDS if name not in self._large):
            starts = self.arrays[f"{name}.starts"].tolist()
            for term, start, end in zip(self._reader.lexicon(name), starts, starts[1:], strict=False):
                found.setdefault(term, []).append((name, start, end))
        return found

    def length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return each document's field length as Whoosh rounds it, as places in `LENGTH_OF_CODE`."""
        return self.arrays[f"{field}.codes_of_length"]

    def total_length(self, field: str) -> int:
        return int(self._reader.field_length(field))

    def commonest(self, count: int) -> list[str]:
        """Return the words of the body that most documents have."""
        spans = np.diff(self.arrays["body.starts"])
        chosen = set(np.argsort(-spans, kind="stable")[:count].tolist())
        return [term.decode() for place, term in enumerate(self.vocabulary) if place in chosen]

    @cached_property
    def vocabulary(self) -> list[bytes]:
        """The words of the body, sorted."""
        return list(self._reader.lexicon("body"))

    def documents_with(self, first: int, last: int) -> NDArray[np.int64]:
        """Return how many documents have each of vocabulary[first:last]."""
        counts: NDArray[np.int64] = np.diff(self.arrays["body.starts"][first : last + 1])
        return counts

    def batch(self) -> Batch:
        """Return the whole segment as a batch, to be joined with others."""
        return Batch(
            fields={name: self._field(name) for name in WORD_FIELDS},
            columns=self.columns,
            positions=self.positions,
            revisions=self.revisions,
            stream=self.exact.stream,
            starts=self.exact.starts,
        )

    def _field(self, name: str) -> Postings:
        a = self.arrays
        terms = cast(list[bytes], list(self._reader.lexicon(name)))
        return Postings(terms, a[f"{name}.starts"], a[f"{name}.docs"], a[f"{name}.freqs"], a[f"{name}.lengths"])


def write_segment(storage: FileStorage, batch: Batch) -> W3Segment:
    """Write a batch as a segment that no table of contents names yet."""
    segment = ArrayCodec().new_segment(storage, NAME)
    segment.set_doc_count(batch.size)
    segment._fieldlengths = {name: int(postings.lengths.sum()) for name, postings in batch.fields.items()}
    codes = {name: _length_codes(postings.lengths) for name, postings in batch.fields.items()}
    _write_terms(storage, segment, batch, codes)
    arrays, tables = _arrays(batch, codes)
    write_arrays(_array_path(storage, segment), arrays, {"tables": tables})
    return segment


def _arrays(batch: Batch, codes: dict[str, NDArray[np.uint8]]) -> tuple[dict[str, Array], dict[str, list[str]]]:
    pairs = index_pairs(batch.stream)
    arrays: dict[str, Array] = {
        "positions": batch.positions,
        "revisions": batch.revisions,
        "stream": batch.stream,
        "starts": batch.starts,
        "pairs.keys": pairs.keys,
        "pairs.ends": pairs.ends,
        "pairs.places": pairs.places,
    }
    for name, postings in batch.fields.items():
        arrays |= {
            f"{name}.starts": postings.starts,
            f"{name}.docs": postings.docs,
            f"{name}.freqs": postings.freqs,
            f"{name}.lengths": postings.lengths,
            f"{name}.codes_of_length": codes[name],
        }
    arrays |= {f"{name}.codes": column.codes for name, column in batch.columns.items()}
    return arrays, {name: column.table for name, column in batch.columns.items()}


def _length_codes(lengths: NDArray[np.uint32]) -> NDArray[np.uint8]:
    distinct, places = np.unique(lengths, return_inverse=True)
    return np.array([length_to_byte(length) for length in distinct.tolist()], np.uint8)[places]


def _write_terms(storage: FileStorage, segment: W3Segment, batch: Batch, codes: dict[str, NDArray[np.uint8]]) -> None:
    """Write Whoosh's term dictionary: for every term its counts, its bounds and where its postings stand."""
    file = segment.create_file(storage, W3Codec.TERMS_EXT)
    dictionary = OrderedHashWriter(file)
    dictionary.extras["fieldmap"] = {name: number for number, name in enumerate(WORD_FIELDS)}
    for number, name in enumerate(WORD_FIELDS):
        prefix = pack_ushort(number)
        for term, info in _term_infos(batch.fields[name], codes[name]):
            dictionary.add(prefix + term, info)
    dictionary.close()
    sync(Path(storage.folder, segment.make_filename(W3Codec.TERMS_EXT)))


def _term_infos(postings: Postings, codes: NDArray[np.uint8]) -> Iterator[tuple[bytes, bytes]]:
    starts = postings.starts[:-1]
    if not len(starts):
        return
    doc_codes = codes[postings.docs]
    statistics = zip(
        postings.terms,
        starts.tolist(),
        np.diff(postings.starts).tolist(),
        np.add.reduceat(postings.freqs, starts, dtype=np.int64).tolist(),
        np.maximum.reduceat(postings.freqs, starts).tolist(),
        np.minimum.reduceat(doc_codes, starts).tolist(),
        np.maximum.reduceat(doc_codes, starts).tolist(),
        postings.docs[starts].tolist(),
        postings.docs[postings.starts[1:] - 1].tolist(),
        strict=True,
    )
    for term, start, count, weight, top, shortest, longest, first, last in statistics:
        yield term, TERM_INFO.pack(0, weight, count, shortest, longest, top, first, last, start, count)
