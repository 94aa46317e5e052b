"""Administrative divisions: by code, by full or short name, and at the beginning of an agency's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reports.identity.tables import RegionRow, region_rows, region_short
from reports.model import Region
from reports.text.space import without_space
from reports.text.wording import patterns

_name_pattern = patterns("name_patterns.toml")
_AUTONOMOUS = _name_pattern("autonomous")
_PLAIN = _name_pattern("plain_place")
_SPECIAL = {
    "内蒙古自治区": ("内蒙古", ()),
    "广西壮族自治区": ("广西", ("广西自治区",)),
    "西藏自治区": ("西藏", ()),
    "宁夏回族自治区": ("宁夏", ("宁夏自治区",)),
    "新疆维吾尔自治区": ("新疆", ("新疆自治区",)),
}
_LONGEST = 16
ABOVE = "above"
"""Level of a city named only as who gives orders: 市水利局 may be its own or that of a city within it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A place at the beginning of a text. `regions` run from the province down; empty where the name is ambiguous."""

    regions: tuple[Region, ...]
    text: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    rows: dict[str, RegionRow]
    former: tuple[RegionRow, ...]
    strong: dict[str, tuple[RegionRow, ...]]
    weak: dict[str, tuple[RegionRow, ...]]


def _forms(name: str) -> tuple[tuple[str, ...], str]:
    """Return the forms that stand for the name anywhere, and the bare name that may mean other things too."""
    short = region_short().get(name, ())
    if name in _SPECIAL:
        bare, forms = _SPECIAL[name]
        return (name, *forms), bare
    if match := _AUTONOMOUS.match(name):
        return (name, match[1] + match[2], f"{match[1]}自治{match[2]}", *short), match[1]
    if match := _PLAIN.match(name):
        return (name, *short), match[1]
    return (name, *short), name


@cache
def _gazetteer() -> _Gazetteer:
    strong: dict[str, list[RegionRow]] = defaultdict(list)
    weak: dict[str, list[RegionRow]] = defaultdict(list)
    rows: dict[str, RegionRow] = {}
    for row in sorted(region_rows(), key=lambda row: row.last != ""):
        rows.setdefault(row.code, row)
        forms, bare = _forms(row.name)
        for form in forms:
            strong[form].append(row)
        weak[bare].append(row)
    former = tuple(row for row in region_rows() if row.last)
    return _Gazetteer(rows, former, {k: tuple(v) for k, v in strong.items()}, {k: tuple(v) for k, v in weak.items()})


def _region(row: RegionRow) -> Region:
    return Region(row.code, row.name, row.level)


def chain_of(row: RegionRow) -> tuple[Region, ...]:
    above = chain(row.parent) if row.parent else ()
    return (*above, _region(row))


def chain(code: str) -> tuple[Region, ...]:
    """Return the division of a code and those above it, the province first. Raises KeyError for an unknown code."""
    return chain_of(_gazetteer().rows[code])


def label(code: str) -> str | None:
    """Return the name of a code, None where the code is unknown."""
    row = _gazetteer().rows.get(code)
    return row.name if row else None


def resolve(text: str) -> tuple[Region, ...]:
    """Return every division that a code, a full or a short name, or a chain of names (浙江省杭州市) may mean."""
    text = without_space(text)
    gazetteer = _gazetteer()
    if text in gazetteer.rows:
        return (_region(gazetteer.rows[text]),)
    rows = gazetteer.strong.get(text) or gazetteer.weak.get(text) or ()
    if not rows:
        place = read(text, bare=True)
        return place.regions[-1:] if place and not place.rest else ()
    return tuple({row.code: _region(row) for row in rows}.values())


@cache
def _parents_of_cities() -> frozenset[str]:
    return frozenset(
        row.parent for row in region_rows() if row.level == "county" and row.name.endswith("市") and not row.last
    )


def holds_cities(region: Region) -> bool:
    """Say whether a city has cities of the county's level in it (白城市: 大安市, 洮南市)."""
    return region.level == "city" and region.name.endswith("市") and region.code in _parents_of_cities()


def called(words: str) -> RegionRow | None:
    """Return the one division of today, city or county, whose bare name the words begin with; None for several."""
    for end in range(min(len(words), _LONGEST), 1, -1):
        if rows := [row for row in _gazetteer().weak.get(words[:end], ()) if not row.last]:
            return rows[0] if len(rows) == 1 and rows[0].level != "province" else None
    return None


def within(row: RegionRow, regions: Sequence[Region]) -> bool:
    """Say whether the row lies in the last of these regions."""
    return not regions or (row.code != regions[-1].code and regions[-1].code in {r.code for r in chain_of(row)})


def former_rows() -> tuple[RegionRow, ...]:
    return _gazetteer().former


def read(text: str, near: Sequence[Region] = (), bare: bool = False) -> Reading | None:
    """Read the longest chain of places a text begins with; None where it begins with none.

    `near` are regions the context speaks of, the likeliest first: they settle a name that several places bear.
    `bare` also takes names without 省, 市, 县 (杭州海关), which elsewhere may be words of another kind.
    """
    regions: tuple[Region, ...] = ()
    at = 0
    while step := _step(text, at, regions, near, bare):
        rows, end = step
        if len(rows) != 1:
            return Reading((), text[:end], text[end:])
        regions, at = chain_of(rows[0]), end
    return Reading(regions, text[:at], text[at:]) if at else None


def _step(
    text: str, at: int, regions: tuple[Region, ...], near: Sequence[Region], bare: bool
) -> tuple[tuple[RegionRow, ...], int] | None:
    gazetteer = _gazetteer()
    for end in range(min(len(text), at + _LONGEST), at + 1, -1):
        name = text[at:end]
        rows = gazetteer.strong.get(name, ())
        if not rows and bare and not regions:
            rows = tuple(row for row in gazetteer.weak.get(name, ()) if row.level != "county")
            rows = rows[:1] if len({row.level for row in rows}) > 1 else rows
        rows = tuple(row for row in rows if within(row, regions))
        if rows:
            followed = tuple(row for row in rows if len(rows) > 1 and _holds_next(row, text, end))
            return _settle(followed or rows, near), end
    return None


def _holds_next(row: RegionRow, text: str, at: int) -> bool:
    """Say whether the name that follows is that of a place within the row (居巢区 after the former 巢湖市)."""
    strong, place = _gazetteer().strong, chain_of(row)
    nexts = (strong.get(text[at:end], ()) for end in range(at + 2, min(len(text), at + _LONGEST) + 1))
    return any(within(inner, place) for rows in nexts for inner in rows)


def _settle(rows: tuple[RegionRow, ...], near: Sequence[Region]) -> tuple[RegionRow, ...]:
    if len(rows) == 1:
        return rows
    for region in near:
        inside = [row for row in rows if region.code in {r.code for r in chain_of(row)}]
        if len(inside) == 1:
            return tuple(inside)
    today = tuple(row for row in rows if not row.last)
    # A county or city that bears the name of a former one is that place; two districts of one name need not be.
    same_place = len({row.parent for row in rows}) == 1 or not rows[0].name.endswith("区")
    return today if len(today) == 1 and same_place else rows


def contractions(name: str) -> tuple[str, ...]:
    """Return the accepted shorter forms of a division's name (恩施州); none for most."""
    return _forms(name)[0][1:]


def row(code: str) -> RegionRow | None:
    """Return today's row of a code."""
    return _gazetteer().rows.get(code)


def bare(name: str) -> str:
    """Return a division's name without 省, 市, 县 and the like."""
    return _forms(name)[1]
