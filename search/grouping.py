"""Puts nearly equal sections among hits together, so that words copied by three hundred towns are one hit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from index.passages.shingles import LEAST, bands, bare_words, jaccard, shingles
from index.passages.shingles import signatures as sign
from index.passages.store import NEAR, Signed
from index.text.protocol import TextHit

MOST = 5_000
"""Hits that are put together; a broader query is to be narrowed first, or listed by report."""
_ESTIMATE = 0.5
_ROWS = 400
Key = tuple[str, str]
Texts = Callable[[Sequence[Key]], Mapping[Key, str]]


class Signatures(Protocol):
    """What the index of passages has to tell; index.passages.store.Passages does."""

    def signatures_of(self, keys: Sequence[Key]) -> Mapping[Key, Signed]: ...


@dataclass(slots=True)
class Group:
    """The best hit of nearly equal sections, and all of them."""

    best: TextHit
    keys: list[Key] = field(default_factory=list)

    @property
    def sections(self) -> int:
        return len(self.keys)

    @property
    def reports(self) -> int:
        return len({report for report, _ in self.keys})


def grouped(hits: Iterable[TextHit], signatures: Signatures, texts: Texts) -> list[Group]:
    """Put hits, the best first, into groups: each is compared with the best of a group by its text (Jaccard 0.7)."""
    listed = list(hits)
    keys = [(hit.report, hit.section) for hit in listed]
    signed = _all(keys, signatures)
    signed |= _made([key for key in keys if key not in signed], texts)
    words = _Words(texts, keys)
    groups: list[Group] = []
    of_band: dict[int, list[int]] = {}
    for hit, key in zip(listed, keys, strict=True):
        one = signed.get(key)
        found = None if one is None else _group(key, one, groups, of_band, signed, words)
        if found is None:
            if one is not None:
                for band in bands(one.reshape(1, -1))[0].tolist():
                    of_band.setdefault(band, []).append(len(groups))
            found = Group(hit)
            groups.append(found)
        found.keys.append(key)
    return groups


def _group(
    key: Key,
    own: Signed,
    groups: Sequence[Group],
    of_band: Mapping[int, Sequence[int]],
    signed: Mapping[Key, Signed],
    words: _Words,
) -> Group | None:
    met = {place for band in bands(own.reshape(1, -1))[0].tolist() for place in of_band.get(band, ())}
    for place in sorted(met):
        best = groups[place].keys[0]
        if (signed[best] == own).mean() >= _ESTIMATE and jaccard(words.of(best), words.of(key)) >= NEAR:
            return groups[place]
    return None


def _all(keys: Sequence[Key], signatures: Signatures) -> dict[Key, Signed]:
    found: dict[Key, Signed] = {}
    left = iter(keys)
    while some := list(islice(left, _ROWS)):
        found |= signatures.signatures_of(some)
    return found


def _made(keys: Sequence[Key], texts: Texts) -> dict[Key, Signed]:
    """Sign what the index of passages does not have yet, some hundred at a time; what is short has no signature."""
    signed: dict[Key, Signed] = {}
    for start in range(0, len(keys), _ROWS):
        told = texts(keys[start : start + _ROWS])
        words = {key: said for key, text in told.items() if len(said := bare_words(text)) >= LEAST}
        signed |= zip(words, sign(list(words.values())), strict=True)
    return signed


class _Words:
    """The shingles of sections, fetched a few hundred at a time when first asked for."""

    def __init__(self, texts: Texts, keys: Sequence[Key]) -> None:
        self._texts, self._keys = texts, keys
        self._place = {key: place for place, key in enumerate(keys)}
        self._kept: dict[Key, frozenset[str]] = {}

    def of(self, key: Key) -> frozenset[str]:
        if key not in self._kept:
            at = self._place[key]
            some = self._keys[at : at + _ROWS]
            told = self._texts(some)
            self._kept |= {one: shingles(bare_words(told.get(one, ""))) for one in some}
        return self._kept[key]
