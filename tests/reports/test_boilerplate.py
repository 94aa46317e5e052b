"""What forms and the regulation word is told from what an agency wrote, whatever it fills in."""

from __future__ import annotations

import pytest

from reports.boilerplate import is_prescribed

PRESCRIBED = [
    "根据《中华人民共和国政府信息公开条例》、《浙江省政府信息公开实施办法》等规定，我局编制了2021年政府信息公开工作年度报告。",
    "本报告包括总体情况、主动公开政府信息情况、收到和处理申请情况、复议诉讼情况、存在的主要问题及改进情况、其他事项等六个部分。",
    "所列数据统计期限自2021年1月1日起至2021年12月31日止。",
    "本年度报告中所列数据的统计周期为2021年1月1日至12月31日。",
    "本报告电子版可在“丽水市民政局”门户网站（http://mzj.a.example）查询下载。",
    "对本报告如有疑问，请联系丽水市民政局办公室（地址：某路1号；邮编：323000；电话：0578-0000000）。",
    "本机关依申请提供政府信息，不收取费用。",
    "按照国办函〔2020〕109号规定的按件、按量收费标准，本年度没有产生信息公开处理费。",
    "六、其他需要报告的事项 无其他需要报告的事项",
    "无其他事项需要报告。",
    "二、主动公开政府信息情况 第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件5125",
    "（一）需要说明的其他事项 没有需要说明的其他事项。",
]
OWN = [
    "根据《中华人民共和国政府信息公开条例》，我局修订了公开指南，逐条答复群众来信。",
    "全年收取信息处理费2950元，收费标准均符合规定。",
    "在门户网站公布民生实事进展，供群众查阅。",
    "本报告期内，窗口接待来访查阅120人次，新设自助终端两台。",
    "对群众提出疑问较多的低保标准，局长上线解答。",
    "法人或其他组织提出的申请以信函为主",
    "主动公开情况良好，群众满意度98%。",
    "2021年，无收取信息处理费情况。",
]


@pytest.mark.parametrize("sentence", PRESCRIBED)
def test_what_a_form_words_is_prescribed_whatever_fills_it(sentence: str) -> None:
    assert is_prescribed(sentence, ("丽水市民政局",))


@pytest.mark.parametrize("sentence", OWN)
def test_what_an_agency_says_of_itself_is_its_own(sentence: str) -> None:
    assert not is_prescribed(sentence, ("丽水市民政局",))
