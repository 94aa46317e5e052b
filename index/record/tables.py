"""The tables of the record. The record is the truth: the text index is derived from it at any time."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

agencies = Table(
    "agencies",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("names", JSON, nullable=False),
    Column("regions", JSON, nullable=False),  # [{code, name, level}], the province first
)

# What an agency is found by: its names (folded), and the code and name of every region it lies in.
agency_keys = Table(
    "agency_keys",
    metadata,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("agency_id", ForeignKey("agencies.id", ondelete="CASCADE"), primary_key=True, index=True),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("agency_id", ForeignKey("agencies.id"), nullable=False),
    Column("year", Integer, nullable=False),
    UniqueConstraint("agency_id", "year"),
    Index("ix_reports_year", "year", "id"),
)

# A revision is one reading of one version. Its number is never given again, not even after a delete: the text index
# knows by it whether it holds what the record holds. An original belongs to one report, hence the unique hash.
versions = Table(
    "versions",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("format", String, nullable=False),
    Column("title", String, nullable=False),
    Column("form", String, nullable=False),
    Column("parser", String, nullable=False),  # version of the rules that read it
    Column("given", JSON, nullable=False),  # agency and year that a person said at ingest, else {}
    Column("metadata", JSON, nullable=False),
    Column("repairs", JSON, nullable=False),
    Column("claims", JSON, nullable=False),  # what it says of the change since the year before
    # How many of its figures are main, and of those how many count all applicants: totals without counting them.
    Column("figures", Integer, nullable=False),
    Column("totals", Integer, nullable=False),
    Column("ingested_at", DateTime(timezone=True), nullable=False),
    Column("source", JSON(none_as_null=True)),  # the first of its sources, which every hit shows; None: unknown
    UniqueConstraint("report_id", "version"),
    sqlite_autoincrement=True,
)
Index(
    "uq_versions_current",
    versions.c.report_id,
    unique=True,
    sqlite_where=versions.c.current,
    postgresql_where=versions.c.current,
)

# Sections partition the report's text, so the text is kept here and only here: a hit needs no more than its section.
sections = Table(
    "sections",
    metadata,
    Column("revision", ForeignKey("versions.revision", ondelete="CASCADE"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("number", String, nullable=False),
    Column("heading", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("parent", String),
    Column("path", JSON, nullable=False),  # headings with their numbers, from the topmost down to its own
    Column("text", Text, nullable=False),
)

# Each cell is [start, end, row, column, row span, column span, whether it is a header]: its text is the report's. A
# label that is the form's and not the text's has no place (-1, -1) and its words at the end.
tables = Table(
    "tables",
    metadata,
    Column("revision", ForeignKey("versions.revision", ondelete="CASCADE"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("section", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("basis", String, nullable=False),
    Column("cells", JSON, nullable=False),
)

_FILTERED = ("main", "applicant", "status", "origin")

figures = Table(
    "figures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("revision", ForeignKey("versions.revision", ondelete="CASCADE"), nullable=False),
    # agency_id, year and current repeat what the version says: look-ups by field read one table by one index.
    # main: answers for its field in its report (reports.choice.main_figures). Sums of origin computed stand with the
    # stated figures, told apart by it; what they are the sum of is looked up (attached.py).
    Column("agency_id", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("main", Boolean, nullable=False),
    Column("field", String, nullable=False),
    Column("applicant", String, nullable=False),
    Column("value", String),  # exact decimal as text
    Column("number", Float),  # the same for sorting and ranges
    Column("unit", String, nullable=False),
    Column("status", String, nullable=False),
    Column("qualifier", String),
    Column("origin", String, nullable=False),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("section", String, nullable=False),
    Column("row", String),
    Column("column", String),
    Index("ix_figures_report", "revision", "field"),
    # One for each order of a look-up: pages are read in order from the index, and filters need not fetch the row.
    Index("ix_figures_agency", "field", "year", "current", "agency_id", *_FILTERED, "number"),
    Index("ix_figures_value", "field", "year", "current", "number", "agency_id", *_FILTERED, "value"),
    Index("ix_figures_year", "year", "current", "agency_id", "field", *_FILTERED, "number"),
)

checks = Table(
    "checks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("revision", ForeignKey("versions.revision", ondelete="CASCADE"), nullable=False, index=True),
    Column("agency_id", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("rule", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("applicant", String, nullable=False),
    Column("field", String),
    Column("lhs", String),
    Column("rhs", String),
    Column("difference", String),
    Column("left", JSON, nullable=False),
    Column("right", JSON, nullable=False),
    Column("section", String),
    Column("detail", String, nullable=False),
    Index("ix_checks_lookup", "verdict", "year", "current", "agency_id", "rule"),
)

# Sums of what the rows of a version, of an agency and of an original's sources hold (sums.py).
version_sums = Table(
    "version_sums",
    metadata,
    Column("revision", ForeignKey("versions.revision", ondelete="CASCADE"), primary_key=True),
    Column("sum", BigInteger),
)
agency_sums = Table(
    "agency_sums",
    metadata,
    Column("agency_id", ForeignKey("agencies.id", ondelete="CASCADE"), primary_key=True),
    Column("sum", BigInteger),
)

source_sums = Table("source_sums", metadata, Column("sha256", String(64), primary_key=True), Column("sum", BigInteger))

# Where an original was published, once for each address. No foreign key: what is known of a file stays when the reading
# of it is replaced. content: hash of the bytes that this address gave; published: a day as 2024-01-31.
sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String(64), nullable=False),
    Column("address", String, nullable=False),
    Column("host", String, nullable=False, index=True),
    Column("content", String(64), nullable=False, index=True),
    Column("retrieved_at", DateTime(timezone=True)),
    Column("seen_at", DateTime(timezone=True)),
    Column("published", String(10)),
    Column("site", String, nullable=False),
    Column("site_code", String, nullable=False),
    Column("page", String, nullable=False),  # the page that links to it, for an attachment
    Column("title", String, nullable=False),  # what the link or the manifest calls it
    UniqueConstraint("sha256", "address"),
)
