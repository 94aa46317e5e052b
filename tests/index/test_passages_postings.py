"""Sorted runs of pairs answer as a plain set of pairs does, whatever was added and removed, in blocks of any size."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.passages import postings
from index.passages.postings import Postings

KEYS = st.integers(0, 12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.tuples(KEYS, st.integers(0, 200)), min_size=1, max_size=60)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, 200), min_size=1, max_size=40)),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=200)
@given(steps=STEPS, small=st.sampled_from([0, 20, 1000]), most=st.sampled_from([40, 10_000]))
def test_runs_answer_as_a_set_of_pairs(steps: list[tuple[str, list[object]]], small: int, most: int) -> None:
    table, kept = Postings("pairs"), set[tuple[int, int]]()
    with pytest.MonkeyPatch.context() as patch, closing(sqlite3.connect(":memory:")) as database:
        patch.setattr(postings, "BLOCK", 4)
        patch.setattr(postings, "SMALL", small)
        patch.setattr(postings, "MOST", most)
        database.executescript(table.layout)
        for act, given_ in steps:
            if act == "add":
                new = [pair for pair in given_ if pair not in kept]
                kept |= set(new)  # type: ignore[arg-type]
                pairs = np.array(new, dtype=np.int64).reshape(-1, 2)
                table.add(database, pairs[:, 0], pairs[:, 1])
            else:
                gone = {pair for pair in kept if pair[1] in given_}
                kept -= gone
                keys = np.array([key for key, _ in gone], dtype=np.int64)
                table.remove(database, keys, np.array(given_, dtype=np.int64))
        _same(table, database, kept)


def _same(table: Postings, database: sqlite3.Connection, kept: set[tuple[int, int]]) -> None:
    held = [
        pair for keys, owners in table.blocks(database) for pair in zip(keys.tolist(), owners.tolist(), strict=True)
    ]
    assert sorted(held) == sorted(kept)
    told = table.least(database, range(14))
    for key in range(14):
        owners = sorted(owner for one, owner in kept if one == key)
        assert table.owners(database, [key]).tolist() == owners
        assert told.get(key) == ((owners[0], len(owners)) if owners else None)
    assert table.owners(database, range(14)).tolist() == sorted({owner for _, owner in kept})


def test_runs_stay_few() -> None:
    table = Postings("pairs")
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(table.layout)
        chance = np.random.default_rng(3)
        for number in range(100):
            keys = chance.integers(0, 1 << 62, 10_000)
            table.add(database, keys, np.full(10_000, number))
        assert database.execute("SELECT count(*) FROM pairs_runs").fetchone()[0] <= 10
        assert database.execute("SELECT sum(size) FROM pairs_runs").fetchone()[0] == 1_000_000
