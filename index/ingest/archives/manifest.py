"""`sources.csv`: where the files of a folder or archive came from. Columns file, address, retrieved, title; others

(published, site, site_code) may follow. `file` is relative to the manifest's own folder.
"""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from index.ingest.archives.links import plain_address
from index.ingest.outcome import Failure
from index.names import decoded, is_address
from index.record.rows import Source
from index.record.sources import day
from reports.identity.published import published_title

MANIFEST = "sources.csv"
NEEDED = ("file", "address")
KNOWN = (*NEEDED, "retrieved", "title", "published", "site", "site_code", "page")
_LONGEST = 2000


@dataclass(slots=True)
class Manifest:
    """Sources by file, as all manifests of an archive or folder give them; `wrong` has what they say wrongly."""

    known: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def has_any(self) -> bool:
        return bool(self.known)

    def sources(self, name: str) -> tuple[Source, ...]:
        return self.known.get(posixpath.normpath(name.replace("\\", "/")), ())

    def published_as(self, name: str) -> str:
        """Return the title that a manifest gives a file, or the page it stands on; '' where none is a report's."""
        for one in self.sources(name):
            page = self._titles().get(plain_address(one.page), "") if one.page else ""
            if title := published_title(one.title, page):
                return title
        return ""

    def _titles(self) -> Mapping[str, str]:
        if not self.titles:
            told = (one for listed in self.known.values() for one in listed if one.title)
            self.titles.update((plain_address(one.address), one.title) for one in told)
        return self.titles

    def failures(self, archive: str) -> Iterator[Failure]:
        for name, detail in self.wrong:
            yield Failure(f"{archive}!{name}", "invalid_manifest", detail)


def manifests(members: Iterable[tuple[str, Callable[[], bytes | None]]]) -> Manifest:
    """Read the manifests with these names; what a row says wrongly costs that row."""
    made = Manifest()
    for name, read in members:
        data = read()
        if data is None:
            made.wrong.append((name, "the manifest cannot be read, or is too large"))
            continue
        folder = posixpath.dirname(name.replace("\\", "/"))
        for row, said in _rows(decoded(data.removeprefix(b"\xef\xbb\xbf"))):
            if isinstance(said, str):
                made.wrong.append((name, f"row {row}: {said}" if row else said))
            else:
                path = posixpath.normpath(posixpath.join(folder, said[0]))
                made.known[path] = (*made.known.get(path, ()), said[1])
    return made


def _rows(text: str) -> Iterator[tuple[int, str | tuple[str, Source]]]:
    """Yield each row's number with its file and source, or with what is wrong with it."""
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        columns = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        if lacking := [name for name in NEEDED if name not in columns]:
            yield 0, f"the first row lacks {' and '.join(lacking)}; it names the columns: {', '.join(KNOWN[:4])}"
            return
        for number, row in enumerate(reader, 2):
            values = {name: (row.get(column) or "").strip() for name, column in columns.items() if name in KNOWN}
            yield number, _source(values)
    except csv.Error as error:
        yield 0, f"this is no CSV: {error}"


def _source(values: Mapping[str, str]) -> str | tuple[str, Source]:
    if not values["file"]:
        return "no file is named"
    if not is_address(values["address"]) or len(values["address"]) > _LONGEST:
        return "`address` is no http(s) address"
    try:
        retrieved = moment_of(values.get("retrieved", ""))
    except ValueError:
        return "`retrieved` is no time as 2024-01-31T08:00:00Z or 2024-01-31"
    published = values.get("published", "")
    if published and day(published) is None:
        return "`published` is no day as 2024-01-31"
    return values["file"].replace("\\", "/"), Source(
        address=values["address"],
        retrieved=retrieved,
        published=day(published),
        site=values.get("site", ""),
        site_code=values.get("site_code", ""),
        page=values.get("page", ""),
        title=values.get("title", ""),
    )


def moment_of(text: str) -> datetime | None:
    """Read a time; without a zone it is UTC. Raises ValueError."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
