"""Which papers are no yearly report though they speak of one: told by their own title lines, not by their body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.identity import evidence, year
from reports.identity import title as titles
from reports.model import Document

_HEAD = 8
_COLUMN = 8
"""A line no longer than this may be the name of a column in the path above the title."""
_WINDOW = 3
_LINE = 60
_SECTIONS = 2
_LINKS = 3
_NO_TITLE = re.compile(r"[。；;，,：:！？>›»|]")
_SITE = re.compile(r"[-_—–|].*$")
_NOTE = re.compile(r"（[^（）]*）$")
_SECTION = re.compile(
    r"(?:^|[\s。#*])(?:[一二三四五六七八]、|[（(][一二三四五六七八][)）]|第[一二三四五六七八][章部]|\d{1,2}[.、])"
    r"[^。\n]{0,12}(?:概述|概况|总体情况|基本情况|主动公开|依申请|申请|复议|诉讼|收费|问题|改进|其他|报告)"
)
_ANNOUNCES = re.compile(
    r"本(?:年度)?(?:报告|年报)|总结[我本]|现(?:予以?)?(?:公布|发布)|特向社会公布|编制(?:并公布)?(?:了|完成)?本|总结如下|报告如下"
)
_HANDS_ON = re.compile(r"(?:公告|通告|通知|通报|函|报告|年报)》?$")
_ASKS = re.compile(
    r"做好|编制|制度|办法|报送(?!.*(?:函|报告)》?$)|格式|填报|更正|审议|评估|评议|分析|决算|绩效|法治|依法行政"
)
_WHOLE = re.compile(r"(?:报告|年报|总结)$")


def other_paper(document: Document) -> str | None:
    """Return the first title line that is another paper's; None where a report's title comes first or none tells."""
    text = document.text
    for line in _title_lines(document):
        kind = _kind(line)
        if kind == "report":
            break
        if kind == "explains" or (kind and not _holds_report(text, line)):
            return line
    return "a list of reports" if _is_list(text) else None


def title_lines(document: Document) -> Iterator[str]:
    """Yield the short lines over the text and the title its carrier gives."""
    yield titles.clean(evidence.labelled(document, "title"))
    yield from _head(document.text)


def heading(document: Document) -> str | None:
    """Return the line that stands over the text as its title, such as 2017年度工作报告, though it names no subject."""
    return next((line for line in _head(document.text) if _WHOLE.search(line)), None)


def announces_report(text: str) -> bool:
    """Say whether the body is a report by its own words: its opening, its period or its sections."""
    flat = re.sub(r"\s+", "", text[:2000])
    return bool(_ANNOUNCES.search(flat) or year.of_opening(text) or year.of_period(text) or _SECTION.search(text))


def _head(text: str) -> Iterator[str]:
    """Yield the short lines at the beginning, up to the first sentence or section."""
    left = _HEAD
    for line in titles.lines(text):
        line = titles.clean(line)
        if "。" in line or re.match(r"[一二三]、", line) or not left:
            return
        if len(line) <= _LINE and not _NO_TITLE.search(line):
            left -= len(line) > _COLUMN
            yield line


def _title_lines(document: Document) -> Iterator[str]:
    """Yield what may be the title: the lines of the head, joined where one runs on, and the carrier's title."""
    head = list(_head(document.text))
    for start, line in enumerate(head):
        if not _kind(line) or (_kind(line) == "report" and "关于" in line):
            for size in range(_WINDOW, 1, -1):
                joined, rest = "".join(head[start : start + size]), head[start + 1 : start + size]
                if _kind(joined) != "report" or not any(map(_kind, rest)):
                    yield joined
        yield line
    yield _SITE.sub("", titles.clean(evidence.labelled(document, "title")))


def _kind(line: str) -> str:
    """Say what a title line is: 'report', a kind of other paper, or '' where it does not tell."""
    wording = titles.wording()
    if len(line) > _LINE + _LINE // 2 or not re.search(r"报告|年报|总结|报表", line):
        return ""
    if wording.forms.search(line) or wording.explains.search(line):
        return "explains"
    line = _NOTE.sub("", line)
    about = re.search(r"(?:报告|年报|总结)》?(?P<rest>.*)$", line)
    if about and wording.about_reports.search(about["rest"]):
        return "about"
    if wording.press.search(line) and not line.startswith("关于"):
        return "press"
    if not wording.disclosed.search(line):
        return "subject" if wording.other_subjects.search(line) else ""
    return "report" if _WHOLE.search(line) else ""


def _holds_report(text: str, line: str) -> bool:
    """Say whether the report itself follows in full below a notice that hands it on, or a column's name."""
    if _kind(line) == "subject" and any(_kind(row) == "report" and row not in line for row in _head(text)):
        return True
    sections = list(_SECTION.finditer(text))
    if len(sections) < _SECTIONS:
        return False
    if _HANDS_ON.search(_NOTE.sub("", line)) and not _ASKS.search(line):
        return announces_report(text)
    rows = (titles.clean(row) for row in text[: sections[0].start()].splitlines())
    plain = (row for row in rows if len(row) <= _LINE and not _NO_TITLE.search(row) and row not in line)
    return any(_kind(row) == "report" for row in plain)


def _is_list(text: str) -> bool:
    """Say whether the text is nothing but titles of reports, one to a line."""
    rows = [_NOTE.sub("", titles.clean(row)) for row in text.splitlines() if row.strip()]
    rows = [re.sub(r"^[\d.、·•\-]+(?=\D)|[\[【]?20\d\d[-./年]\d+[-./月]\d+日?[\]】]?", "", row) for row in rows]
    reports = {row for row in rows if len(row) <= _LINE and _kind(row) == "report" and titles.parse(row)}
    return len(reports) >= _LINKS and "。" not in text and not _SECTION.search(text)
