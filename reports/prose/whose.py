"""Whose number a sentence gives: the bodies and areas it names as its subjects (lists of data/words/body.txt)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reports.prose.frames import Cut
from reports.prose.speaker import Speaker
from reports.prose.words import lists

_GOVERNMENT = re.compile(r"(?:人民)?政府$")
_SITE = re.compile(r"门户|网站|官方|微")
_SELF = re.compile(
    r"(?:我|本)(?:行政)?(?:[局级委厅办院校市县区镇乡省中所处行机单部街州旗团馆站园社会队台宫]|公司|集团|医院|学[院校])|"
    r"^全(?:年|局|委|厅|院|办)|^机关"
)
_LEAD_IN = re.compile(
    r"^(?:[一二三四五六七八九十]是|◇年度?|年度?|度|本年度?|全年|今年|共|累计|总共|发布|公开|更新|推送|其中|，|：|“)+|"
    r".*(?:代表|以)(?=[市县区省镇]?(?:人民)?政府)"
)
_WITH_US = re.compile(r"^(?:我|本|全)[局委厅办院校中][^及和与、]{0,2}[及和与、]")
_AREA = re.compile(r"^全(?:市|县|区|省|镇|乡|州|旗|街道|自治)|^各级|我[市县区镇乡省州旗]$")
_WHOLE_AREA = re.compile(
    r"(?:^|[，；：。（]|年度?|其中|全年|今年|目前)(?:全(?:市|县|区|国|省|镇|乡|旗|街道|系统|州)(?!年)|"
    r"(?!在|向|通过|经|按|根据|由|为|对|从|与|本|全|依托|利用)[一-龥]{1,7}(?<!小)(?<!社)(?:省|市|区|县|州|旗)"
    r"(?=全年|今年|共|累计|总共|主动公开|公开|发布|收到|受理|接到|接收|新收|办结|答复|[（]))"
)
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
        return who.area and bool(_GOVERNMENT.search(self._last(self._since(word), self.starts[word]) or ""))

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
        name = _LEAD_IN.sub("", _LEAD_IN.sub("", match["name"]))
        site = _SITE.match(text, match.end("name")) and _GOVERNMENT.search(name)
        if name and not name.startswith(lists().bodies["no_subject"]) and not site:
            found.append((match.start("name"), match.end("name"), name))
    return Subjects(tuple(found), tuple(m.span() for m in _WHOLE_AREA.finditer(text)), text, tuple(starts))


@cache
def _pattern() -> re.Pattern[str]:
    bodies = lists().bodies
    ends, after = ("|".join(map(_unless, sorted(bodies[kind], key=len)[::-1])) for kind in ("body", "subject_end"))
    organ = rf"(?:(?:[一-龥（）()]|(?<=[属辖的等])@){{0,12}}?(?:{ends})(?:（[一-龥、]{{1,12}}）)?)"
    many = rf"(?P<name>{organ}(?:、{organ}){{0,6}}(?:等@?[一-龥]{{0,6}}(?:单位|部门|机构|馆))?)"
    return re.compile(rf"(?:^|[，；：（。]|其中|◇年度?|全年|今年){many}(?={after})")


def _unless(term: str) -> str:
    """Return a pattern for a term of the lists: `办 !理结` is 办 not before 理 or 结, `站 <网` is 站 not after 网."""
    word, _, rest = term.partition(" ")
    if rest.startswith("!"):
        return f"{word}(?![{rest[1:]}])"
    return f"(?<!网)(?<!{rest[1:]}){word}" if rest else word


def _is_self(name: str, who: Speaker) -> bool:
    if any(word in name for word in lists().bodies["subordinate"]) and not _WITH_US.match(name):
        return False
    if _AREA.search(name):
        return who.area
    return not name or bool(_SELF.search(name)) or who.is_called(re.sub(r"机关$|[（(）)]", "", name))
