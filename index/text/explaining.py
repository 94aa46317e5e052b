"""Why a section scores as it does: what each word and string of a query adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.text.protocol import Contribution
from index.text.scoring import bm25, occurrences, string_occurrences
from index.text.snapshot import Snapshot


def explain(
    snapshot: Snapshot, report: str, section: str, words: Sequence[str], strings: Sequence[str]
) -> tuple[Contribution, ...]:
    """Say what each word and folded string adds to a section's score, field by field."""
    doc = _document(snapshot, report, section)
    if doc is None:
        return ()
    return (*_of_words(snapshot, doc, words), *_of_strings(snapshot, doc, strings))


def _document(snapshot: Snapshot, report: str, section: str) -> int | None:
    columns = snapshot.columns
    codes = columns["report"].places.get(report), columns["section"].places.get(section)
    if None in codes:
        return None
    found = np.flatnonzero((columns["report"].codes == codes[0]) & (columns["section"].codes == codes[1]))
    living = [doc for doc in found.tolist() if snapshot.live is None or snapshot.live[doc]]
    return living[0] if living else None


def _of_words(snapshot: Snapshot, doc: int, words: Sequence[str]) -> Iterator[Contribution]:
    for word in dict.fromkeys(words):
        for field, (docs, freqs) in occurrences(snapshot, word).items():
            place = int(docs.searchsorted(doc))
            if place < len(docs) and docs[place] == doc:
                score = float(bm25(snapshot, field, docs, freqs)[place])
                yield Contribution(word, field, int(freqs[place]), score)


def _of_strings(snapshot: Snapshot, doc: int, strings: Sequence[str]) -> Iterator[Contribution]:
    for string in dict.fromkeys(strings):
        docs, freqs = string_occurrences(snapshot, string)
        place = int(np.searchsorted(docs, doc))
        if place < len(docs) and docs[place] == doc:
            score = float(bm25(snapshot, "body", docs, freqs)[place])
            yield Contribution(string, "body", int(freqs[place]), score, exact=True)
