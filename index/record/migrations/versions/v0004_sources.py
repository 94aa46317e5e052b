"""Where reports were published and when they were fetched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.record.sums import reseal, sound

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    connection = op.get_bind()
    kept = sound(connection)
    op.add_column("versions", sa.Column("source", sa.JSON(), nullable=True))
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published", sa.String(length=10), nullable=True),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_code", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("sha256", "address", name=op.f("uq_sources_sha256_address")),
    )
    op.create_index(op.f("ix_sources_host"), "sources", ["host"], unique=False)
    op.create_index(op.f("ix_sources_content"), "sources", ["content"], unique=False)
    reseal(connection, kept)
