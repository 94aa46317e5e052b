"""All findings on a draft, those that are surely wrong first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.catalogue import FIELDS
from reports.checks import check_years
from reports.checks.rules import BETWEEN_YEARS
from reports.choice import main_figures
from reports.codes import meaning
from reports.computed import with_computed
from reports.forms import FORMS, StatutoryForm
from reports.model import PAGE_UNREAD, Applicant, Check, Figure, Origin, Report, Term, Verdict
from reports.selfcheck.blanks import blanks
from reports.selfcheck.cells import name_of
from reports.selfcheck.findings import Finding, Level, Place
from reports.selfcheck.personal import personal
from reports.selfcheck.read import Draft
from reports.selfcheck.wording import data

_ORDER = list(Level)
_BY_RULE = {"prose-table": "text_table", "prose-sum": "text_sum"}


@dataclass(frozen=True, slots=True)
class LastYear:
    """The agency's report of the year before, as it is recorded: what the draft is compared with."""

    report: str
    form: str
    figures: tuple[Figure, ...]


def examine(draft: Draft, last: LastYear | None = None) -> tuple[Finding, ...]:
    """Return everything to look at, errors first, each kind in the order of the text."""
    report = draft.report
    found = [
        *_identity(draft),
        *_form(report),
        *_contradictions(report, report.checks),
        *blanks(report),
        *(_against(report, last) if last else ()),
        *personal(report),
        *_unread_pages(report),
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.level), one.places[0].start if one.places else -1)))


def _identity(draft: Draft) -> Iterator[Finding]:
    year = str(draft.report.year)
    if draft.refusal:
        yield Finding("not_a_report", Level.WARNING)
    for name in draft.unknown:
        yield Finding(f"{name}_unknown", Level.WARNING, {"year": year})


def _form(report: Report) -> Iterator[Finding]:
    """Tell a form that is not the one of the report's year."""
    due = next((form for form in reversed(list(FORMS.values())) if _is_due(form, report.year)), None)
    if due is None or due.id == report.form:
        return
    values = {"year": str(report.year), "current": due.name, "document": due.document}
    if report.form in FORMS:
        yield Finding("outdated_form", Level.ERROR, values | {"form": FORMS[report.form].name})
    else:
        yield Finding("no_form", Level.WARNING, values)


def _is_due(form: StatutoryForm, year: int) -> bool:
    first, last = form.years
    return form.national and first <= year and (last is None or year <= last)


def _contradictions(report: Report, checks: Sequence[Check]) -> Iterator[Finding]:
    for check in checks:
        if check.verdict is Verdict.FAIL:
            code = "last_year" if check.rule in BETWEEN_YEARS else _BY_RULE.get(check.rule, "contradiction")
            yield _finding(report, check, code, Level.ERROR)
        elif check.verdict is Verdict.INCOMPLETE:
            yield _finding(report, check, "shortfall", Level.WARNING)


def _finding(report: Report, check: Check, code: str, level: Level) -> Finding:
    values = {
        "left": _written(check.lhs),
        "right": _written(check.rhs),
        "difference": _written(abs(check.difference) if check.difference is not None else None),
        "label": FIELDS[check.field].label if check.field and check.field in FIELDS else "",
    }
    if check.rule == "applicants" and check.field:
        values["row"] = name_of(report.form, check.field, Applicant.TOTAL)[0]
    elif check.applicant is not Applicant.TOTAL:
        values["applicant"] = check.applicant.value
    places = tuple(_place(report, term) for term in (*check.left, *check.right))
    return Finding(code, level, values, places, check.rule)


def _place(report: Report, term: Term) -> Place:
    is_cell = term.years_back or any(
        figure.origin is Origin.TABLE and figure.start == term.start and figure.field == term.field
        for figure in report.figures
    )
    label = " · ".join(name_of(report.form, term.field, term.applicant)) if is_cell and term.field else ""
    return Place(term.quote, term.start, term.end, label, bool(term.years_back))


def _against(report: Report, last: LastYear) -> Iterator[Finding]:
    """Compare with last year's report: what it handed on, what the text says of the change, what jumped."""
    yield from _contradictions(report, check_years(last.figures, report.figures, report.claims))
    before, now = _totals(last.figures, last.form), _totals(report.figures, report.form)
    jump = data()["jump"]
    for field in jump["fields"]:
        if field in before and field in now and _jumped(before[field], now[field], jump):
            figure = now[field]
            values = {"before": _shown(before[field]), "now": _shown(figure), "label": FIELDS[field].label}
            places = [_of(report, figure, last_year=False), _of(report, before[field], last_year=True)]
            yield Finding("jump", Level.NOTICE, values, tuple(places))


def _totals(figures: Sequence[Figure], form: str) -> Mapping[str, Figure]:
    every = with_computed(figures, form)
    main = (every[place] for place in sorted(main_figures(every)))
    return {one.field: one for one in main if one.applicant is Applicant.TOTAL and one.value is not None}


def _jumped(before: Figure, now: Figure, jump: Mapping[str, int]) -> bool:
    less, more = sorted((before.value or Decimal(0), now.value or Decimal(0)))
    return more - less >= jump["least"] and more >= jump["times"] * less


def _of(report: Report, figure: Figure, *, last_year: bool) -> Place:
    label = " · ".join(name_of(report.form, figure.field, figure.applicant))
    return Place(figure.quote, figure.start, figure.end, label, last_year)


def _unread_pages(report: Report) -> Iterator[Finding]:
    for repair in report.repairs:
        if repair.code == PAGE_UNREAD:
            yield Finding("page_unread", Level.WARNING, {"detail": repair.detail})


def _shown(figure: Figure) -> str:
    origin = f"（{meaning('origin', figure.origin)}）" if figure.origin is Origin.COMPUTED else ""
    return f"{_written(figure.value)}{figure.unit}{origin}"


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
