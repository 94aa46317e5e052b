"""`sources.csv`: where the files of a folder or archive came from. Columns file, address, retrieved, title; others

(published, site, site_code) may follow. `file` is relative to the manifest's own folder.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import unquote

from index.ingest.archives.links import plain_address
from index.ingest.outcome import Failure
from index.names import decoded, is_address
from index.record.rows import Source
from index.record.sources import day
from reports.data import toml
from reports.identity.published import published_title

MANIFEST = "sources.csv"
NEEDED = ("file", "address")
KNOWN = (*NEEDED, "retrieved", "title", "published", "site", "site_code", "page")
_LONGEST = 2000
_BARE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?/")
"""An address without its scheme."""
_STAMP = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_WRITTEN = re.compile(
    r"((?:19|20)\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：]?(\d{1,2})秒?)?)?"
)


@dataclass(slots=True)
class Manifest:
    """Sources by file, as all manifests of an archive or folder give them; `wrong` has what they say wrongly."""

    known: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    _alike: dict[str, str] = field(default_factory=dict)

    @property
    def has_any(self) -> bool:
        return bool(self.known)

    def sources(self, name: str) -> tuple[Source, ...]:
        """Return the sources of a file, also where the manifest has its name in other capitals, or percent-encoded."""
        path = posixpath.normpath(name.replace("\\", "/"))
        if path in self.known:
            return self.known[path]
        if len(self._alike) != len(self.known):
            self._alike = {_alike(one): one for one in self.known}
        return self.known.get(self._alike.get(_alike(path), ""), ())

    def met(self, there: Iterable[str]) -> set[str]:
        """Return which of the files it names are among those that are there, however these are spelt."""
        alike = {_alike(posixpath.normpath(one)) for one in there}
        return {file for file in self.known if _alike(file) in alike and not file.startswith("../")}

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
        for row, path, said in _rows(_text(data)):
            if isinstance(said, str):
                made.wrong.append((name, f"row {row}: {said}" if row else said))
            else:
                path = posixpath.normpath(posixpath.join(folder, path))
                made.known[path] = (*made.known.get(path, ()), said)
    return made


def _alike(path: str) -> str:
    return unicodedata.normalize("NFC", unquote(path)).casefold()


def _text(data: bytes) -> str:
    """Return a manifest's text as tables are saved: UTF-8 or GB18030, UTF-16 with its mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return decoded(data.removeprefix(codecs.BOM_UTF8))


def _rows(text: str) -> Iterator[tuple[int, str, str | Source]]:
    """Yield each row's number with its file and source, or with what is wrong with it; a row may give both."""
    text = text.lstrip("\ufeff\r\n \t")
    head = text.partition("\n")[0]
    separator = max(",\t;", key=head.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
        columns = {column_of(name or ""): name for name in reader.fieldnames or ()}
        if lacking := [name for name in NEEDED if name not in columns]:
            yield 0, "", f"the first row lacks {' and '.join(lacking)}; it names the columns: {', '.join(KNOWN[:4])}"
            return
        for number, row in enumerate(reader, 2):
            values = {name: (row.get(column) or "").strip() for name, column in columns.items() if name in KNOWN}
            for said in _source(values):
                yield number, values["file"].replace("\\", "/"), said
    except csv.Error as error:
        yield 0, "", f"this is no CSV: {error}"


def column_of(name: str) -> str:
    """Return the column that a name of the first row means."""
    plain = name.strip().lower()
    return _columns().get(plain, plain)


@cache
def _columns() -> Mapping[str, str]:
    told: dict[str, list[str]] = toml("metadata.toml")["manifest"]
    return {name: column for column, names in told.items() for name in names}


def _source(values: Mapping[str, str]) -> Iterator[str | Source]:
    """Yield what is wrong with a row, and the source it gives all the same: a day that is not one costs the day."""
    address = values["address"]
    if not values["file"]:
        yield "no file is named"
        return
    if not is_address(address) and _BARE.match(address):
        address = f"http://{address}"
    if not is_address(address) or len(address) > _LONGEST:
        yield "`address` is no http(s) address"
        return
    retrieved = None
    try:
        retrieved = moment_of(values.get("retrieved", ""))
    except ValueError:
        yield "`retrieved` is no time as 2024-01-31T08:00:00Z or 2024-01-31"
    published = values.get("published", "")
    told = day(published) or _stamped(published)
    if published and told is None:
        yield "`published` is no day as 2024-01-31"
    yield Source(
        address=address,
        retrieved=retrieved,
        published=told,
        site=values.get("site", ""),
        site_code=values.get("site_code", ""),
        page=values.get("page", ""),
        title=values.get("title", ""),
    )


def _stamped(text: str) -> str | None:
    """Return the day of a time that `day` does not know, None where the text is none."""
    try:
        found = moment_of(text)
    except ValueError:
        return None
    return None if found is None else found.date().isoformat()


def moment_of(text: str) -> datetime | None:
    """Read a time as tables and crawlers write it; without a zone it is UTC. Raises ValueError."""
    if not (text := text.strip()):
        return None
    if found := _STAMP.fullmatch(text):
        return datetime(*(int(part) for part in found.groups(default="0")), tzinfo=UTC)  # type: ignore[arg-type, misc]
    if found := _WRITTEN.fullmatch(text):
        year, month, on, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, on, hour, minute, second, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError, IndexError) as error:
            raise ValueError(text) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
