"""Pages of figures and checks against the same list made without a database, on records made up at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from index.record import figure_ranges
from index.record.check_rows import CheckFilter
from index.record.figures import ORDERS, FigureFilter, StoredFigure
from index.record.rows import Page
from index.record.store import Record
from reports.model import Figure, Report, Verdict
from tests.index.conftest import POSTGRESQL, emptied
from tests.index.invented import APPLICANTS, FIELDS, RULES, YEARS, agencies, contradictions, fill, main_of

Invented = tuple[Record, list[Report]]
BEYOND = Decimal("1e300")


@pytest.fixture(params=[1, 2, *(["postgresql"] if POSTGRESQL else [])], scope="module")
def invented(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Invented]:
    url = f"sqlite:///{tmp_path_factory.mktemp('invented')}/record.db"
    record = Record.open(emptied(str(POSTGRESQL)) if request.param == "postgresql" else url)
    yield record, fill(record, Random(request.param))
    record.close()


@pytest.fixture(params=[0, 10**9], ids=["range by range", "all at once"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to find a page; which of them is taken depends on how much there is."""
    monkeypatch.setattr(figure_ranges, "FEW", request.param)


def filters(random: Random) -> FigureFilter:
    """Ask for anything, often nothing much."""

    def some(values: Any, most: int = 2) -> tuple[Any, ...]:
        return tuple(random.sample(list(values), random.randrange(1, most + 1))) if random.random() < 0.3 else ()

    ids = [agency.id for agency in agencies()]
    return FigureFilter(
        fields=some(FIELDS, 3),
        applicants=some([one.value for one in APPLICANTS]),
        agencies=some(ids, 4),
        excluded_agencies=some(ids),
        regions=some(["330000", "520000"], 1),
        forms=some(["T14", "T19", "prose"]),
        years=some([(2017, 2017), (None, 2016), (2020, None), (2016, 2019)]),
        values=some([(Decimal(0), Decimal(0)), (Decimal(2), Decimal(30)), (Decimal("2.5"), None)]),
        statuses=some(["reported", "reported_zero", "blank", "unparsed"], 3),
        origins=some(["table", "prose"]),
    )


def expected(reports: list[Report], wanted: FigureFilter, sort: str) -> list[tuple[Report, int]]:
    """Return which figures of which reports are wanted, in order."""
    rows: list[tuple[Report, int]] = []
    for report in reports:
        listed = enumerate(report.figures) if wanted.origins else main_of(report)
        rows += [(report, place) for place, figure in listed if _is_wanted(report, figure, wanted)]
    return sorted(rows, key=lambda row: _key(row[0], row[1], sort))


def _key(report: Report, place: int, sort: str) -> tuple[Any, ...]:
    figure, agency, year = report.figures[place], report.agency.id, report.year
    up, down = (BEYOND if figure.value is None else sign * figure.value for sign in (1, -1))
    tail = (agency, figure.field, place)
    return {
        "value": (up, -year, *tail),
        "-value": (down, -year, *tail),
        "year": (year, *tail),
        "-year": (-year, *tail),
        "agency": (agency, -year, *tail),
    }[sort]


def _is_wanted(report: Report, figure: Figure, wanted: FigureFilter) -> bool:
    asked = (
        (figure.field, wanted.fields),
        (figure.applicant.value, wanted.applicants),
        (report.agency.id, wanted.agencies),
        (report.agency.regions[0].code, wanted.regions),
        (report.form, wanted.forms),
        (figure.status.value, wanted.statuses),
        (figure.origin.value, wanted.origins),
    )
    return (
        all(not values or value in values for value, values in asked)
        and report.agency.id not in wanted.excluded_agencies
        and _in_any(Decimal(report.year), wanted.years)
        and _in_any(figure.value, wanted.values)
    )


def _in_any(value: Decimal | None, ranges: tuple[tuple[Any, Any], ...]) -> bool:
    if value is None:
        return not ranges
    return not ranges or any((low is None or low <= value) and (high is None or value <= high) for low, high in ranges)


def pages(read: Callable[..., Page[Any]], *asked: object) -> list[Any]:
    """Go through all pages, and hold each to the same total."""
    found: list[Any] = []
    page = read(*asked, None)
    total = page.total
    while True:
        assert page.total == total
        found += page.items
        assert len(found) <= total
        if page.next is None:
            assert len(found) == total
            return found
        page = read(*asked, page.next)


def plain(figure: StoredFigure) -> tuple[Any, ...]:
    return figure.report, figure.field, figure.applicant, figure.value, figure.start, figure.origin


def stated(report: Report, figure: Figure) -> tuple[Any, ...]:
    return report.id, figure.field, figure.applicant, figure.value, figure.start, figure.origin


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("count", [5, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("sort", ORDERS)
def test_pages_of_figures_are_the_whole_list_cut(invented: Invented, sort: str, count: int) -> None:
    record, reports = invented
    random = Random(sort)
    for wanted in [FigureFilter(), *(filters(random) for _ in range(count))]:
        rows = [(report, report.figures[place]) for report, place in expected(reports, wanted, sort)]
        limit = random.choice((1, 4)) if len(rows) < 30 else random.choice((30, 400))
        found = pages(record.figure_rows.page, wanted, sort, limit)
        assert [plain(figure) for figure in found] == [stated(*row) for row in rows], wanted
        assert [[o.value for o in figure.conflicts] for figure in found] == [contradictions(*row) for row in rows]


def test_a_stream_of_figures_is_the_same_list(invented: Invented) -> None:
    record, _ = invented
    for sort in ORDERS:
        (page,) = [record.figure_rows.page(FigureFilter(), sort, 10_000)]
        assert list(record.figure_rows.stream(FigureFilter(), sort, 90)) == list(page.items)


def test_a_total_follows_a_change(tmp_path_factory: pytest.TempPathFactory) -> None:
    record = Record.open(f"sqlite:///{tmp_path_factory.mktemp('changing')}/record.db")
    assert record.figure_rows.page(FigureFilter()).total == 0
    reports = fill(record, Random(3))
    for report in reports[:5]:
        before = record.figure_rows.page(FigureFilter()).total
        record.delete(report.id)
        assert record.figure_rows.page(FigureFilter()).total == before - len(main_of(report))
    record.close()


@pytest.mark.parametrize("seed", range(4))
def test_pages_of_checks_are_the_whole_list_cut(invented: Invented, seed: int) -> None:
    record, reports = invented
    random = Random(seed)
    for _ in range(6):
        wanted = CheckFilter(
            rules=random.choice(((), RULES[:1], RULES[:2])),
            verdicts=random.choice(((), ("fail",), ("pass", "incomplete"))),
            agencies=random.choice(((), ("a", "ab"))),
            regions=random.choice(((), ("330000",))),
            years=random.choice(((), ((2016, 2018),), ((None, 2015), (2021, None)))),
        )
        rows = [
            (report, check) for report in reports for check in report.checks if _check_is_wanted(report, check, wanted)
        ]
        rows.sort(key=lambda row: (-row[0].year, row[0].agency.id))
        found = pages(record.check_rows.page, wanted, random.choice((3, 50)))
        assert [(one.report, one.check) for one in found] == [(report.id, check) for report, check in rows]
        assert list(record.check_rows.stream(wanted, 3)) == found


def _check_is_wanted(report: Report, check: Any, wanted: CheckFilter) -> bool:
    return (
        (not wanted.rules or check.rule in wanted.rules)
        and (not wanted.verdicts or check.verdict.value in wanted.verdicts)
        and (not wanted.agencies or report.agency.id in wanted.agencies)
        and (not wanted.regions or report.agency.regions[0].code in wanted.regions)
        and _in_any(Decimal(report.year), wanted.years)
    )


def test_every_verdict_and_year_is_met(invented: Invented) -> None:
    _, reports = invented
    assert {check.verdict for report in reports for check in report.checks} == set(Verdict)
    assert {report.year for report in reports} == set(YEARS)
