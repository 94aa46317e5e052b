"""The parts under the text index: arrays on disk, batches, the bounded cache, what a commit reads anew."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.text import columns
from index.text.analyser import Analyser
from index.text.arrays import ArrayFile, write_arrays
from index.text.batch import Batch, build, join
from index.text.bits import Bits
from index.text.cache import ByteBoundedCache
from index.text.open import open_text_index
from index.text.protocol import EVERY, FacetQuery, TextQuery
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import section, shuffled


def test_arrays_come_back_as_they_were_written(tmp_path: Path) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "a": np.arange(5, dtype=np.uint16),
        "empty": np.zeros(0, np.float32),
        "b": np.array([-1, 1 << 40]),
    }
    write_arrays(tmp_path / "x", arrays, {"说明": ["甲"]})
    read = ArrayFile(tmp_path / "x")
    assert read.notes == {"说明": ["甲"]}
    assert "a" in read
    assert "c" not in read
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        assert read[name].tolist() == array.tolist()
        assert not read[name].flags.writeable


@pytest.mark.parametrize("kept", [0, 10, -1])
def test_a_file_cut_short_is_an_error(tmp_path: Path, kept: int) -> None:
    write_arrays(tmp_path / "x", {"a": np.arange(100)}, {})
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:kept])
    with pytest.raises(ValueError):
        ArrayFile(tmp_path / "x")


def as_plain(batch: Batch) -> object:
    fields = {
        name: {
            term: (p.docs[start:end].tolist(), p.freqs[start:end].tolist())
            for term, start, end in zip(p.terms, p.starts, p.starts[1:], strict=False)
        }
        for name, p in batch.fields.items()
    }
    lengths = {name: p.lengths.tolist() for name, p in batch.fields.items()}
    columns = {name: [column.table[code] for code in column.codes] for name, column in batch.columns.items()}
    return fields, lengths, columns, batch.positions.tolist(), batch.revisions.tolist(), batch.stream.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_joined_batches_equal_one_built_at_once(analyser: Analyser, seed: int) -> None:
    """Dropping documents while joining gives what was never added."""
    chance = random.Random(seed)
    sections = sorted(shuffled(seed, reports=12), key=lambda part: (part.report, part.position))
    borders = sorted(chance.sample(range(1, len(sections)), 2))
    parts = [sections[: borders[0]], sections[borders[0] : borders[1]], sections[borders[1] :]]
    kept = [None, *(np.array([chance.random() < 0.7 for _ in part]) for part in parts[1:])]
    remaining = [
        one
        for part, mask in zip(parts, kept, strict=True)
        for one, stays in zip(part, [True] * len(part) if mask is None else mask, strict=True)
        if stays
    ]
    joined = join([build(part, analyser) for part in parts], kept)
    assert as_plain(joined) == as_plain(build(remaining, analyser))


def test_a_word_more_frequent_than_a_posting_can_say_is_still_found(tmp_path: Path, analyser: Analyser) -> None:
    index = WhooshIndex(tmp_path, analyser, 1 << 20)
    index.apply([section("a-2017", 0, "公开 " * 70_000), section("b-2017", 0, "公开")])
    assert index.search(TextQuery(words=("公开",))).total == 2


@pytest.mark.parametrize(("run_length", "bitmaps"), [(0, 0), (10**9, 10**9), (10**9, 0)])
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1000])
def test_marked_documents_are_counted_alike_by_runs_bitmaps_and_one_by_one(
    run_length: int, bitmaps: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "RUN_LENGTH", run_length)
    monkeypatch.setattr(columns, "MOST_BITMAPS", bitmaps)
    chance = np.random.default_rng(size)
    codes = np.sort(chance.integers(0, 5, size)).astype(np.int32)
    mask = chance.random(size) < 0.4
    table = ["", "a", "a\x1fb", "b\x1fc", "d"]
    for column in (columns.Column(codes, table), columns.SetColumn(codes, table)):
        for most in (0, 2, EVERY):
            wanted = FacetQuery("region", most, frozenset({"b"}))
            assert column.counts_of_bits(Bits.of(mask), wanted) == column.counts(codes[mask], wanted)
    expected = {table[code]: int((codes[mask] == code).sum()) for code in range(5) if (codes[mask] == code).any()}
    assert columns.Column(codes, table).counts(codes[mask], FacetQuery("agency")).counts == expected


def test_the_cache_holds_no_more_than_its_bytes_and_drops_the_longest_unused() -> None:
    cache: ByteBoundedCache[str] = ByteBoundedCache(100)
    for name in "abc":
        cache.put(name, name, 40)
        cache.get("a")
    assert [cache.get(name) for name in "abc"] == ["a", None, "c"]
    assert cache.get_several("cab") == {"c": "c", "a": "a"}
    cache.put("b", "b", 40)
    assert cache.get_several("abc") == {"a": "a", "b": "b"}
    cache.put("a", "new", 60)
    assert (cache.get("a"), cache.held) == ("new", 100)
    cache.put("large", "large", 101)
    assert cache.get("large") is None
    cache.clear()
    assert (cache.get("a"), cache.held) == (None, 0)


def test_scores_held_stay_within_the_bound(tmp_path: Path, analyser: Analyser) -> None:
    sections = shuffled(seed=8, reports=40)
    index = WhooshIndex(tmp_path, analyser, 4000)
    index.apply(sections)
    index.warm()
    words = {word for part in sections[:20] for word in analyser.query_words(part.body)}
    totals = {word: index.search(TextQuery(words=(word,))).total for word in words}
    assert index._cache.held <= 4000
    assert totals == {word: index.search(TextQuery(words=(word,))).total for word in words}


def test_a_commit_reads_the_new_segment_only(tmp_path: Path, analyser: Analyser) -> None:
    index = WhooshIndex(tmp_path, analyser, 1 << 20)
    index.apply([section("a-2017", 0, "甲")])
    index.search(TextQuery())
    first = index._snapshot().segments
    index.apply([section("b-2017", 0, "乙")])
    assert index.search(TextQuery()).total == 2
    assert index._snapshot().segments[0] is first[0]
    assert len(index._snapshot().segments) == 2


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("opensearch://host:9200/", "name of an index"),
        ("solr://x", "whoosh://"),
        ("whoosh://", "whoosh://"),
    ],
)
def test_an_engine_that_is_not_there_is_named(analyser: Analyser, url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        open_text_index(url, analyser, 1)


def test_a_url_opens_the_index_in_its_folder(tmp_path: Path, analyser: Analyser) -> None:
    index = open_text_index(f"whoosh://{tmp_path}/deep/index", analyser, 1)
    index.apply([section("a-2017", 0, "甲")])
    assert (tmp_path / "deep/index/CURRENT").is_file()


AT_EXIT = """
import atexit, sys
from pathlib import Path
atexit.register(lambda: print(file.is_touched()))  # what is registered first is called last
from index.text.arrays import ArrayFile
file = ArrayFile(Path(sys.argv[1]))
"""


def test_a_file_is_readable_until_the_process_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "one.arr"
    write_arrays(path, {"numbers": np.arange(3)}, {})
    done = subprocess.run([sys.executable, "-c", AT_EXIT, str(path)], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
