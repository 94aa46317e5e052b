"""Numbers that sentences state, and what sentences claim about the year before."""

from reports.prose.claims import read_claims
from reports.prose.figures import Reading, explain_prose, read_prose
from reports.text.sentences import sentences

__all__ = ["Reading", "explain_prose", "read_claims", "read_prose", "sentences"]
