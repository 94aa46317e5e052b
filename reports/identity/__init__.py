"""Whose report it is and of which statistical year."""

from reports.identity.agency import canonical
from reports.identity.identify import identify

__all__ = ["canonical", "identify"]
