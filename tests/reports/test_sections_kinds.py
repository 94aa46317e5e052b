"""What a section is about follows from its heading, or from its parent's."""

import pytest

from reports.model import SectionKind
from reports.sections import split
from reports.sections.wording import wording
from tests.reports.test_sections_split import document

KINDS = {
    "overview": [
        "总体情况",
        "概述",
        "工作概况",
        "政府信息公开总体工作情况",
        "2017年政务公开工作完成情况及成效",
        "政府信息公开工作情况",
    ],
    "organisation": [
        "组织领导和制度建设情况",
        "加强组织领导，健全工作机制",
        "机构建设和保障经费情况",
        "工作机制保障",
        "政府信息公开会议和培训情况",
    ],
    "disclosure": [
        "主动公开政府信息的情况",
        "政府信息公开情况",
        "公开内容",
        "主动公开政府信息及公开平台建设情况",
        "信息公开情况",
    ],
    "key_areas": ["重点领域政府信息公开推进情况和公开情况", "推进重点领域信息公开", "决策公开"],
    "platforms": ["平台建设情况", "政务新媒体建设", "网站建设和管理情况", "政府信息公开平台建设"],
    "response": ["回应解读情况", "发布解读、回应社会关切及互动交流情况", "政策解读情况", "咨询处理情况"],
    "requests": [
        "收到和处理政府信息公开申请情况",
        "政府信息依申请公开办理情况",
        "政府信息公开申请及办理情况",
        "申请公开政府信息情况",
    ],
    "review_litigation": [
        "行政复议、提起行政诉讼情况",
        "因政府信息公开申请行政复议、提起行政诉讼的情况",
        "复议、诉讼和申诉情况",
        "举报投诉情况",
    ],
    "fees": ["政府信息公开的收费及减免情况", "政府支出与收费情况"],
    "supervision": ["政府信息公开保密审查及监督检查情况", "监督保障方面", "考核评议和责任追究情况"],
    "problems": [
        "存在的主要问题及改进情况",
        "2018年工作打算及有关意见建议",
        "下一步工作措施",
        "今后努力方向",
        "存在的不足",
    ],
    "other": ["其他需要报告的事项", "政府信息公开工作中的创新方法及举措", "建议提案办理结果公开情况", "政府信息管理"],
    "statistics": ["附件", "附表", "附件1：某县2012年政府信息公开情况统计表", "政府信息公开情况统计表"],
    "body": ["引言", "前言"],
}


@pytest.mark.parametrize(("kind", "heading"), [(kind, heading) for kind in KINDS for heading in KINDS[kind]])
def test_a_heading_tells_the_kind(kind: str, heading: str) -> None:
    assert wording().kind(heading) == SectionKind(kind)


def test_a_child_says_its_own_kind_or_takes_its_parents() -> None:
    sections = split(document("一、总体情况\n（一）依申请公开\n收到3件。\n（二）广泛宣传\n发放手册。\n"))
    assert [one.kind for one in sections] == [SectionKind.OVERVIEW, SectionKind.REQUESTS, SectionKind.OVERVIEW]


def test_what_stands_under_problems_is_about_problems() -> None:
    text = "一、存在的主要问题及改进情况\n（一）拓宽公开渠道\n升级网站。\n（二）加强队伍建设\n开展培训。\n"
    assert {one.kind for one in split(document(text))} == {SectionKind.PROBLEMS}


def test_a_part_of_unknown_wording_is_other() -> None:
    (part, _) = split(document("一、惠民事项\n有序推进。\n二、总体情况\n推进公开。\n"))
    assert part.kind is SectionKind.OTHER


def test_problems_are_problems_though_their_own_part_was_lost() -> None:
    text = "三、政府信息公开行政复议、行政诉讼情况\n未发生。\n（一）主要问题\n栏目陈旧。\n（二）改进情况\n调整栏目。\n"
    assert [one.kind.value for one in split(document(text))] == ["review_litigation", "problems", "problems"]
