import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.protocol import Place
from search import cursors
from search.errors import QuestionError

PARTS = st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))


@given(st.lists(PARTS, max_size=5), st.text())
def test_what_a_cursor_carries_comes_back(key: list[float | int | str], question: str) -> None:
    cursor = cursors.encode(key, question)
    assert cursors.decode(cursor, question) == tuple(key)


@given(st.lists(PARTS, max_size=5))
def test_a_cursor_needs_no_escaping_in_an_address(key: list[float | int | str]) -> None:
    assert set(cursors.encode(key, "")) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_place_of_a_hit_comes_back() -> None:
    place = Place((7.31, "杭州"), "hangzhou-2017", 5)
    assert cursors.decode_place(cursors.encode(cursors.place_key(place), "q"), "q") == place


def test_a_cursor_is_good_for_its_own_question_only() -> None:
    cursor = cursors.encode([1], "公开")
    with pytest.raises(QuestionError, match="another query"):
        cursors.decode(cursor, "申请")


@given(st.text(max_size=60))
def test_made_up_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(QuestionError):
        cursors.decode_place(cursor, "q")


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_a_cursor_changed_anywhere_is_refused(place: int) -> None:
    cursor = cursors.encode(["hangzhou-2017", 5, 7.25], "q")
    changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
    with pytest.raises(QuestionError):
        cursors.decode(changed, "q")


@pytest.mark.parametrize("key", [[2017], [2017, "a", "b"], [2017.5, "a"]])
def test_a_place_of_another_shape_is_refused(key: list[float | int | str]) -> None:
    with pytest.raises(QuestionError):
        cursors.decode_keyset(cursors.encode(key, "q"), "q", 2)


def test_a_cursor_longer_than_any_is_refused() -> None:
    with pytest.raises(QuestionError):
        cursors.decode("A" * (cursors.LONGEST + 1), "q")
