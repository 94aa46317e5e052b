import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("⼈⺠⻅⻓⻔⾦", "人民见长门金"),
        ("⻔⼾⽹站", "门户网站"),
        ("１２３４．５６万元", "1234.56万元"),
        ("ＱＱ空间", "QQ空间"),
        ("一\u3000\xa0\u2003二", "一   二"),
        ("公\u200b开\ufeff\u00ad", "公开"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\x00\x07行\tA", "行\tA"),
        ("\uf0b7要点", "要点"),
        ("﨑金", "﨑金"),
        ("︵一︶", "（一）"),
    ],
)
def test_each_character_is_written_one_way(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    "text", ["（一）、，。；：“”《》〔2021〕", "１．".replace("１", "1"), "總體情況", "①②③", "R&D", "97％"]
)
def test_chinese_punctuation_and_traditional_characters_stay_as_written(text: str) -> None:
    assert normalise(text) == text


def test_no_radical_is_left() -> None:
    radicals = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if code != 0x2E9A]
    assert all(unicodedata.name(normalise(char)).startswith("CJK UNIFIED") for char in radicals)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_what_is_normalised_can_be_stored_as_utf8(text: str) -> None:
    normalise(text).encode("utf-8")
