import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.folding import fold
from search.needles import HAN_RUN, prepare
from search.questions import Snippet
from search.snippets import COMPOSED, snippet

REPORT = (
    "（二）依申请公开政府信息情况\n2017年，市科委收到依申请公开件13件，其中网络申请9件。"
    "依申请公开已办结13件；收费1,912.50元。\n没有收取费用。"
)
TEXTS = st.text("公开申请依法，。；\n 12,3.abＡ％…㎡（）", max_size=300)
WORDS = st.sampled_from(["公开", "申请", "依", "12", "1", "ab", "法"])


def shown(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.ranges]


def cut(text: str, *words: str, phrases: tuple[str, ...] = (), chars: int = 120, body: int = 0) -> Snippet:
    return snippet(text, prepare(words, phrases), chars, body)


def test_words_that_touch_are_one_range() -> None:
    assert shown(cut("我局收到依申请公开件", "依", "申请", "公开")) == ["依申请公开"]


def test_a_lone_character_counts_only_beside_another_word() -> None:
    assert shown(cut("依法办理，依申请公开", "依", "申请")) == ["依申请"]
    assert shown(cut("依法办理", "依")) == ["依"]


def test_words_that_overlap_are_one_range() -> None:
    assert shown(cut("政府信息公开条例", "信息公开", "公开条例")) == ["信息公开条例"]


@pytest.mark.parametrize(("word", "text"), [("912", "1,912元"), ("13", "2013年"), ("5", "36.5万元"), ("ab", "cab")])
def test_a_number_or_latin_word_is_not_found_inside_another(word: str, text: str) -> None:
    assert cut(text, word).ranges == ()


@pytest.mark.parametrize(
    ("word", "text", "match"),
    [
        ("1912", "共1,912条", "1,912"),
        ("36.5", "36.5万元", "36.5"),
        ("app", "手机APP端", "APP"),
        ("公开", "公 开", "公 开"),
    ],
)
def test_a_word_is_found_as_the_report_writes_it(word: str, text: str, match: str) -> None:
    assert shown(cut(text, word)) == [match]


@pytest.mark.parametrize(
    ("phrase", "text", "match"),
    [
        ("五公开", "推进五公\n开工作", "五公\n开"),
        ("(一)公开", "（一）公开情况", "（一）公开"),
        ("100m2", "面积100㎡。", "100㎡"),
        ("等...", "网站等……", "等…"),
        ("。", "公开。", "。"),
    ],
)
def test_an_exact_string_is_found_through_folding(phrase: str, text: str, match: str) -> None:
    assert shown(cut(text, phrases=(phrase,))) == [match]


def test_a_snippet_begins_and_ends_with_sentences_where_it_can() -> None:
    text = f"{'第一句话很长很长。' * 20}第二句说到专利。第三句。{'第四句话也很长很长。' * 20}"
    found = cut(text, "专利", chars=60)
    assert found.text.endswith("。")
    assert re.match("第[一二]句", found.text)


@pytest.mark.parametrize("chars", [40, 60, 120, 400])
def test_a_snippet_keeps_to_its_length(chars: int) -> None:
    found = cut(REPORT * 9, "申请", chars=chars)
    assert chars * 0.4 <= len(found.text) <= chars


def test_the_part_with_most_of_the_words_is_shown() -> None:
    text = f"公开。{'无关的话。' * 60}公开了专利申请。{'无关的话。' * 60}申请。"
    assert "公开了专利申请" in cut(text, "公开", "专利", "申请", chars=40).text


def test_the_text_is_shown_rather_than_its_heading() -> None:
    text = f"依申请公开情况\n{'总的情况良好。' * 20}依申请公开13件。"
    assert cut(text, "依", "申请", "公开", chars=40, body=8).text.endswith("依申请公开13件。")


def test_where_nothing_matched_the_snippet_starts_the_text_after_the_heading() -> None:
    assert cut("一、概述\n总的情况良好。", "杭州", body=4) == Snippet("总的情况良好。", ())


def test_a_section_of_a_heading_alone_shows_it() -> None:
    assert cut("一、概述\n", "杭州", body=4) == Snippet("一、概述", ())


def test_an_empty_section_has_an_empty_snippet() -> None:
    assert cut("", "公开") == Snippet("", ())


def test_no_other_character_folds_to_han() -> None:
    others = (char for char in map(chr, range(sys.maxunicode + 1)) if not COMPOSED.match(char))
    assert not [char for char in others if fold(char) != char and HAN_RUN.search(fold(char))]


@pytest.mark.parametrize(("phrase", "text"), [("一公开", "㊀公开"), ("公开一", "公开 ⼀"), ("一", "㈠")])
def test_han_are_found_in_characters_that_fold_to_them(phrase: str, text: str) -> None:
    assert shown(cut(f"依法{text}。", phrases=(phrase,))) == [text]


@given(TEXTS, st.lists(WORDS, max_size=3), st.integers(40, 400), st.integers(0, 20))
@example("1" * 300, ["公开"], 40, 0)
@example("公开" * 200, ["公开"], 40, 0)
def test_every_snippet_is_a_part_of_the_text_with_ranges_on_matches(
    text: str, words: list[str], chars: int, body: int
) -> None:
    found = cut(text, *words, chars=chars, body=min(body, len(text)))
    assert found.text.removeprefix("…") in text or found.text.removeprefix("…").removesuffix("…") in text
    assert [*found.ranges] == sorted(found.ranges)
    spelled = re.compile("|".join([*sorted(map(re.escape, words), key=len, reverse=True), "(?!)"]))
    for start, end in found.ranges:
        assert 0 <= start < end <= len(found.text)
        assert not spelled.sub("", fold(found.text[start:end]).replace(",", "")) or len(words) > 1


@given(
    st.lists(st.sampled_from(["公开", "，", "。", "共1,912.5元", "2017年", "36%", "二百三十件"]), max_size=80),
    st.integers(40, 90),
)
def test_no_cut_parts_a_number(parts: list[str], chars: int) -> None:
    text = "".join(parts)
    found = cut(text, "公开", chars=chars).text.removeprefix("…").removesuffix("…")
    numbers = "[0-9]+(?:[,.][0-9]+)*%?|[一二三十百]+"
    places = [match.start() for match in re.finditer(re.escape(found), text)]
    spans = [match.span() for match in re.finditer(numbers, text)]
    parted = [any(a < edge < b for a, b in spans for edge in (at, at + len(found))) for at in places]
    assert not all(parted)
