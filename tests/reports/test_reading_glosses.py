"""Readings strewn behind characters by copies of pages are no text; other brackets stay."""

from collections.abc import Callable

import pytest

from reports.identity import identify
from reports.reading.read import read

PLAIN = "发布时间:2022-01-29\n一、总体情况\n2020年，国资委坚持以公开为常态，推进政府信息公开，公开信息1320条。"
TRADITIONAL = (
    "絳縣水利局2019年政府信息公開工作年度報告\n一、總體情況\n2019年，我局推進政府信息公開，公開信息20條，收到申請5件。"
)
SYLLABLES = ["guo", "zi", "wei", "jiān", "chí", "yǐ", "lǜ", "zhong", "xìn", "xi", "gōng", "kai", "Shi"]


def _each(step: int, wrap: str = "({})", times: int = 1) -> Callable[[str], str]:
    def gloss(text: str) -> str:
        told = iter(SYLLABLES * 40)
        return "".join(
            c + wrap.format(next(told)) * times if "\u4e00" <= c <= "\u9fff" and not at % step else c
            for at, c in enumerate(text)
        )

    return gloss


GLOSSED = {
    "every character": _each(1),
    "every second": _each(2),
    "every third": _each(3),
    "twice": _each(2, times=2),
    "wide brackets": _each(2, "（{}）"),
    "spaces": _each(2, " ( {} )"),
    "rarely": _each(4),
}
PAGES = {
    "text": lambda text: (text.encode(), "a.txt"),
    "page": lambda text: (f"<html><body><p>{'</p><p>'.join(text.splitlines())}</p></body></html>".encode(), "a.html"),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("gloss", GLOSSED.values(), ids=GLOSSED)
@pytest.mark.parametrize(
    ("plain", "name", "year"), [(PLAIN, "国务院国有资产监督管理委员会", 2020), (TRADITIONAL, "绛县水利局", 2019)]
)
def test_readings_behind_characters_are_left_out(
    plain: str, name: str, year: int, gloss: Callable[[str], str], page: Callable[[str], tuple[bytes, str]]
) -> None:
    document = read(*page(gloss(plain)))
    assert document.text == plain
    assert [one.code for one in document.notices] == ["readings_left_out"]
    found = identify(document)
    assert (found.agency.name, found.year) == (name, year)


@pytest.mark.parametrize(
    "text",
    [
        "我局客户端(app)上线，覆盖无线网(WiFi)，公开信息(gov)20条，简称(PM)、视频(ai)、会计(kuai)、丽水(li)。",
        "重庆(chong)长(chang)三处读音注明，政府信息公开20条。",
        "等级(A)、(B)、(C)、(D)、(E)、(F)、(G)、(H)、(I)、(J)各一件，政府信息公开。",
        "指标(GDP)(CPI)(PPI)(PMI)(ETC)(APP)(VIP)(LED)(KPI)(HTTP)公开。",
        "方案(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)公开。",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    document = read(text.encode(), "a.txt")
    assert document.text == text
    assert not document.notices


def test_a_metadata_title_loses_its_readings_too() -> None:
    gloss = _each(2)
    title = "绩溪县水利局2019年政府信息公开工作年度报告"
    body = gloss("一、总体情况\n2019年，我局推进政府信息公开，公开信息20条。")
    page = f"<html><head><meta name='ArticleTitle' content='{gloss(title)}'></head><body><p>{body}</p></body></html>"
    assert read(page.encode(), "a.html").metadata["title"] == title
