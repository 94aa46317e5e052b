"""Data folders damaged in every way: what is damaged answers 503 and is named, and no 200 is wrong."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.record.errors import RecordError
from index.record.store import Record
from index.sync import refresh
from tests.factories import make_agency, make_original, make_report
from web.http.services import Services

ASKED = (
    *("/healthz", "/docs", "/openapi.json", "/fields", "/reports", "/agencies", "/figures?limit=100"),
    *("/checks?limit=100", "/search?q=公开&limit=100", "/search?q=%22政府信息%22&limit=100", "/search?q=附近"),
    *("/search?sort=year&limit=100", "/search?q=公开&format=csv", "/suggest?q=厦门", "/suggest?q=公", "/feed.json"),
    *(
        "/figures/frame?field=requests.received&year=2017",
        "/?q=公开",
        "/embed/search?q=公开",
    ),
    *("/figures?format=csv", "/checks?format=ndjson", "/opensearch.xml", "/search?q=公开&group_by=passage"),
    *("/map?field=requests.received", "/distribution?field=requests.received&year=2017"),
    *("/answers?q=2017年青岛科技局收到多少申请", "/sitemap.xml"),
)
OF_REPORTS = ("", "/figures", "/checks", "/tables", "/sections/s1", "/source", "/versions", "/repeats")
PASSAGES = ("/repeats", "/promises", "group_by=passage")
"""What the index of passages answers, wholly or in part."""


class Harm(NamedTuple):
    file: Path
    kind: str
    seed: int


@pytest.fixture(scope="module")
def whole(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the samples with a write-ahead log that has not been brought over, as a killed server leaves it."""
    folder = tmp_path_factory.mktemp("whole")
    data = shutil.copytree(sample_data, folder / "served")
    services: Services = create_app({"DATA": data}).extensions["disclosure"]
    for year in (2012, 2013):
        report = make_report(make_agency("厦门市民政局", "xiamen-minzheng", ()), year)
        original = make_original(report, services.originals.put(report.document.text.encode()))
        services.record.save(report, original, parser="1")
        refresh(services.record, services.text_index, [report.id])
    services.passages.sync(services.record)
    killed = shutil.copytree(data, folder / "killed")
    services.record.close()
    assert (killed / "record.db-wal").stat().st_size
    return killed


def routes(data: Path) -> tuple[str, ...]:
    record = Record.open(f"sqlite:///{data}/record.db")
    reports = sorted(record.revisions())
    agencies = [one.id for one in record.agencies(limit=100).items]
    record.close()
    one = [f"/reports/{id_}{rest}" for id_ in reports for rest in OF_REPORTS]
    return (*ASKED, *one, *(f"/agencies/{id_}{rest}" for id_ in agencies for rest in ("", "/promises")))


def asked(app: Flask, paths: tuple[str, ...]) -> dict[str, tuple[int, bytes]]:
    client = app.test_client()
    return {path: _told(client, path) for path in paths}


def _told(client: FlaskClient, path: str) -> tuple[int, bytes]:
    answer = client.get(path)
    return answer.status_code, answer.get_data()


@pytest.fixture(scope="module")
def truth(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, bytes]]:
    sound = shutil.copytree(whole, tmp_path_factory.mktemp("sound") / "data")
    app = start(sound)
    assert app is not None
    found = asked(app, routes(sound))
    app.extensions["disclosure"].record.close()
    assert {path: status for path, (status, _) in found.items() if status != 200} == {}
    return found


def files(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file() and path.name not in ("lock", "record.db.lock"))


def damage(path: Path, kind: str, chance: random.Random) -> None:
    size = path.stat().st_size
    if kind == "missing":
        path.unlink()
        return
    content = bytearray(path.read_bytes())
    if kind == "cut":
        path.write_bytes(content[: chance.randrange(size) if size else 0])
    elif kind == "page" and size:
        start = chance.randrange(0, size, 4096)
        content[start : start + 4096] = bytes(len(content[start : start + 4096]))
        path.write_bytes(content)
    elif kind == "bytes" and size:
        for _ in range(chance.choice((1, 1, 3, 40))):
            content[chance.randrange(size)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)


def start(data: Path) -> Flask | None:
    """Do what a server does at its start, one thing after the other; None where it refuses with one line."""
    app = create_app({"DATA": data, "RATE_LIMIT": "9999999 per second"})
    services: Services = app.extensions["disclosure"]
    try:
        services.keeper.check_if_small()
    except RecordError as error:
        said = str(error)
    else:
        return app
    assert said
    assert "\n" not in said
    return None


def harms(data: Path, count: int, seed: int) -> Iterator[Harm]:
    """Yield each kind of file with each kind of damage in turn."""
    chance = random.Random(seed)
    kinds = ("bytes", "page", "cut", "missing")
    held = files(data)
    groups = [[path for path in held if path.suffix == suffix] for suffix in sorted({path.suffix for path in held})]
    groups += [[data / "record.db"]] * 3
    for number in range(count):
        group = groups[number % len(groups)]
        yield Harm(chance.choice(group), kinds[number // len(groups) % len(kinds)], chance.randrange(1 << 30))


def attack(whole: Path, truth: dict[str, tuple[int, bytes]], folder: Path, count: int, seed: int) -> dict[str, int]:
    outcome = {"refused": 0, "partly": 0, "untouched": 0}
    for number, harm in enumerate(harms(whole, count, seed)):
        data = shutil.copytree(whole, folder / str(number))
        damage(data / harm.file.relative_to(whole), harm.kind, random.Random(harm.seed))
        app = start(data)
        if app is None:
            outcome["refused"] += 1
            assert harm.file.name.startswith("record.db"), harm
            continue
        found = asked(app, tuple(truth))
        for path, (status, body) in found.items():
            assert status in (truth[path][0], 503, 404 if path.endswith("/source") else 503), (harm, path, status)
            assert status != 200 or body == truth[path][1] or b'"behind":true' in body, (harm, path)
        down = {path for path, (status, _) in found.items() if status != truth[path][0]}
        if not harm.file.name.startswith("record.db"):
            numbers = {path for path in down if path.startswith(("/figures", "/checks", "/agencies", "/reports?"))}
            assert all(path.endswith(PASSAGES) for path in numbers), (harm, numbers)
        if harm.file.name.startswith("passages.db"):
            assert all(any(part in path for part in PASSAGES) for path in down), (harm, down)
        if harm.file.is_relative_to(whole / "originals"):
            assert all(path.endswith("/source") for path in down), harm
        outcome["partly" if down else "untouched"] += 1
        app.extensions["disclosure"].record.close()
        shutil.rmtree(data)
    return outcome


def test_damaged_starts_give_no_wrong_answer(whole: Path, truth: dict[str, tuple[int, bytes]], tmp_path: Path) -> None:
    outcome = attack(whole, truth, tmp_path, 9, 29)
    assert sum(outcome.values()) == 9
    assert outcome["partly"]


@pytest.mark.slow
@pytest.mark.usefixtures("own_dictionary")
def test_two_hundred_damaged_starts_give_no_wrong_answer(
    whole: Path, truth: dict[str, tuple[int, bytes]], tmp_path: Path
) -> None:
    outcome = attack(whole, truth, tmp_path, 200, 102)
    print(outcome)
    assert sum(outcome.values()) == 200
