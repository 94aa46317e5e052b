"""What every text index has to do: which sections words and strings find. Each test runs over every engine."""

from __future__ import annotations

import pytest

from index.text.analyser import Analyser, fold
from index.text.protocol import Alternatives, TextIndex, TextQuery
from tests.index.text_corpora import section
from tests.index.text_engines import found, words


@pytest.mark.parametrize(
    "field", [{"body": "科技"}, {"headings": ("科技",)}, {"title": "科技"}, {"agency_names": ("某局", "科技局")}]
)
def test_a_word_is_found_in_every_field(index: TextIndex, analyser: Analyser, field: dict[str, object]) -> None:
    index.apply([section("a-2017", 0, **field), section("b-2017", 0, "体育")])  # type: ignore[arg-type]
    assert found(index, words(analyser, "科技")) == ["a-2017:s0"]


def test_a_year_is_a_word(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "甲"), section("b-2018", 0, "甲")])
    assert found(index, TextQuery(words=("2018",))) == ["b-2018:s0"]


def test_all_words_have_to_match_in_whatever_fields(index: TextIndex) -> None:
    index.apply(
        [section("a-2017", 0, "申请", title="公开"), section("a-2017", 1, "申请"), section("a-2017", 2, "复议")]
    )
    assert found(index, TextQuery(words=("申请", "公开"))) == ["a-2017:s0"]
    assert found(index, TextQuery(words=("申请", "公开"), match="any")) == ["a-2017:s0", "a-2017:s1"]
    assert found(index, TextQuery(words=("申请", "没有"))) == []
    assert found(index, TextQuery(words=("没有",), match="any")) == []


def test_excluded_words_and_strings_are_left_out(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开收费"), section("a-2017", 1, "公开指南"), section("a-2017", 2, "收费")])
    assert found(index, TextQuery(words=("公开",), excluded_words=("收费",))) == ["a-2017:s1"]
    assert found(index, TextQuery(words=("公开",), excluded_phrases=("开指",))) == ["a-2017:s0"]
    assert found(index, TextQuery(excluded_words=("公开",))) == ["a-2017:s2"]
    assert found(index, TextQuery(excluded_phrases=("公开",), excluded_words=("收费",))) == []


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("我市的中华人民共和国国旗", "共和国"),
        ("受理申请3件", "3"),
        ("全年共70件", "70件"),
        ("公开信息１２７６条", "1276"),
        ("公开信息1,276条", "1276"),
        ("目 录", "目录"),
        ("依申请公开", "依申请公开"),
        ("PDF版", "pdf"),
    ],
)
def test_words_are_found_however_they_are_written(index: TextIndex, analyser: Analyser, body: str, query: str) -> None:
    index.apply([section("a-2017", 0, body), section("b-2017", 0, "其他")])
    assert found(index, words(analyser, query)) == ["a-2017:s0"]


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        ("依申请公开", [0]),
        ("申请公", [0]),
        ("开。", [0]),
        ("，1", [1]),
        ("3", [1, 2]),
        ("13件", [1]),
        ("A股", [2]),
        ("ａ股", [2]),
        ("一", []),
        ("开全年", []),
        ("件，13", []),
        ("股3\n", [2]),
        ("😀", [3]),
        ("﷐x", [3]),
    ],
)
def test_a_string_is_found_exactly_where_it_stands(index: TextIndex, string: str, expected: list[int]) -> None:
    bodies = ["依申请公开。", "全年，13 件", "a股\n3", "𠮷😀\uffffX﷐x\0"]
    index.apply([section("a-2017", place, body) for place, body in enumerate(bodies)])
    assert found(index, TextQuery(phrases=(fold(string),))) == [f"a-2017:s{place}" for place in expected]


def test_words_and_strings_together(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开指南"), section("a-2017", 1, "公开目录"), section("a-2017", 2, "目录")])
    assert found(index, TextQuery(words=("公开",), phrases=("目录",))) == ["a-2017:s1"]
    assert len(found(index, TextQuery(words=("公开",), phrases=("目录",), match="any"))) == 3


def test_what_is_said_in_several_ways_is_found_by_each(index: TextIndex) -> None:
    index.apply(
        [
            section("a-2017", 0, "公众 号"),
            section("a-2017", 1, "微博"),
            section("a-2017", 2, "号"),
            section("b-2017", 0),
        ]
    )
    wechat = Alternatives(words=("公众", "号"), strings=("微博",))
    assert found(index, TextQuery(alternatives=(wechat,))) == ["a-2017:s0", "a-2017:s1"]
    assert found(index, TextQuery(alternatives=(wechat,), words=("号",))) == ["a-2017:s0"]
    assert found(index, TextQuery(alternatives=(wechat,), words=("号",), match="any")) == [
        f"a-2017:s{n}" for n in range(3)
    ]
    assert found(index, TextQuery(alternatives=(Alternatives(),))) == []
    assert found(index, TextQuery(alternatives=(Alternatives(strings=("微博", "公众号")),))) == [
        "a-2017:s0",
        "a-2017:s1",
    ]


def test_words_are_suggested_by_their_beginning_the_commonest_first(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开 公文"), section("a-2017", 1, "公开"), section("a-2017", 2, "申请 PDF")])
    index.apply([section("b-2017", 0, "公文 公告 公开")])
    assert index.words_from("公", 10) == (("公开", 3), ("公文", 2), ("公告", 1))
    assert index.words_from("公", 2) == (("公开", 3), ("公文", 2))
    assert index.words_from("pd", 10) == (("pdf", 1),)
    assert index.words_from("没有", 10) == ()
