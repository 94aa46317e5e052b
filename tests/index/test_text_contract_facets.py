"""What every text index has to do: filters, facets, reports."""

from __future__ import annotations

from index.text.analyser import fold
from index.text.protocol import ColumnFilter, TextIndex, TextQuery
from tests.index.text_corpora import counts, facets, section, shuffled
from tests.index.text_engines import found


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
