"""The file NAME.yml beside a report, by which a person says what the report itself does not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from reports.errors import ReportError


class InvalidSidecar(ReportError):
    """NAME.yml does not hold what it should: `agency:` and `year:`, one or both."""

    code = "invalid_sidecar"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person gave; None where nothing was."""

    agency: str | None = None
    year: int | None = None


def beside(report: Path) -> Sidecar:
    """Return what stands in NAME.yml beside the report, an empty Sidecar where there is none. Raises InvalidSidecar."""
    path = report.with_suffix(".yml")
    return load(path) if path != report and path.is_file() else Sidecar()


def load(path: Path) -> Sidecar:
    """Read one sidecar. Raises InvalidSidecar for unknown keys, wrong types and files that are no YAML."""
    try:
        data = yaml.safe_load(path.read_text("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidSidecar(path.name, "this is no YAML in UTF-8; write `agency: 名称` and `year: 2020`") from error
    if not isinstance(data, dict):
        raise InvalidSidecar(path.name, "write `agency: 名称` and `year: 2020`, one or both")
    if unknown := sorted(str(key) for key in data if key not in ("agency", "year")):
        raise InvalidSidecar(path.name, f"unknown key {', '.join(unknown)}; only `agency` and `year` are known")
    agency, year = data.get("agency"), data.get("year")
    if agency is not None and (not isinstance(agency, str) or not agency.strip()):
        raise InvalidSidecar(path.name, "`agency` is to be the agency's name")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year < 2050):
        raise InvalidSidecar(path.name, "`year` is to be a year in four digits")
    return Sidecar(agency.strip() if agency else None, year)
