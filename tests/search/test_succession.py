"""Which agencies a series goes through, by what the record holds of those before and after."""

from __future__ import annotations

import pytest

from reports.identity import canonical
from search.succession import Chain, alone, chain


def follow(name: str, *held: str) -> Chain:
    """Follow an agency in a record that holds these besides."""
    ids = {canonical(one).id for one in (name, *held)}
    return chain(canonical(name), ids.__contains__)


def ids(*names: str) -> tuple[str, ...]:
    return tuple(canonical(name).id for name in names)


def test_an_agency_alone_is_its_own_chain() -> None:
    assert alone(canonical("杭州市科学技术局")) == Chain(ids("杭州市科学技术局"))


@pytest.mark.parametrize(
    "names",
    [
        ("杭州市科学技术委员会", "杭州市科学技术局"),
        ("杭州市环境保护局", "杭州市生态环境局"),
        ("洪泽县教育局", "淮安市洪泽区教育局"),
        ("杭州市建设局", "杭州市住房和城乡建设局"),
        ("杭州市卫生和计划生育委员会", "杭州市卫生健康委员会"),
    ],
)
def test_a_chain_is_the_same_from_either_end(names: tuple[str, str]) -> None:
    older, newer = follow(names[0], names[1]), follow(names[1], names[0])
    assert older.members == newer.members == ids(*names)
    assert set(older.links) == {ids(names[1])[0]}
    assert older.links[ids(names[1])[0]].date == newer.links[ids(names[1])[0]].date


def test_agencies_without_reports_are_no_members() -> None:
    assert follow("杭州市科学技术委员会").members == ids("杭州市科学技术委员会")


@pytest.mark.parametrize("newer", ["杭州市经济和信息化局", "杭州市工业和信息化局"])
def test_of_two_names_for_the_successor_the_one_that_reported_is_followed(newer: str) -> None:
    assert follow("杭州市经济和信息化委员会", newer).members == ids("杭州市经济和信息化委员会", newer)


@pytest.mark.parametrize("older", ["杭州市农业局", "杭州市农业委员会"])
def test_of_two_names_for_the_predecessor_the_one_that_reported_is_followed(older: str) -> None:
    assert follow("杭州市农业农村局", older).members == ids(older, "杭州市农业农村局")


def test_a_second_name_that_reported_too_is_related() -> None:
    found = follow("杭州市农业农村局", "杭州市农业局", "杭州市农业委员会")
    assert len(found.members) == 2
    assert set(found.members) | {link.agency_id for link in found.related} == set(
        ids("杭州市农业农村局", "杭州市农业局", "杭州市农业委员会")
    )


def test_merged_agencies_are_related_and_not_followed() -> None:
    found = follow("杭州市文化和旅游局", "杭州市文化局", "杭州市旅游局")
    assert found.members == ids("杭州市文化和旅游局")
    assert sorted((link.name, link.kind) for link in found.related) == [
        ("杭州市文化局", "merged"),
        ("杭州市旅游局", "merged"),
    ]


def test_what_an_agency_was_split_into_is_related() -> None:
    found = follow("杭州市物价局", "杭州市市场监督管理局")
    assert found.members == ids("杭州市物价局")
    assert [(link.name, link.kind) for link in found.related] == [("杭州市市场监督管理局", "split")]


def test_what_was_merged_further_along_the_chain_is_related() -> None:
    found = follow("杭州市卫生健康委员会", "杭州市卫生和计划生育委员会", "杭州市卫生局")
    assert found.members == ids("杭州市卫生和计划生育委员会", "杭州市卫生健康委员会")
    assert [(link.name, link.kind) for link in found.related] == [("杭州市卫生局", "merged")]


def test_an_office_that_stayed_is_its_own_chain() -> None:
    assert follow("杭州市财政局", "杭州市教育局") == Chain(ids("杭州市财政局"))
