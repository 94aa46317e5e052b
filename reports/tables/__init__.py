"""The numbers of the statutory statistics tables, with their evidence, and every table with its cells."""

from reports.tables.placed import place_tables
from reports.tables.read import TableReading, read_tables

__all__ = ["TableReading", "place_tables", "read_tables"]
