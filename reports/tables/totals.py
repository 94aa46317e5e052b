"""Totals under local wordings (受理政府信息公开申请总数): told by the part of them that stands right below."""

from __future__ import annotations

import re
from functools import cache

from reports.forms.labels import RowMatch, bare_label, part_of, pieces, statistics_labels, tables
from reports.forms.units import trailing_unit

_LONGEST = 30
"""Characters of a row's label; what is longer is a title or a sentence that runs into it."""


def local_total(label: str, below: str) -> RowMatch | None:
    """Return the row that an unknown `label` names, where its words are a total's and a part of it is named `below`."""
    text = bare_label(label)
    text = text.removesuffix(trailing_unit(text))
    if len(text) > _LONGEST or statistics_labels().is_decoy(text) or _never().search(text):
        return None
    whole = _whole_of(below)
    total = next((total for total in tables()["statistics"]["totals"] if total["field"] == whole), None)
    return RowMatch(whole, True, local=True) if total and re.fullmatch(total["words"], text) else None


def _whole_of(label: str) -> str:
    """Return the field that the first known row of a stretch of labels is a part (其中) of, "" where it is of none."""
    found = (statistics_labels().find(text, tolerant=False) for text, _ in pieces(label))
    first = next((one for one in found if one), None)
    return part_of(first.key) if first else ""


@cache
def _never() -> re.Pattern[str]:
    return re.compile("|".join(tables()["statistics"]["no_totals"]))
