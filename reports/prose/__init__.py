"""Numbers that sentences state, and what sentences claim about the year before."""

from reports.prose.claims import Claim, read_claims
from reports.prose.figures import read_prose

__all__ = ["Claim", "read_claims", "read_prose"]
