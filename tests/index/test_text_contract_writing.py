"""What every text index has to do: take in, replace, remove, rebuild."""

from __future__ import annotations

import pytest

from index.text.protocol import IndexMissing, TextIndex, TextQuery
from tests.index.text_corpora import counts, facets, report, section, shuffled
from tests.index.text_engines import found


def test_an_index_that_is_not_there_says_so(index: TextIndex) -> None:
    with pytest.raises(IndexMissing):
        index.search(TextQuery())
    with pytest.raises(IndexMissing):
        index.stats()
    assert dict(index.revisions()) == {}


def test_an_index_may_be_empty(index: TextIndex) -> None:
    with index.rebuild():
        pass
    index.warm()
    for query in (
        TextQuery(),
        TextQuery(words=("公开",)),
        TextQuery(phrases=("公开",)),
        TextQuery(facets=facets("year", "region")),
    ):
        answer = index.search(query)
        assert (answer.total, answer.hits, answer.more) == (0, (), False)
        assert not any(found.counts or found.total for found in answer.facets.values())
    assert index.stats().sections == 0


def test_applying_replaces_a_report_and_leaves_the_others(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "旧文"), section("a-2017", 1, "旧文"), section("b-2017", 0, "旧文")])
    index.apply([section("a-2017", 0, "新文", revision=2)])
    assert found(index, TextQuery(phrases=("旧文",))) == ["b-2017:s0"]
    assert found(index, TextQuery(phrases=("新文",))) == ["a-2017:s0"]
    assert dict(index.revisions()) == {"a-2017": 2, "b-2017": 1}
    assert (index.stats().sections, index.stats().reports) == (2, 2)
    assert set(index.reports_of(TextQuery())) == {"a-2017", "b-2017"}


def test_removing_drops_a_report_and_adding_in_the_same_commit_wins(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "甲"), section("b-2017", 0, "乙")])
    index.apply(remove=["a-2017", "nobody-2000"])
    assert dict(index.revisions()) == {"b-2017": 1}
    index.apply([section("b-2017", 0, "丙", revision=5)], remove=["b-2017"])
    assert dict(index.revisions()) == {"b-2017": 5}
    index.apply(remove=["b-2017"])
    assert index.search(TextQuery()).total == 0


def test_every_change_gives_a_new_generation(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "甲")])
    first = index.search(TextQuery()).generation
    assert index.search(TextQuery()).generation == first == index.stats().generation == index.generation()
    index.apply([section("b-2017", 0, "乙")])
    assert index.search(TextQuery()).generation != first


def test_a_rebuild_takes_the_place_of_what_was_there(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "旧文")])
    with index.rebuild() as fresh:
        fresh.apply([section("b-2017", 0, "新文")])
        fresh.apply([section("c-2017", 0, "新文")])
        assert found(index, TextQuery()) == ["a-2017:s0"]
        assert found(fresh, TextQuery()) == ["b-2017:s0", "c-2017:s0"]
    assert found(index, TextQuery()) == ["b-2017:s0", "c-2017:s0"]
    index.apply([section("d-2017", 0, "新文")])
    assert len(dict(index.revisions())) == 3


def test_a_rebuild_that_fails_changes_nothing(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "旧文")])

    def fail() -> None:
        with index.rebuild() as fresh:
            fresh.apply([section("b-2017", 0, "新文")])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert found(index, TextQuery()) == ["a-2017:s0"]


def test_many_small_commits_answer_as_one(index: TextIndex, other: TextIndex) -> None:
    sections, once = shuffled(seed=2, reports=30), other
    once.apply(sections)
    for name in dict.fromkeys(part.report for part in sections):
        index.apply([part for part in sections if part.report == name])
    query = TextQuery(
        words=("公开", "申请"), match="any", facets=facets("agency", "year", "kind", "form", "region"), limit=1000
    )
    one, many = once.search(query), index.search(query)
    assert one.facets == many.facets
    assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in many.hits], rel=1e-4)
    assert {(hit.report, hit.section) for hit in one.hits} == {(hit.report, hit.section) for hit in many.hits}


def test_an_empty_report_name_or_text_is_harmless(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "", kind=""), *report("x", "一、甲")])
    assert counts(index.search(TextQuery(facets=facets("kind"))))["kind"][""] == 1
