"""`disclosure backup` beside a writer, and `disclosure restore`."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import Result

from app import create_app
from tests.conftest import SAMPLES
from web.http.services import Services
from web.http.settings import Settings


def run(data: Path, *arguments: str) -> Result:
    return create_app({"DATA": data}).test_cli_runner().invoke(args=list(arguments))


def test_what_is_backed_up_is_restored_and_verified(sample_data: Path, tmp_path: Path) -> None:
    for name in ("a.tar", "b.tar.gz"):
        done = run(sample_data, "backup", str(tmp_path / name))
        assert (done.exit_code, "5 originals" in done.output) == (0, True), done.output
        done = run(tmp_path / f"from {name}", "restore", str(tmp_path / name))
        assert (done.exit_code, done.output.splitlines()[-1]) == (0, "5 reports restored and verified")
        assert "agree on 5 reports" in run(tmp_path / f"from {name}", "verify").output
    assert {one.name for one in tmp_path.iterdir()} == {"a.tar", "b.tar.gz", "from a.tar", "from b.tar.gz"}


def test_backups_taken_while_reports_come_in_are_each_of_one_piece(tmp_path: Path) -> None:
    data, text = tmp_path / "data", next(SAMPLES.glob("2017-wenzhou*.txt")).read_text("utf-8")
    services, stop = Services(Settings.read({"DATA": data}, {})), Event()
    services.text_index.apply()

    def write() -> None:
        for city in ("温州市", "宁波市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市"):
            if not stop.is_set():
                services.single_ingest.take_in(text.replace("温州市", city).encode(), f"{city}.txt")

    services.single_ingest.take_in(text.replace("温州市", "丽水市").encode(), "first.txt")
    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            assert run(data, "backup", str(tmp_path / f"{number}.tar")).exit_code == 0
    finally:
        stop.set()
        writer.join()
    for number in range(4):
        done = run(tmp_path / f"restored-{number}", "restore", str(tmp_path / f"{number}.tar"))
        assert (done.exit_code, "restored and verified" in done.output) == (0, True), done.output
    services.record.close()


def test_nothing_is_overwritten(sample_data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "a.tar"
    assert run(sample_data, "backup", str(backup)).exit_code == 0
    before = backup.read_bytes()
    assert "exists already" in run(sample_data, "backup", str(backup)).output
    assert backup.read_bytes() == before
    shutil.copytree(sample_data, tmp_path / "used")
    done = run(tmp_path / "used", "restore", str(backup))
    assert (done.exit_code, "is not empty" in done.output) == (1, True)


@pytest.mark.parametrize("kind", ["cut", "text", "other", "escape", "absolute", "link"])
def test_what_is_no_backup_leaves_nothing_behind(sample_data: Path, tmp_path: Path, kind: str) -> None:
    backup = tmp_path / "a.tar"
    if kind == "cut":
        assert run(sample_data, "backup", str(backup)).exit_code == 0
        backup.write_bytes(backup.read_bytes()[:50_000])
    elif kind == "text":
        backup.write_text("no archive")
    else:
        names = {"other": "other.py", "escape": "../a.py", "absolute": f"{tmp_path}/a.py", "link": "record.db"}
        with tarfile.open(backup, "w") as tar:
            member = tarfile.TarInfo(names[kind])
            member.type, member.linkname = (tarfile.SYMTYPE, "/etc/passwd") if kind == "link" else (tarfile.REGTYPE, "")
            tar.addfile(member)
    done = run(tmp_path / "data", "restore", str(backup))
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert [one.name for one in tmp_path.iterdir()] == ["a.tar"]
