"""A request table whose applicants stand in another order than the form's is read by its header."""

from __future__ import annotations

import pytest

from reports.model import Applicant
from reports.reading import read
from reports.sections import split
from reports.tables import read_tables

HEADS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
ROWS = {
    "一、本年新收政府信息公开申请数量": (5, 138, 104, 0, 1, 2),
    "二、上年结转政府信息公开申请数量": (0, 0, 0, 0, 0, 0),
    "（七）总计": (5, 138, 104, 0, 1, 2),
    "四、结转下年度继续办理": (0, 0, 0, 0, 0, 0),
}


def page(order: tuple[int, ...]) -> bytes:
    """Write a page whose organisations stand in this order; a row's first number is 自然人."""
    heads = "".join(f"<td>{HEADS[place]}</td>" for place in order)
    table = (
        "<tr><td colspan=3 rowspan=3></td><td colspan=7>申请人情况</td></tr><tr><td rowspan=2>自然人</td>"
        f"<td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr><tr>{heads}</tr>"
    )
    for label, (people, *others) in ROWS.items():
        cells = "".join(f"<td>{others[place]}</td>" for place in order)
        table += f"<tr><td colspan=3>{label}</td><td>{people}</td>{cells}<td>{people + sum(others)}</td></tr>"
    text = "<p>三、收到和处理政府信息公开申请情况</p><p>本机关认真办理依申请公开，制度不断完善，服务更加便民。</p>"
    return f"<html><body><div class=TRS_Editor>{text}<table>{table}</table></div></body></html>".encode()


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (1, 0, 2, 3, 4), (4, 3, 2, 1, 0)])
def test_columns_are_told_by_the_header(order: tuple[int, ...]) -> None:
    document = read(page(order), "page.html")
    figures = read_tables(document, split(document)).figures
    received = {figure.applicant: figure.value for figure in figures if figure.field == "requests.received"}
    assert received[Applicant.BUSINESS] == 138
    assert received[Applicant.RESEARCH] == 104
    assert received[Applicant.OTHER_ORG] == 2
    assert received[Applicant.TOTAL] == 250
