"""Several hosts, each a process with a folder of its own, over one database, one cluster, one store of originals."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from index.originals.folder import FolderOriginals
from index.record.store import Record
from index.sync import compare
from index.text.analyser import Analyser
from index.text.opensearch.address import address
from index.text.protocol import TextQuery
from index.verify import verify
from tests.cluster import postgresql
from tests.cluster.reports import reports
from tests.cluster.served import FLASK, ROOT, environment
from tests.index.text_cluster import Dropped
from tests.index.text_corpora import section

pytestmark = pytest.mark.cluster
FILES = int(os.environ.get("HOSTS_FILES", "500"))


def host(folder: Path, settings: dict[str, str], *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(FLASK), "--app", "app", *command],
        cwd=ROOT,
        env=environment(folder, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def recorded(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        there = connection.execute(text("SELECT to_regclass('versions')")).scalar()
        count = connection.execute(text("SELECT count(*) FROM versions")).scalar_one() if there else 0
    engine.dispose()
    return int(count)


def test_two_hosts_take_the_same_files_in_and_one_is_killed(
    tmp_path: Path, hosts: str, database: postgresql.Server, analyser: Analyser
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name, content, _ in reports(FILES):
        (files / name).write_text(content)
    index = Dropped(address(f"opensearch://{hosts}/hosts-{uuid.uuid4().hex[:8]}"), analyser)
    settings = {
        "DATABASE_URL": database.create(f"hosts{uuid.uuid4().hex[:8]}"),
        "TEXT_INDEX": f"opensearch://{hosts}/{index._name}",
        "ORIGINALS": str(tmp_path / "originals"),
    }
    began = time.monotonic()
    one, other = (host(tmp_path / name, settings, "ingest", str(files), "--jobs", "1") for name in ("one", "other"))
    while recorded(settings["DATABASE_URL"]) < FILES // 3:
        assert one.poll() is None, one.communicate()
        time.sleep(0.1)
    os.killpg(one.pid, signal.SIGKILL)
    one.communicate()
    at = recorded(settings["DATABASE_URL"])
    said, _ = other.communicate(timeout=1800)
    assert other.returncode == 0, said
    print(f"\n{FILES} files, one of two hosts killed at {at}: {time.monotonic() - began:.0f} s")
    with_record = Record.open(settings["DATABASE_URL"])
    try:
        found = compare(with_record, index)
        assert (found.missing, found.outdated, found.gone) == ((), (), ())
        assert with_record.counts().reports == with_record.counts().versions == FILES
        assert list(verify(with_record, FolderOriginals(tmp_path / "originals"), index)) == []
        for _, _, mark in list(reports(FILES))[:: max(FILES // 50, 1)]:
            assert index.search(TextQuery(phrases=(mark,))).total == 1
    finally:
        with_record.close()
        index.close()


def test_hosts_that_start_at_once_on_an_empty_database_all_come_up(
    tmp_path: Path, hosts: str, database: postgresql.Server
) -> None:
    settings = {
        "DATABASE_URL": database.create(f"start{uuid.uuid4().hex[:8]}"),
        "TEXT_INDEX": f"opensearch://{hosts}/start-{uuid.uuid4().hex[:8]}",
    }
    started = [host(tmp_path / str(number), settings, "index", "sync") for number in range(5)]
    ends = [(one.communicate(timeout=600)[0], one.returncode) for one in started]
    assert [code for _, code in ends] == [0] * 5, [said for said, code in ends if code]


def test_threads_of_one_process_write_the_same_reports_at_once(hosts: str, analyser: Analyser) -> None:
    """Older and newer revisions cross: what stays is the newest of each report, whole."""
    index = Dropped(address(f"opensearch://{hosts}/race-{uuid.uuid4().hex[:8]}"), analyser)
    chance = random.Random(7)
    lots = [(f"r{number}-2017", revision) for number in range(6) for revision in range(1, 13)]
    chance.shuffle(lots)

    def write(lot: tuple[str, int]) -> None:
        report, revision = lot
        size = 1 + (revision * 7 + len(report)) % 5
        index.apply(section(report, place, f"第{revision}版公开", revision=revision) for place in range(size))

    try:
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(write, lots))
        assert dict(index.revisions()) == {f"r{number}-2017": 12 for number in range(6)}
        assert index.damage() == ()
        assert index.search(TextQuery()).total == index.search(TextQuery(phrases=("第12版",))).total
    finally:
        index.close()


def test_a_killed_writer_leaves_nothing_half(hosts: str, analyser: Analyser, tmp_path: Path) -> None:
    """A process that writes the same reports over and over is killed at any moment; the next start finds them whole."""
    name = f"killed-{uuid.uuid4().hex[:8]}"
    index = Dropped(address(f"opensearch://{hosts}/{name}"), analyser)
    chance = random.Random(3)
    try:
        for _ in range(6):
            command = [sys.executable, "-m", "tests.cluster.writer", hosts, name, str(analyser._folder)]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
                assert writer.stdout is not None
                said = [writer.stdout.readline(), writer.stdout.readline()]
                time.sleep(chance.uniform(0, 0.8))
                writer.kill()
                said += writer.stdout.read().split()
            written = int(said[-1]) if said[-1].strip().isdigit() else int(said[1])
            until = time.monotonic() + 60
            while index.damage():  # the cluster still works off what it was sent
                assert time.monotonic() < until, index.damage()
                time.sleep(0.2)
                index.refresh()
            assert min(dict(index.revisions()).values()) >= written
        assert len(index._states.now().writing) >= 1
    finally:
        index.close()
