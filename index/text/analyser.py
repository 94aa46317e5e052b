"""Words of a text for the index, and words of a query: one jieba tokeniser, two views of the same cut.

The index side adds the dictionary words inside a longer word, so that a query's whole word finds them; the query side
gives whole words only. No hidden Markov model: it cuts an unknown name differently in different sentences, and a query
has no sentence around it.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import uuid
import warnings
from contextlib import suppress
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from index.disk import summed
from index.text import folding
from index.text.cutting import Segmenter
from index.text.folding import fold, fold_spaced, fold_with_map

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba imports pkg_resources where setuptools is there, and that warns
    import jieba

__all__ = ["Analyser", "fold", "fold_spaced", "fold_with_map"]

VERSION = 1
HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<han>[{HAN}]+)|(?P<word>(?:(?![{HAN}])[^\W\d_])+)"
)
# 汉字 set apart by blanks (目 录) may be one word, or may not.
SPACED_HAN = re.compile(rf"(?<![{HAN}])[{HAN}](?: +[{HAN}](?![{HAN}]))+")
CACHED_RUNS = 200_000
CACHED_RUN_LENGTH = 40
CACHED_QUERIES = 2_000
"""Queries and parts of them, none longer than a query may be: below a megabyte."""

# Where its cache cannot be written jieba prints a traceback; `initialize` says it in a line.
logging.getLogger("jieba").setLevel(logging.CRITICAL + 1)
log = logging.getLogger(__name__)


class Analyser:
    """Cuts texts and queries. Immutable once initialised, so threads may share it and workers may inherit it."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the tokeniser's cache file in `folder`, by default the system's temporary folder."""
        self._folder = folder or Path(tempfile.gettempdir())
        self._dictionary = Path(str(files("jieba") / "dict.txt"))
        self._tokeniser = jieba.Tokenizer(str(self._dictionary))
        self._runs: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._queries = lru_cache(CACHED_QUERIES)(self._query_words)

    @cached_property
    def fingerprint(self) -> str:
        """Name everything that decides how a text is cut: an index built under another one does not fit."""
        digest = hashlib.sha256(self._dictionary.read_bytes())
        digest.update(f"{VERSION} {folding.VERSION} {version('jieba')}".encode())
        return f"jieba-{version('jieba')}-{digest.hexdigest()[:12]}"

    def initialize(self) -> None:
        """Load the dictionary now (a second from its cache) rather than at the first text.

        Where the cache cannot be kept, on a full disk or in a closed folder, each start takes the longer way.
        """
        if not self._tokeniser.initialized:
            cache = (self._folder / f"{self.fingerprint}.cache").absolute()
            with suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
            self._tokeniser.cache_file = str(_as_written(cache))
            self._tokeniser.initialize()
            with suppress(OSError):
                _keep_sum(cache)
            if not cache.is_file():
                log.warning("the tokeniser's cache cannot be written to %s: starting takes longer", self._folder)
                self._sweep()
        _ = self._cutter

    def _sweep(self) -> None:
        """Remove what of a cache was written until the disk was full; in a folder of others' files nothing is ours."""
        if self._folder != Path(tempfile.gettempdir()):
            for path in self._folder.glob(f"{tempfile.gettempprefix()}*"):
                with suppress(OSError):
                    path.unlink()

    @cached_property
    def _cutter(self) -> Segmenter:
        return Segmenter(self._tokeniser.FREQ, self._tokeniser.total)

    def query_words(self, text: str) -> tuple[str, ...]:
        """Return the whole words of a query, folded, each once, in their order; its parts come again and again."""
        return self._queries(text)

    def _query_words(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.words_in_order(text)))

    def words_in_order(self, text: str) -> list[str]:
        """Return the whole words of a text, folded, with repetitions."""
        self.initialize()
        return [word for run in RUNS.finditer(fold_spaced(text)) for word in self._cut(run)]

    def index_words(self, text: str) -> list[str]:
        """Return the words of a text and the dictionary words inside them, folded, with repetitions."""
        self.initialize()
        words: list[str] = []
        cached = self._runs
        for run in RUNS.finditer(SPACED_HAN.sub(_both_ways, fold_spaced(text))):
            found = cached.get(run[0])
            words.extend(self._index_run(run) if found is None else found)
        return words

    def _index_run(self, run: re.Match[str]) -> tuple[str, ...]:
        """Cut a run and remember it: reports repeat each other's clauses word for word."""
        words = tuple(part for word in self._cut(run) for part in self._word_parts(word))
        if len(run[0]) <= CACHED_RUN_LENGTH:
            if len(self._runs) >= CACHED_RUNS:
                self._runs.clear()
            self._runs[run[0]] = words
        return words

    def _cut(self, run: re.Match[str]) -> list[str]:
        if run.lastgroup == "han":
            return self._cutter.cut(run[0])
        return [run[0].replace(",", "")]

    def _word_parts(self, word: str) -> tuple[str, ...]:
        """Return the word and the shorter words in it; a decimal's parts too, for `1.2017年` is no decimal."""
        if len(word) < 3:
            return (word,)
        if word.isascii():
            return (word, *word.split(".")) if "." in word else (word,)
        parts = self._parts.get(word)
        if parts is None:
            parts = self._parts[word] = (word, *self._inside(word))
        return parts

    def _inside(self, word: str) -> list[str]:
        frequency = self._tokeniser.FREQ
        spans = ((start, end) for start in range(len(word)) for end in range(start + 2, len(word) + 1))
        return [word[start:end] for start, end in spans if end - start < len(word) and frequency.get(word[start:end])]


def _sum_of(cache: Path) -> Path:
    return cache.with_name(f"{cache.name}.sum")


def _as_written(cache: Path) -> Path:
    """Return where to load the cache from: where it is not as it was written it goes, for words would be cut otherwise.

    What cannot be removed is not loaded either.
    """
    with suppress(OSError, ValueError):
        if int(_sum_of(cache).read_bytes()) == summed(cache).crc:
            return cache
    try:
        cache.unlink(missing_ok=True)
    except OSError:
        return cache.with_name(f"{cache.name}.new")
    return cache


def _keep_sum(cache: Path) -> None:
    """Write the sum of a cache, whole or not at all."""
    said = str(summed(cache).crc)
    kept = _sum_of(cache)
    if not kept.is_file() or kept.read_text("utf-8", "replace") != said:
        beside = cache.with_name(f"{cache.name}.{uuid.uuid4().hex}")
        beside.write_text(said, "utf-8")
        beside.replace(kept)


def _both_ways(spaced: re.Match[str]) -> str:
    return f"{spaced[0].replace(' ', '')} {spaced[0]}"
