"""Agency and year of whole documents: the gold reports, and heads of every kind in identity_cases.toml."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import identify, regions
from reports.identity.tables import region_rows
from reports.model import Document
from reports.reading import read
from tests.corpora import gold_files, needs, report_file

ROOT = Path(__file__).resolve().parents[2]
TABLE = tomllib.loads((Path(__file__).parent / "identity_cases.toml").read_text("utf-8"))
CASES = TABLE["case"]
PARTS = "\n一、主动公开政府信息情况\n二、收到和处理政府信息公开申请情况\n"


def document(text: str, file: str = "a.txt", **metadata: str) -> Document:
    return Document(file, "txt", text, (), metadata)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:28])
def test_agency_and_year_are_told_from_the_head(case: dict[str, Any]) -> None:
    identity = identify(document(case["text"] + PARTS))
    assert (identity.agency.name, identity.year) == (case["agency"], case["year"])
    if "regions" in case:
        assert [region.name for region in identity.agency.regions] == case["regions"]


def gold_text(name: str) -> str:
    path = report_file(name)
    if path.suffix == ".pdf":
        return read(path.read_bytes(), path.name).text
    return path.read_text("utf-8-sig")


@needs("gold", "reports", "seeds")
@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.stem)
def test_gold_agency_and_year(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    identity = identify(document(gold_text(gold["file"]), gold["file"]))
    assert identity.agency.name in gold["agency"]
    assert identity.year == gold["year"]


SAMPLES = {
    "2017-guizhou-science-technology-department": ("贵州省科学技术厅", 2017),
    "2017-hangzhou-science-technology-commission": ("杭州市科学技术委员会", 2017),
    "2017-qingdao-science-technology-bureau": ("青岛市科学技术局", 2017),
    "2017-wenzhou-science-technology-bureau": ("温州市科学技术局", 2017),
    "2020-hangzhou-science-technology-bureau": ("杭州市科学技术局", 2020),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_identified(name: str) -> None:
    identity = identify(document((ROOT / "samples" / f"{name}.txt").read_text("utf-8"), name))
    assert (identity.agency.name, identity.year) == SAMPLES[name]


def test_what_is_given_wins() -> None:
    identity = identify(document("杭州市财政局2019年政府信息公开工作年度报告"), "温州市财政局", 2018)
    assert (identity.agency.name, identity.year) == ("温州市财政局", 2018)


def test_a_given_name_without_its_place_takes_it_from_the_document() -> None:
    identity = identify(document("2019年政府信息公开工作年度报告\n青岛市认真推进公开。"), "市财政局")
    assert identity.agency.name == "青岛市财政局"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("2019年政府信息公开工作年度报告\n一、总体情况\n我局认真落实。", ("agency",)),
        ("杭州市财政局政府信息公开工作年度报告\n一、总体情况\n我局认真落实。", ("year",)),
        ("一、总体情况\n我局认真落实政府信息公开。\n二、主动公开\n无", ("agency", "year")),
        ("市科技局2019年政府信息公开工作年度报告\n一、总体情况\n我局认真落实。", ("agency",)),
        (
            "根据《条例》和县政府办公室《通知》要求，总结我局2015年政府信息公开情况。\n一、组织领导",
            ("agency",),
        ),
        (
            "根据昭化区政府办公室《关于做好2023年政府信息公开年报的通知》编制。\n一、总体情况\n我镇落实。",
            ("agency", "year"),
        ),
        ("一、总体情况\n2024年，我局在瓯海区政府门户网站公开政府信息22条。\n二、政府信息公开申请\n无。", ("agency",)),
    ],
)
def test_what_cannot_be_told_is_asked_for(text: str, missing: tuple[str, ...]) -> None:
    with pytest.raises(UnidentifiedReport) as caught:
        identify(document(text, "x.txt"))
    assert caught.value.missing == missing
    for name in missing:
        assert f"--{name}" in caught.value.detail
        assert f"`{name}: …`" in caught.value.detail
    assert "x.yml" in caught.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "杭州市今日天气晴，最高气温20度。",
        "杭州市财政局政府信息公开指南\n一、公开范围\n二、申请方式",
        "杭州市2019年政务公开工作要点\n一、总体要求\n二、重点任务",
        "政府信息公开申请表\n申请人信息",
        "政府信息公开工作年度报告格式模板\n一、总体情况\n（文字描述）\n二、主动公开政府信息情况",
        "关于公布2019年政府信息公开工作年度报告的通知\n各单位：现将年度报告予以公布。\n附件：年度报告.pdf",
        "杭州市财政局2019年政府信息公开工作年度报告\n附件下载：1.年度报告.pdf",
    ],
)
def test_another_paper_is_no_report(text: str) -> None:
    with pytest.raises(NotAReport):
        identify(document(text))


@pytest.mark.parametrize("given", [(None, None), ("湖州市教育局", 2022)], ids=["told", "given"])
@pytest.mark.parametrize("case", TABLE["other_paper"], ids=lambda case: case["says"])
def test_a_paper_about_reports_is_refused_by_its_title(
    case: dict[str, Any], given: tuple[str | None, int | None]
) -> None:
    with pytest.raises(NotAReport) as caught:
        identify(document(case["text"]), *given)
    assert case["says"] in caught.value.detail


@pytest.mark.parametrize("case", TABLE["like_another"], ids=lambda case: case["title"])
def test_a_report_that_looks_like_another_paper_keeps_its_own_title(case: dict[str, Any]) -> None:
    identity = identify(document(case["text"]), "湖州市教育局")
    assert (identity.year, identity.title) == (case["year"], case["title"])
    assert identity.title in case["text"]


def test_no_title_is_made_up_for_a_text_that_announces_no_report() -> None:
    with pytest.raises(NotAReport):
        identify(document("今天我们学习了政府信息公开条例。"), "湖州市教育局", 2022)


def test_the_title_of_the_carrier_tells_another_paper() -> None:
    text = "会议认为，2022年政府信息公开工作成效明显。"
    with pytest.raises(NotAReport, match="审议意见"):
        identify(
            document(text, title="关于湖州市2022年政府信息公开工作年度报告的审议意见-湖州人大"), "湖州市教育局", 2022
        )


def test_the_publishers_site_is_not_the_agency_of_a_title() -> None:
    text = (
        "当前位置： 首页 平潭综合实验区2021年度政府信息公开工作年度报告 来源：平潭县人民政府 根据条例，我区编制本报告。"
    )
    assert identify(document(text, source="平潭县人民政府")).agency.name == "平潭综合实验区管理委员会"


def test_the_title_stands_over_another_agency_in_the_body() -> None:
    body = "一、概述\n" + "衢州市民政局认真贯彻条例。" * 20
    assert identify(document(f"丽水市民政局2016年政府信息公开年度报告\n{body}")).agency.name == "丽水市民政局"


def test_a_district_takes_its_city_from_the_publisher() -> None:
    identity = identify(
        document("鼓楼区2020年政府信息公开工作年度报告\n我区认真落实。", publisher="徐州市鼓楼区人民政府办公室")
    )
    assert identity.agency.name == "徐州市鼓楼区人民政府"


def test_site_names_are_cut_from_the_title_of_the_carrier() -> None:
    title = "杭州市财政局2019年政府信息公开工作年度报告_政府信息公开年报_杭州市人民政府"
    identity = identify(document("一、总体情况\n2019年，我局认真落实政府信息公开条例。", title=title))
    assert identity.title == "杭州市财政局2019年政府信息公开工作年度报告"


def test_the_file_name_speaks_where_nothing_else_does() -> None:
    name = "丽水市民政局2016年政府信息公开年度报告.docx"
    identity = identify(document("一、概述\n我局认真落实政府信息公开条例。", name))
    assert (identity.agency.name, identity.year) == ("丽水市民政局", 2016)


PIECES = st.sampled_from(
    [
        "杭州市",
        "鼓楼区",
        "科技局",
        "2017年",
        "二〇一〇年",
        "政府信息公开",
        "年度报告",
        "《",
        "》",
        "（",
        "。",
        "\n",
        " ",
        "我局",
        "半城镇",
        "编制",
        "请与",
        "联系",
        "0571-88962008",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join))
def test_any_text_has_an_identity_or_a_named_error(text: str) -> None:
    try:
        identity = identify(document(text))
    except (NotAReport, UnidentifiedReport):
        return
    assert identity.agency.name
    assert 2000 <= identity.year < 2050
    assert identity.title


def test_every_place_is_read_from_a_title() -> None:
    wrong = []
    for row in region_rows():
        place = "".join(region.name for region in regions.chain_of(row))
        identity = identify(document(f"{place}住建局关于2016年度政府信息公开工作情况的报告"))
        if not identity.agency.name.endswith(f"{row.name}住房和城乡建设局"):
            wrong.append((place, identity.agency.name))
    assert wrong == []
