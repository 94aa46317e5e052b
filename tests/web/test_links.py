import pytest

from search.questions import Facet, FacetOption, SectionQuestion, Selection, YearRange
from web.http.answers import link_header
from web.http.links import Links, OptionLinks, Pairs, query_string


def option(value: str | int, selected: bool = False) -> FacetOption:
    return FacetOption(value, str(value), 1, selected)


def url(pairs: Pairs, question: SectionQuestion, facet: Facet, one: FacetOption) -> str:
    return OptionLinks(Links(), "/search", pairs, question)(facet)[facet.options.index(one)]


def test_an_option_adds_its_value_to_the_search_and_goes_to_its_first_page() -> None:
    facet = Facet("kind", (option("requests"),), 1, False)
    assert url([("q", "a b"), ("cursor", "x")], SectionQuestion(), facet, facet.options[0]) == (
        "/search?q=a%20b&kind=requests"
    )


def test_a_selected_option_takes_its_value_back() -> None:
    facet = Facet("kind", (option("requests", True), option("fees", True)), 2, False)
    question = SectionQuestion(filters={"kind": Selection(("requests", "fees"))})
    assert url([("kind", "requests,fees")], question, facet, facet.options[0]) == "/search?kind=fees"


def test_the_last_value_taken_back_leaves_the_bare_search() -> None:
    facet = Facet("kind", (option("fees", True),), 1, False)
    question = SectionQuestion(filters={"kind": Selection(("fees",))})
    assert url([("kind", "fees")], question, facet, facet.options[0]) == "/search"


def test_an_added_year_keeps_ranges_as_they_were_asked() -> None:
    facet = Facet("year", (option(2020),), 1, False)
    question = SectionQuestion(filters={"year": Selection((YearRange(2015, None), YearRange(2013, 2013)))})
    assert url([("year", "2015..,2013")], question, facet, facet.options[0]) == "/search?year=2015..,2013,2020"


def test_a_year_taken_back_from_a_range_leaves_its_other_years() -> None:
    facet = Facet("year", (option(2019, True), option(2018, True), option(2017, True), option(2010)), 4, False)
    question = SectionQuestion(filters={"year": Selection((YearRange(2017, 2019),))})
    assert url([("year", "2017..2019")], question, facet, facet.options[1]) == "/search?year=2019,2017"


def test_an_excluded_value_that_is_chosen_is_excluded_no_longer() -> None:
    facet = Facet("kind", (option("fees"),), 1, False)
    question = SectionQuestion(filters={"kind": Selection((), ("fees", "body"))})
    assert url([("not_kind", "fees,body")], question, facet, facet.options[0]) == "/search?not_kind=body&kind=fees"


def test_addresses_are_absolute_where_the_service_has_a_public_one() -> None:
    at = Links("https://example.org/api")
    assert at.section("xiamen-2017", "s5") == "https://example.org/api/reports/xiamen-2017#s5"
    assert at.query("/search", [("q", "公开")]) == "https://example.org/api/search?q=%E5%85%AC%E5%BC%80"


@pytest.mark.parametrize("text", ["a&b=c", "a#b", "a+b", "50%", '"', "<script>"])
def test_no_value_breaks_out_of_a_query_string(text: str) -> None:
    assert not set(query_string([("q", text)]).removeprefix("q=")) & set('&=#+"<> ')


def test_a_link_header_holds_links_that_are_there() -> None:
    assert link_header({"self": "/search", "next": None}) == '</search>; rel="self"'
