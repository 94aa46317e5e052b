"""An ingest killed at any moment: what is recorded stays, the index is mended, a second run completes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.originals.folder import FolderOriginals
from index.record.store import Record
from index.sync import sync
from index.text.protocol import TextIndex
from index.verify import verify
from tests.functional.crash_child import open_all, take_in

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "app")
SEED = int(os.environ.get("CRASH_SEED", "2017"))
FILES = 40


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tokeniser's cache, which takes seconds to make."""
    return tmp_path_factory.mktemp("tokeniser")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(f"局{number % 30};2017;第{number}号。" + "政府信息公开。" * 200)
    return folder


def agree(opened: tuple[Record, FolderOriginals, TextIndex]) -> None:
    record, _, index = opened
    sync(record, index)
    assert list(verify(*opened)) == []


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 1.0])
def test_a_killed_ingest_is_mended_by_sync_and_completed_by_a_second(
    share: float, folder: Path, cache: Path, tmp_path: Path
) -> None:
    moment = random.Random(f"{SEED} {share}")
    child = [sys.executable, "-m", "tests.functional.crash_child", *map(str, (tmp_path, cache, folder))]
    with subprocess.Popen(child, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(round(FILES * share)):
            process.stdout.readline()
        time.sleep(moment.random() * 0.1)
        process.kill()
    opened = open_all(tmp_path, cache)
    agree(opened)
    recorded = opened[0].counts().versions
    assert recorded >= round(FILES * share)
    summary = take_in(tmp_path, cache, folder)
    assert (summary.unchanged, summary.done + summary.versions) == (recorded, FILES - recorded)
    assert list(verify(*opened)) == []
    assert len(dict(opened[2].revisions())) == 30
    opened[0].close()


TEXT = """{agency}{year}年政府信息公开工作年度报告

本报告由{agency}编制。数据统计期限为{year}年1月1日至12月31日。

一、主动公开政府信息情况

{year}年，{agency}主动公开政府信息{disclosed}条。

二、依申请公开政府信息情况

{year}年，{agency}收到依申请公开{received}件，均已办结。

三、存在的问题和改进措施

公开的内容还不够丰富。
"""


def reports() -> Iterator[tuple[str, str]]:
    for place in ("杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市", "衢州市", "舟山市", "台州市"):
        for agency in (f"{place}财政局", f"{place}教育局"):
            for year in range(2008, 2018):
                text = TEXT.format(agency=agency, year=year, disclosed=year - 1900, received=year - 2000)
                yield f"{year}-{agency}.txt", text


def disclosure(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *arguments]
    environment = os.environ | {"DISCLOSURE_DATA": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_two_hundred_files_killed_at_ten_random_moments(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in reports():
        (folder / name).write_text(text)
    began = time.monotonic()
    whole = disclosure(tmp_path / "whole", "ingest", folder)
    assert (whole.returncode, whole.stdout) == (0, "200 new\n"), whole
    lasted = time.monotonic() - began
    moments = random.Random(SEED)
    for number in range(10):
        data = tmp_path / f"killed-{number}"
        environment = os.environ | {"DISCLOSURE_DATA": str(data)}
        with subprocess.Popen([*COMMAND, "ingest", folder], cwd=ROOT, env=environment) as process:
            time.sleep(moments.uniform(0.2, 1.0) * lasted)
            process.kill()
        for arguments in (("index", "sync"), ("verify",), ("ingest", folder), ("verify",)):
            done = disclosure(data, *arguments)
            assert done.returncode == 0, (number, arguments, done)
        assert done.stdout == "record, originals and text index agree on 200 reports, 200 versions\n"
