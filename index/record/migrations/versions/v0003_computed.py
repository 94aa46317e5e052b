"""Sums that the forms imply, computed for the reports recorded before, and how many figures count all applicants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.record.encode import figure, figure_row
from index.record.sums import seal
from reports.choice import main_figures
from reports.computed import SUMS, with_computed

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("versions", sa.Column("totals", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    parts: sa.BindParameter[list[str]] = sa.bindparam(
        "parts", sorted({field.parts[0] for field in SUMS.values()}), expanding=True
    )
    with_parts = sa.text("SELECT DISTINCT revision FROM figures WHERE field IN :parts").bindparams(parts)
    for (one,) in connection.execute(with_parts).all():
        _compute(connection, one)
    counted = "SELECT count(*) FROM figures WHERE figures.revision = versions.revision AND main"
    connection.execute(
        sa.text(f"UPDATE versions SET figures = ({counted}), totals = ({counted} AND applicant = 'total')")
    )
    for (agency,) in connection.execute(sa.text("SELECT id FROM agencies")).all():
        seal(connection, agency)


def _compute(connection: sa.Connection, one: int) -> None:
    """Add what can be computed from the figures of one revision, and choose anew which of them answer."""
    rows = connection.execute(sa.text("SELECT * FROM figures WHERE revision = :one ORDER BY id"), {"one": one}).all()
    form = connection.execute(sa.text("SELECT form FROM versions WHERE revision = :one"), {"one": one}).scalar_one()
    every = with_computed([figure(row) for row in rows], form)
    main = main_figures(every)
    mine = {"revision": one, "current": rows[0].current}
    made = [
        figure_row(every[place], rows[0].agency_id, rows[0].year, place in main) | mine
        for place in range(len(rows), len(every))
    ]
    if not made:
        return
    connection.execute(sa.insert(sa.table("figures", *(sa.column(name) for name in made[0]))), made)
    gone = [row.id for place, row in enumerate(rows) if row.main and place not in main]
    for id_ in gone:
        connection.execute(sa.text("UPDATE figures SET main = :no WHERE id = :id"), {"no": False, "id": id_})
