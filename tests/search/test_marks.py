"""Every match of a query in a text, and texts cut into marked pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.folding import fold
from search.marks import marks, pieces, within
from search.needles import prepare

TEXT = st.text(st.sampled_from("公开申请信息2017 \n\t<>&…𠮷Aａ１，。"), max_size=60)
WORDS = st.lists(st.sampled_from(["公开", "申请", "信息", "公", "2017", "a"]), max_size=3).map(tuple)


def marked(text: str, words: tuple[str, ...], phrases: tuple[str, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in marks(text, prepare(words, phrases))]


@given(TEXT, WORDS, st.lists(TEXT.filter(fold), max_size=2).map(tuple))
def test_marks_lie_in_the_text_in_order_and_apart(text: str, words: tuple[str, ...], phrases: tuple[str, ...]) -> None:
    found = [0, *(place for span in marks(text, prepare(words, phrases)) for place in span), len(text)]
    assert found == sorted(found)
    assert all(start < end for start, end in zip(found[1:-1:2], found[2:-1:2], strict=True))
    assert all(end < start for end, start in zip(found[2:-1:2], found[3:-1:2], strict=False))


@given(TEXT, st.integers(0, 50), st.integers(1, 8))
def test_every_occurrence_of_an_exact_string_is_marked(text: str, start: int, length: int) -> None:
    phrase = text[start : start + length]
    if not fold(phrase):
        return
    covered = {place for first, last in marks(text, prepare((), (phrase,))) for place in range(first, last)}
    inked = [place for place in range(len(text)) if fold(text[place])]
    at = text.find(phrase)
    assert {place for place in inked if at <= place < at + len(phrase)} <= covered


@given(TEXT, WORDS)
def test_pieces_join_to_the_text(text: str, words: tuple[str, ...]) -> None:
    ranges = marks(text, prepare(words, ()))
    assert "".join(piece for piece, _ in pieces(text, ranges)) == text
    assert [piece for piece, found in pieces(text, ranges) if found] == [text[start:end] for start, end in ranges]


@given(TEXT, WORDS, st.integers(0, 60), st.integers(0, 60))
def test_what_lies_within_is_what_of_the_part_is_marked(text: str, words: tuple[str, ...], a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    ranges = marks(text, prepare(words, ()))
    every = {place for first, last in ranges for place in range(first, last)}
    part = {place + start for first, last in within(ranges, start, end) for place in range(first, last)}
    assert part == {place for place in every if start <= place < end}


@pytest.mark.parametrize(
    ("text", "words", "phrases", "expected"),
    [
        ("依申请公开，申请公开。公开", ("申请", "公开"), (), ["申请公开", "申请公开", "公开"]),
        ("依法公开，依申请公开", ("依", "申请"), (), ["依申请"]),
        ("𠮷𠮷公开", ("公开",), (), ["公开"]),
        ("ＡＢＣ abc", (), ("abc",), ["ＡＢＣ", "abc"]),
        ("等…等", (), ("..",), ["…"]),
        ("公开" * 50, ("公开",), (), ["公开" * 50]),
        ("公开，" * 50, ("公开",), (), ["公开"] * 50),
        ("没有", ("公开",), (), []),
    ],
)
def test_marks_are_those_a_reader_expects(
    text: str, words: tuple[str, ...], phrases: tuple[str, ...], expected: list[str]
) -> None:
    assert marked(text, words, phrases) == expected
