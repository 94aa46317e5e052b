"""The record as first released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
    )
    op.create_table(
        "agency_keys",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_agency_keys_agency_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "key", "agency_id", name=op.f("pk_agency_keys")),
    )
    op.create_index(op.f("ix_agency_keys_agency_id"), "agency_keys", ["agency_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_reports_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_reports_agency_id_year")),
    )
    op.create_index("ix_reports_year", "reports", ["year", "id"], unique=False)
    op.create_table(
        "versions",
        sa.Column("revision", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("parser", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("ingested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_versions_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_versions")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_versions_report_id_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_versions_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_versions_current",
        "versions",
        ["report_id"],
        unique=True,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("lhs", sa.String(), nullable=True),
        sa.Column("rhs", sa.String(), nullable=True),
        sa.Column("difference", sa.String(), nullable=True),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("right", sa.JSON(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"], ["versions.revision"], name=op.f("fk_checks_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index("ix_checks_lookup", "checks", ["verdict", "year", "current", "agency_id", "rule"], unique=False)
    op.create_index(op.f("ix_checks_revision"), "checks", ["revision"], unique=False)
    op.create_table(
        "figures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=True),
        sa.Column("column", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision"], ["versions.revision"], name=op.f("fk_figures_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    op.create_index(
        "ix_figures_agency",
        "figures",
        ["field", "year", "current", "agency_id", "main", "applicant", "status", "origin", "number"],
        unique=False,
    )
    op.create_index("ix_figures_report", "figures", ["revision", "field"], unique=False)
    op.create_index(
        "ix_figures_value",
        "figures",
        ["field", "year", "current", "number", "agency_id", "main", "applicant", "status", "origin", "value"],
        unique=False,
    )
    op.create_index(
        "ix_figures_year",
        "figures",
        ["year", "current", "agency_id", "field", "main", "applicant", "status", "origin", "number"],
        unique=False,
    )
    op.create_table(
        "sections",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"], ["versions.revision"], name=op.f("fk_sections_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision", "id", name=op.f("pk_sections")),
    )
