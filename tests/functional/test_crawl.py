"""From a site to the record: the recipe of docs/collect.md against a site of our own, twice."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from index.ingest.outcome import Summary
from index.ingest.run import ingest
from index.originals.folder import FolderOriginals
from index.record.rows import StoredReport
from index.record.store import Record
from tests.crawl.site import RESPONSES, Site, make, serving
from tests.crawl.writing import reports
from tests.index.stubs import MemoryIndex

WGET = shutil.which("wget")
RECIPE = Path(__file__).parents[2] / "docs" / "collect.md"
pytestmark = [
    pytest.mark.skipif(WGET is None, reason="wget is not installed"),
    pytest.mark.xdist_group("crawl"),  # made once for all
]
CORRECTED = frozenset(range(0, 60, 3))


def recipe(name: str) -> list[str]:
    """Return the wget command that docs/collect.md gives under this name."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", RECIPE.read_text("utf-8"), re.S)
    assert found
    return found[1].replace("\\\n", " ").split()


def crawl(site: Site, folder: Path, port: int, *options: str) -> tuple[str, list[str]]:
    """Fetch the site as the recipe says, with further options; return its address and what it was asked for."""
    folder.mkdir()
    with serving(site.answers, port) as (base, asked):
        (folder / "columns.txt").write_text(f"{base}/\n")
        command = [part for part in recipe("wget") if not part.startswith("--wait")]
        subprocess.run(
            [*command[:-1], "--no-verbose", *options, command[-1]], cwd=folder, check=False, capture_output=True
        )
    return base, asked


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Path, list[str]]:
    """Crawl the site twice: 20 reports are corrected before the second time, and every page counts its visits."""
    folder = tmp_path_factory.mktemp("crawl")
    base, asked = crawl(make(), folder / "first", 0)
    crawl(make(1, CORRECTED), folder / "second", int(base.rsplit(":", 1)[1]))
    return base, folder / "first" / "site.warc.gz", folder / "second" / "site.warc.gz", asked


@pytest.fixture
def taken(tmp_path: Path) -> tuple[Record, FolderOriginals, MemoryIndex]:
    return Record.open(f"sqlite:///{tmp_path}/record.db"), FolderOriginals(tmp_path / "originals"), MemoryIndex()


@pytest.fixture(scope="module")
def once(
    visits: tuple[str, Path, Path, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Summary, Record, Path]:
    """The first crawl taken in: what ingest said, the record, and the folder of both, to be copied."""
    folder = tmp_path_factory.mktemp("once")
    taken = Record.open(f"sqlite:///{folder}/record.db"), FolderOriginals(folder / "originals"), MemoryIndex()
    return take(taken, visits[1]), taken[0], folder


@pytest.fixture
def first_taken(once: tuple[Summary, Record, Path], tmp_path: Path) -> tuple[Record, FolderOriginals, MemoryIndex]:
    """A copy of the first crawl taken in."""
    folder = shutil.copytree(once[2], tmp_path / "copy")
    return Record.open(f"sqlite:///{folder}/record.db"), FolderOriginals(folder / "originals"), MemoryIndex()


def take(taken: tuple[Record, FolderOriginals, MemoryIndex], *paths: Path) -> Summary:
    record, originals, index = taken
    return ingest(paths, record, originals, index, jobs=2)


def held(record: Record) -> dict[tuple[str, int], StoredReport]:
    return {(one.agency.name, one.year): one for one in record.reports(limit=500).items}


def test_every_report_of_a_crawl_is_taken_in_and_nothing_else(
    visits: tuple[str, Path, Path, list[str]], once: tuple[Summary, Record, Path]
) -> None:
    base, _, _, asked = visits
    assert (len(set(asked)), "/private/x.html" in asked) == (RESPONSES, False)
    summary, record, _ = once
    assert (summary.done, summary.failed, summary.versions) == (60, [], 0)
    site, found = make(), held(record)
    assert set(found) == {(one.agency, one.year) for one in reports()}
    for one in reports():
        key = (one.agency, one.year)
        source = found[key].source
        assert source is not None
        assert source["address"] == base + site.at[key]
        assert (source["published"], source["site"]) == (one.published, one.agency)
        assert source["site_code"] == f"33010000{one.year % 100}"
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", source["retrieved_at"] or "")


def test_attachments_are_joined_to_their_page_and_moved_addresses_are_sources_too(
    visits: tuple[str, Path, Path, list[str]], once: tuple[Summary, Record, Path]
) -> None:
    base, _, _, _ = visits
    record = once[1]
    site, found = make(), held(record)
    kept = record.sources_of(one.sha256 for one in found.values())
    for place, one in enumerate(reports()):
        key = (one.agency, one.year)
        listed = kept[found[key].sha256]
        attached = site.at[key] != site.pages[key]
        assert (listed[0].page == base + site.pages[key]) == attached
        if place % 5 == 0 and not attached:
            assert base + site.at[key].replace("/art/", "/old/") in [source.address for source in listed]


def test_a_second_crawl_adds_versions_only_of_what_changed(
    visits: tuple[str, Path, Path, list[str]], first_taken: tuple[Record, FolderOriginals, MemoryIndex]
) -> None:
    _, first, second, _ = visits
    taken = first_taken
    summary = take(taken, second)
    assert (summary.done, summary.versions, summary.unchanged, summary.failed) == (0, 20, 40, [])
    found = held(taken[0])
    versions = {key: len(one.versions) for key, one in found.items()}
    assert versions == {(one.agency, one.year): 2 if place in CORRECTED else 1 for place, one in enumerate(reports())}
    again = take(taken, first, second)
    assert (again.done, again.versions, again.reread, again.failed) == (0, 0, 0, [])
    assert again.unchanged == 120


def test_a_crawl_in_many_files_that_keeps_nothing_twice_gives_the_same(
    visits: tuple[str, Path, Path, list[str]], taken: tuple[Record, FolderOriginals, MemoryIndex], tmp_path: Path
) -> None:
    base, _, _, _ = visits
    site, port = make(), int(base.rsplit(":", 1)[1])
    crawl(site, tmp_path / "once", port, "--warc-cdx", "--warc-max-size=30000")
    crawl(site, tmp_path / "again", port, f"--warc-dedup={tmp_path}/once/site.cdx")
    parts = sorted((tmp_path / "once").glob("site-*.warc.gz"))
    summary = take(taken, *reversed(parts))
    assert (len(parts) > 3, summary.done, summary.failed, summary.versions) == (True, 60, [], 0)
    assert sources(taken[0]) == {base + path for path in site.at.values()}
    found = held(taken[0])
    assert {(one.source or {})["address"]: _pages(taken[0], one) for one in found.values()} == {
        base + site.at[key]: {base + site.pages[key]} if site.at[key] != site.pages[key] else {""} for key in site.at
    }
    before = {one.sha256 for one in found.values()}
    again = take(taken, tmp_path / "again" / "site.warc.gz")
    assert (again.done, again.versions, again.failed) == (0, 0, [])
    kept = taken[0].sources_of(before)
    assert all(one.seen > one.retrieved for listed in kept.values() for one in listed[:1] if one.seen and one.retrieved)


def _pages(record: Record, report: StoredReport) -> set[str]:
    return {one.page for one in record.sources_of([report.sha256])[report.sha256][:1]}


def test_a_wacz_file_of_the_crawl_gives_the_same(
    visits: tuple[str, Path, Path, list[str]], taken: tuple[Record, FolderOriginals, MemoryIndex], tmp_path: Path
) -> None:
    base, first, _, _ = visits
    with zipfile.ZipFile(tmp_path / "site.wacz", "w") as packed:
        packed.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1", "resources": []}')
        packed.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
        packed.write(first, "archive/site.warc.gz")
    summary = take(taken, tmp_path / "site.wacz")
    assert (summary.done, summary.failed) == (60, [])
    assert sources(taken[0]) == {base + path for path in make().at.values()}


def sources(record: Record) -> set[str | None]:
    return {(one.source or {})["address"] for one in held(record).values()}


def mirror(base: str, folder: Path) -> Path:
    """Write the site's answers into a folder with a manifest, as a mirroring tool would."""
    rows = ["file,address,retrieved,title"]
    for path, (status, _, body) in make().answers.items():
        if status == 200 and path != "/":
            name = path.lstrip("/").replace("%", "_")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
            rows.append(f'{name},{base}{path},2024-05-01T08:00:00Z,"页面，一"')
    (folder / "sources.csv").write_text("\n".join(rows), "utf-8")
    return folder


@pytest.mark.parametrize("packed", ["", "gztar", "zip"])
def test_a_mirrored_folder_with_a_manifest_gives_the_same(
    packed: str,
    visits: tuple[str, Path, Path, list[str]],
    taken: tuple[Record, FolderOriginals, MemoryIndex],
    tmp_path: Path,
) -> None:
    base, _, _, _ = visits
    folder = mirror(base, tmp_path / "mirror")
    given = Path(shutil.make_archive(str(tmp_path / "packed"), packed, folder)) if packed else folder
    summary = take(taken, given)
    assert (summary.done, summary.failed) == (60, [])
    assert sources(taken[0]) == {base + path for path in make().at.values()}
    assert {(one.source or {})["retrieved_at"] for one in held(taken[0]).values()} == {"2024-05-01T08:00:00Z"}


def save(base: str, folder: Path, *options: str) -> Path:
    """Save the site into folders, as wget does by itself."""
    folder.mkdir()
    with serving(make().answers, int(base.rsplit(":", 1)[1])):
        subprocess.run(
            [*("wget", "--recursive", "--level=6", "--quiet"), *options, f"{base}/"], cwd=folder, check=False
        )
    return folder


SAVINGS = {
    "as it is": ([], "gztar"),
    "to be read offline": (["--convert-links", "--adjust-extension"], ""),
    "for Windows": (["--restrict-file-names=windows", "--convert-links"], "zip"),
}


@pytest.mark.parametrize("saving", SAVINGS)
def test_a_saved_site_without_a_list_gives_the_same(
    saving: str,
    visits: tuple[str, Path, Path, list[str]],
    taken: tuple[Record, FolderOriginals, MemoryIndex],
    tmp_path: Path,
) -> None:
    base, _, _, _ = visits
    options, packed = SAVINGS[saving]
    folder = save(base, tmp_path / "saved", *options)
    given = Path(shutil.make_archive(str(tmp_path / "packed"), packed, folder)) if packed else folder
    summary = take(taken, given)
    assert (summary.done, summary.failed) == (60, [])
    assert {(one.source or {})["address"]: _pages(taken[0], one) for one in held(taken[0]).values()} == asked_for(base)


def asked_for(base: str) -> dict[str | None, set[str]]:
    """Return the addresses of reports with their pages, as wget asked for them: it saves what has moved as it asked."""
    site, found = make(), dict[str | None, set[str]]()
    for place, one in enumerate(reports()):
        at, page = site.at[one.agency, one.year], site.pages[one.agency, one.year]
        asked = base + (page.replace("/art/", "/old/") if place % 5 == 0 else page)
        found[asked if at == page else base + at] = {"" if at == page else asked}
    return found
