"""What counts and what does not when strings are compared."""

from __future__ import annotations

import pytest

from index.text.folding import APART, fold, fold_with_map


@pytest.mark.parametrize(("written", "folded"), [("2017 年", "2017年"), ("公 开\n信息", "公开信息"), ("ＡＩ 3", "ai3")])
def test_white_space_does_not_count(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("cells", ["1\t0\t0", "1 0\n0", "1\t\t0  0"])
def test_cells_of_a_table_are_not_one_number(cells: str) -> None:
    assert fold(cells) == f"1{APART}0{APART}0"


def test_what_is_folded_maps_back_to_where_it_stood() -> None:
    text = "计 1 \t0 件"
    folded, offsets = fold_with_map(text)
    assert folded == f"计1{APART}0件"
    assert [text[place] for place in offsets] == ["计", "1", " ", "0", "件"]
