"""Frames and series: nobody lost, nobody twice, and every break where it belongs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.record.figures import FigureFilter, StoredFigure
from index.record.store import Record
from reports.catalogue import FIELDS, Lineage
from reports.forms import Relation
from reports.identity import canonical
from reports.model import LOCAL, PROSE, Applicant, Figure, Report, Status
from search import succession
from search.comparison import Frame, Missing, Series, distribution, form_break, frame, series
from tests.factories import make_original, make_report
from tests.index import invented

RECEIVED = FIELDS["requests.received"]
Random_record = tuple[Record, list[Report]]


@pytest.fixture(params=[1, 2, 3], scope="module")
def random_record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Random_record]:
    record = Record.open(f"sqlite:///{tmp_path_factory.mktemp('frames')}/record.db")
    yield record, invented.fill(record, Random(request.param))
    record.close()


def whole_frame(record: Record, field: str, wanted: FigureFilter, year: int, sort: str, limit: int) -> Frame:
    """Read all pages of a frame as one."""
    points: list[StoredFigure] = []
    missing: list[Missing] = []
    page = None
    while page is None or page.next:
        place = page.next if page else None
        page = frame(record.figure_rows, record.comparison, FIELDS[field], wanted, year, sort, limit, place)
        assert len(page.points.items) <= limit
        assert len(page.missing.items) <= limit
        points += page.points.items
        missing += page.missing.items
    assert (page.points.total, page.missing.total) == (len(points), len(missing))
    return replace(
        page, points=replace(page.points, items=tuple(points)), missing=replace(page.missing, items=tuple(missing))
    )


def main_figure(report: Report, field: str, applicant: str) -> Figure | None:
    said = (figure for _, figure in invented.main_of(report))
    return next((one for one in said if (one.field, one.applicant) == (field, applicant)), None)


def why_missing(report: Report | None, field: str, applicant: str) -> str | None:
    """Return why there is no value, None where there is one."""
    if report is None:
        return "no_report"
    figure = main_figure(report, field, applicant)
    if figure is not None and figure.status in (Status.BLANK, Status.UNPARSED):
        return figure.status.value
    asked = report.form in FIELDS[field].forms or report.form in (LOCAL, PROSE)
    return None if figure is not None else "not_stated" if asked else "not_asked"


@pytest.mark.parametrize("sort", ["-value", "value", "agency"])
def test_every_agency_in_scope_has_a_point_or_a_reason(random_record: Random_record, sort: str) -> None:
    record, reports = random_record
    random = Random(sort)
    for _ in range(15):
        field, year = random.choice(invented.FIELDS), random.choice(invented.YEARS)
        applicant = random.choice(("total", "total", "business"))
        ids = [agency.id for agency in invented.agencies() if agency.id in {report.agency.id for report in reports}]
        wanted = FigureFilter(
            applicants=(applicant,),
            agencies=random.choice(((), tuple(ids[:4]))),
            excluded_agencies=random.choice(((), (ids[1],))),
            regions=random.choice(((), ("330000",))),
        )
        scope = {
            agency.id
            for agency in invented.agencies()
            if agency.id in (wanted.agencies or ids)
            and agency.id not in wanted.excluded_agencies
            and agency.regions[0].code in (wanted.regions or ("330000", "520000"))
        }
        found = whole_frame(record, field, wanted, year, sort, random.choice((1, 3, 100)))
        points, missing = found.points.items, found.missing.items
        assert sorted([*(one.agency for one in points), *(one.agency for one in missing)]) == sorted(scope)
        of_year = {report.agency.id: report for report in reports if report.year == year}
        for gap in missing:
            assert gap.reason == why_missing(of_year.get(gap.agency), field, applicant)
        for point in points:
            figure = main_figure(of_year[point.agency], field, applicant)
            assert figure is not None
            assert (point.value, point.start) == (figure.value, figure.start)
        values = [point.value for point in points]
        assert sort == "agency" or values == sorted(values, reverse=sort == "-value")  # type: ignore[type-var]
        assert sort != "agency" or [one.agency for one in points] == sorted(one.agency for one in points)


def test_a_frame_meets_every_reason(random_record: Random_record) -> None:
    record, _ = random_record
    met = {
        gap.reason
        for field in invented.FIELDS
        for year in invented.YEARS
        for gap in whole_frame(record, field, FigureFilter(applicants=("total",)), year, "agency", 100).missing.items
    }
    assert met == {"no_report", "not_asked", "not_stated", "blank", "unparsed"}


VALUES = st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=40)


@given(VALUES)
def test_a_distribution_is_that_of_the_plain_list(values: list[Decimal]) -> None:
    counted = sorted({value: values.count(value) for value in values}.items())
    found = distribution(counted)
    assert found is not None
    assert (found.count, found.min, found.max, found.sum) == (len(values), min(values), max(values), sum(values))
    assert found.median == statistics.median(values)


def test_no_values_have_no_distribution() -> None:
    assert distribution([]) is None


@pytest.mark.parametrize("relation", Relation)
def test_a_series_breaks_where_a_field_becomes_another_thing(relation: Relation) -> None:
    step = Lineage(relation, "T19", (RECEIVED.id,), "so")
    field = replace(RECEIVED, lineage=(step, Lineage(Relation.SAME, "T21", (RECEIVED.id,))))
    broken = relation not in (Relation.SAME, Relation.RENAMED)
    for before, after in (("T14", "T19"), ("T14", "T21"), ("T19", "T14")):
        assert bool(form_break(field, before, after)) == broken
    assert not form_break(field, "T19", "T21")
    assert not form_break(field, "T14", PROSE)
    assert form_break(field, LOCAL, "T14")


class Years:
    """A record of one figure a report, filled by agency name and year."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._number = 0

    def add(self, name: str, years: dict[int, tuple[str, str | None]]) -> None:
        """Save a report a year on this form, with this value of 收到申请数, None for a report that says nothing."""
        agency = canonical(name)
        for year, (form, value) in years.items():
            self._number += 1
            report = make_report(agency, year, extra=value or "", form=form)
            start = len(report.document.text) - len(value or "")
            stated = () if value is None else (_figure(report, value, start),)
            report = replace(report, figures=stated, checks=())
            self.record.save(report, make_original(report, f"{self._number:064}"), parser="1")

    def follow(self, name: str, field: str = RECEIVED.id, include: bool = True) -> Series:
        agency = canonical(name)
        held = lambda id_: self.record.agency(id_) is not None  # noqa: E731
        chain = succession.chain(agency, held) if include else succession.alone(agency)
        return series(self.record.comparison, FIELDS[field], "total", (agency.id, agency.name), chain)


def _figure(report: Report, value: str, start: int) -> Figure:
    number = Decimal(value) if value.isdigit() else None
    status = Status.BLANK if number is None else Status.REPORTED if number else Status.REPORTED_ZERO
    section = report.sections[-1].id
    made = report.figures[0]
    end = start + len(value)
    return replace(
        made, value=number, status=status, quote=value, start=start, end=end, section=section, applicant=Applicant.TOTAL
    )


@pytest.fixture
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    record = Record.open(f"sqlite:///{tmp_path_factory.mktemp('series')}/record.db")
    yield Years(record)
    record.close()


def breaks(found: Series) -> list[tuple[int, str]]:
    return [(one.year, one.kind) for one in found.breaks]


def test_a_series_goes_through_a_rename_and_says_so(years: Years) -> None:
    years.add("杭州市科学技术委员会", {2017: (PROSE, "13"), 2018: (PROSE, "9")})
    years.add("杭州市科学技术局", {2019: (PROSE, "8"), 2021: (PROSE, "4")})
    for name in ("杭州市科学技术委员会", "杭州市科学技术局"):
        found = years.follow(name)
        assert [(point.year, point.value) for point in found.points] == [(2017, 13), (2018, 9), (2019, 8), (2021, 4)]
        assert breaks(found) == [(2019, "agency")]
        assert found.missing_years == (2020,)
        assert found.breaks[0].detail.startswith("renamed, 2019-01: ")


def test_a_series_without_succession_stops_at_the_rename(years: Years) -> None:
    years.add("杭州市科学技术委员会", {2017: (PROSE, "13")})
    years.add("杭州市科学技术局", {2019: (PROSE, "8")})
    found = years.follow("杭州市科学技术局", include=False)
    assert [point.year for point in found.points] == [2019]
    assert (found.breaks, found.related) == ((), ())


def test_a_series_breaks_where_the_form_counts_otherwise(years: Years) -> None:
    forms = {2018: "T14", 2019: "T19", 2020: "T19", 2021: "T21", 2022: LOCAL}
    years.add("杭州市财政局", {year: (form, "5") for year, form in forms.items()})
    assert breaks(years.follow("杭州市财政局")) == [(2022, "form")]
    assert breaks(years.follow("杭州市财政局", "requests.closed")) == [(2019, "form"), (2022, "form")]
    assert breaks(years.follow("杭州市财政局", "normative.made")) == [(2021, "form"), (2022, "form")]


def test_a_rename_and_a_new_form_in_one_year_are_two_breaks(years: Years) -> None:
    years.add("杭州市环境保护局", {2018: ("T14", "5")})
    years.add("杭州市生态环境局", {2019: ("T19", "6")})
    assert breaks(years.follow("杭州市生态环境局", "review.total")) == [(2019, "agency"), (2019, "form")]


def test_years_without_a_value_are_listed_with_the_reason(years: Years) -> None:
    said = {2017: ("T14", "5"), 2018: ("T14", None), 2019: ("T19", " "), 2020: ("T19", "0")}
    years.add("杭州市财政局", said)
    found = years.follow("杭州市财政局")
    assert [(point.year, point.value) for point in found.points] == [(2017, 5), (2020, 0)]
    assert [gap.reason for gap in found.missing] == ["not_stated", "blank"]
    asked_later = years.follow("杭州市财政局", "normative.made")
    assert [gap.reason for gap in asked_later.missing] == ["not_asked", "not_asked", "not_stated", "not_stated"]


def test_numbers_of_merged_agencies_are_pointed_to_and_not_joined(years: Years) -> None:
    years.add("杭州市文化局", {2017: (PROSE, "3")})
    years.add("杭州市旅游局", {2017: (PROSE, "4")})
    years.add("杭州市文化和旅游局", {2019: (PROSE, "7")})
    found = years.follow("杭州市文化和旅游局")
    assert [(point.year, point.value) for point in found.points] == [(2019, 7)]
    assert {(link.name, link.kind) for link in found.related} == {
        ("杭州市文化局", "merged"),
        ("杭州市旅游局", "merged"),
    }
    assert "杭州市文化和旅游局" in {link.name for link in years.follow("杭州市旅游局").related}


def test_agencies_that_both_reported_for_a_year_stand_in_the_order_of_time(years: Years) -> None:
    years.add("杭州市科学技术委员会", {2018: (PROSE, "13")})
    years.add("杭州市科学技术局", {2018: (PROSE, "8"), 2019: (PROSE, "9")})
    found = years.follow("杭州市科学技术局")
    assert [(point.year, point.value) for point in found.points] == [(2018, 13), (2018, 8), (2019, 9)]
    assert breaks(found) == [(2018, "agency")]


@pytest.mark.parametrize(
    ("most", "counts"), [(200, {2022: 1, 2021: 2, 2019: 3}), (2, {2022: 1, 2021: 2}), (1, {2022: 1})]
)
def test_values_are_counted_from_the_last_year_back_to_one_that_has_enough(
    years: Years, most: int, counts: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.record.comparison.COUNTED", most)
    years.add("杭州市财政局", {2019: ("T19", "5"), 2021: ("T21", "6"), 2022: ("T21", "7"), 2023: ("T21", "")})
    years.add("宁波市财政局", {2019: ("T19", "5"), 2021: ("T21", "0"), 2022: ("T21", None)})
    years.add("温州市财政局", {2019: ("T19", "5"), 2020: ("T19", None)})
    asked = FigureFilter(fields=(RECEIVED.id,), applicants=("total",))
    assert list(years.record.comparison.latest_counts(asked).items()) == list(counts.items())
