"""Facts about a report under the names carriers use for them (reports/data/metadata.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from reports.data import toml
from reports.text.wording import patterns

_LABELLED = patterns("carrier_patterns.toml")("printed_fact")


@cache
def _names(carrier: str) -> Mapping[str, list[str]]:
    tables: dict[str, dict[str, list[str]]] = toml("metadata.toml")
    return tables[carrier]


def facts(carrier: str, stated: Mapping[str, str]) -> dict[str, str]:
    """Return metadata from `stated`, whose keys are the carrier's own names; blank values are as if absent."""
    told = {name.strip().lower(): value.strip() for name, value in stated.items() if value.strip()}
    picked = {key: next((told[name] for name in names if name in told), "") for key, names in _names(carrier).items()}
    return {key: value for key, value in picked.items() if value}


def printed(text: str) -> dict[str, str]:
    """Return what the labelled line says that agencies print below a page's title (来源：… 发布时间：…)."""
    return facts("text", dict(reversed(_LABELLED.findall(text))))
