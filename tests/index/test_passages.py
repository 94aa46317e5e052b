"""Repetitions: what is planted is found, what is gone is forgotten, however reports come and go."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import corpus
from bench.repeats import KINDS, NEAR, likeness, plant
from index.passages import Passages, store
from index.passages.shingles import bare_words, key, sentences, words_of
from index.text.protocol import IndexedSection


@dataclass
class Recorded:
    """What a sync asks of the record."""

    parts: dict[str, list[IndexedSection]]

    def generation(self) -> str:
        return str(len(self.parts))

    def revisions(self) -> dict[str, int]:
        return {report: parts[0].revision for report, parts in self.parts.items()}

    def indexed_sections(self, reports: Iterable[str]) -> Iterator[IndexedSection]:
        for report in reports:
            yield from self.parts[report]


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
    import sqlite3

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
