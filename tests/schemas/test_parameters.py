"""Every parameter of every route: what it takes, and each kind of value that it does not."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from schemas.agencies import AgenciesArguments
from schemas.parameters import MOST_VALUES, Arguments, bad_parameters
from schemas.reports import ReportsArguments, VersionArguments
from schemas.search import SearchArguments, SearchRequest
from search.errors import BadParameter
from search.questions import FacetRequest, SectionQuestion, Selection, YearRange

ROUTES = (SearchArguments, ReportsArguments, VersionArguments, AgenciesArguments)
CHOICES = ("match", "sort", "group_by", "format", "kind", "not_kind", "form", "not_form")
YEARS = ("year", "not_year")
BAD_YEARS = {
    "201": "bad_year",
    "20177": "bad_year",
    "２０１７": "bad_year",
    "abc": "bad_year",
    "2017-2019": "bad_year",
    "2017...2019": "bad_year",
    "2017..2018..2019": "bad_year",
    "..": "bad_year",
    "2017.": "bad_year",
    "1948": "out_of_range",
    "2100": "out_of_range",
    "1900..2017": "out_of_range",
    "2019..2017": "reversed_range",
    "2017,": "empty_value",
    "2017,,2018": "empty_value",
    "": "empty_value",
}
BAD_VALUES = [
    ("q", "公" * 201, "too_long"),
    *[(name, value, code) for name in YEARS for value, code in BAD_YEARS.items()],
    *[(name, "nonsense", "unknown_value") for name in CHOICES],
    *[(name, "", "empty_value") for name in (*CHOICES, "agency", "not_agency", "region", "not_region", "cursor")],
    *[(name, "ALL", "unknown_value") for name in ("match", "sort")],
    ("kind", "requests,nonsense", "unknown_value"),
    ("agency", "a,,b", "empty_value"),
    *[
        ("limit", value, "not_a_number")
        for value in ("abc", "1.5", "-1", "1e2", "٣", "0x10", " 2 3", "９", "99999999999")
    ],
    *[("limit", value, "out_of_range") for value in ("0", "101", "999999999")],
    ("limit", "", "empty_value"),
    *[("snippet_chars", value, "out_of_range") for value in ("39", "401", "0")],
    ("snippet_chars", "many", "not_a_number"),
    ("contacts", "", "empty_value"),
    ("expand", "", "empty_value"),
    ("explain", "", "empty_value"),
    ("explain", "1", "unknown_value"),
    ("expand", "all", "unknown_value"),
    ("contacts", "yes", "unknown_value"),
    ("snippet_chars", "", "empty_value"),
    *[
        ("facets", value, "unknown_facet")
        for value in ("years", "year;agency", "agency:", "agency:x", "year,", "none,year")
    ],
    *[("facets", value, "out_of_range") for value in ("agency:0", "agency:201", "year,agency:999999")],
    ("facets", "year,year:3", "repeated_facet"),
    ("facets", "", "empty_value"),
]


def findings(schema: Schema, **query: Any) -> list[BadParameter]:
    with pytest.raises(ValidationError) as error:
        schema.load({name: value if isinstance(value, list) else [value] for name, value in query.items()})
    return bad_parameters(schema, error.value.messages_dict)


def question(**query: str) -> SectionQuestion:
    found = SearchArguments().load({name: [value] for name, value in query.items()})
    assert isinstance(found, SearchRequest)
    return found.question


@pytest.mark.parametrize(("name", "value", "code"), BAD_VALUES)
def test_a_bad_value_is_refused_by_name(name: str, value: str, code: str) -> None:
    assert [(one.parameter, one.code) for one in findings(SearchArguments(), **{name: value})] == [(name, code)]


def test_every_parameter_of_search_but_q_refuses_an_empty_value() -> None:
    refused = {name for name, value, code in BAD_VALUES if value == "" and code == "empty_value"}
    assert refused == SearchArguments().fields.keys() - {"q"}


def test_everything_wrong_is_said_at_once() -> None:
    assert {one.parameter for one in findings(SearchArguments(), limit="0", year="x", yaer="2017")} == {
        "limit",
        "year",
        "yaer",
    }


@pytest.mark.parametrize("route", ROUTES)
def test_a_parameter_that_takes_one_value_is_refused_when_repeated(route: type[Arguments]) -> None:
    schema = route()
    for name, field in schema.fields.items():
        if field.metadata["type"] != "array":
            assert [one.code for one in findings(schema, **{name: ["1", "1"]})] == ["repeated"], name


@pytest.mark.parametrize("route", [*ROUTES, Arguments])
def test_an_unknown_parameter_is_refused(route: type[Arguments]) -> None:
    assert [one.code for one in findings(route(), bogus="1")] == ["unknown_parameter"]


@pytest.mark.parametrize("route", ROUTES)
def test_every_parameter_says_what_it_takes(route: type[Arguments]) -> None:
    for name, field in route().fields.items():
        assert field.metadata["description"].endswith("."), name
        assert field.metadata["type"] in ("string", "integer", "array"), name


@pytest.mark.parametrize(
    ("given", "meant", "parameter"),
    [("yaer", "year", "yaer"), ("agencies", "agency", "agencies"), ("query", "not_year", "query")],
)
def test_a_misspelt_parameter_brings_what_may_have_been_meant(given: str, meant: str, parameter: str) -> None:
    found = findings(SearchArguments(), **{given: "1"})[0]
    assert found.parameter == parameter
    assert (meant in found.did_you_mean) is (given != "query")


def test_a_misspelt_value_brings_what_may_have_been_meant() -> None:
    assert findings(SearchArguments(), kind="request")[0].did_you_mean[0] == "requests"
    assert findings(SearchArguments(), facets="years")[0].did_you_mean[0] == "year"
    assert findings(SearchArguments(), year="2019..2017")[0].did_you_mean == ("2017..2019",)


def test_a_list_longer_than_any_list_needs_to_be_is_refused() -> None:
    many = ",".join(f"a{number}" for number in range(MOST_VALUES + 1))
    assert findings(SearchArguments(), agency=many)[0].code == "too_many_values"


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2017", [(2017, 2017)]),
        ("2017,2019", [(2017, 2017), (2019, 2019)]),
        ("2015..2019", [(2015, 2019)]),
        ("2015..", [(2015, None)]),
        ("..2016", [(None, 2016)]),
        ("..2016, 2019", [(None, 2016), (2019, 2019)]),
        ("2017,2017", [(2017, 2017)]),
    ],
)
def test_years_are_read(text: str, ranges: list[tuple[int | None, int | None]]) -> None:
    years = tuple(YearRange(first, last) for first, last in ranges)
    assert question(year=text, not_year=text).chosen("year") == Selection(years, years)


def test_lists_may_be_repeated_or_joined_by_commas() -> None:
    joined = SearchArguments().load({"kind": ["requests,fees", "fees", "problems"]})
    assert isinstance(joined, SearchRequest)
    assert joined.question.chosen("kind").include == ("requests", "fees", "problems")


def test_facets_are_read_in_the_order_given() -> None:
    assert question(facets="region,agency:5").facets == (FacetRequest("region", 20), FacetRequest("agency", 5))
    assert question(facets="none").facets == ()


def test_nothing_given_is_the_default_question() -> None:
    assert SearchArguments().load({}) == SearchRequest(SectionQuestion())
