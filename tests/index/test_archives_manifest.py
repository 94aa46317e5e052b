"""Lists of fetched files (sources.csv) as tables are saved, and what systems put beside files."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.ingest.outcome import Summary
from index.ingest.run import ingest
from tests.crawl.writing import Written, as_page
from tests.index.crawled import BODY, FILE, ID, PAGE, REPORT, SITE, TITLE, Taken, linking, nameless

OTHER = as_page(Written("宁波市财政局", 2022, "html", 9, 77), "")
OTHER_ID = "ningboshi-caizhengju-2022"
UNDATED = BODY.decode().replace(f'content="{REPORT.published} 09:30"', 'content=""').replace(REPORT.published, "")


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path)


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def tarred(files: Mapping[str, bytes], kind: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=kind) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


LISTS: dict[str, bytes] = {
    "other order, more columns": f"id,title,address,file\n7,x,{PAGE},1.html\n".encode(),
    "a mark and quotation marks": b"\xef\xbb\xbf" + f'"file","address"\r\n"1.html","{PAGE}"\r\n'.encode(),
    "GBK": f"file,address,title\n1.html,{PAGE},年报\n".encode("gbk"),
    "UTF-16 with tabs": f"file\taddress\ttitle\n1.html\t{PAGE}\t年报\n".encode("utf-16"),
    "semicolons": f"file;address\n1.html;{PAGE}\n".encode(),
    "names in Chinese": f"文件,网址,抓取时间\n1.html,{PAGE},2024-03-01\n".encode(),
    "blank lines and columns": f"\r\n\r\nFile , Address ,,\n\n 1.html , {PAGE} ,,\n\n".encode(),
    "backslashes": f"file,address\n.\\1.html,{PAGE}\n".encode(),
    "other capitals": f"file,address\n1.HTML,{PAGE}\n".encode(),
    "a name as addresses have it": f"file,address\n%31.html,{PAGE}\n".encode(),
    "no scheme": f"file,address\n1.html,{PAGE.removeprefix('http://')}\n".encode(),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_read_as_tables_are_saved(kind: str, taken: Taken) -> None:
    summary = taken.ingest(zipped({"1.html": BODY, "sources.csv": LISTS[kind]}))
    assert (taken.held(), summary.failed) == ({ID: [{PAGE}]}, [])


TIMES = {
    "2024年3月1日": "2024-03-01T00:00:00Z",
    "2024年03月01日 08:30:05": "2024-03-01T08:30:05Z",
    "2024/3/1 8:30": "2024-03-01T08:30:00Z",
    "2024.3.1": "2024-03-01T00:00:00Z",
    "20240301": "2024-03-01T00:00:00Z",
    "20240301083005": "2024-03-01T08:30:05Z",
    "2024-03-01T08:30:00+08:00": "2024-03-01T00:30:00Z",
    "Fri, 01 Mar 2024 08:30:00 GMT": "2024-03-01T08:30:00Z",
}


@pytest.mark.parametrize("time", TIMES)
def test_times_and_days_are_read_as_people_write_them(time: str, taken: Taken) -> None:
    rows = f'file,address,retrieved,published\n1.html,{PAGE},"{time}","{time}"\n'
    summary = taken.ingest(zipped({"1.html": UNDATED.encode(), "sources.csv": rows.encode()}))
    (report,) = taken.record.reports().items
    source = report.source or {}
    assert (source["retrieved_at"], source["published"], summary.failed) == (TIMES[time], TIMES[time][:10], [])


@pytest.mark.parametrize("time", ["gestern", "2024-13-45", "20241399", "1709280000", "2024年13月1日"])
def test_a_time_that_is_none_costs_the_time_and_is_named(time: str, taken: Taken) -> None:
    rows = f"file,address,retrieved\n1.html,{PAGE},{time}\n"
    summary = taken.ingest(zipped({"1.html": BODY, "sources.csv": rows.encode()}))
    assert (taken.held(), [one.code for one in summary.failed]) == ({ID: [{PAGE}]}, ["invalid_manifest"])


def test_a_list_in_a_folder_finds_files_whose_names_are_in_gbk(taken: Taken, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "年报.html".encode("gbk"))).write_bytes(BODY)
    (folder / "Sources.CSV").write_bytes(f"file,address\n年报.html,{PAGE}\n9.html,{SITE}/9.html\n".encode("gbk"))
    summary = ingest([folder], taken.record, taken.originals, taken.index, jobs=1)
    assert taken.held() == {ID: [{PAGE}]}
    assert [(one.code, one.detail.split()[0]) for one in summary.failed] == [("file_not_found", "9.html")]


HIDDEN = {
    "__MACOSX/._1.html": b"\0\5\x16\7\0\2\0\0Mac OS X" + bytes(60),
    "a/.DS_Store": b"\0\0\0\1Bud1" + bytes(60),
    "a/Thumbs.db": b"\xd0\xcf\x11\xe0" + bytes(600),
}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_what_systems_put_beside_files_is_passed_over(pack: object, taken: Taken) -> None:
    assert callable(pack)
    summary = taken.ingest(pack({"../1.html": BODY, **HIDDEN}))
    assert (list(taken.held()), summary.failed, summary.passed["hidden_file"]) == ([ID], [], 3)


@pytest.mark.parametrize("kind", ["w", "w:gz", "w:bz2", "w:xz"])
def test_archives_put_one_behind_another_are_all_read(kind: str, taken: Taken) -> None:
    summary = taken.ingest(tarred({"1.html": BODY}, kind) + tarred({"2.html": OTHER}, kind))
    assert (set(taken.held()), summary.failed) == ({ID, OTHER_ID}, [])


def test_what_is_damaged_within_a_tar_file_is_named_and_the_rest_read(taken: Taken) -> None:
    data = bytearray(tarred({"1.html": BODY, "2.html": b"<html>" * 50, "3.html": OTHER}))
    second = data.find(b"2.html")
    data[second : second + 512] = bytes(range(1, 129)) * 4
    summary = taken.ingest(bytes(data))
    assert set(taken.held()) == {ID, OTHER_ID}
    assert "damaged_archive" in [one.code for one in summary.failed]


def test_what_stands_behind_a_tar_file_is_let_be(taken: Taken) -> None:
    summary = taken.ingest(tarred({"1.html": BODY}) + b"signed by nobody" * 40)
    assert (list(taken.held()), summary.failed) == ([ID], [])


LINKED = {
    "page.html": linking('<a href="/files/P0201.docx">附件1：</a>'),
    "P0201.docx": nameless(),
    "sources.csv": f"file,address\nP0201.docx,{FILE}\npage.html,{PAGE}\n".encode(),
}


@pytest.mark.parametrize("pack", ["zip", "tar", "folder"])
def test_a_listed_file_is_joined_to_the_page_that_links_to_it(pack: str, taken: Taken, tmp_path: Path) -> None:
    summary = given(LINKED, pack, taken, tmp_path)
    assert (taken.held(), summary.failed) == ({ID: [{FILE}]}, [])
    assert taken.page_of(FILE) == PAGE
    (report,) = taken.record.reports().items
    assert report.title == TITLE


@pytest.mark.parametrize("pack", ["zip", "tar", "folder"])
def test_a_listed_page_is_one_with_the_page_that_frames_it(pack: str, taken: Taken, tmp_path: Path) -> None:
    inner = f"{SITE}/inner.html"
    files = {
        "1/outer.html": linking('<iframe src="/inner.html"></iframe>'),
        "inner.html": BODY,
        "sources.csv": f"file,address,page\n1/outer.html,{PAGE},\ninner.html,{inner},\n".encode(),
    }
    summary = given(files, pack, taken, tmp_path)
    assert (taken.held(), summary.failed) == ({ID: [{PAGE, inner}]}, [])


def test_what_a_list_says_goes_before_what_a_page_does(taken: Taken) -> None:
    rows = f"file,address,page,published\nP0201.docx,{FILE},{SITE}/list.html,2024-02-02\npage.html,{PAGE},,\n"
    taken.ingest(zipped({**LINKED, "sources.csv": rows.encode()}))
    (report,) = taken.record.reports().items
    assert (taken.page_of(FILE), (report.source or {})["published"]) == (f"{SITE}/list.html", "2024-02-02")


def test_a_page_may_stand_in_another_archive_than_what_it_links_to(taken: Taken) -> None:
    first = {"P0201.docx": LINKED["P0201.docx"], "sources.csv": f"file,address\nP0201.docx,{FILE}\n".encode()}
    second = {"a.html": LINKED["page.html"], "sources.csv": f"file,address\na.html,{PAGE}\n".encode()}
    summary = taken.ingest(zipped(first), tarred(second))
    assert (taken.held(), taken.page_of(FILE), summary.failed) == ({ID: [{FILE}]}, PAGE, [])


@pytest.mark.parametrize("pack", ["zip", "tar", "folder"])
def test_an_archive_among_listed_files_keeps_its_page(pack: str, taken: Taken, tmp_path: Path) -> None:
    packed = f"{SITE}/files/nb.zip"
    files = {
        "page.html": linking('<a href="/files/nb.zip">附件</a>'),
        "nb.zip": zipped({"P0201.docx": nameless()}),
        "sources.csv": f"file,address\nnb.zip,{packed}\npage.html,{PAGE}\n".encode(),
    }
    summary = given(files, pack, taken, tmp_path)
    assert (taken.held(), taken.page_of(packed), summary.failed) == ({ID: [{packed}]}, PAGE, [])


def test_what_stands_before_the_damage_of_a_listed_archive_is_read(taken: Taken) -> None:
    data = tarred({**LINKED, "other.html": OTHER * 9})
    summary = taken.ingest(data[: data.find(b"other.html") + 2000])
    assert (taken.held(), [one.code for one in summary.failed]) == ({ID: [{FILE}]}, ["damaged_archive"])


def given(files: Mapping[str, bytes], pack: str, taken: Taken, folder: Path) -> Summary:
    """Take files in, in a folder or packed."""
    if pack != "folder":
        return taken.ingest(zipped(files) if pack == "zip" else tarred(files))
    for name, data in files.items():
        (folder / "given" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "given" / name).write_bytes(data)
    return ingest([folder / "given"], taken.record, taken.originals, taken.index, jobs=1)
