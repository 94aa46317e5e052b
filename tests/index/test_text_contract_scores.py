"""What every text index has to do: how sections score, and why."""

from __future__ import annotations

import pytest

from index.text.analyser import Analyser
from index.text.protocol import Alternatives, ColumnFilter, TextIndex, TextQuery
from tests.index.text_corpora import section, shuffled


def test_the_way_that_scores_highest_counts(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开 微博"), section("b-2017", 0, "公开"), section("c-2017", 0, "其他")])

    def score(*either: Alternatives) -> float:
        return index.search(TextQuery(alternatives=either)).hits[0].score

    word, string = score(Alternatives(words=("公开",))), score(Alternatives(strings=("微博",)))
    assert score(Alternatives(("公开",), ("微博",))) == pytest.approx(max(word, string), rel=1e-5)
    assert score(Alternatives((), ("微博",), 0.5)) == pytest.approx(string / 2, rel=1e-5)


def test_what_is_preferred_comes_first_and_nothing_is_lost(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开 公开"), section("b-2018", 0, "公开"), section("c-2018", 0, "其他")])
    year = ColumnFilter("year", frozenset({"2018"}))
    plain = index.search(TextQuery(words=("公开",)))
    boosted = index.search(TextQuery(words=("公开",), boosted=(year,), boost=3.0))
    assert [hit.report for hit in plain.hits] == ["a-2017", "b-2018"]
    assert [hit.report for hit in boosted.hits] == ["b-2018", "a-2017"]
    assert boosted.total == 2
    assert boosted.hits[0].score == pytest.approx(plain.hits[1].score * 3, rel=1e-5)
    assert index.search(TextQuery(boosted=(year,), boost=3.0)).total == 3


def test_contributions_add_up_to_the_score(index: TextIndex, analyser: Analyser) -> None:
    sections = shuffled(seed=3, reports=12)
    for name in dict.fromkeys(part.report for part in sections):
        index.apply([part for part in sections if part.report == name])
    index.apply(remove=[sections[0].report])
    query = TextQuery(words=("公开", "科技", "2012"), phrases=("政府信息",), match="any", limit=5)
    hits = index.search(query).hits
    explained = index.explain([(hit.report, hit.section) for hit in hits], query.words, query.phrases)
    for hit in hits:
        parts = explained[hit.report, hit.section]
        assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-4)
        assert {part.text for part in parts if not part.exact} <= {*query.words}
        assert {part.text for part in parts if part.exact} <= {*query.phrases}
        assert all(part.count > 0 for part in parts)
    gone = [(sections[0].report, sections[0].section), ("nobody-2000", "s0")]
    assert not any(index.explain(gone, query.words).values())


def test_a_contribution_counts_how_often_a_word_or_string_is_there(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开 公开 公公公", headings=("公开",)), section("b-2017", 0, "其他")])
    found = index.explain([("a-2017", "s0"), ("b-2017", "s0")], ("公开",), ("公公", "公开公"))
    assert {(part.text, part.field, part.exact, part.count) for part in found["a-2017", "s0"]} == {
        ("公开", "body", False, 2),
        ("公开", "headings", False, 1),
        ("公公", "body", True, 2),
        ("公开公", "body", True, 2),
    }
    assert not found.get(("b-2017", "s0"))


def test_relevance_puts_more_and_denser_occurrences_first_and_breaks_ties_by_place(index: TextIndex) -> None:
    bodies = {"d-2017": "公开", "c-2017": "公开", "b-2017": "公开 公开 公开", "a-2017": "公开 " + "其他 " * 50}
    index.apply([section(name, 0, body) for name, body in bodies.items()])
    hits = index.search(TextQuery(words=("公开",))).hits
    assert [hit.report for hit in hits] == ["b-2017", "c-2017", "d-2017", "a-2017"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[1].score == pytest.approx(hits[2].score)


def test_a_word_in_the_heading_counts_more_than_in_the_body(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开"), section("b-2017", 0, "复议", headings=("公开",))])
    assert index.search(TextQuery(words=("公开",))).hits[0].report == "b-2017"
