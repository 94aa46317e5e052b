"""What only the order of the stages can tell: the sentences are read as those of the agency that was identified."""

from reports.parse import parse

REPORT = """根据《中华人民共和国政府信息公开条例》，现公布揭东区公路局2015年度政府信息公开工作年度报告。
一、主动公开政府信息情况
2015年，揭东区公路局门户网站公开政府信息12条。
二、依申请公开政府信息情况
市水务局没有受理政府信息公开申请。
三、政府信息公开收费情况
2015年度揭东区公路局没有收取申请人任何费用。
"""


def test_sentences_that_call_the_agency_by_its_name_are_its_own() -> None:
    said = {figure.field: figure.value for figure in parse(REPORT.encode(), "r.txt").figures}
    assert said == {"disclosure.website": 12, "requests.fees": 0}
