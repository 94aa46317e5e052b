"""The sentences of findings, in Chinese and English (reports/data/selfcheck.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from reports.codes import LABELS
from reports.data import toml
from reports.selfcheck.findings import Finding

LANGUAGES = ("zh", "en")
_APPLICANTS = {
    "natural_person": "natural persons",
    "business": "businesses",
    "research": "research institutes",
    "social": "public-interest bodies",
    "legal_service": "legal services",
    "other_org": "other bodies",
    "total": "total",
}


@cache
def data() -> Mapping[str, Any]:
    """Read the file once."""
    return toml("selfcheck.toml")


def said(finding: Finding, lang: str) -> str:
    """Return the finding as a sentence in `lang`, one of LANGUAGES."""
    words = data()[lang]
    values = dict(finding.values)
    if finding.rule is not None:
        values["says"] = words["says"][finding.rule]
    values["whose"] = _whose(values, words, lang)
    implied = values.get("implied")
    values["implied"] = words["implied"].format(value=implied) if implied else ""
    if "columns" in values:
        values["column"] = words["row_and"].join(values["columns"].split("|"))
    return str(words[finding.code].format(**values)).strip()


def _whose(values: Mapping[str, str], words: Mapping[str, Any], lang: str) -> str:
    """Return which row or column of the table is meant, "" where the finding is about a whole."""
    if "applicant" in values:
        return str(words["whose"].format(applicant=_column(values["applicant"], lang)))
    return str(words["whose_row"].format(row=values["row"])) if _of_row(values) else ""


def _of_row(values: Mapping[str, str]) -> bool:
    """Tell whether a contradiction is one of a row's cells."""
    return "row" in values and "left" in values


def _column(applicant: str, lang: str) -> str:
    return LABELS["applicant"][applicant] if lang == "zh" else _APPLICANTS[applicant]
