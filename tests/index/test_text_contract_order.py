"""What every text index has to do: the order of hits, page by page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.text.protocol import Sort, TextHit, TextIndex, TextQuery
from tests.index.text_corpora import counts, facets, section, shuffled
from tests.index.text_engines import SORTS


@pytest.mark.parametrize("sort", SORTS)
def test_all_pages_are_of_one_state(index: TextIndex, sort: Sort) -> None:
    sections = shuffled(seed=6, reports=60)
    index.apply(sections)
    query = TextQuery(words=("公开",), sort=sort, limit=1)
    whole = index.search(replace(query, limit=1000)).hits
    assert len(whole) > 100
    pages = index.pages(query)
    seen = list(next(pages).hits)
    index.apply([section("a-2030", 0, "公开 公开 公开")], remove=[sections[0].report])
    seen += [hit for page in pages for hit in page.hits]
    assert seen == list(whole)
    rest = [hit for page in index.pages(replace(query, after=seen[4].place)) for hit in page.hits]
    gone = {sections[0].report, "a-2030"}
    if sort != "relevance":
        assert [hit.place for hit in rest if hit.report not in gone] == [
            hit.place for hit in whole[5:] if hit.report not in gone
        ]


def test_nothing_asked_gives_everything_newest_first(index: TextIndex) -> None:
    index.apply(
        [section("b-2017", 1), section("b-2017", 0), section("a-2017", 0), section("a-2018", 0), section("c-2009", 0)]
    )
    hits = index.search(TextQuery()).hits
    assert [(hit.report, hit.section) for hit in hits] == [
        ("a-2018", "s0"),
        ("a-2017", "s0"),
        ("b-2017", "s0"),
        ("b-2017", "s1"),
        ("c-2009", "s0"),
    ]
    assert {hit.score for hit in hits} == {0.0}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("year", ["b-2016", "a-2017", "c-2017"]),
        ("-year", ["a-2017", "c-2017", "b-2016"]),
        ("agency", ["a-2017", "b-2016", "c-2017"]),
    ],
)
def test_sorts(index: TextIndex, sort: Sort, expected: list[str]) -> None:
    index.apply([section("c-2017", 0, "公开 公开"), section("a-2017", 0, "公开"), section("b-2016", 0, "公开 公开")])
    assert [hit.report for hit in index.search(TextQuery(words=("公开",), sort=sort)).hits] == expected


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize("asked", [(), ("公开",), ("申请", "公开")])
def test_pages_give_every_hit_once_in_order(index: TextIndex, sort: Sort, group: bool, asked: tuple[str, ...]) -> None:
    index.apply(shuffled(seed=1, reports=20))
    query = TextQuery(words=asked, sort=sort, group_by_report=group)
    whole = index.search(replace(query, limit=1000))
    assert len(whole.hits) == whole.total > 10
    pages: list[TextHit] = []
    place = None
    while True:
        page = index.search(replace(query, limit=7, after=place))
        assert page.total == whole.total
        pages.extend(page.hits)
        assert page.more == (len(pages) < whole.total)
        if not page.more:
            break
        place = page.hits[-1].place
    assert pages == list(whole.hits)


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_of_nothing_still_counts(index: TextIndex, sort: Sort) -> None:
    index.apply([section("a-2017", 0, "公开"), section("b-2016", 0, "公开")])
    answer = index.search(TextQuery(words=("公开",), sort=sort, limit=0, facets=facets("year")))
    assert (answer.total, answer.hits, answer.more) == (2, (), True)
    assert counts(answer) == {"year": {"2016": 1, "2017": 1}}


@pytest.mark.parametrize("sort", ["year", "-year", "agency"])
def test_a_place_may_be_gone_when_the_next_page_is_asked_for(index: TextIndex, sort: Sort) -> None:
    index.apply([section(f"{name}-201{year}", 0, "公开") for name in "abc" for year in range(3)])
    query = TextQuery(words=("公开",), sort=sort, limit=4)
    last = index.search(query).hits[-1]
    rest = [hit.report for hit in index.search(replace(query, after=last.place)).hits]
    index.apply(remove=[last.report])
    assert [hit.report for hit in index.search(replace(query, after=last.place)).hits] == rest


def test_a_place_of_another_sort_is_refused(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开"), section("b-2016", 0, "公开")])
    place = index.search(TextQuery(words=("公开",), sort="agency", limit=1)).hits[0].place
    with pytest.raises(ValueError):
        index.search(TextQuery(words=("公开",), after=place))
