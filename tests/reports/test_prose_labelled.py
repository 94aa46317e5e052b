"""The score over labelled sentences of our own wording: sentences/labelled.txt."""

from __future__ import annotations

from tests.reports.prose_builders import cases, expected, figures, said

FLOOR = 0.98


def test_the_labelled_sentences_are_read_and_no_value_is_wrong() -> None:
    right, wanted, wrong = 0, 0, []
    for row, notation in cases("labelled"):
        heading, sentence = row.split(" | ")
        want, got = expected(notation), said(figures(sentence, year=2021, heading=heading))
        wanted += len(want)
        right += sum(got.get(field) == value for field, value in want.items())
        wrong += [(sentence, field, value) for field, value in got.items() if want.get(field) != value]
    print(f"labelled sentences: {right} of {wanted} values, {len(wrong)} wrong; floor {FLOOR}")
    assert wrong == []
    assert right / wanted >= FLOOR
