"""The score over labelled sentences of our own wording: sentences/labelled."""

from __future__ import annotations

from collections import Counter

from reports.catalogue import FIELDS
from reports.prose.table import rows
from tests.reports.labelled import labelled

FLOOR = 0.98
WAYS, TRAPS = 5, 10


def test_the_labelled_sentences_are_read_and_no_value_is_wrong() -> None:
    right, wanted, wrong = 0, 0, []
    for one in labelled():
        got = one.read()
        wanted += len(one.want)
        right += sum(got.get(field) == value for field, value in one.want.items())
        wrong += [(one.sentence, f, v) for f, v in got.items() if v not in (one.want.get(f), one.may.get(f))]
    print(f"labelled sentences: {right} of {wanted} values, {len(wrong)} wrong; floor {FLOOR}")
    assert wrong == []
    assert right / wanted >= FLOOR


def test_every_field_of_sentences_is_labelled_in_several_ways_and_every_trap_in_more() -> None:
    ways = Counter(field for one in labelled() for field in one.want)
    fields = {field for row in rows() for field in row.says}
    assert fields <= set(FIELDS)
    assert {field: ways[field] for field in fields if ways[field] < WAYS} == {}
    traps = Counter(one.trap for one in labelled() if one.trap)
    assert {trap: count for trap, count in traps.items() if count < TRAPS} == {}
    assert len({one.sentence for one in labelled()}) >= 600
