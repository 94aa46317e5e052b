"""Records made up at random: agencies, years, forms, versions, and figures that are blank, unread or contradicted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from index.record.store import Record
from reports.choice import main_figures
from reports.model import LOCAL, PROSE, Agency, Applicant, Check, Figure, Origin, Region, Report, Status, Term, Verdict
from tests.factories import make_original, make_report

PROVINCES = (Region("330000", "浙江省", "province"), Region("520000", "贵州省", "province"))
FIELDS = ("requests.received", "requests.closed", "disclosure.total", "review.total", "training.classes")
APPLICANTS = (Applicant.TOTAL, Applicant.BUSINESS, Applicant.RESEARCH)
YEARS = range(2015, 2022)
FORMS = {2015: "T14", 2017: LOCAL, 2019: "T19", 2020: "T19", 2021: "T21"}
RULES = ("flow", "closing", "answers")


def agencies() -> list[Agency]:
    """Return ten agencies; one's id is the beginning of another's, as 市 and 市辖区 have it."""
    ids = ("a", "a-b", "a-b-c", "ab", "b", "b-1", "c", "d", "e", "f")
    return [Agency(id_, f"{id_}局", (f"{id_}局",), (PROVINCES[place % 2],)) for place, id_ in enumerate(ids)]


def fill(record: Record, random: Random) -> list[Report]:
    """Save a report for most agencies and years, in any order, and return those that are current."""
    wanted = [(agency, year) for agency in agencies() for year in YEARS if random.random() < 0.8]
    random.shuffle(wanted)
    current: dict[str, Report] = {}
    for number, (agency, year) in enumerate(wanted + random.sample(wanted, 5)):
        report = _report(agency, year, random)
        record.save(report, make_original(report, f"{number:064}"), parser="1")
        current[report.id] = report
    return list(current.values())


def main_of(report: Report) -> list[tuple[int, Figure]]:
    """Return what answers for its field in the report, with its place among the figures."""
    return [(place, report.figures[place]) for place in sorted(main_figures(report.figures))]


def contradictions(report: Report, figure: Figure) -> list[Decimal | None]:
    """Return the other values stated of the same thing, in reading order."""
    key = (figure.field, figure.applicant)
    same = [one for one in report.figures if (one.field, one.applicant) == key and one is not figure]
    return [one.value for one in same if one.value is not None and one.value != figure.value]


def _report(agency: Agency, year: int, random: Random) -> Report:
    said = "".join(random.choices("0123456789", k=60))
    report = make_report(agency, year, extra=said, form=FORMS.get(year, PROSE))
    start = report.document.text.index(said)
    figures = tuple(_figures(report, start, random))
    return replace(report, figures=figures, checks=tuple(_checks(figures, random)))


def _figures(report: Report, start: int, random: Random) -> Iterator[Figure]:
    for field in FIELDS:
        for applicant in APPLICANTS if field.startswith("requests") else APPLICANTS[:1]:
            for origin in random.choice(
                ((), (Origin.TABLE,), (Origin.PROSE,), (Origin.TABLE, Origin.PROSE, Origin.PROSE))
            ):
                at = start + random.randrange(50)
                yield _figure(report, field, applicant, origin, at, random)


def _figure(report: Report, field: str, applicant: Applicant, origin: Origin, at: int, random: Random) -> Figure:
    status = random.choices(list(Status), (6, 3, 2, 1))[0]
    value = None
    if status is Status.REPORTED:
        value = random.choice((Decimal(1), Decimal(2), Decimal("2.5"), Decimal(random.randrange(-3, 60))))
    if status is Status.REPORTED_ZERO:
        value = Decimal(0)
    section = next(one for one in report.sections if one.start <= at < one.end)
    quote = report.document.text[at : at + 3]
    return Figure(field, applicant, value, "件", status, None, origin, quote, at, at + 3, section.id)


def _checks(figures: Sequence[Figure], random: Random) -> Iterator[Check]:
    for figure in random.sample(figures, min(3, len(figures))):
        term = Term(figure.field, figure.applicant, figure.value, figure.quote, figure.start, figure.end)
        verdict = random.choice(list(Verdict))
        yield Check(random.choice(RULES), verdict, Decimal(1), Decimal(2), Decimal(-1), (term,), (term,))
