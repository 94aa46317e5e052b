"""How a text calls who writes it, which tells its reporter from who else is named in it."""

from __future__ import annotations

from collections import Counter

from reports.identity import agency as naming
from reports.identity import governing
from reports.identity.named import Named
from reports.identity.offices import GOVERNMENT, TOWN
from reports.identity.tables import names
from reports.identity.wording import wording
from reports.text.wording import patterns

_title_pattern = patterns("title_patterns.toml")
_AREA = _title_pattern("own_area")


class Speech:
    """How a text calls who writes it (我局, 我镇, the bare 街道 or 集团), and how often it speaks of an area (我县)."""

    def __init__(self, packed: str, plain: str) -> None:
        """Take the text without white space, and of its opening what is not quoted."""
        self._plain = plain
        self.own = Counter(match[1] or match[2] for match in wording().called.finditer(packed))
        areas = [match[0] for match in _AREA.finditer(packed)]
        self.areas = len(areas)
        self._levels = Counter(area[-1] for area in areas)
        self._of_towns = sum(1 for area in areas if TOWN.match(f"某{area[1:]}"))

    def weight(self, named: Named) -> int:
        """Weigh how the report calls itself: 我局 speaks for an office of that kind, 我市 and 全区 for a government."""
        kind = max(self.own, key=lambda word: self.own[word]) if self.own else ""
        if kind and named.office.endswith(names().own_kinds[kind]):
            return 5
        if named.office.endswith(("人民政府", "管理委员会")):
            town = TOWN.match(named.office) is not None
            areas = self._of_towns if town and 2 * self._of_towns < self.areas else self.areas
            return 4 if areas > 2 * self.own[kind] else 0
        return 0

    def allows(self, named: Named) -> bool:
        """Say whether who is merely named can be the reporter: not another kind than the report calls itself."""
        return not self.own or self.weight(named) > 0

    def speaks_of(self, government: Named) -> bool:
        """Say whether the text calls an area of a government's level its own, 全市 of a city's."""
        return not government.place or self._levels[government.place[-1].name[-1]] > 0

    def writer(self, named: Named) -> governing.Writer:
        """Say whether a report that names this office of a government is its own or the government's."""
        return governing.writer(named, self._plain, sum(self.own[kind] for kind in ("办", "厅")), self.areas)

    def speaker(self, named: Named) -> Named:
        """Return the government where its office or desk writes for it."""
        desk = wording().desk.match(named.office) is not None and (
            self.areas > 2 * sum(self.own.values()) or governing.of_area(named, self._plain)
        )
        if governing.is_office(named) and self.writer(named) == governing.Writer.GOVERNMENT:
            return governing.government_of(named)
        if not desk:
            return named
        return naming.read(named.agency.name.removesuffix(named.office) + GOVERNMENT, named.place)
