"""Where a series' points lie in its drawing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.pages.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart, written

VALUES = st.decimals(-(10**9), 10**12, places=2)
SERIES = st.dictionaries(st.integers(2008, 2025), VALUES, min_size=1).map(lambda found: sorted(found.items()))


@given(SERIES, st.sets(st.integers(2008, 2025)))
def test_everything_lies_within_the_drawing(points: list[tuple[int, Decimal]], breaks: set[int]) -> None:
    found = chart(points, breaks)
    assert found is not None
    assert [dot.value for dot in found.dots] == [value for _, value in points]
    assert all(LEFT <= dot.x <= WIDTH - RIGHT and TOP <= dot.y <= HEIGHT - BOTTOM for dot in found.dots)
    assert all(TOP <= tick.at <= HEIGHT - BOTTOM for tick in found.values)
    assert all(LEFT <= x <= WIDTH - RIGHT for x in found.breaks)


@given(SERIES)
def test_greater_values_lie_higher(points: list[tuple[int, Decimal]]) -> None:
    found = chart(points, ())
    assert found is not None
    ranked = sorted(found.dots, key=lambda dot: dot.value)
    assert [dot.y for dot in ranked] == sorted((dot.y for dot in ranked), reverse=True)


@given(SERIES, st.sets(st.integers(2008, 2025)))
def test_lines_join_neighbouring_years_that_compare(points: list[tuple[int, Decimal]], breaks: set[int]) -> None:
    found = chart(points, breaks)
    assert found is not None
    joined = {(a.year, b.year) for line in found.lines for a, b in pairwise(line)}
    years = [year for year, _ in points]
    assert joined == {(a, a + 1) for a in years if a + 1 in years and a + 1 not in breaks}


@given(SERIES)
def test_labels_are_few_and_start_at_zero(points: list[tuple[int, Decimal]]) -> None:
    found = chart(points, ())
    assert found is not None
    assert "0" in [tick.label for tick in found.values]
    assert 2 <= len(found.values) <= 7
    assert len(found.years) <= 12


def test_no_values_make_no_chart() -> None:
    assert chart((), ()) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("13", "13"), ("24252.311082", "24,252.311082"), ("1E+3", "1,000"), ("0.50", "0.5"), ("-7", "-7"), ("0", "0")],
)
def test_values_are_written_exactly(value: str, expected: str) -> None:
    assert written(Decimal(value)) == expected
