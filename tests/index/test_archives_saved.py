"""Sites saved into folders by wget, without a list: what their files' addresses were."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from index.ingest.archives.layout import Layout
from index.ingest.run import ingest
from tests.crawl.site import HTML, Answer, serving
from tests.index.crawled import BODY, ID, REPORT, SITE, TITLE, Taken, linking, nameless

PLACE = "mirror/kjj.hangzhou.gov.cn"
HOST = "http://kjj.hangzhou.gov.cn"
NAMES = {
    "art/2024/1.html": "/art/2024/1.html",
    "index.html": "/",
    "col/index.html": "/col/",
    "col/myindex.html": "/col/myindex.html",
    "show.jsp?id=1&p=%2Fa%2Fb": "/show.jsp?id=1&p=/a/b",
    "show.jsp@id=1": "/show.jsp?id=1",
    "show.jsp%3Fid=1": "/show.jsp?id=1",
    "show.jsp?id=1.html": "/show.jsp?id=1",
    "show.jsp@id=1.html": "/show.jsp?id=1",
    "list.action.html": "/list.action",
    "a@b.html": "/a@b.html",
    "att/年报 1.pdf": "/att/%E5%B9%B4%E6%8A%A5%201.pdf",
    "att/a#1.pdf": "/att/a%231.pdf",
}


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def layout(files: Mapping[str | bytes, bytes]) -> Layout:
    made = Layout()
    for name, data in files.items():
        made.note(os.fsencode(name), lambda data=data: data)  # type: ignore[misc]
    return made


def address(files: Mapping[str | bytes, bytes], name: str | bytes) -> str | None:
    found = layout(files).source(os.fsencode(name))
    return None if found is None else found[0].address


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_address_it_was_made_from(name: str) -> None:
    files: dict[str | bytes, bytes] = {
        f"{PLACE}/{name}": b"<html>",
        f"{PLACE}/z/1.html": b'<a href="2.html">',
        f"{PLACE}/z/2.html": b"<html>",
    }
    assert address(files, f"{PLACE}/{name}") == f"{HOST}{NAMES[name]}"


def test_bytes_that_wget_wrote_out_are_part_of_the_address() -> None:
    name = os.fsencode(f"{PLACE}/") + b"\xe6%96%87.html"
    assert (
        address({name: b"<html>", f"{PLACE}/1.html": '<a href="/文.html">'.encode()}, name) == f"{HOST}/%E6%96%87.html"
    )


SCHEMES = {
    f"https/{PLACE}": (b'<a href="2.html">', "https"),
    f"http/{PLACE}": (b'<a href="2.html">', "http"),
    PLACE: (f'<a href="{HOST.replace("http", "https")}/2.html">'.encode(), "https"),
}


@pytest.mark.parametrize("place", SCHEMES)
def test_the_scheme_is_what_the_folder_or_the_pages_say(place: str) -> None:
    body, scheme = SCHEMES[place]
    place = place.replace("mirror/", "")
    found = address({f"{place}/1.html": body, f"{place}/2.html": b"<p>"}, f"{place}/2.html")
    assert found == f"{scheme}://kjj.hangzhou.gov.cn/2.html"


NONE: dict[str, dict[str | bytes, bytes]] = {
    "no page links to another": {f"{PLACE}/1.html": b'<a href="3.html">', f"{PLACE}/2.html": b"<p>"},
    "a page links to itself": {f"{PLACE}/1.html": b'<a href="1.html">'},
    "a page as browsers save it": {
        f"{PLACE}/1.html": b'<link href="./1_files/a.css"><img src="1.files/b.png">',
        f"{PLACE}/1_files/a.css": b"",
        f"{PLACE}/1.files/b.png": b"",
    },
    "a folder with a version": {"reports.v2/1.html": b'<a href="2.html">', "reports.v2/2.html": b"<p>"},
    "a folder with a date": {"2024.01.31/1.html": b'<a href="2.html">', "2024.01.31/2.html": b"<p>"},
    "no folder": {"1.html": b'<a href="2.html">', "2.html": b"<p>"},
}


@pytest.mark.parametrize("kind", NONE)
def test_a_folder_that_is_no_saved_site_gives_no_address(kind: str) -> None:
    assert [address(NONE[kind], name) for name in NONE[kind]] == [None] * len(NONE[kind])


def test_names_of_any_length_take_no_time() -> None:
    for sign in "?@%":
        assert (
            address({f"{PLACE}/1.html": b'<a href="2.html">', f"{PLACE}/2.html": b""}, f"{PLACE}/{sign * 65_000}")
            is None
        )
        assert address({f"{PLACE}/1.html": b'<a href="2.html">', f"{PLACE}/2.html": b""}, f"{PLACE}/{sign * 3_000}")


def test_a_file_in_such_a_folder_is_read_as_any_file(taken: Taken, tmp_path: Path) -> None:
    folder = tmp_path / "kjj.hangzhou.gov.cn"
    folder.mkdir()
    (folder / "1.html").write_bytes(BODY)
    (folder / "notice.html").write_bytes(b"<p>notice</p>" * 20)
    summary = ingest([folder], taken.record, taken.originals, taken.index, jobs=1)
    assert (taken.held(), len(summary.failed)) == ({ID: [set()]}, 1)


def test_sites_may_stand_beside_each_other_and_link_to_each_other(taken: Taken, tmp_path: Path) -> None:
    file = f"{SITE}/files/P0201.docx"
    files = {
        "www.a.example.cn/1.html": linking(f'<a href="{file.replace("kjj.a.example", "kjj.b.cn")}">附件</a>'),
        "www.a.example.cn/2.html": b'<a href="1.html">back</a>',
        "kjj.b.cn/files/P0201.docx": nameless(),
        "kjj.b.cn/index.html": b'<a href="files/P0201.docx">P0201.docx</a>',
    }
    for name, data in files.items():
        (tmp_path / "given" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "given" / name).write_bytes(data)
    summary = ingest([tmp_path / "given"], taken.record, taken.originals, taken.index, jobs=1)
    address = "http://kjj.b.cn/files/P0201.docx"
    assert (taken.held(), summary.failed) == ({ID: [{address}]}, [])
    assert taken.page_of(address) == "http://www.a.example.cn/1.html"


ASKED = f"/files/{quote('年报附件')}.docx"
PAGES: dict[str, Answer] = {
    "/": (200, HTML, b'<a href="/show.jsp?id=1&amp;p=/a/b">1</a>'),
    "/show.jsp?id=1&p=/a/b": (200, HTML, linking(f'<a href="{ASKED}">附件1：</a>', TITLE)),
    ASKED: (200, {"Content-Type": "application/msword"}, nameless()),
}
OPTIONS = {
    "plain": [],
    "offline": ["--convert-links", "--adjust-extension"],
    "offline without adjusting": ["--convert-links"],
    "windows": ["--restrict-file-names=windows", "--convert-links", "--adjust-extension"],
    "protocol": ["--protocol-directories"],
}


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("kind", OPTIONS)
def test_pages_with_a_query_are_joined_to_what_they_link_to(kind: str, taken: Taken, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    with serving(PAGES) as (base, _):
        command = ["wget", "--recursive", "--quiet", *OPTIONS[kind], f"{base}/"]
        subprocess.run(command, cwd=folder, check=False)
    summary = ingest([folder], taken.record, taken.originals, taken.index, jobs=1)
    assert (taken.held(), summary.failed) == ({ID: [{f"{base}{ASKED}"}]}, [])
    assert taken.page_of(f"{base}{ASKED}") == f"{base}/show.jsp?id=1&p=/a/b"
    (report,) = taken.record.reports().items
    assert (report.title, report.year) == (TITLE, REPORT.year)


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_a_page_with_what_it_needs_is_a_saved_site(taken: Taken, tmp_path: Path) -> None:
    style = (200, {"Content-Type": "text/css"}, b"p{color:#333}")
    body = BODY.replace(b"</head>", b'<link rel=stylesheet href="/style.css"></head>')
    with serving({"/art/1.html": (200, HTML, body), "/style.css": style}) as (base, _):
        subprocess.run(["wget", "--page-requisites", "--quiet", f"{base}/art/1.html"], cwd=tmp_path, check=False)
        place = tmp_path / base.removeprefix("http://")
    assert (place / "style.css").is_file()
    summary = ingest([place], taken.record, taken.originals, taken.index, jobs=1)
    assert (taken.held(), summary.failed) == ({ID: [{f"{base}/art/1.html"}]}, [])
