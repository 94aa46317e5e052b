from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.tables.cuts import Group, Slot, cut

SEVEN = (Group(7, summed=True),)


def token(text: str, start: int = 0) -> Slot:
    return Slot(text, start, start + len(text))


def every_reading(digits: str, size: int, summed: bool) -> set[tuple[str, ...]]:
    """The oracle: try every way to cut, and keep those without leading zeros whose last cell is the sum."""
    found = set()
    for places in combinations(range(1, len(digits)), size - 1):
        cells = tuple(digits[a:b] for a, b in zip((0, *places), (*places, len(digits)), strict=True))
        numbers = [int(cell) for cell in cells]
        adds_up = not summed or sum(numbers[:-1]) == numbers[-1]
        if adds_up and all(str(n) == cell for n, cell in zip(numbers, cells, strict=True)):
            found.add(cells)
    return found


@given(st.text("0123456789", min_size=7, max_size=12), st.booleans())
@settings(deadline=None)
def test_all_readings_are_found_and_no_other(digits: str, summed: bool) -> None:
    readings = cut([token(digits)], [Group(7, summed=summed)])
    assert {tuple(cell.text for cell in reading) for reading in readings} == every_reading(digits, 7, summed)
    assert len(readings) == len(set(readings))


@given(st.lists(st.integers(0, 99), min_size=6, max_size=6))
@settings(deadline=None)
def test_the_row_that_was_written_is_among_the_readings(people: list[int]) -> None:
    cells = [*map(str, people), str(sum(people))]
    readings = cut([token("".join(cells), start=5)], SEVEN)
    assert [cell.text for reading in readings for cell in reading].count(cells[-1]) >= 1
    written = next(reading for reading in readings if [cell.text for cell in reading] == cells)
    assert written[0].start == 5
    assert all(one.end == other.start for one, other in pairwise(written))


@pytest.mark.parametrize(
    ("tokens", "cells"),
    [
        (["640020470"], "64 0 0 2 0 4 70"),
        (["0000000"], "0 0 0 0 0 0 0"),
        (["22", "00003", "25"], "22 0 0 0 0 3 25"),
        (["230", "000023"], "23 0 0 0 0 0 23"),
        (["23", "0", "00", "0", "023"], "23 0 0 0 0 0 23"),
    ],
)
def test_a_row_with_one_reading_is_cut(tokens: list[str], cells: str) -> None:
    (reading,) = cut([token(text) for text in tokens], SEVEN)
    assert " ".join(cell.text for cell in reading) == cells


def test_a_cell_never_crosses_a_space() -> None:
    assert cut([token("11"), token("10"), token("0"), token("0"), token("0"), token("22")], SEVEN) == []


@pytest.mark.parametrize("digits", ["898989", "3960181", "693665"])
def test_three_cells_without_a_sum_stay_open(digits: str) -> None:
    assert len(cut([token(digits)], [Group(3)])) > 1


def test_three_zeros_are_three_cells() -> None:
    assert len(cut([token("000")], [Group(3)])) == 1


def test_fifteen_cells_are_three_sums() -> None:
    (reading,) = cut([token("10203120001200000")], [Group(5, summed=True)] * 3)
    assert " ".join(cell.text for cell in reading) == "1 0 2 0 3 12 0 0 0 12 0 0 0 0 0"


def test_a_sign_opens_the_cell_that_may_be_negative() -> None:
    readings = cut([token("24"), token("-719")], [Group(3, signed=frozenset({1}))])
    assert {tuple(cell.text for cell in reading) for reading in readings} == {("24", "-7", "19"), ("24", "-71", "9")}


def test_only_an_amount_has_a_fraction() -> None:
    assert len(cut([token("12.5")], [Group(2, decimal=frozenset({1}))])) == 1
    assert cut([token("12.5")], [Group(2)]) == []
