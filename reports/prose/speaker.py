"""Who speaks in a report: its agency's names as the text gives them, and whether it speaks for an area."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from reports.identity.simplify import simplify
from reports.model import Document

_HEAD = 1200
_OFTEN = 4
_SHORT_NAME = re.compile(r"(?:(?<=[，。；：年])|^)[省市县区州旗][一-龥]{1,8}?(?:局|委|厅|办|院|中心)", re.MULTILINE)
_NAME = r"[一-龥（）()]{2,30}?"
_BEFORE_YEAR = re.compile(rf"({_NAME})\s*(?:(?:19|20)\s*\d\s*\d|二[〇○零0])\s*[^。\n]{{0,16}}?(?:信息|政务)\s*公开")
_AFTER_YEAR = re.compile(rf"年度?\s*({_NAME})\s*(?:政府信息|政务|信息)\s*公开")
_GOVERNMENT = re.compile(r"(?:人民政府|管委会|管理委员会|办事处|[市县区镇乡旗州省]|街道|开发区|新区|自治区)$")
_OFFICE = re.compile(
    r"(?:局|厅|委|委员会|院|办公室|中心|办|队|处|公司|银行|社|会|部|联|馆|学|校|所|站|园|台|集团|宫|协)$"
)
_KINDS = {"学校": re.compile("(?:学|校|学院|幼儿园)$"), "公司": re.compile("(?:公司|集团)$")}
_RANKS = {"省": 0, "州": 1, "市": 1, "县": 2, "区": 2, "旗": 2, "镇": 3, "乡": 3}
_REGIONS = re.compile("^(?:(?:.(?=县)|[^和与及]{2,8}?)([省市县区旗州镇]|(?<!城)乡)(?!市(?!场|政|容)|区|县))+")
_LEVEL = re.compile("([省市县区旗州])(?!场|容|政(?!府))")
_REGION = re.compile("[省市县区旗]")
_OUR_AREA = re.compile(r"我(?:市|县|区|镇|乡|省|州|旗|街道)")
_OUR_OFFICE = re.compile(r"(?:我|本)(?:局|委|厅|办|院|中心|处|队|部门)")
_NO_NAME = re.compile(r"关于|公布|公开|编制|根据|收到|收办|我|本|^全|发布|首页|要求")
_GENERIC = re.compile(r"^(?:工作|年度|关于|发布|公布|编制|政府|本)+")


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
            return any(_KINDS[name].search(full) for full in self.names)
        return any(_follows(name, full) or self._is_short(name, full) for full in self.names)

    @staticmethod
    def _is_short(name: str, full: str) -> bool:
        """Tell whether 市公积金中心 can stand for a name that says no region: 杭州住房公积金管理中心."""
        return bool(_REGION.match(name)) and not _REGION.search(full) and _follows(name[1:], full)


def speaker(document: Document) -> Speaker:
    """Read the speaker from title, publisher and the first lines."""
    names = tuple(dict.fromkeys(name for name in _named(document) if len(name) >= 2)) or _frequent(document)
    area = [name for name in names if _GOVERNMENT.search(name)]
    office = [name for name in names if _OFFICE.search(name) and not _GOVERNMENT.search(name)]
    ours = len(_OUR_AREA.findall(document.text)) - len(_OUR_OFFICE.findall(document.text))
    if _GOVERNMENT.search(document.metadata.get("agency", "")):
        return Speaker(names, True)  # whichever office of it publishes the report
    return Speaker(names, (bool(area) and not office) or (not office and ours > 0) or (bool(area) and ours > 3))


def _is_above(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether 市民政局 is the bureau above, because every name says a district last: 绍兴市柯桥区民政局."""
    level = _LEVEL.match(name)
    last = [regions[1] for full in names if (regions := _REGIONS.match(full))]
    return bool(level and last) and all(_RANKS[level[1]] < _RANKS[said] for said in last if level)


def _frequent(document: Document) -> tuple[str, ...]:
    """Return the office a nameless report speaks of most, if it does so again and again."""
    counts = Counter(_SHORT_NAME.findall(simplify(document.text))).most_common(2)
    clear = counts and counts[0][1] >= _OFTEN and (len(counts) < 2 or counts[0][1] >= 2 * counts[1][1])
    return (counts[0][0],) if clear else ()


def _named(document: Document) -> list[str]:
    title = re.sub(r"\s", "", simplify(document.metadata.get("title", "")))
    head = re.sub(r"[ \t\u3000]", "", simplify(document.text[:_HEAD]))
    found = [m[1] for text in (title, head) for p in (_BEFORE_YEAR, _AFTER_YEAR) for m in p.finditer(text)]
    found += [document.metadata[key] for key in ("publisher", "agency") if document.metadata.get(key)]
    names = [_GENERIC.sub("", re.sub(r"[（(）)\s]", "", name)) for name in found]
    return [n for n in names if not _NO_NAME.search(n) and (_GOVERNMENT.search(n) or _OFFICE.search(n))]


def _follows(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
