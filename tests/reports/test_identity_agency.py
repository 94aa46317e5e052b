"""Names of agencies: short forms, places, ids."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.identity import canonical, regions
from reports.identity.agency import read
from reports.identity.named import Certainty
from reports.identity.reporters import trimmed
from reports.identity.slug import pinyin, stem_slug
from reports.identity.tables import names, region_rows

LINES = (Path(__file__).parent / "agency_cases.csv").read_text("utf-8").splitlines()[1:]
CASES = [tuple(row.values()) for row in csv.DictReader(LINES)]

SAME = [
    ("杭州市科技局", "杭州市科学技术局", "浙江省杭州市科技局"),
    ("杭州市科委", "杭州市科学技术委员会"),
    ("北京市卫健委", "北京市卫生健康委员会", "北京市卫生健康委"),
    ("昆山市发改委", "昆山市发展和改革委员会", "昆山市发展改革委", "江苏省昆山市发改委"),
    ("宁波市人社局", "宁波市人力资源和社会保障局", "宁波市人力资源社会保障局"),
    ("嘉兴市住建局", "嘉兴市住房和城乡建设局"),
    ("平潭综合实验区管委会", "平潭综合实验区管理委员会", "平潭综合实验区", "福建省平潭综合实验区管委会"),
    ("平潭县政府", "平潭县人民政府", "福州市平潭县人民政府", "平潭县"),
    ("洪泽区人民政府", "淮安市洪泽区人民政府", "江苏省淮安市洪泽区政府"),
    ("贵州省科技厅（省知识产权局）", "贵州省科学技术厅", "贵州省科技厅(知识产权局)"),
    ("恩施州教育局", "恩施土家族苗族自治州教育局"),
    ("杭州市税务局", "国家税务总局杭州市税务局"),
    ("财政部", "中华人民共和国财政部"),
    ("浙江证监局", "中国证券监督管理委员会浙江监管局"),
    ("泗洪县半城镇政府", "泗洪县半城镇人民政府", "泗洪县半城镇"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_short_forms_of_one_agency_are_one_agency(forms: tuple[str, ...]) -> None:
    assert len({canonical(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州市科学技术委员会", "杭州市科学技术局"),
        ("杭州市水务局", "杭州市税务局"),
        ("山西省财政厅", "陕西省财政厅"),
        ("苏州市教育局", "宿州市教育局"),
        ("福州市教育局", "抚州市教育局"),
        ("台州市教育局", "泰州市教育局"),
        ("南京市鼓楼区教育局", "福州市鼓楼区教育局"),
        ("洪泽县教育局", "洪泽区教育局"),
        ("杭州市人民政府", "杭州市人民政府办公室"),
        ("泗洪县半城镇人民政府", "泗洪县板城镇人民政府"),
        ("平潭县人民政府", "平潭综合实验区管委会"),
    ],
)
def test_two_agencies_have_two_ids(one: str, other: str) -> None:
    assert canonical(one).id != canonical(other).id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("杭州市科学技术委员会", "hangzhoushi-kexuejishuweiyuanhui"),
        ("重庆市财政局", "chongqingshi-caizhengju"),
        ("厦门市财政局", "xiamenshi-caizhengju"),
        ("西藏自治区财政厅", "xizangzizhiqu-caizhengting"),
        ("陕西省财政厅", "shaanxisheng-caizhengting"),
        ("山西省财政厅", "shanxisheng-caizhengting"),
        ("六安市财政局", "luanshi-caizhengju"),
        ("蚌埠市财政局", "bengbushi-caizhengju"),
        ("东莞市财政局", "dongguanshi-caizhengju"),
        ("长治市财政局", "changzhishi-caizhengju"),
        ("朝阳市财政局", "chaoyangshi-caizhengju"),
        ("漯河市财政局", "luoheshi-caizhengju"),
        ("淮安市洪泽区人民政府", "huaianshi-hongzequ-renminzhengfu"),
        ("苏州市财政局", "suzhoushi320500-caizhengju"),
        ("财政部", "caizhengbu"),
        ("杭州海关", "hangzhou-haiguan"),
    ],
)
def test_ids_are_pinyin_of_place_and_office(name: str, expected: str) -> None:
    assert canonical(name).id == expected


@given(st.text(max_size=30))
def test_any_name_gives_a_url_safe_id(name: str) -> None:
    agency = canonical(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", agency.id)
    assert canonical(name) == agency
    assert agency.name == agency.names[0] if agency.names else not agency.name


PLACES = st.sampled_from([row.name for row in region_rows() if row.level != "county" and not row.last])
OFFICES = st.sampled_from(sorted(names().stems))


@given(PLACES, OFFICES)
def test_a_full_name_is_read_back_as_itself(place: str, office: str) -> None:
    named = read(place + office)
    assert named.certainty == Certainty.FULL
    assert named.agency.name.endswith(place + office)
    assert named.agency.regions[-1].name == place


@given(PLACES, OFFICES)
def test_every_known_form_leads_to_the_agency(place: str, office: str) -> None:
    agency = canonical(place + office)
    assert {canonical(form).id for form in agency.names} == {agency.id}


def test_ids_of_places_are_distinct() -> None:
    agencies = {canonical("".join(r.name for r in regions.chain_of(row)) + "教育局") for row in region_rows()}
    by_id: dict[str, set[str]] = {}
    for agency in agencies:
        by_id.setdefault(agency.id, set()).add(agency.name)
    assert {id: found for id, found in by_id.items() if len(found) > 1} == {}


def test_stems_have_distinct_slugs_and_one_full_form_each() -> None:
    table = names()
    slugs = [stem_slug(stem) for stem in (*table.stems, *dict.fromkeys(table.central.values()))]
    assert len(slugs) == len(set(slugs))
    shorts = [form for forms in table.stems.values() for form in forms]
    assert len(shorts) == len(set(shorts))
    assert not set(shorts) & set(table.stems)


def test_an_open_place_is_settled_by_what_is_near() -> None:
    near = regions.chain("320106")[::-1]
    assert canonical("市科技局", near).name == "南京市科学技术局"
    assert canonical("区教育局", near).name == "南京市鼓楼区教育局"
    assert canonical("鼓楼区教育局", near).name == "南京市鼓楼区教育局"
    assert canonical("省财政厅", near).name == "江苏省财政厅"


def test_a_county_level_city_is_a_city_too() -> None:
    assert canonical("市教育局", regions.chain("320583")[::-1]).name == "昆山市教育局"


def test_an_ambiguous_district_is_not_guessed() -> None:
    named = read("鼓楼区人民政府")
    assert (named.agency.name, named.agency.regions, named.certainty) == ("鼓楼区人民政府", (), Certainty.AMBIGUOUS)


@pytest.mark.parametrize("name", ["市科技局", "教育局", "区人民政府", "市场监管局"])
def test_a_name_without_its_place_is_loose(name: str) -> None:
    assert read(name).certainty == Certainty.LOOSE


def test_a_town_of_an_untold_county_keeps_its_name() -> None:
    named = read("半城镇人民政府")
    assert (named.agency.name, named.agency.regions, named.certainty) == ("半城镇人民政府", (), Certainty.AMBIGUOUS)


@pytest.mark.parametrize(
    "name", ["汉台区徐望镇人民政府", "杭州市西湖区北山街道办事处", "泗洪县半城镇人民政府", "杭州海关"]
)
def test_the_full_name_is_the_first_of_the_names(name: str) -> None:
    agency = canonical(name)
    assert agency.name == agency.names[0] == name


def test_regions_run_from_the_province_down() -> None:
    found = [(region.name, region.level) for region in canonical("洪泽区教育局").regions]
    assert found == [("江苏省", "province"), ("淮安市", "city"), ("洪泽区", "county")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("330100", ["330100"]),
        ("杭州", ["330100"]),
        ("杭州市", ["330100"]),
        ("浙江省杭州市", ["330100"]),
        ("南京市鼓楼区", ["320106"]),
        ("广西", ["450000"]),
        ("恩施州", ["422800"]),
        ("洪泽县", ["320829"]),
        ("吉林", ["220000", "220200"]),
        ("襄樊市", ["420600"]),
        ("无此地", []),
        ("", []),
    ],
)
def test_regions_are_found_by_code_and_name(text: str, codes: list[str]) -> None:
    assert [region.code for region in regions.resolve(text)] == codes


def test_labels_of_codes() -> None:
    assert regions.label("330100") == "杭州市"
    assert regions.label("999999") is None


@pytest.mark.parametrize(("printed", "name", "region"), CASES, ids=[case[0] for case in CASES])
def test_names_of_every_kind_have_their_full_form_and_place(printed: str, name: str, region: str) -> None:
    agency = canonical(printed)
    assert agency.name == name
    assert (agency.regions[-1].name if agency.regions else "") == region


def test_a_short_name_of_a_banner_or_prefecture_leads_to_the_same_agency() -> None:
    for short, full in (("巴州", "巴音郭楞蒙古自治州"), ("科右中旗", "科尔沁右翼中旗"), ("鄂伦春旗", "鄂伦春自治旗")):
        assert canonical(f"{short}教育局").id == canonical(f"{full}教育局").id


def test_an_office_of_an_administrative_commission_is_one_of_the_league() -> None:
    assert canonical("兴安盟行署教育局").id == canonical("兴安盟教育局").id


def test_every_region_has_a_parent_and_a_pinyin() -> None:
    codes = {row.code for row in region_rows()}
    for row in region_rows():
        assert not row.parent or row.parent in codes
        assert not row.successor or row.successor in codes
        assert re.fullmatch(r"[a-z]+", pinyin(row.name))


@pytest.mark.parametrize("words", ["我乡", "本镇", "全街道", "该乡"])
def test_a_town_that_speaks_of_itself_is_no_name(words: str) -> None:
    assert read(words, regions.chain("350524")[::-1]).certainty < Certainty.AMBIGUOUS


def test_a_town_may_begin_with_such_a_word() -> None:
    assert read("本号镇人民政府").agency.name == "本号镇人民政府"


@pytest.mark.parametrize("words", ["", "市", "　", "办公室", "人民"])
def test_words_too_short_for_a_name_name_nobody(words: str) -> None:
    assert trimmed(words, ()) is None
