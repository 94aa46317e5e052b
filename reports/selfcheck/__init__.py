"""Self-check of a draft before it is published: what contradicts itself, is blank, outdated, or personal.

Nothing here reads or writes anything but what it is given.
"""

from reports.selfcheck.examine import LastYear, examine
from reports.selfcheck.findings import Finding, Level, Place
from reports.selfcheck.read import Draft, read_draft
from reports.selfcheck.wording import said

__all__ = ["Draft", "Finding", "LastYear", "Level", "Place", "examine", "read_draft", "said"]
