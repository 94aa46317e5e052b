"""Repetitions: what is planted is found, what is gone is forgotten, however reports come and go."""

from __future__ import annotations

import fcntl
import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import corpus
from bench.repeats import KINDS, NEAR, Recorded, likeness, plant
from index.passages import Passages, file, store
from index.passages.bare import bare
from index.passages.errors import PassagesError
from index.passages.shingles import bare_words, key, sentences, words_of
from index.text.protocol import IndexedSection


def grouped(every: Iterable[IndexedSection]) -> Recorded:
    parts: dict[str, list[IndexedSection]] = {}
    for one in every:
        parts.setdefault(one.report, []).append(one)
    return Recorded(parts)


def test_planted_copies_are_found_and_nothing_else_is_called_one(tmp_path: Path) -> None:
    parts = list(corpus.unlike(corpus.sections(2500)))
    planted = plant(parts)[::5]
    every = [*parts, *(copy for _, _, copy in planted)]
    texts = {(one.report, one.section): one.body for one in every}
    passages = Passages(tmp_path / "passages.db")
    passages.sync(grouped(every))  # type: ignore[arg-type]
    asked = found = alike = shown = 0
    for _, source, copy in planted:
        near = {
            (one.report, one.section)
            for one in passages.near(copy.body, lambda keys: {at: texts[at] for at in keys}).sections
        }
        near.discard((copy.report, copy.section))
        shown += len(near)
        alike += sum(likeness(bare_words(copy.body), bare_words(texts[at])) >= NEAR for at in near)
        if likeness(copy.body, source.body) >= NEAR:
            asked, found = asked + 1, found + ((source.report, source.section) in near)
    assert asked >= 0.9 * len(planted)
    assert found >= 0.95 * asked
    assert alike >= 0.98 * shown
    assert {kind for kind, _, _ in planted} == set(KINDS)


def test_an_index_kept_step_by_step_is_the_one_made_at_once(tmp_path: Path) -> None:
    chance = random.Random(5)
    recorded = grouped(corpus.sections(300))
    kept, fresh = Passages(tmp_path / "kept.db"), Passages(tmp_path / "fresh.db")
    names = sorted(recorded.parts)
    here: dict[str, list[IndexedSection]] = {}
    for step in range(12):
        for name in chance.sample(names, 6):
            if name in here and chance.random() < 0.5:
                del here[name]
            else:
                here[name] = [replace(one, revision=1000 * step + one.revision) for one in recorded.parts[name]]
                if chance.random() < 0.5:
                    here[name] = [
                        replace(one, body=one.body + f"第{chance.random()}次修改了这一句话。") for one in here[name]
                    ]
        kept.sync(Recorded(here))  # type: ignore[arg-type]
    fresh.sync(Recorded(here))  # type: ignore[arg-type]
    keys = {key(words) for name in names for one in recorded.parts[name] for _, _, words in sentences(one.body)}
    assert kept.counts() == fresh.counts()
    assert kept.seen(keys) == fresh.seen(keys)
    texts = {(one.report, one.section): one.body for parts in here.values() for one in parts}
    for parts in here.values():
        for one in parts:
            assert kept.near(one.body, lambda keys: {at: texts[at] for at in keys}) == fresh.near(
                one.body, lambda keys: {at: texts[at] for at in keys}
            )
    assert kept.sync(Recorded(here)) == 0  # type: ignore[arg-type]


def test_what_is_more_than_can_be_compared_is_said_and_the_most_alike_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.passages.store.MOST_COMPARED", 40)
    one = next(corpus.sections(1))
    ends = [f"其中本机关另行说明的情况有{'甲乙丙丁戊己庚辛' * (number % 8)}。" for number in range(120)]
    copies = [
        replace(one, report=f"r{number:03}", revision=number + 1, year=2008 + number % 9, body=one.body + end)
        for number, end in enumerate(ends)
    ]
    texts = {(copy.report, copy.section): copy.body for copy in copies}
    passages = Passages(tmp_path / "passages.db")
    passages.sync(grouped(copies))  # type: ignore[arg-type]
    asked: list[int] = []

    def give(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        asked.append(len(keys))
        return {at: texts[at] for at in keys}

    found = passages.near(copies[0].body, give)
    equal = {copy.report for copy in copies if copy.body == copies[0].body}
    assert not found.complete
    assert asked == [40]
    assert equal <= {near.report for near in found.sections}
    early = passages.near(copies[0].body, give, latest=2009)
    assert early.complete
    assert {near.report for near in early.sections} == {copy.report for copy in copies if copy.year <= 2009}


def test_a_file_of_another_way_of_signing_is_made_anew(tmp_path: Path) -> None:
    recorded = grouped(corpus.sections(30))
    passages = Passages(tmp_path / "passages.db")
    assert passages.sync(recorded) == 2  # type: ignore[arg-type]
    assert not passages.is_behind(recorded)  # type: ignore[arg-type]
    with sqlite3.connect(tmp_path / "passages.db") as database:
        database.execute("UPDATE about SET value = 'older' WHERE name = 'fingerprint'")
        database.execute("ALTER TABLE held DROP COLUMN said")
    assert passages.is_behind(recorded)  # type: ignore[arg-type]
    assert Passages(tmp_path / "passages.db").sync(recorded) == 2  # type: ignore[arg-type]
    assert not passages.is_behind(recorded)  # type: ignore[arg-type]
    assert passages.counts()[0] == 2


@settings(deadline=None, max_examples=300)
@given(st.text("公开信息申请。；！？\n 12，,.A①－２", max_size=80))
def test_folding_at_once_is_folding_sentence_by_sentence(text: str) -> None:
    whole, lines = words_of(text)
    assert lines == [words for _, _, words in sentences(text)]
    assert "".join(line for line in lines) in whole or not lines


ODD = (
    "公开信息申请。；！？\n 12，,.①－２e\u0301ßİﬁ⑩½…㎡가\u1100\u1161\u11a8ﾊﾞか\u3099𝟙١\u2f00\uf900𠀀\x00\x85\u2028\ud800"
)
"""Characters of which what they fold to depends on their neighbours, is longer, or is of another script."""


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=40), min_size=1, max_size=5))
def test_texts_made_bare_at_once_are_bare_one_by_one(texts: list[str]) -> None:
    made = bare(texts)
    start = first = 0
    for text, end, last in zip(texts, made.ends.tolist(), made.key_ends.tolist(), strict=True):
        whole, lines = words_of(text)
        assert made.codes[start:end].tobytes().decode("utf-16-le") == whole
        assert made.keys[first:last].tolist() == [key(words) for words in lines]
        start, first = end, last


def test_every_character_is_folded_beside_others_as_alone() -> None:
    texts = [f"公{chr(point)}1{chr(point)}2{chr(point)}e{chr(point)}公开公开公开公开" for point in range(0x20000)]
    made = bare(texts)
    ends = made.ends.tolist()
    units = made.codes.tobytes()
    found = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in pairwise([0, *ends])]
    assert found == [words_of(text)[0] for text in texts]


OLDER = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT INTO about VALUES ('fingerprint', '1-4-64-16-20190415-5'), ('generation', '2');
CREATE TABLE held (report TEXT PRIMARY KEY, revision INTEGER, agency TEXT, year INTEGER, said BLOB) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, report TEXT, section TEXT, agency TEXT, year INTEGER, kind TEXT, signature BLOB
);
CREATE INDEX passages_report ON passages (report, section);
CREATE TABLE bands (key INTEGER, passage INTEGER, PRIMARY KEY (key, passage)) WITHOUT ROWID;
CREATE TABLE sentences (
    key INTEGER, year INTEGER, report TEXT, section TEXT, PRIMARY KEY (key, year, report, section)
) WITHOUT ROWID;
CREATE TABLE tallies (key INTEGER PRIMARY KEY, reports INTEGER);
CREATE TABLE sums (report TEXT PRIMARY KEY, sum INTEGER) WITHOUT ROWID;
INSERT INTO held VALUES ('agency-00000-2008', 1, 'agency-00000', 2008, x''), ('gone', 9, 'agency', 2008, x'');
INSERT INTO passages VALUES (1, 'gone', 's0', 'agency', 2008, 'fees', x'');
"""
"""An index of the release before blocks: a row for each sentence and band."""


def test_an_index_with_a_row_for_each_sentence_is_behind_and_made_anew(tmp_path: Path) -> None:
    recorded, file = grouped(corpus.sections(30)), tmp_path / "passages.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(OLDER)
    assert Passages(file).is_behind(recorded)  # type: ignore[arg-type]
    assert Passages(file).sync(recorded) == 2  # type: ignore[arg-type]
    assert not Passages(file).is_behind(recorded)  # type: ignore[arg-type]
    Passages(file).check()
    assert Passages(file).counts()[0] == 2
    with closing(sqlite3.connect(file)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"about", "held", "passages", "bands", "bands_runs", "sentences", "sentences_runs"}


def test_processes_that_sync_at_once_share_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BATCH", 10)
    recorded = grouped(corpus.sections(900))
    taken: list[str] = []

    class Told(Recorded):
        def indexed_sections(self, reports: Iterable[str]) -> Iterator[IndexedSection]:
            listed = list(reports)
            taken.extend(listed)
            return super().indexed_sections(listed)

    shared, alone = tmp_path / "shared.db", Passages(tmp_path / "alone.db")
    others = [Thread(target=Passages(shared).sync, args=(Told(recorded.parts),)) for _ in range(3)]
    for one in others:
        one.start()
    for one in others:
        one.join()
    alone.sync(recorded)  # type: ignore[arg-type]
    assert sorted(taken) == sorted(recorded.parts)
    assert Passages(shared).counts() == alone.counts()
    Passages(shared).check()
    assert Passages(shared).counts() == alone.counts()


def test_who_reads_while_it_begins_anew_finds_nothing_rather_than_half_a_file(tmp_path: Path) -> None:
    recorded = grouped(corpus.sections(30))
    passages = Passages(tmp_path / "passages.db")
    found: list[object] = []
    stop = Event()

    def read() -> None:
        while not stop.is_set():
            try:
                found.append(passages.counts())
            except PassagesError as error:
                found.append(str(error))

    readers = [Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    try:
        for _ in range(60):
            passages.clear()
            passages.sync(recorded)  # type: ignore[arg-type]
    finally:
        stop.set()
        for one in readers:
            one.join()
    passages.check()
    whole = passages.counts()
    assert set(found) == {(0, 0), whole}
    assert whole[0] == 2


@pytest.mark.parametrize("begun", [False, True])
def test_where_nothing_was_taken_in_nothing_is_found_and_nothing_is_written(tmp_path: Path, begun: bool) -> None:
    passages = Passages(tmp_path / "passages.db")
    if begun:
        passages.file.touch()
    assert passages.counts() == (0, 0)
    assert passages.seen([1]) == {}
    assert passages.is_behind(grouped(corpus.sections(30)))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == ([passages.file] if begun else [])


def test_a_process_that_stands_still_is_waited_for_no_longer_than_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0)
    monkeypatch.setattr(file, "PATIENCE", 0)
    recorded, passages = grouped(corpus.sections(30)), Passages(tmp_path / "passages.db")
    passages.sync(recorded)  # type: ignore[arg-type]
    with (tmp_path / "passages.db.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PassagesError, match="another process"):
            passages.sync(recorded)  # type: ignore[arg-type]
        with pytest.raises(PassagesError, match="another process"):
            passages.clear()
        assert passages.counts()[0] == 2
        fcntl.flock(lock, fcntl.LOCK_SH)
        passages.sync(recorded)  # type: ignore[arg-type]
        with pytest.raises(PassagesError, match="another process"):
            passages.clear()
    passages.clear()
    assert passages.counts() == (0, 0)


def test_where_the_lock_cannot_be_opened_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "passages.db.lock").mkdir()
    passages = Passages(tmp_path / "passages.db")
    for act in (passages.clear, lambda: passages.sync(grouped(corpus.sections(30)))):  # type: ignore[arg-type]
        with pytest.raises(PassagesError, match=r"passages\.db\.lock"):
            act()
    assert passages.counts() == (0, 0)


@pytest.mark.parametrize("which", ["passages.db", "passages.db.lock"])
def test_what_is_damaged_and_cannot_be_begun_anew_is_read_no_more(tmp_path: Path, which: str) -> None:
    passages = Passages(tmp_path / "passages.db")
    (tmp_path / which).mkdir()
    if which != "passages.db":
        passages.file.write_bytes(b"no database" * 1000)
    passages.check()
    with pytest.raises(PassagesError):
        passages.counts()
