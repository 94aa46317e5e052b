"""Run by Alembic inside the transaction that index.record.migrate opened."""

from __future__ import annotations

from alembic import context

from index.record.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
