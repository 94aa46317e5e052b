"""Agencies over time, and the file a person puts beside a report."""

import re
import tomllib
from pathlib import Path

import pytest

from reports.identity import canonical
from reports.identity.sidecar import InvalidSidecar, Sidecar, beside, load
from reports.identity.succession import predecessors, successors
from reports.identity.tables import names

DATA = tomllib.loads((Path(__file__).resolve().parents[2] / "reports/data/successions.toml").read_text("utf-8"))

CHAINS = [
    ("杭州市科学技术委员会", "杭州市科学技术局"),
    ("杭州市环境保护局", "杭州市生态环境局"),
    ("贵州省环境保护厅", "贵州省生态环境厅"),
    ("杭州市国土资源局", "杭州市自然资源局"),
    ("杭州市国土资源局", "杭州市自然资源和规划局"),
    ("杭州市规划局", "杭州市自然资源和规划局"),
    ("北京市卫生和计划生育委员会", "北京市卫生健康委员会"),
    ("杭州市卫生局", "杭州市卫生和计划生育委员会"),
    ("杭州市工商行政管理局", "杭州市市场监督管理局"),
    ("杭州市质量技术监督局", "杭州市市场监督管理局"),
    ("杭州市食品药品监督管理局", "杭州市市场监督管理局"),
    ("杭州市安全生产监督管理局", "杭州市应急管理局"),
    ("淮安市洪泽区农业局", "淮安市洪泽区农业农村局"),
    ("杭州市文化局", "杭州市文化和旅游局"),
    ("杭州市旅游局", "杭州市文化和旅游局"),
    ("杭州市粮食局", "杭州市粮食和物资储备局"),
    ("杭州市法制办公室", "杭州市司法局"),
    ("杭州市物价局", "杭州市发展和改革委员会"),
    ("杭州市国家税务局", "国家税务总局杭州市税务局"),
    ("杭州市地方税务局", "国家税务总局杭州市税务局"),
    ("江西省工业和信息化委员会", "江西省工业和信息化厅"),
    ("杭州市经济和信息化委员会", "杭州市经济和信息化局"),
    ("杭州市对外贸易经济合作局", "杭州市商务局"),
    ("平潭综合实验区环境保护局", "平潭综合实验区生态环境局"),
    ("环境保护部", "生态环境部"),
    ("洪泽县人民政府", "淮安市洪泽区人民政府"),
    ("洪泽县教育局", "淮安市洪泽区教育局"),
    ("北京市崇文区教育局", "北京市东城区教育局"),
    ("襄樊市财政局", "襄阳市财政局"),
]


@pytest.mark.parametrize(("older", "newer"), CHAINS)
def test_who_took_over(older: str, newer: str) -> None:
    old, new = canonical(older), canonical(newer)
    assert (new.id, new.name) in {(link.agency_id, link.name) for link in successors(old)}
    assert (old.id, old.name) in {(link.agency_id, link.name) for link in predecessors(new)}


def test_links_are_dated_and_sourced() -> None:
    for older, _ in CHAINS:
        for link in successors(canonical(older)):
            assert re.fullmatch(r"20\d\d(-\d\d)?", link.date)
            assert link.kind in {"renamed", "merged", "split"}
            assert link.source


def test_an_office_that_stayed_has_no_successor() -> None:
    assert successors(canonical("杭州市财政局")) == ()
    assert predecessors(canonical("杭州市教育局")) == ()


def test_a_rule_for_provinces_does_not_hold_for_counties() -> None:
    assert "药品监督" not in " ".join(link.name for link in successors(canonical("安吉县食品药品监督管理局")))


def test_links_name_stems_of_the_table() -> None:
    known = set(names().stems) | set(names().central)
    assert {stem for link in DATA["links"] for stem in link["from"] + link["to"]} <= known
    assert {link["source"] for link in DATA["links"]} <= set(DATA["sources"])


def test_successions_never_go_round() -> None:
    for link in DATA["links"]:
        assert not set(link["from"]) & set(link["to"])


def test_a_sidecar_gives_agency_and_year(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("agency: 杭州市财政局\nyear: 2019\n", "utf-8")
    assert beside(tmp_path / "a.pdf") == Sidecar("杭州市财政局", 2019)


def test_no_sidecar_is_an_empty_one(tmp_path: Path) -> None:
    assert beside(tmp_path / "a.pdf") == Sidecar()


@pytest.mark.parametrize(
    "text",
    [
        "agencies: 杭州市财政局",
        "agency: [a]",
        "year: '2019'",
        "year: 19",
        "year: true",
        "- a",
        "",
        "a: b: c",
        "agency: ''",
    ],
)
def test_a_wrong_sidecar_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidSidecar, match=r"b\.yml"):
        load(path)
