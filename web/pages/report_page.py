"""`/reports/{id}` as a page: where hits, embeds and feeds lead to."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from flask import Response, request

from index.record.figures import FigureFilter
from index.record.rows import StoredReport
from reports.model import Repair, is_incomplete
from schemas.embeds import VIEWS
from schemas.figures import label_of
from schemas.moments import moment
from search import marks
from web.http.answers import etag, raise_not_modified
from web.http.html import POLICY, look, page, shown
from web.http.links import Pairs, absolute, here, quote
from web.http.services import services
from web.http.wording import asked_language, wording
from web.pages.cards import carried, report_url, titled
from web.pages.check_page import ORDERED, cards_of
from web.pages.filled import filled_in
from web.pages.layout import lay_out


def report_page(arguments: dict[str, Any], report: StoredReport) -> Response:
    """Show a version of a report with what `q` matches marked."""
    with_all = services()
    q, lang, at = arguments["q"], arguments["lang"], arguments["at"]
    needles = marks.needles(q, with_all.analyser)
    tag = etag("page", look(), with_all.record.generation(), report.revision, sorted(request.args.items(multi=True)))
    raise_not_modified(tag)
    if arguments["view"] != "text":
        return _numbers_page(arguments, report, tag)
    text = with_all.record.text(report.revision)
    sections = with_all.record.sections(report.revision)
    tables, figures = with_all.record.tables(report.revision), with_all.record.figures(report.revision)
    parts = [lay_out(section, text[section.start : section.end], needles, tables, figures, at) for section in sections]
    values = {
        "report": report,
        "title": titled(report.title, report.agency.name, report.year),
        "file": shown(report.file),
        "q": q,
        "parts": parts,
    }
    return page(
        "report.html",
        tag,
        POLICY,
        lang,
        found=sum(part.found for part in parts),
        at=at,
        moment=moment,
        label_of=partial(label_of, lang=lang),
        incomplete=is_incomplete(report.repairs),
        repairs=[_repaired(one, report, lang) for one in report.repairs],
        **values,
        **_addresses(report, q, lang),
    )


def _repaired(repair: Repair, report: StoredReport, lang: str) -> tuple[str, str, str]:
    """Return what reading mended in words, its detail where the words leave something open, and where it stands."""
    said = wording(lang)["repaired"].get(repair.code, repair.code)
    if repair.start == repair.end:
        return said, repair.detail, ""
    version: Pairs = [] if report.current else [("version", str(report.version))]
    place = [*version, ("at", f"{repair.start}-{repair.end}"), *carried("", lang)]
    return said, repair.detail if lang == "en" else "", f"{report_url(here(), report.id, place)}#marked"


def _numbers_page(arguments: dict[str, Any], report: StoredReport, tag: str) -> Response:
    """Show the form filled in with the report's figures, or each rule with its verdict."""
    lang, urls, words = arguments["lang"], here(), wording(arguments["lang"])
    shared = {
        "report": report,
        "title": titled(report.title, report.agency.name, report.year),
        "view": arguments["view"],
        **_addresses(report, arguments["q"], lang),
    }
    record = services().record
    if arguments["view"] == "checks":
        cards = cards_of(record.checks(report.revision), report, urls, words)
        met = Counter(str(card.verdict) for card in cards)
        counts = {verdict: met[verdict] for verdict in map(str, ORDERED) if met[verdict]}
        return page("report_checks.html", tag, POLICY, lang, cards=cards, counts=counts, **shared)
    criteria = FigureFilter(agencies=(report.agency.id,), years=((report.year, report.year),))
    figures = tuple(record.figure_rows.stream(criteria, "year")) if report.current else ()
    return page("report_data.html", tag, POLICY, lang, parts=filled_in(figures, urls, words), **shared)


def _addresses(report: StoredReport, q: str, lang: str) -> dict[str, Any]:
    urls, whole = here(), absolute()
    version: Pairs = [] if report.current else [("version", str(report.version))]
    return {
        "canonical": whole.report(report.id, None if report.current else report.version),
        "current_url": report_url(urls, report.id, carried(q, lang)),
        "unmarked_url": report_url(urls, report.id, [*version, *carried("", lang)]),
        "versions": [
            (one, report_url(urls, report.id, [("version", str(one.version)), *carried(q, lang)]))
            for one in report.versions
        ],
        "views": [
            (
                one,
                report_url(
                    urls, report.id, [*version, *([("view", one)] if one != "text" else []), *carried("", lang)]
                ),
            )
            for one in VIEWS
        ],
        "source_url": urls.source(report.id, None if report.current else report.version),
        "agency_url": urls.agency(report.agency.id) + asked_language(lang),
        "search_url": urls.query("/", [("agency", report.agency.id), ("sort", "-year"), *carried("", lang)]),
        "repeats_url": urls.query(f"/reports/{quote(report.id)}/repeats", carried("", lang)),
        "versions_url": urls.query(f"/reports/{quote(report.id)}/versions", carried("", lang)),
        "data_url": urls.report(report.id),
        "oembed_url": urls.query("/oembed", [("url", report_url(whole, report.id, carried(q, lang)))]),
    }
