"""What follows the place in an agency's name: the office, its full stem and the words around it."""

from __future__ import annotations

from functools import cache

from reports.identity.tables import names
from reports.text.wording import patterns

GOVERNMENT = "人民政府"
HEADS = (GOVERNMENT, "政府", "行政公署", "行署")
"""What may stand between a place and its office: 西湖区人民政府教育局, 兴安盟行署教育局."""
_name_pattern = patterns("name_patterns.toml")
_SECOND_NAME = _name_pattern("second_name")
_CAMPUS = _name_pattern("campus")
TOWN = _name_pattern("town_agency")
GROUP = _name_pattern("group_office")
_SHORTEST = 3
_SYSTEM = _name_pattern("line_of_work")


def of_system(text: str, level: str) -> str:
    """Return the bureau that 气象部门, 税务系统 or 公安机关 stands for, a province's 厅; other words as they are."""
    match = _SYSTEM.match(text)
    ends = ("厅", "局") if level == "province" else ("局",)
    return next((match[1] + end for end in ends if match[1] + end in names().stems), text) if match else text


def without_second_name(name: str) -> str:
    """Return a folded name without the second name an office bears, in brackets: 审批办公室（公共资源交易办公室）."""
    return _SECOND_NAME.sub("", name)


def office(text: str) -> tuple[str, bool]:
    """Return the full form of what follows the place, and whether it names an office at all."""
    full = names().full_stem
    plain = without_second_name(text)
    if stem := full.get(text) or full.get(plain):
        return stem, True
    head = next((word for word in HEADS if plain.startswith(word)), "")
    if match := (head and TOWN.match(plain.removeprefix(head))) or TOWN.match(plain):
        return match[1] + ("办事处" if match[1].endswith("街道") else "人民政府"), True
    if head and (stem := full.get(plain.removeprefix(head))) and "办公" not in stem[:2]:
        return stem, True
    if plain.endswith(("管委会", "管委会办公室")):
        return plain.replace("管委会", "管理委员会"), True
    if plain.endswith("分局"):
        short = next((s for s in full if plain.startswith(s) and s != full[s]), "")
        return full.get(short, "") + plain.removeprefix(short), True
    return plain, without_campus(plain).endswith(names().suffixes)


def without_campus(name: str) -> str:
    """Return a university's name without the place in brackets that tells it from its like: 中国地质大学（武汉）."""
    return _CAMPUS.sub("", name)


@cache
def known_offices() -> frozenset[str]:
    """Return every full stem of the table."""
    return frozenset(names().stems) | frozenset(names().central)


@cache
def bureau_stems() -> tuple[str, ...]:
    """Return the full and short stems of the table, but for those of governments and words too short to tell."""
    full = names().full_stem
    return tuple(one for one in full if len(one) >= _SHORTEST and not full[one].startswith(GOVERNMENT))
