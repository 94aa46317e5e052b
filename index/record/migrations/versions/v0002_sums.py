"""Sums of what was recorded, by which damage is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.record.sums import seal

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "version_sums",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision"], ["versions.revision"], name=op.f("fk_version_sums_revision"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_version_sums")),
    )
    op.create_table(
        "agency_sums",
        sa.Column("agency_id", sa.String(), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_agency_sums_agency_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_agency_sums")),
    )
    connection = op.get_bind()
    for (agency,) in connection.execute(sa.text("SELECT id FROM agencies")).all():
        seal(connection, agency)
