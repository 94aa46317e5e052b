import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.text.analyser import Analyser, fold, fold_with_map
from index.text.folding import APART
from tests.index.text_corpora import texts


def test_a_query_is_cut_into_whole_words(analyser: Analyser) -> None:
    assert analyser.query_words("依申请公开") == ("依", "申请", "公开")


def test_a_query_word_is_given_once(analyser: Analyser) -> None:
    assert analyser.query_words("公开 公开，公开") == ("公开",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("70件", ["70", "件"]),
        ("1,276件", ["1276", "件"]),
        ("1,276,000.5元", ["1276000.5", "1276000", "5", "元"]),
        ("1,27件", ["1", "27", "件"]),
        ("第1.2017年", ["第", "1.2017", "1", "2017", "年"]),
        ("COVID-19", ["covid", "19"]),
        ("Ａ４纸", ["a", "4", "纸"]),
        ("目　录", ["目录", "目", "录"]),
        ("法人 其他", ["法人", "其他"]),
        ("总 计 其他", ["总计", "总", "计", "其他"]),
        ("一目\n录", ["一目", "录"]),
        ("（。、！）", []),
        ("㈠⑴", ["一", "1"]),
        ("𠮷", ["𠮷"]),
    ],
)
def test_words_of_a_text(analyser: Analyser, text: str, expected: list[str]) -> None:
    assert analyser.index_words(text) == expected


def test_the_words_inside_a_long_word_are_indexed_beside_it(analyser: Analyser) -> None:
    assert {"中华人民共和国", "人民", "共和国", "人民共和国"} <= set(analyser.index_words("中华人民共和国"))
    assert analyser.query_words("中华人民共和国") == ("中华人民共和国",)


def test_every_sentence_at_hand_finds_the_text_it_stands_in(analyser: Analyser) -> None:
    for text in texts().values():
        indexed = set(analyser.index_words(text))
        for line in text.splitlines():
            assert set(analyser.query_words(line)) <= indexed


@settings(deadline=None)
@given(st.text("公开信息依申请政府中华人民共和国的一是在不了龘", max_size=30))
def test_runs_are_cut_as_jieba_cuts_them(analyser: Analyser, text: str) -> None:
    assert analyser.words_in_order(text) == analyser._tokeniser.lcut(text, HMM=False)


def test_texts_are_cut_as_jieba_cuts_them(analyser: Analyser) -> None:
    for run in {run for text in texts().values() for run in re.findall("[一-鿕]+", text)}:
        assert analyser.words_in_order(run) == analyser._tokeniser.lcut(run, HMM=False)


@pytest.mark.usefixtures("own_dictionary")
def test_a_second_cut_gives_the_same_words(analyser: Analyser, tmp_path: Path) -> None:
    other = Analyser(tmp_path / "cache")
    for text in texts().values():
        assert other.index_words(text) == other.index_words(text) == analyser.index_words(text)
    assert other.fingerprint == analyser.fingerprint
    assert len(list((tmp_path / "cache").glob("*.cache"))) == 1


def test_folding_knows_no_width_case_or_white_space() -> None:
    assert fold(" Ａb　Ｃ\n１２\t（ﬁ）㎡…") == "abc12(fi)m2..."
    assert fold("ẞ") == "ss"


@settings(deadline=None)
@given(st.text())
@example("0\r0")
def test_folding_goes_character_by_character_and_maps_back(text: str) -> None:
    folded, offsets = fold_with_map(text)
    assert folded == fold(text) == "".join(fold(char) for char in re.sub(r"(?<=\d)\s+(?=\d)", APART, text))
    assert len(offsets) == len(folded)
    assert list(offsets) == sorted(offsets)
    assert not any(char.isspace() for char in folded)
    for char, offset in zip(folded, offsets, strict=True):
        assert char in unicodedata.normalize("NFKC", text[offset]).casefold() or (
            char == APART and text[offset].isspace()
        )


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_string_within_a_text_is_within_it_folded(text: str, around: str) -> None:
    assert fold(text) in fold(around + text + around)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_cut(analyser: Analyser, text: str) -> None:
    assert set(analyser.query_words(text)) <= set(analyser.index_words(text))
    assert all(word and not word.isspace() for word in analyser.index_words(text))
