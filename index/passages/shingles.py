"""From text to what is compared: bare sentences, groups of characters, MinHash signatures.

Numbers count as one and the same: what is copied from year to year is copied with new numbers in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

import numpy as np
import rensa
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from reports.text.grams import grams

Signatures = NDArray[np.uint32]

GRAM = 4
"""Characters of a shingle: two words of Chinese. A word that is changed costs five shingles."""
PERMUTATIONS, ROWS = 64, 4
BANDS = PERMUTATIONS // ROWS
"""16 bands of 4: of pairs with a Jaccard of 0.7 all but 1.2 % meet in a band, of those with 0.3 an eighth."""
SEED = 20190415
LEAST = 24
"""Characters of a bare text below which a section says too little to be called a repetition."""
LEAST_SENTENCE = 8
_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9], dtype=np.uint64)
"""Odd numbers whose multiples spread over 64 bits."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NO_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_NO_WORD_NOR_BREAK = re.compile(r"[^0-9a-z\u3400-\u9fff\n]+")
BREAKS = "。；！？"
_WIDE = {"，": ",", "：": ":", "（": "(", "）": ")", "％": "%", "…": "...", "　": " ", "－": "-", "／": "/", "．": "."}
"""What of a usual text NFKC changes, all of it none of its words: without, most texts are in that form already."""
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


def bare_words(text: str) -> str:
    """Return the letters, characters and numbers of a text alone; every number is 0."""
    return _NO_WORD.sub("", _NUMBER.sub("0", folded(text)))


def folded(text: str) -> str:
    """Return a text in NFKC and lower case; telling that it is in that form already takes a tenth of the time."""
    for wide, plain in _WIDE.items():
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text).casefold()


def is_word(char: str) -> bool:
    """Tell whether a folded character is one of a bare text."""
    return not _NO_WORD.match(char)


def shingles(words: str) -> frozenset[str]:
    """Return the groups of characters of a bare text."""
    return frozenset(grams(words, GRAM))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return what share of all their shingles two texts have in common."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def signatures(texts: Sequence[str]) -> Signatures:
    """Return the MinHash of the shingles of each bare text, a row each: as many numbers are equal as Jaccard says.

    Texts are at least LEAST long.
    """
    codes = np.frombuffer("".join(texts).encode("utf-16-le"), dtype="<u2")
    return signed(codes, np.cumsum([len(text) for text in texts], dtype=np.int64))


def signed(codes: NDArray[np.uint16], ends: NDArray[np.int64]) -> Signatures:
    """Return the signatures of bare texts that stand one after the other, and end there."""
    if not len(ends):
        return np.empty((0, PERMUTATIONS), dtype=np.uint32)
    wide = codes.astype(np.uint64)
    hashed = wide[: len(wide) - GRAM + 1].copy()
    for step in range(1, GRAM):
        hashed *= _MIX[0]
        hashed += wide[step : len(wide) - GRAM + 1 + step]
    hashed ^= hashed >> np.uint64(32)
    hashed *= _MIX[1]
    hashed ^= hashed >> np.uint64(29)
    inside = np.ones(len(hashed), dtype=bool)  # what crosses from one text to the next is no shingle
    for back in range(1, GRAM):
        inside[ends[:-1] - back] = False
    offsets = np.concatenate([[0], ends - np.arange(1, len(ends) + 1) * (GRAM - 1)]).astype(np.uint64)
    made = rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashed[inside], offsets, PERMUTATIONS, SEED)
    numbers = chain.from_iterable(made.to_rows())
    return np.fromiter(numbers, np.uint32, len(ends) * PERMUTATIONS).reshape(len(ends), PERMUTATIONS)


def bands(signed: Signatures) -> NDArray[np.int64]:
    """Return a key for each band of each signature; its place in the signature is part of it."""
    parts = signed.reshape(len(signed), BANDS, ROWS).astype(np.uint64)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64) * _MIX[0] * np.ones((len(signed), 1), dtype=np.uint64)
    for row in range(ROWS):
        keys = (keys ^ parts[:, :, row]) * _MIX[1]
        keys ^= keys >> np.uint64(29)
    found: NDArray[np.int64] = (keys >> np.uint64(2)).astype(np.int64)
    return found


def sentences(text: str) -> list[tuple[int, int, str]]:
    """Return the sentences of a text as start, end and bare words; what is too short, or only numbers, is none."""
    cut = []
    for match in _SENTENCE.finditer(text):
        words = bare_words(match[0])
        if _says(words):
            lead = len(match[0]) - len(match[0].lstrip())
            cut.append((match.start() + lead, match.start() + len(match[0].rstrip()), words))
    return cut


def words_of(text: str) -> tuple[str, list[str]]:
    """Return a text bare, and its sentences bare, as `bare_words` and `sentences` do, in one go."""
    for sign in BREAKS:
        text = text.replace(sign, "\n")
    lines = _NO_WORD_NOR_BREAK.sub("", _NUMBER.sub("0", folded(text))).split("\n")
    return "".join(lines), [line for line in lines if _says(line)]


def _says(words: str) -> bool:
    """Tell whether bare words are a sentence: what is too short, or only numbers, is none."""
    return len(words) - words.count("0") >= LEAST_SENTENCE


def key(words: str) -> int:
    """Return a sentence's key: 62 bits, so that two of a hundred million sentences hardly meet."""
    return xxh3_64_intdigest(words.encode("utf-16-le")) >> 2
