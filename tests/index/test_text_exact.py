"""A quoted string finds exactly the sections whose text contains it: recall and precision 1.0, on any text."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text.analyser import Analyser, fold
from index.text.batch import BORDER, units
from index.text.exact import ExactText, Wanted, index_pairs
from index.text.protocol import TextQuery
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import corpus

STRINGS = 4000


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> Iterator[WhooshIndex]:
    made = WhooshIndex(tmp_path_factory.mktemp("exact"), analyser, 1 << 20)
    sections = corpus()
    half = len(sections) // 2
    border = sections[half].report
    made.apply(part for part in sections if part.report < border)
    made.apply(part for part in sections if part.report >= border)
    yield made
    made.close()


def drawn(seed: int, count: int) -> Iterator[str]:
    """Draw strings of one to twelve characters from the texts, and a few that stand nowhere."""
    chance = random.Random(seed)
    bodies = [part.body for part in corpus() if part.body.strip()]
    for _ in range(count):
        body = chance.choice(bodies)
        start, length = chance.randrange(len(body)), chance.choice((1, 2, 2, 3, 4, 5, 6, 8, 10, 12))
        string = body[start : start + length]
        yield string if chance.random() < 0.9 else string[::-1]


def test_quoted_strings_find_exactly_the_sections_that_contain_them(index: WhooshIndex) -> None:
    held = [(part.report, part.section, fold(part.body)) for part in corpus()]
    for string in drawn(seed=7, count=STRINGS):
        folded = fold(string)
        if folded:
            expected = {(report, section) for report, section, body in held if folded in body}
            hits = index.search(TextQuery(phrases=(folded,), limit=10_000)).hits
            assert {(hit.report, hit.section) for hit in hits} == expected, string


alphabets = st.sampled_from(["ab", "公开。", "a\uffff\ufffe", "😀😁a", "0123"])


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_string_in_any_texts(data: st.DataObject) -> None:
    alphabet = st.text(data.draw(alphabets), max_size=12)
    texts = data.draw(st.lists(alphabet, max_size=6))
    wanted = data.draw(alphabet.filter(bool))
    parts = [np.append(units(text), np.uint16(BORDER)) for text in texts]
    stream = np.concatenate([np.zeros(0, np.uint16), *parts])
    starts = np.cumsum([0, *(len(part) for part in parts)])
    docs, counts = ExactText(stream, starts, index_pairs(stream)).find(Wanted.of(wanted))
    # U+FFFF is no character; in the stream it is the border, in a text it stands as its neighbour.
    held, asked = [text.replace("\uffff", "\ufffe") for text in texts], wanted.replace("\uffff", "\ufffe")
    found = [sum(text.startswith(asked, place) for place in range(len(text))) for text in held]
    assert dict(zip(docs.tolist(), counts.tolist(), strict=True)) == {
        n: count for n, count in enumerate(found) if count
    }
