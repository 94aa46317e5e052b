"""The lines that stand over a text as its title, and what kind of paper each is the title of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.identity import regions
from reports.identity import title as titles
from reports.identity.agency import without_times
from reports.identity.wording import Paper, wording
from reports.text.wording import patterns

_HEAD = 8
_COLUMN = 8
"""A line no longer than this may be the name of a column in the path above the title."""
_WINDOW = 3
_LINE = 60
_NO_TITLE = re.compile(r"[。；;，,：:！？>›»|]")
_title_pattern = patterns("title_patterns.toml")
_NEIGHBOURS = _title_pattern("neighbours")
_COLUMN_ROW, _COLUMNS = _title_pattern("column_row"), 3
_NAMES = _title_pattern("no_menu_word")
_MENU, _FIRST_LINES = 3, 20
_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}")
_MARKED = _title_pattern("explained")
_SITE = re.compile(r"[-_—–|].*$")
_NOTE = re.compile(r"（[^（）]*）$")
_WHOLE = _title_pattern("whole")
_SENTENCE = re.compile(r"。|^[一二三]、")


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that may be the title: a yearly report's (`report`), or that of another kind of paper (`paper`)."""

    text: str
    report: bool = False
    paper: Paper | None = None


def title_line(text: str) -> TitleLine:
    """Say what a line is the title of, if of anything."""
    sentence = text.startswith(wording().sentence) and not regions.read(without_times(text))
    if len(text) > _LINE + _LINE // 2 or len(text) <= _COLUMN or sentence:
        return TitleLine(text)
    paper = next((one for one in wording().papers if one.titles.search(text) and not one.unless.search(text)), None)
    if paper:
        return TitleLine(text, paper=paper)
    plain = _NOTE.sub("", text)
    return TitleLine(text, report="公开" in plain and _WHOLE.search(plain) is not None)


def head(text: str) -> list[str]:
    """Return the short lines at the beginning, up to the first sentence or section, without a menu of columns."""
    rows = _head(text)
    columns = [row for row in rows if _COLUMN_ROW.fullmatch(row)]
    return [row for row in rows if row not in columns] if len(columns) >= _COLUMNS else rows


def _head(text: str) -> list[str]:
    found: list[str] = []
    left = _HEAD
    for raw in titles.lines(text):
        line = _MARKED.sub(r"\1", titles.clean(raw))
        if _SENTENCE.search(line) or not left:
            break
        if len(line) <= _LINE and not _NO_TITLE.search(line):
            left -= len(line) > _COLUMN
            found.append(line)
    return found


def _is_menu(raw: str) -> bool:
    """Say whether a line is a row of short links (首页 新闻 政务公开 互动), none of which names a report or a year."""
    words = raw.split()
    return len(words) >= _MENU and all(_WORD.fullmatch(word) and not _NAMES.search(word) for word in words)


def title_lines(head: list[str], carrier: str, stem: str) -> list[TitleLine]:
    """Return what may be the title, each once: the lines of the head, joined where one runs on, then the others."""
    return list(dict.fromkeys(_title_lines(head, carrier, stem)))


def _title_lines(head: list[str], carrier: str, stem: str) -> Iterator[TitleLine]:
    for start, line in enumerate(head):
        single = title_line(line)
        if not (single.paper or single.report) or (single.report and "关于" in line):
            for size in range(_WINDOW, 1, -1):
                rest = head[start + 1 : start + size]
                joined = title_line("".join(head[start : start + size]))
                if not joined.report or not any(one.report or one.paper for one in map(title_line, rest)):
                    yield joined
        yield single
    if carrier:
        yield title_line(_SITE.sub("", titles.clean(carrier)))
    if stem and not head and not carrier:
        yield title_line(titles.clean(stem))


def heading(head: list[str]) -> str:
    """Return the line that stands over the text as its title, such as 2017年度工作报告, though it names no subject."""
    return next((line for line in head if _WHOLE.search(line)), "")


def without_neighbours(text: str) -> str:
    """Return the text with a site's menus and the titles of the pages around it (上一篇：…, 相关链接) blotted out."""
    text = _NEIGHBOURS.sub(lambda match: " " * len(match[0]), text)
    lines = text.split("\n", _FIRST_LINES)
    first = [" " * len(line) if _is_menu(line) else line for line in lines[:_FIRST_LINES]]
    return "\n".join((*first, *lines[_FIRST_LINES:]))


def report_rows(text: str) -> Iterator[str]:
    """Yield the rows of a text that are titles of reports."""
    for raw in text.splitlines():
        row = titles.clean(raw)
        if len(row) <= _LINE and not _NO_TITLE.search(row) and title_line(row).report:
            yield row
