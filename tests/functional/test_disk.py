"""Disks that are full, closed or damaged: plain words, the right exit status, and nothing is lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from index.originals.folder import FolderOriginals
from index.originals.protocol import OriginalsError
from index.record.errors import RecordClosed
from index.record.store import Record
from index.text.analyser import Analyser
from tests.factories import make_original, make_report
from web.http.services import Services

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
NOBODY = 65534
Run = Callable[..., Result]


def runner(data: Path) -> Run:
    flask = create_app({"DATA": str(data)}).test_cli_runner()
    return lambda *arguments: flask.invoke(args=[str(argument) for argument in arguments])


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Let nobody write to a folder and what is below; root, whom no mode stops, is somebody else meanwhile."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in folders:
            path.chmod(0o755)


@pytest.fixture
def data(sample_data: Path) -> Iterator[Path]:
    """A copy of the samples' data where any user may look; pytest's own folders are for one.

    Other tests may have the samples open, and then the copy has what SQLite keeps beside an open file.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        data = shutil.copytree(sample_data, Path(folder) / "data")
        Record.open(f"sqlite:///{data}/record.db").close()
        yield data


@pytest.mark.parametrize(("limit_kb", "said"), [(100, "cannot be opened"), (300, "run it again to go on")])
def test_what_a_full_disk_stops_is_said_and_completed_later(limit_kb: int, said: str, tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: the system refuses the write all the same."""
    data = tmp_path / "data"
    command = [sys.executable, "-m", "app", "ingest", str(SAMPLES), "--jobs", "1"]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"DISCLOSURE_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kb << 10, limit_kb << 10)),
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "Error: " in ended.stderr
    assert said in ended.stderr
    run = runner(data)
    assert run("index", "sync").exit_code == 0
    assert run("verify").exit_code == 0
    assert run("ingest", SAMPLES).exit_code == 0
    assert run("verify").output.endswith("agree on 5 reports, 5 versions\n")


def test_a_folder_that_cannot_be_written_is_served_and_says_which_it_is(data: Path) -> None:
    run = runner(data)
    run("search", "公开")  # so that nothing has to be imported by somebody else
    with closed(data):
        client = create_app({"DATA": str(data)}).test_client()
        assert client.get("/search?q=公开").json["total"] > 0
        assert client.get("/figures?limit=1").status_code == 200
        services: Services = client.application.extensions["disclosure"]
        services.keeper.check()  # as every start does
        report = client.get("/reports?limit=1").json["reports"][0]["id"]
        assert client.get(f"/reports/{report}/repeats").json["behind"] is False
        assert client.get("/search?q=公开&group_by=passage").json["total"] > 0
        assert "record, originals and text index agree on 5 reports" in runner(data)("verify").output
        result = runner(data)("index", "rebuild")
        assert result.exit_code == 1
        said = f"Error: the text index in {data}/index cannot be written: Permission denied"
        assert result.output.splitlines()[-1] == said
        with pytest.raises(OriginalsError, match=f"{data}/originals cannot be written"):
            FolderOriginals(data / "originals").put(b"a new file")


def test_a_new_record_in_a_closed_folder_names_the_folder(data: Path) -> None:
    (data / "record.db").unlink()
    with closed(data), pytest.raises(RecordClosed, match=f"{data}"):
        Record.open(f"sqlite:///{data}/record.db")


def save(url: str, meanwhile: Connection) -> None:
    """Record a report, wait to be told, and close the record."""
    writer = Record.open(url)
    report = make_report(year=2003)
    writer.save(report, make_original(report), parser="1")
    meanwhile.send("saved")
    meanwhile.recv()
    writer.close()


def test_a_closed_record_is_read_anew_when_somebody_writes_after_all(data: Path) -> None:
    url = f"sqlite:///{data}/record.db"
    with closed(data):
        reader = Record.open(url)
        assert reader.counts().reports == 5
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    writer = spawn.Process(target=save, args=(url, theirs))
    writer.start()
    assert ours.recv() == "saved"
    with closed(data):
        assert reader.counts().reports == 6, "while the writer has it open"
    ours.send("close")
    writer.join()
    with closed(data):
        assert reader.counts().reports == 6, "and when it is done"
        with pytest.raises(RecordClosed, match="cannot be written"):
            reader.delete(make_report(year=2003).id)
    reader.close()


@pytest.mark.usefixtures("own_dictionary")
def test_words_are_cut_without_a_cache_where_none_can_be_kept(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    for path in (data / "cache").iterdir():
        path.unlink()
    with closed(data):
        assert Analyser(data / "cache").query_words("依申请公开") == ("依", "申请", "公开")
    (record,) = caplog.records
    assert record.getMessage().startswith(f"the tokeniser's cache cannot be written to {data}/cache")


def test_a_changed_bit_of_the_text_index_is_told_and_mended(data: Path) -> None:
    (path,) = (data / "index").glob("*/*.arr")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    result = runner(data)("verify")
    assert result.exit_code == 1
    assert f"[index_damaged] {path} is not as it was written; `disclosure index rebuild`" in result.output
    rebuilt = runner(data)("index", "rebuild")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert runner(data)("verify").exit_code == 0


@pytest.mark.parametrize("pattern", ["*.arr", "*.trm", "*.toc"])
def test_a_text_index_cut_short_is_a_problem_that_shows_no_path(data: Path, pattern: str) -> None:
    (path,) = (data / "index").glob(f"*/{pattern}")
    os.truncate(path, path.stat().st_size - 1)
    answer = create_app({"DATA": str(data)}).test_client().get("/search?q=公开")
    assert (answer.status_code, answer.json["code"]) == (503, "index_damaged")
    assert "disclosure index rebuild" in answer.json["detail"]
    assert str(data) not in answer.text
