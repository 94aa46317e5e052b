"""Each number of a sentence says why it is a figure or none."""

from __future__ import annotations

import pytest

from reports.prose import Reading, explain_prose
from reports.prose.words import cut, terms
from tests.reports.prose_builders import BUREAU, document, section, told


def explained(sentence: str) -> list[Reading]:
    whole = document(sentence, BUREAU, 2021)
    return list(explain_prose(whole, told(whole, section(sentence)), 2021))


def test_a_figure_names_its_frame_and_its_row() -> None:
    (one,) = explained("全年收到政府信息公开申请5件。")
    assert (one.quote, [figure.field for figure in one.figures], one.why) == ("5件", ["requests.received"], "")
    assert "act=receive object=request" in str(one.frame)
    assert one.row


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("2020年收到政府信息公开申请5件。", "another year"),
        ("力争主动公开政府信息50条。", "planned"),
        ("予以公开及部分公开5件。", "left by the table"),
        ("全年植树5000个。", "no row of the table fits"),
        ("如收到政府信息公开申请5件，应当登记。", "supposed"),
        ("信函、传真申请5件。", "no row of the table fits"),
    ],
)
def test_a_number_that_is_none_says_why(sentence: str, why: str) -> None:
    assert [one.why for one in explained(sentence) if one.why != "a date"] == [why]


@pytest.mark.parametrize(
    ("sentence", "quote", "why"),
    [
        ("全年主动公开政府信息4287。", "4287", "no measure word"),
        ("收到申请5，答复5。", "5", "no measure word"),
        ("2021年3月起受理申请。", "3", "a date"),
        ("答复率达100%。", "100", "a share"),
        ("在15个工作日内答复。", "15", "a date"),
    ],
)
def test_a_number_without_a_measure_word_says_so(sentence: str, quote: str, why: str) -> None:
    assert (quote, why) in [(one.quote, one.why) for one in explained(sentence)]


def test_every_number_is_explained_once_and_in_order() -> None:
    places = [one.start for one in explained("2021年收到申请5件，占总数9%，其中网络3，信函2件。")]
    assert places == sorted(set(places))
    assert len(places) == 5


def test_every_character_of_a_sentence_is_in_one_word() -> None:
    text = "2021年，我局“清河水务”微信公众号发布信息120条，（其中）收到申请\ud800\x00３件。"
    assert "".join(word.text for word in cut(text, (), 2021)) == text


def test_no_term_stands_twice_in_a_list() -> None:
    assert len(terms()) > 2500
    assert all(term == term.strip() for term in terms())


@pytest.mark.parametrize("run", ["1", "９", "一", "1亿", "公开政府信息1条", "\ud800", "\x00", "收到申请5件，其中"])
def test_endless_runs_do_not_stop_the_reader(run: str) -> None:
    explained(run * 2000)
    explained("共收到申请" + run * 300 + "件。")
