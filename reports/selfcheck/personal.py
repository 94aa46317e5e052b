"""Personal data left in a draft: identity card numbers (GB 11643) and mobile numbers. What is shown is masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.model import Origin, Report
from reports.selfcheck.findings import Finding, Level, Place

_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])",
    re.ASCII,
)
_MOBILE = re.compile(r"(?<![0-9])1[3-9]\d(?:[ \-]?\d{4}){2}(?![0-9])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"


def personal(report: Report) -> Iterator[Finding]:
    """Yield each number that stands outside the statutory tables, where digits of cells may run together."""
    text = report.document.text
    tables = [(figure.start, figure.end) for figure in report.figures if figure.origin is Origin.TABLE]
    for code, pattern in (("id_card", _CARD), ("mobile", _MOBILE)):
        for match in pattern.finditer(text):
            if code == "id_card" and not is_card(match[0]):
                continue
            if not any(start < match.end() and match.start() < end for start, end in tables):
                masked = _masked(match[0])
                level = Level.ERROR if code == "id_card" else Level.WARNING
                yield Finding(code, level, {"masked": masked}, (Place(masked, match.start(), match.end()),))


def is_card(number: str) -> bool:
    """Tell whether the last character is the one that the first 17 digits give."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _LAST[total % 11] == number[17].upper()


def _masked(number: str) -> str:
    digits = re.sub("[ -]", "", number)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
