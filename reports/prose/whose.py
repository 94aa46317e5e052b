"""Whose number a sentence gives: who speaks in the report, and the bodies and areas a sentence names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reports.model import Document
from reports.prose.words import kinds
from reports.text.script import simplify_reprint
from reports.text.wording import pattern, patterns

_HEAD = 1200
_RANKS = {"国": -1, "省": 0, "州": 1, "市": 1, "县": 2, "区": 2, "旗": 2, "镇": 3, "乡": 3, "街道": 3}


@dataclass(frozen=True, slots=True)
class Speaker:
    """`names` are the ways the report names its agency; `area` says that it is a government's report."""

    names: tuple[str, ...]
    area: bool

    def is_meant(self, name: str, denied: bool) -> bool:
        """Tell whether a subject is the agency itself, or for a government its area; 我局下属单位 is not.

        What 我局及下属单位 did is nobody's alone, what they did not do is denied of each.
        """
        if any(w in name for w in kinds("body")["subordinate"]) and not (denied and pattern("with_us").match(name)):
            return False
        if area := pattern("area").search(name):
            place = area["place"] or "全"
            return self.area and (not place[1:] or self._is_called(place)) and not self._is_below(place[-1])
        several = pattern("between_names").split(name) if pattern("joined_names").search(name) else [name]
        called = all(self._is_called(pattern("no_part").sub("", one)) for one in several)
        return not name or bool(pattern("ourselves").search(name)) or called

    def is_office(self, name: str) -> bool:
        """Tell whether a government's report speaks of the government itself (县政府收到), perhaps not of the area."""
        return self.area and pattern("government_itself").search(name) is not None

    def _is_called(self, name: str) -> bool:
        """Tell whether a short name (市科委) can stand for the agency: its characters follow each other in a name.

        The region's sign in 市公积金中心 is not asked of a name that says no region: 杭州住房公积金管理中心.
        """
        if any(pattern("same_kind").match(f"{name}|{full}") for full in self.names):
            return True
        bare = name[1:] if pattern("region").match(name) else name
        shorts = ((name if pattern("region").search(full) else bare, iter(full)) for full in self.names)
        return not self._is_below(name) and any(all(char in rest for char in short) for short, rest in shorts)

    def _is_below(self, name: str) -> bool:
        """Tell whether 市民政局 is the bureau above, because every name says a district last: 绍兴市柯桥区民政局."""
        level = pattern("level").match(name)
        last = [regions[1] for full in self.names if (regions := pattern("regions").match(full))]
        return bool(level and last) and all(_RANKS[level[1]] < _RANKS[said] for said in last if level)


def speaker(document: Document) -> Speaker:
    """Read the speaker from the agency, the publisher and the first lines."""
    head = re.sub(r"[ \t\u3000]", "", simplify_reprint(document.text[:_HEAD]))
    found = [match[1] for way in ("name_before_year", "name_after_year") for match in pattern(way).finditer(head)]
    found += [document.metadata.get(key, "") for key in ("publisher", "agency")]
    named = (pattern("before_name").sub("", re.sub(r"[（(）)\s]", "", name)) for name in found)
    names = dict.fromkeys(name for name in named if pattern("agency").match(name))
    return Speaker(tuple(names), pattern("government").search(document.metadata.get("agency", "")) is not None)


def subject(text: str, at: int) -> str:
    """Return the body that a line speaks of at a place, empty where its sentence names none."""
    since = text.rfind("。", 0, at)
    return next((name for end, start, name in reversed(_subjects(text)) if since <= start and end <= at), "")


@lru_cache(maxsize=16)
def _subjects(text: str) -> Sequence[tuple[int, int, str]]:
    """Return the names of the subjects of a line, in order: where each ends and begins."""
    found = [(m.end(), m.start("area"), m["area"]) for m in pattern("whole_area").finditer(text)]
    for match in _bodies().finditer(text):
        name = pattern("lead_in").sub("", pattern("lead_in").sub("", match["name"]))
        site = pattern("site").match(text, match.end("name")) and pattern("site_owner").search(name)
        if name and not name.startswith(tuple(kinds("body")["no_subject"])) and not site:
            found.append((match.end("name"), match.start("name"), name))
    return sorted(found)


@cache
def _bodies() -> re.Pattern[str]:
    terms = (sorted(kinds("body")[kind], key=len)[::-1] for kind in ("body", "subject_end"))
    ends, after = ("|".join(map(_unless, several)) for several in terms)
    return patterns("prose.toml", ends=f"(?:{ends})", after=after)("subject")


def _unless(term: str) -> str:
    """Return a pattern for a term of the lists: `办 !理结 <举` is 办 neither before 理 or 结 nor after 举."""
    word, *rest = term.split()
    for one in rest:
        word = f"{word}(?![{one[1:]}])" if one[0] == "!" else f"(?<![{one[1:]}]){word}"
    return word
