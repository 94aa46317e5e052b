"""Whether a paper is a yearly report at all: its own title decides, then whether the report follows below a notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.identity import lists, year
from reports.identity import title as titles
from reports.identity.lines import TitleLine, report_rows, title_line
from reports.identity.statements import Statements
from reports.identity.wording import wording
from reports.text.space import without_space
from reports.text.wording import patterns

_SHORT = 400
_SECTIONS = 2
_TITLE = 8
_FIRST = 2000
_NOTE = re.compile(r"（[^（）]*）$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_title_pattern = patterns("title_patterns.toml")
_NUMBERED = _title_pattern("numbered")
_LATIN = re.compile("[A-Za-z]")
_ARTICLE = _title_pattern("article")
_ARTICLES = 3
_PART = _title_pattern("part_heading")
_PARTS = 3
_HEADED = frozenset(
    {
        "a yearly paper on another subject",
        "a paper on disclosure in one field",
        "another paper on disclosure",
        "a plan",
        "a form",
        "a bulletin",
        "a book or a chronicle",
        "a note on a site's columns",
        "news of a meeting",
    }
)
"""Titles that may be those of a column or of the page before: the report's own title has to stand below."""


def refusal(statements: Statements) -> str | None:
    """Say why the paper is no yearly report; None where nothing speaks against it."""
    words, text = wording(), statements.text
    if any(mark in text for mark in words.blank) and not any(title.year for title in statements.titles):
        return "a blank form, not filled in"
    if any(year.several(title.text) for title in statements.titles[:1]):
        return f"a paper for several years: {statements.titles[0].text}"
    if other := _other_title(statements, False) or _called_otherwise(statements) or _other_title(statements, True):
        return other
    if not words.subjects.search(statements.packed) and "公开政府信息" not in statements.packed:
        return "政府信息公开 or 政务公开 is nowhere mentioned"
    if lists.is_list(text):
        return "a list of reports; give the reports themselves"
    if lists.is_column(text):
        return "a page of links; give the report itself"
    if lists.is_guide(text):
        return "a guide to disclosure, not a yearly report"
    if lists.is_list_of_files(text):
        return "a list of attachments; give the files themselves"
    for ask in (_of_an_enterprise, _drawn, _part_of_a_year, _covering, _unnamed, _unannounced):
        if reason := ask(statements):
            return reason
    return None


def announces_report(text: str) -> bool:
    """Say whether the body is a report by its own words: its opening, its period or its sections."""
    flat = without_space(text[:_FIRST])
    announced = wording().announces.search(flat) or wording().section.search(text)
    return bool(announced or year.of_opening(flat) or year.of_period(flat))


def _lines(statements: Statements) -> tuple[TitleLine, ...]:
    """Return the title lines, and the titles that a page in one line holds."""
    return (*statements.title_lines, *(title_line(title.text) for title in statements.titles if not title.tail))


def _other_title(statements: Statements, by_parts: bool) -> str | None:
    """Name the first title line that is another paper's, unless a report's title comes first or the report below.

    `by_parts`: look for those that are reports where they have the parts of one, else for all others.
    """
    lines = _lines(statements)
    for at, line in enumerate(lines, 1):
        if line.report and not _is_column(line, lines[at:]):
            break
        if line.paper and line.paper.if_parts == by_parts and not _holds_report(statements, line):
            return f"{line.paper.name}, not a yearly report: {line.text}"
    told = any(title.year or title.named for title in statements.titles)
    return None if told else _ends_otherwise(statements)


def _is_column(line: TitleLine, below: Sequence[TitleLine]) -> bool:
    """Say whether a title without agency and year is that of a column: another paper's title stands below it."""
    title = titles.parse(line.text)
    bare = title is not None and not (title.year or title.named)
    return bare and any(one.paper and (one.paper.if_parts or one.paper.even_if_followed) for one in below)


def _holds_report(statements: Statements, line: TitleLine) -> bool:
    """Say whether the report itself follows below a notice that hands it on, a column's name or a summary's title."""
    if line.paper is None or line.paper.even_if_followed:
        return False
    if line.paper.name in _HEADED or line.paper.if_parts:
        return _report_below(statements, line) or (line.paper.if_parts and _has_parts(statements))
    if _title_and_button(statements, line):
        return True
    sections = list(wording().section.finditer(statements.text))
    if wording().hands_on.search(_NOTE.sub("", line.text)) and not wording().asks.search(line.text):
        return len(sections) >= (1 if wording().announces.search(statements.opening.plain) else _SECTIONS)
    if len(sections) < _SECTIONS:
        return False
    return any(row not in line.text for row in report_rows(statements.text[: sections[0].start()]))


def _title_and_button(statements: Statements, line: TitleLine) -> bool:
    """Say whether a line is a report's title joined with a button below it (年报图解), over a whole report."""
    rows = statements.head
    title = next((row for row in rows if row != line.text and row in line.text and title_line(row).report), None)
    opening = without_space(statements.text[:_FIRST])
    whole = wording().own_words.search(opening) and wording().announces_itself.search(opening)
    return bool(title and line.text not in rows and whole and any(one.text == title for one in statements.titles))


def _report_below(statements: Statements, line: TitleLine) -> bool:
    """Say whether a report's title stands below a line of the head, or anywhere where the carrier gives the line."""
    rows = statements.head
    last = max((at for at, row in enumerate(rows) if row in line.text), default=-1)
    return any(title_line(row).report for row in rows[last + 1 :])


def _has_parts(statements: Statements) -> bool:
    """Say whether a paper is a yearly report by its parts, those of the form where it is of its years, or its words."""
    words, text = wording(), statements.text
    if words.own_words.search(without_space(text[:_FIRST])):
        return True
    when = year.decide(**statements.years)
    parts = words.statutory if when and when < words.prescribed_since else words.prescribed
    return sum(1 for part in parts.values() if part.search(text)) >= _SECTIONS


def _called_otherwise(statements: Statements) -> str | None:
    """Name what the text calls itself, or is by its make-up, whatever stands over it."""
    opening = without_space(statements.text[:_FIRST])
    lines = _lines(statements)
    below = any(line.report for line in lines)
    called = (one for one in wording().called_papers if one.even_if_followed or not below)
    found = (one for one in called if one.titles.search(opening))
    if paper := next((one for one in found if not (one.if_parts and _has_parts(statements))), None):
        return f"{paper.name}, not a yearly report"
    if len(_ARTICLE.findall(statements.text)) >= _ARTICLES:
        return "rules in articles (第一条 …), not a yearly report"
    if len(_LATIN.findall(statements.text)) > 2 * len(_HAN.findall(statements.text)):
        return "hardly a word of Chinese: a summary or a translation of a report"
    return None


def _ends_otherwise(statements: Statements) -> str | None:
    """Name the title where it is that of a guide, a plan or a form and nothing in the opening announces a report."""
    opening = statements.opening
    announced = year.of_opening(opening.plain) and wording().announces.search(opening.plain)
    if announced or year.of_period(opening.text):
        return None
    rows = [titles.clean(statements.carrier), *statements.head]
    for line in (*rows, "".join(rows[1:3])):
        line = _NOTE.sub("", line)
        if len(line) < 60 and line.endswith((*wording().endings, *wording().notices)):
            return f"the title is that of another paper: {line}"
    return None


def _covering(statements: Statements) -> str | None:
    """Name a note that only goes with a report: short, without parts, handing over what is elsewhere."""
    text, words = statements.text, wording()
    size = len(_HAN.findall(text[: 4 * _SHORT]))
    if size >= _SHORT or _NUMBERED.search(text):
        return None
    if statements.titles and any(statements.titles[0].tail.startswith(notice) for notice in words.notices):
        return "a notice about reports; give the reports themselves"
    if words.hands_over.search(text):
        return "a covering note or a letter; the report itself is not in the file"
    if size < _SHORT // 2 and any(word in text for word in words.attachment):
        return "only a covering page; the report is in the file attached to it"
    return None


def _of_an_enterprise(statements: Statements) -> str | None:
    """Name a firm's paper under the rules for firms, which nowhere speaks of government information."""
    words, opening = wording(), without_space(statements.text[:_FIRST])
    if not words.enterprise_rules.search(opening) or words.no_enterprise.search(opening):
        return None
    called = opening + "".join(title.text for title in statements.titles) + statements.carrier
    return None if words.of_government.search(called) else "a firm's report under the rules for enterprises"


def _drawn(statements: Statements) -> str | None:
    """Name a title with the word for a picture below it, where no report announces itself or has parts."""
    rows, text = statements.head, statements.text
    drawn = any(title_line(row).report and wording().drawn.fullmatch(below) for row, below in pairwise(rows))
    whole = wording().section.search(text) or wording().own_words.search(without_space(text[:_FIRST]))
    return "an explanation of a report, not a yearly report" if drawn and not whole else None


def _part_of_a_year(statements: Statements) -> str | None:
    """Name a paper whose period ends with a quarter before the last, under a title that calls it no yearly report."""
    yearly = any("年报" in title.text or "年度" in title.text for title in statements.titles)
    partial = None if yearly else year.quarters(statements.text)
    return f"a paper for part of a year, not a yearly report: {partial}" if partial else None


def _unnamed(statements: Statements) -> str | None:
    """Name the title that speaks of disclosure in a year without being a report's, over a text without its parts."""
    if statements.titles or statements.heading or _has_parts(statements) or year.of_opening(statements.opening.plain):
        return None
    rows = (title_line(_NOTE.sub("", row)) for row in statements.head if not row.startswith(wording().sentence))
    other = next((row for row in rows if len(row.text) > _TITLE and wording().speaks_of.match(row.text)), None)
    return None if other is None or other.report else f"the title is that of another paper: {other.text}"


def _tells_of_a_year(statements: Statements) -> bool:
    """Say whether an untitled text is its writer's account of a year, each of whose parts is headed by disclosure."""
    headings = {match.start() for match in wording().own_section.finditer(statements.text)}
    parts = len(_PART.findall(statements.text))
    told = statements.speech.own and wording().year_of_ours.search(without_space(statements.text[:_SHORT]))
    return bool(told) and len(headings) >= _PARTS and len(headings) >= parts


def _unannounced(statements: Statements) -> str | None:
    """Say that neither a title nor the body's own words are those of a report."""
    named = any(title.year or title.named for title in statements.titles) or statements.heading
    return (
        None
        if named or announces_report(statements.text) or _tells_of_a_year(statements)
        else "no title of a report, and nothing in the text announces one"
    )
