"""Where a laid-out table has its labels and its units, as its header says; the values are told column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.forms.labels import bare_label, tables
from reports.forms.units import may_be_unit
from reports.model import Cell
from reports.tables.numbers import is_value


@dataclass(frozen=True, slots=True)
class StatisticsColumns:
    """What the last header said. `label` is the column of the labels where it stands right of units or values."""

    label: int = -1
    units: frozenset[int] = frozenset()

    def under(self, cells: Sequence[Cell]) -> StatisticsColumns:
        """Return the layout below a row: its own where it is a header, else as it was."""
        data = tables()["statistics"]
        named = [(cell.column, bare_label(cell.text)) for cell in cells if cell.text.strip()]
        labels = [column for column, text in named if text in data["label_heads"]]
        units = [column for column, text in named if text in data["unit_heads"] and (labels or text != "单位")]
        values = [column for column, text in named if text.endswith(_value_heads())]
        if not units and not (labels and values):
            return self
        turned = len(labels) == 1 and labels[0] > min([*units, *values])
        return StatisticsColumns(labels[0] if turned else -1, frozenset(units))

    def labels_first(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells of a row with the label before the rest, wherever it stands."""
        return sorted(cells, key=self._before_label) if self.label >= 0 else list(cells)

    def _before_label(self, cell: Cell) -> bool:
        return not cell.column <= self.label < cell.column + cell.column_span

    def is_unit(self, cell: Cell) -> bool:
        """Tell whether a cell stands under the header of the units and holds one, known or not."""
        text = cell.text.strip()
        if cell.column not in self.units or not text or is_value(text) or not may_be_unit(text):
            return False
        return bare_label(text) not in tables()["statistics"]["unit_heads"]


def _value_heads() -> tuple[str, ...]:
    data = tables()["statistics"]
    words: Iterable[str] = [*data["this_year"], *data["cumulative"]]
    return tuple(words)
