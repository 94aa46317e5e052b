"""Who speaks in a report: its agency's names as the text gives them, and whether it speaks for an area."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from reports.model import Document
from reports.prose.wording import pattern
from reports.script import simplify_reprint

_HEAD = 1200
_OFTEN = 4
_KINDS = {"学校": "school", "公司": "company"}
_RANKS = {"省": 0, "州": 1, "市": 1, "县": 2, "区": 2, "旗": 2, "镇": 3, "乡": 3}


@dataclass(frozen=True, slots=True)
class Speaker:
    """`names` are the ways the report names its agency; `area` says that it is a government's report."""

    names: tuple[str, ...]
    area: bool

    def is_called(self, name: str) -> bool:
        """Tell whether a short name (市科委) can stand for the agency: its characters follow each other in a name."""
        if _is_above(name, self.names):
            return False
        if name in _KINDS:
            return any(pattern(_KINDS[name]).search(full) for full in self.names)
        return any(_follows(name, full) or self._is_short(name, full) for full in self.names)

    @staticmethod
    def _is_short(name: str, full: str) -> bool:
        """Tell whether 市公积金中心 can stand for a name that says no region: 杭州住房公积金管理中心."""
        return bool(pattern("region").match(name)) and not pattern("region").search(full) and _follows(name[1:], full)


def speaker(document: Document) -> Speaker:
    """Read the speaker from title, publisher and the first lines."""
    names = tuple(dict.fromkeys(name for name in _named(document) if len(name) >= 2)) or _frequent(document)
    area = [name for name in names if pattern("government").search(name)]
    office = [name for name in names if pattern("office").search(name) and not pattern("government").search(name)]
    ours = len(pattern("our_area").findall(document.text)) - len(pattern("our_office").findall(document.text))
    if pattern("government").search(document.metadata.get("agency", "")):
        return Speaker(names, True)  # whichever office of it publishes the report
    return Speaker(names, (bool(area) and not office) or (not office and ours > 0) or (bool(area) and ours > 3))


def _is_above(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether 市民政局 is the bureau above, because every name says a district last: 绍兴市柯桥区民政局."""
    level = pattern("level").match(name)
    last = [regions[1] for full in names if (regions := pattern("regions").match(full))]
    return bool(level and last) and all(_RANKS[level[1]] < _RANKS[said] for said in last if level)


def _frequent(document: Document) -> tuple[str, ...]:
    """Return the office a nameless report speaks of most, if it does so again and again."""
    counts = Counter(pattern("short_name").findall(simplify_reprint(document.text))).most_common(2)
    clear = counts and counts[0][1] >= _OFTEN and (len(counts) < 2 or counts[0][1] >= 2 * counts[1][1])
    return (counts[0][0],) if clear else ()


def _named(document: Document) -> list[str]:
    title = re.sub(r"\s", "", simplify_reprint(document.metadata.get("title", "")))
    head = re.sub(r"[ \t\u3000]", "", simplify_reprint(document.text[:_HEAD]))
    ways = (pattern("name_before_year"), pattern("name_after_year"))
    found = [match[1] for text in (title, head) for way in ways for match in way.finditer(text)]
    found += [document.metadata[key] for key in ("publisher", "agency") if document.metadata.get(key)]
    names = [pattern("before_name").sub("", re.sub(r"[（(）)\s]", "", name)) for name in found]
    names = [name for name in names if not pattern("no_name").search(name)]
    return [name for name in names if pattern("government").search(name) or pattern("office").search(name)]


def _follows(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
