"""A condition that names no slot, region or test would never hold, and nobody would see it."""

from __future__ import annotations

import pytest

from reports.prose import table

SLOTS = {"object", "matter", "act", "channel", "outcome", "filler", "modality", "time", "break", "quote", "number"}
SLOTS |= {"year", "aside", "unknown", "word"}


@pytest.mark.parametrize("name", ["decisions", "reasons"])
def test_every_condition_of_a_table_names_a_test_or_a_slot_of_a_region(name: str) -> None:
    said = {
        one.removeprefix("not_") for row in table.rows(name) for several in row.conditions for one in several.split("/")
    }
    asked = {one for one in said if one not in table._TESTS and one.partition(":")[0] not in table._ASKING}
    places = {one: one.partition(":")[0].partition("~")[0].partition("=")[0].rpartition(".")[::2] for one in asked}
    assert {one for one, (region, slot) in places.items() if region not in table._REGIONS or slot not in SLOTS} == set()
