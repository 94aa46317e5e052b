from decimal import Decimal

from reports.choice import main_figures
from reports.model import Applicant, Figure, Origin, Status


def figure(value: str | None, origin: Origin, start: int, field: str = "requests.received") -> Figure:
    return Figure(
        field=field,
        applicant=Applicant.TOTAL,
        value=None if value is None else Decimal(value),
        unit="件",
        status=Status.BLANK if value is None else Status.REPORTED,
        qualifier=None,
        origin=origin,
        quote="…",
        start=start,
        end=start + 1,
        section="s1",
    )


def test_the_table_answers_before_the_sentence() -> None:
    assert main_figures([figure("13", Origin.PROSE, 0), figure("12", Origin.TABLE, 9)]) == {1}


def test_a_stated_value_answers_before_a_blank_cell() -> None:
    assert main_figures([figure(None, Origin.TABLE, 0), figure("13", Origin.PROSE, 9)]) == {1}


def test_the_first_of_two_sentences_answers() -> None:
    assert main_figures([figure("13", Origin.PROSE, 9), figure("12", Origin.PROSE, 3)]) == {1}


def test_each_field_has_its_own_answer() -> None:
    both = [figure("1", Origin.TABLE, 0), figure("2", Origin.TABLE, 5, field="requests.closed")]
    assert main_figures(both) == {0, 1}
