"""What an ingest is to read, one after another: files, members of archives, and where each was published."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.ingest.archives import Again, Archives, Member, Passed, is_archive, is_attached
from index.ingest.archives.joining import as_document, as_page, note
from index.ingest.archives.layout import Layout
from index.ingest.archives.manifest import MANIFEST, Manifest, manifests
from index.ingest.archives.survey import Survey
from index.ingest.archives.told import Told
from index.ingest.fetch import fetch
from index.ingest.outcome import Failure
from index.ingest.walk import path_text
from index.record.rows import Given, Source
from reports.errors import ReportError
from reports.identity.sidecar import beside
from reports.reading.read import MAX_BYTES
from reports.regular import NotRegular, TooLong, read_regular


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be read: `shown` is what it is called in messages, `file` its name alone.

    `crawled`: it came with whatever else was met, so that not being a report is no failure.
    """

    shown: str
    file: str
    data: bytes
    given: Given
    sources: tuple[Source, ...] = ()
    crawled: bool = False
    aliases: tuple[str, ...] = ()


def coming(files: Iterable[Path], said: Given) -> Iterator[Item | Again | Passed | Failure]:
    """Yield what is to be read of the files, and at once what cannot be; last what an earlier ingest may have read."""
    folders, archives = _Folders(), Archives()
    taken: dict[Path, Given] = {}
    listed: list[Path] = []
    files = list(files)
    for path in files:
        folders.note(path)
    for path in files:
        if path.name.lower() == MANIFEST:
            yield from folders.wrong(path)
        elif is_archive(path) and not (folders.has_sources(path) and is_attached(path)):
            given = _beside(path, said)
            if isinstance(given, Failure):
                yield given
            else:
                taken[path] = given
                yield from _items(archives.members(path, path_text(path)), given)
        elif isinstance(found := _file(path, said, folders), Item) and found.sources:
            note(_member(found), archives.survey)
            listed.append(path)
        else:
            yield found
    for path, given in taken.items():
        yield from _items(archives.pages(path), given)
    yield from _joined(as_page, listed, said, folders, archives)
    for path, given in taken.items():
        yield from _items(archives.documents(path), given)
    yield from _joined(as_document, listed, said, folders, archives)
    yield from archives.unmet()


def _items(found: Iterable[Member | Passed | Failure], given: Given) -> Iterator[Item | Passed | Failure]:
    for one in found:
        if isinstance(one, Member):
            said = replace(given, published_as=one.published_as)
            yield Item(one.name, one.file, one.data, said, one.sources, one.crawled)
        else:
            yield one


def _beside(path: Path, given: Given) -> Given | Failure:
    try:
        found = beside(path)
    except ReportError as error:
        return Failure(path_text(path), error.code, error.detail)
    return Given(given.agency or found.agency, given.year or found.year)


def _joined(
    read: Callable[[Member, Survey], Member | Passed | None],
    paths: Iterable[Path],
    said: Given,
    folders: _Folders,
    archives: Archives,
) -> Iterator[Item | Passed | Failure]:
    """Read again the files of folders whose addresses are known."""
    for path in paths:
        item = _file(path, said, folders)
        if isinstance(item, Failure):
            yield item
        elif isinstance(found := read(_member(item), archives.survey), Member):
            yield from _items(archives.within(found), item.given)
        elif found is not None:
            yield found


def _member(item: Item) -> Member:
    published_as = item.given.published_as
    return Member(item.shown, item.file, item.data, item.sources, item.crawled, published_as, item.aliases)


def _file(path: Path, said: Given, folders: _Folders) -> Item | Failure:
    found = fetch(path, said)
    if isinstance(found, Failure):
        return found
    data, given = found
    shown, name = path_text(path), path_text(Path(path.name))
    told = folders.told(Member(shown, name, data, crawled=False), path)
    given = replace(given, published_as=told.published_as)
    return Item(shown, name, data, given, told.sources, told.crawled, told.aliases)


@dataclass(slots=True)
class _Folders:
    """The manifests of folders, a file belongs to the nearest above it, and the sites that are saved in them."""

    known: dict[Path, Manifest] = field(default_factory=dict)
    nearest: dict[Path, Path | None] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)

    def note(self, path: Path) -> None:
        """Take note of a file that no manifest may speak of: it may be of a saved site."""
        if self._above(path.parent) is None:
            self.layout.note(os.fsencode(path), lambda: _read(path))

    def has_sources(self, path: Path) -> bool:
        return bool(self.told(Member(path_text(path), path.name, b""), path).sources)

    def told(self, member: Member, path: Path) -> Member:
        """Return a file with what its manifest, or the saved site it is of, tells of it."""
        folder = self._above(path.parent)
        if folder is None:
            return Told(layout=self.layout).of(member, "", os.fsencode(path))
        lists = self._manifest(folder)
        name = path_text(path.relative_to(folder))
        return replace(member, sources=lists.sources(name), crawled=True, published_as=lists.published_as(name))

    def wrong(self, path: Path) -> Iterator[Failure]:
        """Yield what a manifest says wrongly, and the files it names that are not there."""
        found = self._manifest(path.parent)
        for _, detail in found.wrong:
            yield Failure(path_text(path), "invalid_manifest", detail)
        lacking = [file for file in found.known if file.startswith(("../", "/")) or not (path.parent / file).is_file()]
        there = [path_text(one.relative_to(path.parent)) for one in path.parent.rglob("*")] if lacking else []
        met = found.met(there)
        for file in lacking:
            if file not in met:
                yield Failure(path_text(path), "file_not_found", f"{file} is listed and not there")

    def _above(self, folder: Path) -> Path | None:
        passed: list[Path] = []
        above, nearest = folder, None
        while above not in self.nearest:
            passed.append(above)
            if _manifest_of(above) is not None:
                nearest = above
                break
            if above.parent == above:
                break
            above = above.parent
        else:
            nearest = self.nearest[above]
        self.nearest.update(dict.fromkeys(passed, nearest))
        return nearest

    def _manifest(self, folder: Path) -> Manifest:
        if folder not in self.known:
            path = _manifest_of(folder) or folder / MANIFEST
            self.known[folder] = manifests([(MANIFEST, lambda: _read(path))])
        return self.known[folder]


def _manifest_of(folder: Path) -> Path | None:
    """Return the manifest of a folder, whatever capitals its name is in."""
    if (folder / MANIFEST).is_file():
        return folder / MANIFEST
    try:
        return next((one for one in folder.iterdir() if one.name.lower() == MANIFEST and one.is_file()), None)
    except OSError:
        return None


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path, MAX_BYTES)
    except (OSError, NotRegular, TooLong):
        return None
