"""Sums of what is known of where originals were published, as versions and agencies have them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.record.sums import seal_sources

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "source_sums",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_source_sums")),
    )
    connection = op.get_bind()
    for sha256 in connection.execute(sa.text("SELECT DISTINCT sha256 FROM sources")).scalars().all():
        seal_sources(connection, sha256)
