"""The numbers of the statutory statistics tables, with their evidence."""

from reports.tables.read import TableReading, read_tables

__all__ = ["TableReading", "read_tables"]
