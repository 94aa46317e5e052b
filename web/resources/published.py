"""The release that is published here: what the folder that `disclosure export` wrote says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.export import NAME

DESCRIPTOR, RELEASE, CITATION, DATACITE = "datapackage.json", "release.json", "CITATION.cff", "datacite.json"
DATABASE, PARQUET, SQLITE = "reports.db", "application/vnd.apache.parquet", "application/vnd.sqlite3"
_BESIDE = {
    DATABASE: SQLITE,
    DESCRIPTOR: "application/json",
    RELEASE: "application/json",
    CITATION: "application/yaml",
    DATACITE: "application/json",
}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """`rows` and `hash` are None where they are not told."""

    name: str
    title: str
    media_type: str
    size: int
    rows: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """`version` and `hash` are None for an export that is no release; `publisher` is "" there."""

    folder: Path
    version: str | None
    created: str
    hash: str | None
    title: str
    description: str
    publisher: str
    homepage: str
    files: tuple[PublishedFile, ...]
    state: str
    """Changes with the folder's content."""

    @property
    def citation(self) -> str:
        """One line to cite it by."""
        parts = (self.publisher, self.title, self.version and f"version {self.version}", self.created[:10])
        return ". ".join(part for part in (*parts, self.homepage, self.hash) if part)

    @property
    def bibtex(self) -> str:
        """The same as a BibTeX entry."""
        said = {
            "author": f"{{{self.publisher}}}" if self.publisher else "",
            "title": f"{{{self.title}}}",
            "year": self.created[:4],
            "version": self.version or "",
            "url": self.homepage,
            "note": self.hash or "",
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in said.items() if value)
        return f"@misc{{{NAME}-{self.version or self.created[:10]},\n{lines}}}"


def published(folder: Path) -> Release | None:
    """Read what an export's folder says of itself; None where there is no whole export of ours."""
    told = _read(folder / DESCRIPTOR)
    if told.get("name") != NAME:
        return None
    release, cited = _read(folder / RELEASE), _read(folder / DATACITE)
    try:
        stamp = (folder / DESCRIPTOR).stat().st_mtime_ns
        return Release(
            folder=folder,
            version=release.get("version"),
            created=told["created"],
            hash=release.get("hash"),
            title=told["title"],
            description=told["description"],
            publisher=cited.get("publisher", {}).get("name", ""),
            homepage=told.get("homepage", ""),
            files=tuple(_files(folder, told, release.get("rows", {}))),
            state=f"{stamp} {release.get('hash')}",
        )
    except (OSError, LookupError, TypeError, AttributeError):  # replaced at this moment, or written by somebody else
        return None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _files(folder: Path, told: Mapping[str, Any], rows: Mapping[str, int]) -> Iterator[PublishedFile]:
    tables = [(one["name"], one["path"], one["title"], one["bytes"], one["hash"]) for one in told["resources"]]
    for name, path, title, size, hashed in tables:
        yield PublishedFile(path, title, "text/csv", size, rows.get(name), hashed)
    for name, _, title, _, _ in tables:
        if (folder / f"{name}.parquet").is_file():
            size = (folder / f"{name}.parquet").stat().st_size
            yield PublishedFile(f"{name}.parquet", title, PARQUET, size, rows.get(name), None)
    for name, media_type in _BESIDE.items():
        if (folder / name).is_file():
            yield PublishedFile(name, "", media_type, (folder / name).stat().st_size, None, None)
