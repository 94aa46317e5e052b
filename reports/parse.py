"""From the bytes of a file to a Report: the order of the stages and nothing else."""

from __future__ import annotations

from dataclasses import replace

from reports.checks import check
from reports.identity import identify
from reports.model import Document, Identity, Report
from reports.prose import read_claims, read_prose, sentences
from reports.reading import read
from reports.sections import split
from reports.tables import place_tables, read_tables

PARSER_VERSION = "2"
"""Raised whenever the rules read something differently: `disclosure reparse` finds what older rules read by it."""


def parse(data: bytes, file: str, agency: str | None = None, year: int | None = None, published_as: str = "") -> Report:
    """Read one report; `agency` and `year` overrule what the file says. Raises a ReportError naming the reason.

    `published_as` is the title that a page gives the file: it tells agency and year where the file does not.
    """
    document = read(data, file)
    return report_of(document, identify(document, agency, year, published_as))


def report_of(document: Document, identity: Identity) -> Report:
    """Read what a document says, known whose report it is and of which year."""
    names = {"title": identity.title, "agency": identity.agency.name}
    document = replace(document, metadata={**document.metadata, **names})
    sections = split(document)
    tables = read_tables(document, sections, identity.year)
    told = tuple(sentences(document, sections, tables.spans))
    prose = read_prose(document, told, identity.year)
    figures = (*tables.figures, *prose)
    return Report(
        id=f"{identity.agency.id}-{identity.year}",
        document=document,
        agency=identity.agency,
        year=identity.year,
        title=identity.title,
        form=tables.form,
        sections=sections,
        figures=figures,
        checks=check(figures, document, sections, tables.form),
        repairs=(*document.notices, *tables.repairs),
        claims=read_claims(document, told, identity.year, prose),
        tables=place_tables(document, sections, tables.figures, tables.form),
    )
