"""Pages that list reports or files, whatever stands around the list: a guide, a search, a site's columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.identity import title as titles
from reports.identity.lines import title_line
from reports.identity.title import Title
from reports.identity.wording import wording
from reports.text.space import without_space
from reports.text.wording import patterns

_REPORTS, _FILES, _PARTS = 3, 2, 2
_LONGEST = 60
_NOTE = re.compile(r"（[^（）]*）$")
_STAMP = re.compile(r"^(?:\d{1,2}(?!\d)[.、]?|[·•\-])+(?=\d{4}|\D)|[\[【]\D{1,6}[\]】]")
_DATE = re.compile(r"[\[【（(]?20\d\d(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,2}[\]】）)]?|[|\n]")
_DATED = re.compile(r"\D[\[【（(]?(?:20\d\d[-./])?(?:0\d|1[0-2]|[1-9])[-./](?:[0-2]\d|3[01]|[1-9])[\]】）)]?$")
"""A row that ends in a date, 2022-01-20 or 01-20."""
_NO_TITLE = re.compile(r"[。；;，,：:！？>›»]")
_FILE = patterns("title_patterns.toml")("file_name")

_Key = tuple[int | None, str, str]
"""Of which year, place and office a title is; None and '' where it does not say."""


def is_list(text: str) -> bool:
    """Say whether titles of several reports stand in rows, and not just one report among them.

    A page may show a report beside the titles of others; a search shows the beginnings of several.
    """
    keys: set[_Key] = set()
    begun: set[_Key] = set()
    for key, body in _rows_and_bodies(text):
        keys.update([key] if key else [])
        if _begins_report(body):
            begun.add(key or (None, "", ""))
    return len(_distinct(keys)) >= _REPORTS and len(_distinct(begun)) != 1


def is_column(text: str) -> bool:
    """Say whether a page holds rows with dates and no sentence, as a site's front page does.

    The title of a report may be one of the rows.
    """
    dated = sum(1 for row in text.splitlines() if _DATED.search(row.strip()))
    return dated >= _REPORTS and "。" not in text and not wording().section.search(text) and not _begins_report(text)


def is_list_of_files(text: str) -> bool:
    """Say whether most of the lines are names of files or annexes, and none is a sentence."""
    if "。" in text or wording().section.search(text):
        return False
    rows = [row for row in text.splitlines() if row.strip()]
    files = sum(1 for row in rows if _FILE.search(row.strip()))
    return files >= _FILES and 2 * files >= len(rows)


def is_guide(text: str) -> bool:
    """Say whether a text calls itself a guide to what an agency discloses, and no report follows in it."""
    return wording().guide.search(without_space(text)) is not None and not _begins_report(text)


def _rows_and_bodies(text: str) -> Iterator[tuple[_Key | None, str]]:
    """Part a text at its rows that are titles of reports: what each is of, and what follows up to the next."""
    key: _Key | None = None
    body: list[str] = []
    for row in _rows(text):
        title = _title(row)
        if title is None:
            body.append(row)
            continue
        yield key, "\n".join(body)
        key, body = _key(title), []
    yield key, "\n".join(body)


def _rows(text: str) -> Iterator[str]:
    """Yield the lines, those of a table's cells and what stands between dates too."""
    at = 0
    for mark in _DATE.finditer(text):
        yield text[at : mark.start()]
        at = mark.end()
    yield text[at:]


def _title(row: str) -> Title | None:
    row = _STAMP.sub("", _NOTE.sub("", titles.clean(row)))
    if len(row) > _LONGEST or _NO_TITLE.search(row) or not title_line(row).report:
        return None
    return titles.parse(row)


def _key(title: Title) -> _Key:
    named = title.named
    if named is None:
        return title.year, "", ""
    return title.year, named.place[-1].code if named.place else "", named.office


def _distinct(keys: set[_Key]) -> set[_Key]:
    """Leave out what only says less than another: a page's title may name no year, its head no agency."""
    return {key for key in keys if not any(key != other and _says_less(key, other) for other in keys)}


def _says_less(key: _Key, other: _Key) -> bool:
    return all(not part or part == whole for part, whole in zip(key, other, strict=True))


def _begins_report(text: str) -> bool:
    """Say whether a text is a report by its first heading, the statutory ones or its own words."""
    words, packed = wording(), without_space(text)
    if words.first_part.search(text) or words.announced.search(packed):
        return True
    if sum(1 for part in words.statutory.values() if part.search(text)) >= _PARTS:
        return True
    said = len(words.called.findall(packed)) + len(words.own_section.findall(text))
    return said >= _PARTS and not words.guide.search(packed)
