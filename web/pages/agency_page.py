"""Agencies as pages: a directory by place and letter, and an agency's whole history."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from index.record.check_rows import CheckFilter
from index.record.rows import Page, StoredAgency
from reports.catalogue import FIELDS
from reports.identity.succession import Link
from reports.identity.tables import region_rows
from reports.model import Applicant, Verdict
from search import grid
from web.http.html import POLICY, page
from web.http.links import Links, absolute, asked_for, here, in_languages, quote, without
from web.http.services import services
from web.http.wording import asked_language, wording
from web.pages.cards import carried, report_url, titled
from web.pages.check_page import card_of
from web.pages.numbers import ShownValue, shown_cell

KEY_FIELDS = (
    *("disclosure.total", "requests.received", "requests.closed", "requests.outcome.granted"),
    *("requests.outcome.partly_granted", "requests.outcome.refused", "review.total", "litigation.total"),
    *("penalties.decisions", "licences.decisions"),
)
"""Numbers that an agency's page shows over its years."""
MOST_CHECKS, MOST_YEARS = 5, 12


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number over the years of an agency; `breaks` are years from which on values do not compare."""

    label: str
    unit: str
    url: str
    cells: tuple[ShownValue, ...]
    breaks: frozenset[int]
    spread_url: str


def directory_page(
    arguments: dict[str, Any],
    agencies: Page[StoredAgency],
    regions: Sequence[str],
    links: Mapping[str, str | None],
    tag: str,
) -> Response:
    """Show a page of the directory."""
    urls, lang = here(), arguments["lang"]
    pairs = without(asked_for(), "cursor")
    provinces = [row for row in region_rows() if row.level == "province" and not row.last]
    counts = services().record.agencies_by_region([row.code for row in provinces])
    following = links.get("next")
    return page(
        "agencies.html",
        tag,
        POLICY,
        lang,
        agencies=[(one, urls.agency(one.id) + asked_language(lang)) for one in agencies.items],
        total=agencies.total,
        pairs=dict(request.args.items()),
        provinces=[
            (row.name, counts[row.code], urls.query("/agencies", [*without(pairs, "region"), ("region", row.code)]))
            for row in provinces
            if counts[row.code]
        ],
        chosen=regions,
        letters=[
            (one, urls.query("/agencies", [*without(pairs, "letter"), ("letter", one)]))
            for one in string.ascii_lowercase
        ],
        letter=arguments["letter"],
        next_url=following and urls.query("/agencies", [*pairs, ("cursor", following.rpartition("cursor=")[2])]),
        first_url=urls.query("/agencies", pairs) if arguments["cursor"] else None,
        all_url=urls.query("/agencies", carried("", lang)),
        csv_url=urls.query("/agencies", [*without(pairs, "lang", "limit"), ("format", "csv")]),
        json_url=urls.query("/agencies", [*without(pairs, "lang", "limit"), ("format", "json")]),
        languages=in_languages("/agencies", pairs),
    )


def agency_page(
    arguments: dict[str, Any], agency: StoredAgency, beside: tuple[Sequence[Link], Sequence[Link]], tag: str
) -> Response:
    """Show an agency: names, places, reports by year, key numbers and what fails."""
    record, urls, lang = services().record, here(), arguments["lang"]
    words = wording(lang)
    reports = sorted(record.agency_reports(agency.id), key=lambda one: one.year)
    held = {one.year: one for one in reports}
    years = range(min(held), max(held) + 1) if held else range(0)
    criteria = CheckFilter(verdicts=(Verdict.FAIL.value,), agencies=(agency.id,))
    failing = record.check_rows.page(criteria, MOST_CHECKS)
    return page(
        "agency.html",
        tag,
        POLICY,
        lang,
        agency=agency,
        before=[(one, urls.agency(one.agency_id) + asked_language(lang)) for one in beside[0]],
        after=[(one, urls.agency(one.agency_id) + asked_language(lang)) for one in beside[1]],
        years=[
            (year, held.get(year), report_url(urls, held[year].id, carried("", lang)) if year in held else "")
            for year in years
        ],
        titles={year: titled(one.title, agency.name, year) for year, one in held.items()},
        shown_years=list(years)[-MOST_YEARS:],
        numbers=_numbers(agency, list(years)[-MOST_YEARS:], urls, words),
        cards=[card_of(one, urls, words) for one in failing.items],
        failing=failing.total,
        checks_url=urls.query("/checks", [("agency", agency.id), *carried("", lang)]),
        promises_url=urls.query(f"/agencies/{quote(agency.id)}/promises", carried("", lang)),
        search_url=urls.query("/", [("agency", agency.id), ("sort", "-year"), *carried("", lang)]),
        csv_url=urls.query("/figures", [("agency", agency.id), ("format", "csv")]),
        feed_url=urls.query("/feed.atom", [("agency", agency.id)]),
        json_url=urls.agency(agency.id),
        canonical=absolute().agency(agency.id),
    )


def _numbers(agency: StoredAgency, years: Sequence[int], urls: Links, words: dict[str, Any]) -> list[NumberRow]:
    """Return the key numbers of which there is at least one value."""
    fields = [FIELDS[id_] for id_ in KEY_FIELDS]
    grids = grid.grids(services().record, fields, Applicant.TOTAL.value, [(agency.id, agency.name)], years)
    return [
        NumberRow(
            field.name(words["lang"]),
            words["units"].get(field.unit, field.unit),
            urls.query("/compare", [("field", field.id), ("agency", agency.id), *carried("", words["lang"])]),
            tuple(shown_cell(cell, urls, words) for cell in row.cells),
            row.breaks,
            urls.query("/distribution", [("field", field.id), ("agency", agency.id), *carried("", words["lang"])]),
        )
        for field in fields
        for row in grids[field.id]
        if any(cell.figure and cell.figure.value is not None for cell in row.cells)
    ]
