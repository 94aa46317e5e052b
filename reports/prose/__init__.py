"""Numbers that sentences state, and what sentences claim about the year before."""

from reports.prose.claims import read_claims
from reports.prose.figures import read_prose

__all__ = ["read_claims", "read_prose"]
