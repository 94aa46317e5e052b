"""Whose number a sentence gives: the bodies and areas it names as its subjects (lists of data/words/body.txt)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.prose.frames import Cut
from reports.prose.speaker import Speaker
from reports.prose.wording import lists, pattern

_SIGNS = {"this": "◇", "last": "▽", "next": "△", "other": "◆"}


@dataclass(frozen=True, slots=True)
class Subjects:
    """The bodies and areas a sentence names as its subjects, in order: where a name begins, where it ends, the name.

    `text` has @ for numbers and ◇ for the report's year, `starts` is where each word begins in it.
    """

    bodies: tuple[tuple[int, int, str], ...]
    areas: tuple[tuple[int, int], ...]
    text: str
    starts: tuple[int, ...]

    def foreign(self, word: int, who: Speaker) -> bool:
        """Tell whether a word speaks of somebody else, of a part of the body, or of its whole system."""
        at, since = self.starts[word], self._since(word)
        area = next((end for start, end in reversed(self.areas) if since - 1 <= start and end <= at), None)
        later = None if area is None else re.compile("[，；：]").search(self.text, area, at)
        if not who.area and area is not None and (later is None or self._last(later.start(), at) is None):
            return True
        said = self._last(since, at)
        return said is not None and not _is_self(said, who)

    def office(self, word: int, who: Speaker) -> bool:
        """Tell whether a government's report speaks of the government itself (县政府收到), perhaps not of the area."""
        name = self._last(self._since(word), self.starts[word]) or ""
        return who.area and pattern("government_itself").search(name) is not None

    def _since(self, word: int) -> int:
        return max(self.text.rfind("；", 0, self.starts[word]), self.text.rfind("。", 0, self.starts[word])) + 1

    def _last(self, since: int, at: int) -> str | None:
        return next((name for start, end, name in reversed(self.bodies) if since <= start and end <= at), None)


def subjects(one: Cut) -> Subjects:
    """Find the subjects of a line once."""
    text, starts = "", []
    for word in one.words:
        starts.append(len(text))
        text += "@" if word.of("number") else _SIGNS[word.kinds["year"]] if word.of("year") else word.text
    found, position = [], 0
    while match := _pattern().search(text + "#", position):
        position = max(match.start() + 1, match.end() - 1)
        name = pattern("lead_in").sub("", pattern("lead_in").sub("", match["name"]))
        site = pattern("site").match(text, match.end("name")) and pattern("government_itself").search(name)
        if name and not name.startswith(lists().bodies["no_subject"]) and not site:
            found.append((match.start("name"), match.end("name"), name))
    return Subjects(tuple(found), tuple(m.span() for m in pattern("whole_area").finditer(text)), text, tuple(starts))


@cache
def _pattern() -> re.Pattern[str]:
    bodies = lists().bodies
    ends, after = ("|".join(map(_unless, sorted(bodies[kind], key=len)[::-1])) for kind in ("body", "subject_end"))
    organ = rf"(?:(?:[一-龥（）()]|(?<=[属辖的等])@){{0,12}}?(?:{ends})(?:（[一-龥、]{{1,12}}）)?)"
    many = rf"(?P<name>{organ}(?:、{organ}){{0,6}}(?:等@?[一-龥]{{0,6}}(?:单位|部门|机构|馆))?)"
    return re.compile(rf"(?:^|[，；：（。]|其中|◇年度?|全年|今年){many}(?={after})")


def _unless(term: str) -> str:
    """Return a pattern for a term of the lists: `办 !理结 <举` is 办 neither before 理 or 结 nor after 举."""
    word, *rest = term.split()
    for one in rest:
        word = f"{word}(?![{one[1:]}])" if one[0] == "!" else f"(?<![{one[1:]}]){word}"
    return word


def _is_self(name: str, who: Speaker) -> bool:
    if any(word in name for word in lists().bodies["subordinate"]) and not pattern("with_us").match(name):
        return False
    if pattern("area").search(name):
        return who.area
    return not name or bool(pattern("ourselves").search(name)) or who.is_called(re.sub(r"机关$|[（(）)]", "", name))
