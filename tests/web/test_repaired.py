"""What reading mended is told on a report's page in words, each with its place in the text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html

from app import create_app
from tests.portal import BROWSER
from web.http.wording import LANGUAGES, wording

REPORTS = Path(__file__).parents[2] / "reports"
SENT = """南川市水利局2022年政府信息公开工作年度报告
一、总体情况
全年主动公开政府信息20条。
二、主动公开政府信息情况
"""
TABLE = (
    "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t1\t0\t4\n"
    "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t30\n"
    "第二十条第（八）项\n信息内容\t本年收费金额（单位：元）\n行政事业性收费\t20000\n"
)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """Hold a report whose fees stand in another unit than the form's."""
    file = tmp_path / "draft.txt"
    file.write_text(SENT + TABLE + "三、存在的主要问题及改进情况\n无。\n", "utf-8")
    app = create_app({"DATA": tmp_path / "data"})
    asked = ["ingest", str(file), "--agency", "南川市水利局", "--year", "2022", "--jobs", "1"]
    result = app.test_cli_runner().invoke(args=asked)
    assert result.exit_code == 0, result.output
    return app


def test_every_code_has_words_in_both_languages() -> None:
    source = "\n".join(path.read_text("utf-8") for path in REPORTS.rglob("*.py"))
    codes = set(re.findall(r'\b(?:Repair|Notice)\(\s*"(\w+)"', source)) | {"page_unread"}
    assert len(codes) >= 9
    for lang in LANGUAGES:
        assert set(wording(lang)["repaired"]) == codes


@pytest.mark.parametrize(("lang", "said"), [("zh", "单位与格式不同，已换算"), ("en", "The unit differs")])
def test_a_repair_is_a_sentence_that_leads_to_its_place(app: Flask, lang: str, said: str) -> None:
    client = app.test_client()
    (report,) = client.get("/reports").json["reports"]
    page: Any = html.document_fromstring(client.get(f"/reports/{report['id']}?lang={lang}", headers=BROWSER).text)
    (link,) = page.xpath("//details[@class='repairs']//a")
    assert said in link.text_content()
    place = link.get("href").rpartition("/")[2].partition("#")[0]
    marked: Any = html.document_fromstring(client.get(f"/reports/{place}", headers=BROWSER).text)
    assert marked.xpath("//mark[@id='marked']/text()") == ["20000"]
