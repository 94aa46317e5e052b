import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.folding import fold
from reports.normalise import visible
from search.errors import QuestionError
from search.query import LONGEST, QUOTES, parse
from search.questions import ParsedQuery


class Characters:
    """Cuts every letter, digit and 汉字 into a word of its own, so that tests need no dictionary."""

    def query_words(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(char for char in fold(text) if char.isalnum()))


def read(q: str) -> ParsedQuery:
    return parse(q, Characters())


def test_white_space_of_any_kind_separates_words() -> None:
    assert read(" 公\u3000开\n1 ").words == ("公", "开", "1")


@pytest.mark.parametrize("q", ['"公 开"', "“公 开”", "「公 开」", "＂公 开＂"])
def test_each_pair_of_quotes_makes_an_exact_string(q: str) -> None:
    assert read(q).phrases == ("公 开",)
    assert read(q).words == ()


def test_other_quotes_inside_an_exact_string_are_text() -> None:
    assert read('"政府“五公开”"').phrases == ("政府“五公开”",)


@pytest.mark.parametrize(
    ("q", "phrase"), [(r'"a\"b"', 'a"b'), (r'"a\\"', "a\\"), (r'"a\b"', r"a\b"), (r"“a\”b”", "a”b")]
)
def test_a_backslash_takes_the_closing_quote_or_a_backslash_as_text(q: str, phrase: str) -> None:
    assert read(q).phrases == (phrase,)


def test_a_quote_opens_an_exact_string_in_the_middle_of_a_word() -> None:
    assert read('五"公开"六') == ParsedQuery('五"公开"六', ("五", "六"), ("公开",), (), ())


def test_a_minus_excludes_only_at_the_beginning_of_a_term() -> None:
    assert read("a-b -c").excluded_words == ("c",)
    assert read("a-b -c").words == ("a", "b")
    assert read("a - b").excluded_words == ()


def test_an_excluded_exact_string_is_no_word() -> None:
    assert read('公 -"收 费"').excluded_phrases == ("收 费",)


def test_several_words_after_a_minus_are_excluded_as_one_string() -> None:
    assert read("公 -收费").excluded_phrases == ("收费",)
    assert read("公 -收费").excluded_words == ()


def test_exclusions_alone_ask_for_everything_else() -> None:
    assert read("-费") == ParsedQuery("-费", (), (), ("费",), ())


@pytest.mark.parametrize("q", ["。", "%", "《》", "-", "--"])
def test_punctuation_alone_is_looked_for_as_it_stands(q: str) -> None:
    parsed = read(q)
    assert parsed.phrases or parsed.excluded_phrases
    assert parsed.words == ()


def test_punctuation_beside_words_does_not_count() -> None:
    assert read("公 、 开") == ParsedQuery("公 、 开", ("公", "开"), (), (), ())


@pytest.mark.parametrize("q", ["", "  ", "\u3000"])
def test_an_empty_query_has_no_terms(q: str) -> None:
    assert read(q) == ParsedQuery(q, (), (), (), ())


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ('"公开', "unbalanced_quote"),
        ('公开"', "unbalanced_quote"),
        ("“公开", "unbalanced_quote"),
        (r'"公开\"', "unbalanced_quote"),
        ('""', "empty_phrase"),
        ('-" "', "empty_phrase"),
        ("公" * (LONGEST + 1), "too_long"),
    ],
)
def test_a_query_that_cannot_be_read_is_a_named_error(q: str, code: str) -> None:
    with pytest.raises(QuestionError) as error:
        read(q)
    assert [(one.parameter, one.code) for one in error.value.bad] == [("q", code)]


def test_the_longest_query_is_read() -> None:
    assert read("公" * LONGEST).words == ("公",)


@given(st.text(min_size=1, max_size=90).filter(lambda text: fold(visible(text))), st.sampled_from(list(QUOTES)))
def test_any_string_can_be_quoted(text: str, opening: str) -> None:
    closing = QUOTES[opening]
    quoted = text.replace("\\", "\\\\").replace(closing, f"\\{closing}")
    assert read(f"{opening}{quoted}{closing}").phrases == (visible(text),), "what shows nothing is in no text either"


@given(st.text(max_size=LONGEST))
def test_every_query_is_read_or_refused_by_name(q: str) -> None:
    parsed: ParsedQuery | None
    try:
        parsed = read(q)
    except QuestionError as error:
        parsed = ParsedQuery(q, (), (), (), ()) if {one.parameter for one in error.bad} == {"q"} else None
    assert parsed is not None
    assert all(fold(phrase) for phrase in parsed.phrases + parsed.excluded_phrases)
