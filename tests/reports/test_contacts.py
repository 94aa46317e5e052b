"""Names and numbers of persons: found where signatures and tables print them, and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import contacts
from reports.contacts import OMITTED, spans, without
from reports.data import toml

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
QINGDAO = (SAMPLES / "2017-qingdao-science-technology-bureau.txt").read_text("utf-8")


def test_the_signature_of_a_sample_loses_its_three_names_and_the_number() -> None:
    line = next(line for line in QINGDAO.splitlines() if line.startswith("单位负责人"))
    assert without(line).split() == ["单位负责人：…", "审核人：…", "填报人：…", "联系电话：", "…"]
    for said in ("姜波", "纪芳", "张永艳", "85911345", "qdstc@qingdao.gov.cn"):
        assert said in QINGDAO
        assert said not in without(QINGDAO)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("单位负责人（签字）：张 三　填报人:李四(13812345678)", "单位负责人（签字）：…　填报人:…(…)"),
        ("联系人：王小二、赵六 电话/传真：0591-23165370", "联系人：…、… 电话/传真：…"),
        ("审核人 纪芳   填报人 张永艳 填报日期 2018年", "审核人 …   填报人 … 填报日期 2018年"),
        ("审核人纪芳 填报人张永艳", "审核人… 填报人…"),
        ("| 填报人 | 张永艳 | 联系电话 | 85911345 |", "| 填报人 | … | 联系电话 | … |"),
        ("填报人：\n张永艳\n联系电话：\n0532-85911345", "填报人：\n…\n联系电话：\n…"),
        ("联 系 人：张 伟 联 系 电 话：（0571）8706-1234", "联 系 人：… 联 系 电 话：…"),
        ("填报人：买买提·艾力 电话：０９９１－２３４５６７８", "填报人：… 电话：…"),
        ("负责人：张三（科长） 主任：李四", "负责人：… 主任：…"),
        ("联系人：欧阳晓峰 0571-87061234转801", "联系人：… …"),
        ("接访人：张三", "接访人：…"),
        ("咨询电话 400-888-8888，0571-87061234、87061235", "咨询电话 …"),
        ("信箱 xxgk＠163.com，QQ：12345678", "信箱 …，QQ：…"),
        ("手机：138 1234 5678", "手机：…"),
    ],
)
def test_names_and_numbers_are_left_out_however_they_are_set(text: str, left: str) -> None:
    assert without(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "对于公开发布信息一律由保密负责人审签后发布。",
        "先由具体处室负责人签字申请公开、由信息公开主管部门负责人审核、信息员发布的信息公开审查制度。",
        "填报人：办公室 联系人：科技局办公室 负责人：无",
        "单位负责人：        审核人：        填报人：",
        "填报人员应当认真核对。联系人信息有误的，经办人员的培训要加强。",
        "全年接听热线电话7854070人次，办理电话 12345678件；拨打12345热线。",
        "政府集中采购\t13575394432",
        "自然人\t法人或其他组织\n申请人情况",
        "共向社会主动公开政府信息2645条，行政许可1808595件",
        "联系电话畅通，电话申请0件，传真申请1件",
    ],
)
def test_what_is_no_person_stays(text: str) -> None:
    assert without(text) == text


def test_nothing_of_the_reports_bodies_is_taken_for_a_person() -> None:
    for path in SAMPLES.iterdir():
        text = path.read_text("utf-8")
        for start, end in spans(text):
            assert any(char in text[max(0, start - 8) : start] for char in "：: ") or "@" in text[start:end]


@given(st.text(alphabet="填报人联系电话：: 张三李0123456789-@.a（）\n、", max_size=60))
def test_spans_are_in_order_apart_and_inside(text: str) -> None:
    found = spans(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert len(without(text)) == len(text) - sum(end - start for start, end in found) + len(found) * len(OMITTED)


def _stretched(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", " ", "\u3000 "]).map(lambda blank: blank.join(word))


_DATA = toml("contacts.toml")
_LABELS = [word for name in ("person", "office", "alone", "number") for word in _DATA[name]]
_BETWEEN = ["", " ", "\n", "|", "：", " : ", "（签字）", " [人] ：", "：| \n", "员", "申请"]
_TOLD = ["张三", "欧 阳晓峰", "无", "发布", "13812345678", "（0571）8706-1234", "12345678件", "a@b.cn", "ｑ＠b.cn", "1"]
_LABEL = st.sampled_from([*_LABELS, *map(str.swapcase, _LABELS)]).flatmap(_stretched)
_CALLS = st.tuples(_LABEL, *map(st.sampled_from, [_BETWEEN, _BETWEEN, _TOLD, ["", "。", " "]]))


@settings(max_examples=1000)
@given(st.lists(_CALLS.map("".join), max_size=3).map("".join))
def test_the_quick_look_passes_over_nothing(text: str) -> None:
    thorough = contacts._joined(sorted({*contacts._names(text), *contacts._numbers(text)}))
    assert spans(text) == tuple(thorough)


@pytest.mark.parametrize(
    "text",
    ["电话：" + "0" * 20000, "电话：" + "01 " * 8000, "电话" + " " * 30000, "a" * 20000 + "@", "QQ" + "-" * 20000,
     "联系人：" + "张 " * 8000, "填报人（" * 8000, "电话 1" + "- " * 9000, "a@" + "b." * 9000,
     "电话：1234567，电话：" + " " * 20000],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_texts_made_to_cost_time_are_read_to_the_end(text: str) -> None:
    """What they cost is measured by hostile_texts.py."""
    assert all(0 <= start < end <= len(text) for start, end in spans(text))
