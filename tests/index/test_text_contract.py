"""What every text index has to do. Each test runs over every implementation."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from index.text.analyser import Analyser, fold
from index.text.opensearch.address import address
from index.text.protocol import Alternatives, ColumnFilter, IndexMissing, Sort, TextHit, TextIndex, TextQuery
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import counts, facets, report, section, shuffled
from tests.index.text_reference import ReferenceIndex

CLUSTER = os.environ.get("TEST_OPENSEARCH_URL")
"""Where set (opensearch://host:port,…/name), every test runs over indices of that cluster as well."""


def on_cluster(_: Path, analyser: Analyser) -> TextIndex:
    """Make an index under a name of its own, which goes when it is closed."""
    from tests.index.text_cluster import Dropped  # needs what only a service on a cluster needs

    url = urlsplit(str(CLUSTER))
    name = f"test-{uuid.uuid4().hex[:12]}"
    return Dropped(address(f"{url.scheme}://{url.netloc}/{name}?{url.query}"), analyser)


MAKERS: dict[str, Callable[[Path, Analyser], TextIndex]] = {
    "reference": lambda _, analyser: ReferenceIndex(analyser),
    "whoosh": lambda folder, analyser: WhooshIndex(folder / "index", analyser, 1 << 20),
    **({"opensearch": on_cluster} if CLUSTER else {}),
}
SORTS: tuple[Sort, ...] = ("relevance", "year", "-year", "agency")


@pytest.fixture(params=MAKERS)
def index(request: pytest.FixtureRequest, tmp_path: Path, analyser: Analyser) -> Iterator[TextIndex]:
    made = MAKERS[request.param](tmp_path, analyser)
    yield made
    made.close()


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path, analyser: Analyser, index: TextIndex) -> Iterator[TextIndex]:
    """Another index of the same engine: scores of two engines may differ by their rounding."""
    made = MAKERS[request.node.callspec.params["index"]](tmp_path / "other", analyser)
    yield made
    made.close()


def found(index: TextIndex, query: TextQuery) -> list[str]:
    answer = index.search(replace(query, limit=1000))
    assert answer.total == len(answer.hits)
    assert not answer.more
    return sorted(f"{hit.report}:{hit.section}" for hit in answer.hits)


def words(analyser: Analyser, text: str, **others: object) -> TextQuery:
    return TextQuery(words=analyser.query_words(text), **others)  # type: ignore[arg-type]


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


def test_words_are_suggested_by_their_beginning_the_commonest_first(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, "公开 公文"), section("a-2017", 1, "公开"), section("a-2017", 2, "申请 PDF")])
    index.apply([section("b-2017", 0, "公文 公告 公开")])
    assert index.words_from("公", 10) == (("公开", 3), ("公文", 2), ("公告", 1))
    assert index.words_from("公", 2) == (("公开", 3), ("公文", 2))
    assert index.words_from("pd", 10) == (("pdf", 1),)
    assert index.words_from("没有", 10) == ()


def test_filters_keep_and_exclude(index: TextIndex) -> None:
    index.apply(
        [
            section("a-2017", 0, kind="fees", regions=("33", "3301")),
            section("a-2018", 0, kind="requests", regions=("33",)),
            section("b-2018", 0, kind="requests"),
        ]
    )

    def kept(*filters: ColumnFilter) -> list[str]:
        return found(index, TextQuery(filters=filters))

    assert kept(ColumnFilter("year", frozenset({"2018"}))) == ["a-2018:s0", "b-2018:s0"]
    assert kept(ColumnFilter("year", frozenset({"2017", "2018"}))) == ["a-2017:s0", "a-2018:s0", "b-2018:s0"]
    assert kept(ColumnFilter("year", frozenset({"1999"}))) == []
    assert kept(ColumnFilter("agency", exclude=frozenset({"a", "nobody"}))) == ["b-2018:s0"]
    assert kept(ColumnFilter("region", frozenset({"3301"}))) == ["a-2017:s0"]
    assert kept(ColumnFilter("region", exclude=frozenset({"3301"}))) == ["a-2018:s0", "b-2018:s0"]
    assert kept(ColumnFilter("region", frozenset({"33"}), frozenset({"3301"}))) == ["a-2018:s0"]
    assert kept(ColumnFilter("kind", frozenset({"requests"})), ColumnFilter("agency", frozenset({"a"}))) == [
        "a-2018:s0"
    ]
    assert kept(ColumnFilter("report", frozenset({"b-2018"}))) == ["b-2018:s0"]


def test_a_facet_ignores_its_own_filter_and_no_other(index: TextIndex) -> None:
    index.apply(
        [section("a-2017", 0, regions=("33", "3301")), section("a-2018", 0, regions=("33",)), section("b-2018", 0)]
    )
    year, agency = ColumnFilter("year", frozenset({"2018"})), ColumnFilter("agency", frozenset({"a"}))
    answer = index.search(TextQuery(filters=(year, agency), facets=facets("year", "agency", "region", "form")))
    assert answer.total == 1
    assert counts(answer) == {
        "year": {"2017": 1, "2018": 1},
        "agency": {"a": 1, "b": 1},
        "region": {"33": 1},
        "form": {"prose": 1},
    }


def test_a_facet_counts_sections_without_a_value_as_such(index: TextIndex) -> None:
    index.apply([section("a-2017", 0, regions=("33",)), section("b-2017", 0), section("b-2017", 1)])
    assert counts(index.search(TextQuery(facets=facets("region"))))["region"] == {"33": 1, "": 2}


def test_a_facet_of_a_size_tells_the_commonest_what_is_named_and_how_many_there_are(index: TextIndex) -> None:
    index.apply(
        section(f"a{n}-2017", place, regions=("33",) * (n > 1)) for n in range(9) for place in range(1 + n // 3)
    )
    one = index.search(TextQuery(facets=facets("agency", size=2, named=frozenset({"a0", "nobody"})))).facets["agency"]
    assert (dict(one.counts), one.total) == ({"a6": 3, "a7": 3, "a0": 1}, 9)
    place = index.search(TextQuery(facets=facets("region", size=0))).facets["region"]
    assert (dict(place.counts), place.total) == ({"": 2}, 1)
    year = ColumnFilter("year", frozenset({"2016"}))
    none = index.search(TextQuery(filters=(year,), facets=facets("agency", size=2))).facets["agency"]
    assert (dict(none.counts), none.total) == ({}, 0)


def test_reports_of_a_query_are_each_told_once(index: TextIndex) -> None:
    sections = shuffled(seed=4, reports=20)
    index.apply(sections)
    having = {part.report for part in sections if "公开" in fold(part.body)}
    assert sorted(index.reports_of(TextQuery(phrases=("公开",), limit=1))) == sorted(having)
    year = ColumnFilter("year", exclude=frozenset({"2012"}))
    found = index.reports_of(TextQuery(phrases=("公开",), excluded_words=("没有的词",), filters=(year,)))
    assert sorted(found) == sorted(one for one in having if not one.endswith("2012"))


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


def test_grouping_gives_the_best_section_of_each_report(index: TextIndex) -> None:
    index.apply(
        [
            section("a-2017", 0, "公开 其他 其他", kind="fees"),
            section("a-2017", 1, "公开", kind="fees"),
            section("a-2017", 2, "公开", kind="requests"),
            section("b-2017", 0, "公开 其他 其他 其他", kind="fees"),
        ]
    )
    answer = index.search(TextQuery(words=("公开",), group_by_report=True, facets=facets("kind", "year")))
    assert [(hit.report, hit.section) for hit in answer.hits] == [("a-2017", "s1"), ("b-2017", "s0")]
    assert answer.total == 2
    assert counts(answer) == {"kind": {"fees": 2, "requests": 1}, "year": {"2017": 2}}
    everything = index.search(TextQuery(group_by_report=True))
    assert [(hit.report, hit.section) for hit in everything.hits] == [("a-2017", "s0"), ("b-2017", "s0")]


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
