"""The patterns of reports/data/prose.toml, by which a text is cut into sentences, numbers and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from reports.data import toml


@cache
def _patterns() -> Mapping[str, str]:
    return toml("prose.toml")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of prose.toml; there spaces and line ends count for nothing."""
    return re.compile(_patterns()[name], re.VERBOSE)
