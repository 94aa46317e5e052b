"""The types one stage of reading hands to the next. Every offset counts code points of `Document.text`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Basis(StrEnum):
    """How it is known which row and column a table's cells stand in.

    `cells`: the file has a table, with its spans. `text`: told from tabs, bars, lines or blanks, which know no spans.
    `form`: the text has no cells; the numbers stand in the rows and columns of the statutory form they were read by.
    """

    CELLS = "cells"
    TEXT = "text"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell after spans are laid out; `text == document.text[start:end]`.

    `header` says that it labels rows or columns. In a table of basis `form` the labels are the form's, not the text's:
    they have no place and `start == end == -1`.
    """

    text: str
    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A laid-out table. `cells` stand in reading order, each once, however many places it spans."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    basis: Basis = Basis.CELLS

    def cells_by_row(self) -> list[list[Cell]]:
        """Return the cells that stand in each row, left to right; a spanning cell stands in every row it covers."""
        rows: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            for row in rows[cell.row : cell.row + cell.row_span]:
                row.append(cell)
        return [sorted(row, key=lambda cell: cell.column) for row in rows]

    def grid(self) -> list[list[Cell | None]]:
        """Return rows × columns; a spanning cell stands in every place it covers, a hole is None."""
        grid: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, self.rows)):
                for column in range(cell.column, min(cell.column + cell.column_span, self.columns)):
                    grid[row][column] = cell
        return grid


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table as the carrier set it off.

    `level` is the heading level the carrier itself declares (`<h2>`, `##`, Word's Heading 2): a hint, often wrong.
    """

    start: int
    end: int
    table: Table | None = None
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Repair:
    """What reading mended or had to leave, so that a reader may judge it: misprinted label, glued digits cut, lost
    leading cells; a page that cannot be read (`page_unread`: the report is incomplete)."""

    code: str
    detail: str
    start: int
    end: int


PAGE_UNREAD = "page_unread"
"""The code of a Repair that says that a page's text is missing."""


def is_incomplete(repairs: Iterable[Repair]) -> bool:
    """Tell whether a part of the file could not be read, so that what is absent from the report may stand there."""
    return any(repair.code == PAGE_UNREAD for repair in repairs)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: normalised text, its blocks in order, and what the carrier says about itself.

    `metadata` keys: title, publisher, source, date, column, url, number (文号), site, site_code
    (SiteIDCode). Only those found are there.
    Parsing adds `agency`, whose report it turned out to be. `notices` tell what of the file could not be read.
    """

    file: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Repair, ...] = ()


class SectionKind(StrEnum):
    """What a section is about, decided by its heading (reports/data/headings.toml)."""

    OVERVIEW = "overview"
    ORGANISATION = "organisation"
    DISCLOSURE = "disclosure"
    KEY_AREAS = "key_areas"
    PLATFORMS = "platforms"
    RESPONSE = "response"
    REQUESTS = "requests"
    REVIEW_LITIGATION = "review_litigation"
    FEES = "fees"
    SUPERVISION = "supervision"
    PROBLEMS = "problems"
    OTHER = "other"
    STATISTICS = "statistics"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text it owns, up to the next heading of any level.

    Sections partition the text: they follow each other without gap or overlap, so a code point belongs to exactly one.
    The tree is in `parent`. Level 0 is the text before the first heading (title, opening), with no number.
    """

    id: str
    level: int
    number: str
    heading: str
    kind: SectionKind
    start: int
    end: int
    parent: str | None = None


LOCAL = "local"
"""The form of a report that carries a statistics table of its province or city."""
PROSE = "prose"
"""The form of a report without a statistics table."""


class Applicant(StrEnum):
    """Who applied: the columns of the T19 and T21 request tables."""

    TOTAL = "total"
    NATURAL_PERSON = "natural_person"
    BUSINESS = "business"
    RESEARCH = "research"
    SOCIAL = "social"
    LEGAL_SERVICE = "legal_service"
    OTHER_ORG = "other_org"


class Status(StrEnum):
    """Whether a figure has a value: blank is never zero, and what the text leaves open is unparsed."""

    REPORTED = "reported"
    REPORTED_ZERO = "reported_zero"
    BLANK = "blank"
    UNPARSED = "unparsed"


class Qualifier(StrEnum):
    ABOUT = "about"
    AT_LEAST = "at_least"


class Origin(StrEnum):
    """Where a number comes from; `computed` is a sum of table cells that the form implies and does not print."""

    TABLE = "table"
    PROSE = "prose"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a field in a report, with its evidence: `text[start:end] == quote` always.

    `value` is exact, in the field's catalogue unit, and None unless the status is reported or reported_zero.
    `row` and `column` are the labels as the table prints them; None for prose. A computed figure quotes nothing and
    stands where its first input does; reports.computed names its inputs.
    """

    field: str
    applicant: Applicant
    value: Decimal | None
    unit: str
    status: Status
    qualifier: Qualifier | None
    origin: Origin
    quote: str
    start: int
    end: int
    section: str
    row: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A change of a field's value since the year before, as a sentence puts it.

    `change` is signed; per cent of the earlier value where `percent`, else in the field's unit. `value` is this year's.
    """

    field: str
    applicant: Applicant
    value: Decimal
    change: Decimal
    percent: bool
    qualifier: Qualifier | None
    quote: str
    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table of a report with its place: all of it lies in text[start:end] and begins in `section`."""

    id: str
    section: str
    start: int
    end: int
    table: Table


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Term:
    """One cell or stated number of a check's side; `sign` is -1 where the rule subtracts it.

    `years_back` is 1 for a number of the report of the year before: its offsets count in that report's text.
    """

    field: str
    applicant: Applicant
    value: Decimal | None
    quote: str
    start: int
    end: int
    sign: int = 1
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A rule (勾稽关系) applied once. `difference` is lhs - rhs, None where a side is not there."""

    rule: str
    verdict: Verdict
    lhs: Decimal | None
    rhs: Decimal | None
    difference: Decimal | None
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    applicant: Applicant = Applicant.TOTAL
    field: str | None = None
    section: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A place by the code of administrative divisions (行政区划代码), from the province down."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports. `names` holds every known form of the name, the full one first."""

    id: str
    name: str
    names: tuple[str, ...]
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is and of which statistical year (统计年度); `title` is '' where the file prints none."""

    agency: Agency
    year: int
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one file."""

    id: str
    document: Document
    agency: Agency
    year: int
    title: str
    form: str
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    repairs: tuple[Repair, ...] = ()
    claims: tuple[Claim, ...] = ()
    tables: tuple[PlacedTable, ...] = ()
