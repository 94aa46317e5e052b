"""What is planned is told from what lacks and what was done, whatever way a report comes to it."""

from __future__ import annotations

import pytest

from reports.model import Report
from reports.parse import parse
from reports.promises import answers, plans

OPENING = (
    "丽水市民政局2021年政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开条例》要求，现公布丽水市民政局"
    "2021年政府信息公开工作年度报告。\n一、总体情况\n2021年，我局将公开工作列入议事日程，进一步规范办理流程，"
    "为今后工作打下基础。\n二、主动公开政府信息情况\n全年公开信息30条。\n"
)
CLOSING = "\n六、其他需要报告的事项\n无其他需要报告的事项。\n联系人：办公室\n"


def report(part: str, year: int = 2021) -> Report:
    return parse(f"{OPENING}{part}{CLOSING}".replace("2021", str(year)).encode(), "a.txt")


def planned(part: str) -> list[str]:
    read = report(part)
    return [plan.sentence.text for plan in plans(read.document.text, read.sections, read.year)]


CASES = {
    "a heading on problems and measures holds for the parts below it": (
        (
            "五、存在的主要问题及改进情况\n工作中还存在一些不足。一是栏目更新不够及时；二是经办人员多为兼职，规范程度不齐。"
            "2022年，我们将采取以下措施加以改进：\n（一）健全工作机制。尝试用短信推送目录。\n"
            "（二）组织交流。把群众问得最多的事项列为重点。\n"
        ),
        {
            "2022年，我们将采取以下措施加以改进：",
            "尝试用短信推送目录。",
            "把群众问得最多的事项列为重点。",
        },
        {"一是栏目更新不够及时；", "二是经办人员多为兼职，规范程度不齐。"},
    ),
    "a sentence may open it": (
        "五、存在的主要问题及改进情况\n目前人手仍显薄弱。因此，我们考虑从以下两个方面作改进：\n1、配备专人，专司答复。\n2、每季通报一次。\n",
        {"1、配备专人，专司答复。"},
        {"目前人手仍显薄弱。"},
    ),
    "a sentence may say what lacks and what will be done": (
        "五、存在的主要问题及改进情况\n公开的深度还不够，丽水市民政局将在下一年加强业务培训。\n",
        {"公开的深度还不够，丽水市民政局将在下一年加强业务培训。"},
        set(),
    ),
    "what was done is no plan": (
        "五、存在的主要问题及改进情况\n存在解读形式单一的问题。针对上述问题，我局及时进行了整改。\n",
        set(),
        {"针对上述问题，我局及时进行了整改。", "存在解读形式单一的问题。"},
    ),
    "what needs to be better is no plan": (
        "五、存在的主要问题及改进情况\n一是答复的规范性需进一步提升；二是查阅点亟待完善。下一步，我局将开展案卷评查。\n",
        {"下一步，我局将开展案卷评查。"},
        {"一是答复的规范性需进一步提升；", "二是查阅点亟待完善。"},
    ),
    "a heading on what is to come needs no words": (
        "五、改进措施\n从收文登记入手，逐件标注属性。虽然任务重，已有基础。\n",
        {"从收文登记入手，逐件标注属性。"},
        {"虽然任务重，已有基础。"},
    ),
    "what is called a problem elsewhere opens nothing": (
        "三、回应热点问题\n我局将舆情回应作为重要环节，严格落实责任。第一时间核实处置。\n",
        set(),
        {"我局将舆情回应作为重要环节，严格落实责任。", "第一时间核实处置。"},
    ),
    "today and yesterday are not to come": ("", set(), {"为今后工作打下基础", "联系人：办公室"}),
}


@pytest.mark.parametrize("case", CASES)
def test_plans_are_told_from_what_lacks_and_what_was_done(case: str) -> None:
    part, wanted, others = CASES[case]
    found = planned(part)
    assert wanted <= set(found)
    assert not [said for said in found for other in others if other in said]
    assert not any("列入议事日程" in said for said in found)


def test_a_later_report_answers_by_clauses_and_not_by_what_every_report_says() -> None:
    plan = (
        "五、改进措施\n下一步，我局将坚持以习近平新时代中国特色社会主义思想为指导，加强窗口人员力量，编印公开查阅手册，"
        "提高公开水平。\n"
    )
    told = (
        "三、工作情况\n坚持以习近平新时代中国特色社会主义思想为指导，贯彻落实上级要求，全年无差错。"
        "5月起编印查阅手册两期，送到社区。\n"
    )
    before, after = report(plan), report(told, 2022)
    wanted = plans(before.document.text, before.sections, before.year)
    (found,) = answers(wanted, after.document.text, after.sections)
    assert [one.sentence.text for one in found] == ["5月起编印查阅手册两期，送到社区。"]
