"""Planted copies in a corpus of any size: how many the index of passages finds, how surely, and what it costs.

`python -m bench.repeats [SECTIONS]` prints recall and precision for each kind of copy, the time to index beside
that of the text index for the same sections (CPU time), and the time of one report's repetitions.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench import corpus
from index.passages import Passages
from index.passages.shingles import key, sentences
from index.text.analyser import Analyser
from index.text.open import open_text_index
from index.text.protocol import IndexedSection

COPIES = 500
"""Of each kind."""
LEAST = 60
NEAR = 0.7
TEXT_SHARE = 5
"""The text index is timed on every so many-th report: its time grows evenly."""


@dataclass
class Recorded:
    """What Passages.sync asks of the record."""

    parts: dict[str, list[IndexedSection]]

    def generation(self) -> str:
        return str(len(self.parts))

    def revisions(self) -> dict[str, int]:
        return {report: parts[0].revision for report, parts in self.parts.items()}

    def indexed_sections(self, reports: Iterable[str]) -> Iterator[IndexedSection]:
        for report in reports:
            yield from self.parts[report]


def changed_word(text: str, chance: random.Random) -> str:
    at = chance.randrange(10, len(text) - 4)
    return text[:at] + "某某" + text[at + 2 :]


def reordered(text: str, chance: random.Random) -> str:
    parts = [part for part in text.split("。") if part]
    chance.shuffle(parts)
    return "。".join(parts) + "。"


def swapped(text: str, _: random.Random) -> str:
    return re.sub("[\u4e00-\u9fff]{2}(?=[市县区局])", "某地", text)


KINDS = {
    "exact": lambda text, _: text,
    "a word changed": changed_word,
    "reordered": reordered,
    "names swapped": swapped,
}


def likeness(one: str, other: str) -> float:
    """Return the Jaccard of groups of four characters of the texts as they are: told apart from the index's own."""
    first, second = ({text[at : at + 4] for at in range(len(text) - 3)} for text in (one, other))
    return len(first & second) / len(first | second) if first | second else 1.0


def plant(parts: Sequence[IndexedSection]) -> list[tuple[str, IndexedSection, IndexedSection]]:
    """Return copies with the sections they were made from, in reports of their own."""
    chance = random.Random(7)
    long = [one for one in parts if len(one.body) >= LEAST and one.body.count("。") >= 3]
    made: list[tuple[str, IndexedSection, IndexedSection]] = []
    for kind, change in KINDS.items():
        for source in chance.sample(long, COPIES):
            report = f"copy-{len(made):05}"
            body = change(source.body, chance)
            copy = replace(source, report=report, revision=10**7 + len(made), section="s0", body=body, agency=report)
            made.append((kind, source, copy))
    return made


def main(total: int) -> None:
    parts = list(corpus.unlike(corpus.sections(total)))
    planted = plant(parts)
    every = [*parts, *(copy for _, _, copy in planted)]
    grouped: dict[str, list[IndexedSection]] = {}
    for one in every:
        grouped.setdefault(one.report, []).append(one)
    texts = {(one.report, one.section): one.body for one in every}
    with tempfile.TemporaryDirectory() as folder:
        passages = Passages(Path(folder) / "passages.db")
        began = time.process_time()
        passages.sync(Recorded(grouped))  # type: ignore[arg-type]
        spent = (time.process_time() - began) / len(every)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(f"{len(every)} sections: {spent * 1e6:.0f} µs a section, {size / 1e6:.0f} MB")
        text = _text_index(every, Path(folder))
        print(f"text index: {text * 1e6:.0f} µs a section; ratio {spent / text:.2f}")
        _found(passages, planted, texts)
        _report(passages, grouped, texts)


def _text_index(every: Sequence[IndexedSection], folder: Path) -> float:
    index = open_text_index(f"whoosh://{folder}/index", Analyser(folder / "cache"), 64)
    reports = sorted({one.report for one in every})[::TEXT_SHARE]
    wanted = set(reports)
    some = [one for one in every if one.report in wanted]
    index.apply(add=some[:100])
    began = time.process_time()
    index.apply(add=some[100:])
    return (time.process_time() - began) / (len(some) - 100)


def _found(
    passages: Passages,
    planted: Sequence[tuple[str, IndexedSection, IndexedSection]],
    texts: dict[tuple[str, str], str],
) -> None:
    spent = []
    whole = right = 0
    for kind in KINDS:
        asked = hit = 0
        for _, source, copy in (one for one in planted if one[0] == kind):
            began = time.perf_counter()
            near = passages.near(copy.body, lambda keys: {at: texts[at] for at in keys}).sections
            spent.append(time.perf_counter() - began)
            found = {(one.report, one.section) for one in near} - {(copy.report, copy.section)}
            alike = [likeness(copy.body, texts[at]) >= NEAR for at in found]
            whole, right = whole + len(alike), right + sum(alike)
            if likeness(copy.body, source.body) >= NEAR:
                asked, hit = asked + 1, hit + ((source.report, source.section) in found)
        print(f"{kind}: recall {hit}/{asked} = {hit / max(1, asked):.4f}")
    print(
        f"precision {right}/{whole} = {right / max(1, whole):.4f}; a query {median(spent) * 1e3:.1f} ms at the median"
    )


def _report(passages: Passages, grouped: dict[str, list[IndexedSection]], texts: dict[tuple[str, str], str]) -> None:
    chance, spent = random.Random(3), []
    for report in chance.sample(sorted(grouped), 60):
        began = time.perf_counter()
        passages.seen(key(words) for one in grouped[report] for _, _, words in sentences(one.body))
        for one in grouped[report]:
            passages.near(one.body, lambda keys: {at: texts[at] for at in keys}, 0.3)
        spent.append(time.perf_counter() - began)
    print(f"a report's sentences and sections: {median(spent) * 1e3:.1f} ms at the median")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
