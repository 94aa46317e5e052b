import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.protocol import CursorPosition
from search import cursors
from search.cursors import Position
from search.errors import QuestionError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100)
PARTS = st.one_of(TEXT, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False))
SHAPE = (str, int, float)
WHERE: cursors.Key = ("hangzhou-2017", 5, 7.25)


def forged(payload: object, question: object = "q") -> str:
    """Write a cursor with a right mark around whatever is asked for."""
    data = json.dumps(payload).encode()
    return urlsafe_b64encode(cursors._mark(data, question) + data).rstrip(b"=").decode()


@given(st.lists(PARTS, max_size=5), st.text(), TEXT)
def test_what_a_cursor_carries_comes_back(key: list[float | int | str], question: str, since: str) -> None:
    cursor = cursors.encode(Position(tuple(key), since), question)
    shape = tuple(type(part) for part in key)
    assert cursors.decode(cursor, question, shape) == Position(tuple(key), since)


@given(st.lists(PARTS, max_size=5))
def test_a_cursor_needs_no_escaping_in_an_address(key: list[float | int | str]) -> None:
    written = cursors.encode(Position(tuple(key)), "")
    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_place_of_a_hit_comes_back() -> None:
    place = CursorPosition((7.31, "杭州"), "hangzhou-2017", 5)
    cursor = cursors.encode(cursors.position(place, "g1-2"), "q")
    assert cursors.decode_place(cursor, "q") == (place, "g1-2")


def test_a_cursor_is_good_for_its_own_question_only() -> None:
    cursor = cursors.encode(Position((1,)), "公开")
    with pytest.raises(QuestionError, match="another query"):
        cursors.decode(cursor, "申请", (int,))


@given(st.text(max_size=60))
def test_made_up_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(QuestionError):
        cursors.decode_place(cursor, "q")


@pytest.mark.parametrize("place", range(0, 40, 3))
def test_a_cursor_changed_anywhere_is_refused(place: int) -> None:
    cursor = cursors.encode(Position(WHERE), "q")
    changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
    with pytest.raises(QuestionError):
        cursors.decode(changed, "q", SHAPE)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        None,
        [1, *WHERE],
        ["g", "hangzhou-2017", 5],
        ["g", *WHERE, 1],
        ["g", "hangzhou-2017", 5.5, 7.25],
        ["g", "hangzhou-2017", True, 7.25],
        ["g", "hangzhou-2017", None, 7.25],
        ["g", "hangzhou-2017", [5], 7.25],
        ["g", "hangzhou-2017", 2**63, 7.25],
        ["g", "hangzhou-2017", 5, float("nan")],
        ["g", "hangzhou-2017", 5, float("-inf")],
        ["g", "half \ud83d", 5, 7.25],
        ["g", "nul \0", 5, 7.25],
        ["half \udc00", *WHERE],
    ],
)
def test_what_is_no_place_is_refused_under_a_right_mark_as_well(payload: object) -> None:
    with pytest.raises(QuestionError):
        cursors.decode(forged(payload), "q", SHAPE)
    assert cursors.decode(forged(["g", *WHERE]), "q", SHAPE).key == WHERE


def test_a_list_that_has_ended_is_one_string_and_no_other() -> None:
    assert cursors.decode(forged(["g", "a", "~"]), "q", (str, "~")).key == ("a", "~")
    with pytest.raises(QuestionError):
        cursors.decode(forged(["g", "a", "b"]), "q", (str, "~"))


def test_a_cursor_longer_than_any_is_refused() -> None:
    with pytest.raises(QuestionError):
        cursors.decode("A" * (cursors.LONGEST + 1), "q", (int,))
