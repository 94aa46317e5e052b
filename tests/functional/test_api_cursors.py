"""Cursors that nobody was given, and lists read page by page while reports come, change and go."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.sync import refresh
from search import cursors
from tests.factories import make_agency, make_original, make_report
from web.http.services import Services

LISTS = (
    *("/search?q=公开", "/search", "/search?q=公开&sort=agency", "/search?sort=year", "/search?group_by=report"),
    *("/search?q=公开&format=csv", "/?q=公开", "/embed/search?q=公开", "/reports", "/reports?sort=agency"),
    *("/reports?sort=year", "/agencies", "/figures", "/figures?sort=value", "/figures?sort=-value"),
    *("/figures?sort=year", "/figures?sort=agency", "/figures?format=ndjson", "/checks", "/checks?format=csv"),
    *(
        "/figures/frame?field=requests.received&year=2017",
        "/figures/frame?field=requests.received&year=2017&sort=agency",
    ),
)
FITTING: dict[type, tuple[Any, ...]] = {
    str: ("", "~", "xiamen", "xiamen-2017", "requests.received", "厦门市", "\U0010ffff", "%_"),
    int: (0, -1, 2017, 2**31, 2**63 - 1, -(2**63)),
    float: (0, 7.25, -2017.0, 1.7e308, -1.7e308, 5e-324, 2**63 - 1),
}
Order = tuple[object, tuple[cursors.Shape, ...]]
ODD: tuple[Any, ...] = (
    *("", "~", "a", "\0", "\ud800", "\udfff😀", "公开", "'; DROP TABLE reports", "9" * 400),
    *(0, 1, -1, 2017, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**300, 0.5, -0.0, 1.7e308, -1.7e308, 5e-324),
    *(float("nan"), float("inf"), float("-inf"), True, False, None, [], [1], {}, {"a": 1}),
)


@pytest.fixture(scope="module")
def orders(app: Flask) -> dict[str, Order]:
    """Return for each list what its cursors are bound to and look like, so that forged ones can pass for right."""
    found: dict[str, Order] = {}
    with pytest.MonkeyPatch.context() as patch:
        for path in LISTS:

            def note(cursor: str, order: object, *shapes: cursors.Shape, path: str = path) -> Any:
                found[path] = order, shapes
                raise cursors.damaged()

            patch.setattr(cursors, "decode", note)
            app.test_client().get(f"{path}{'&' if '?' in path else '?'}cursor={sealed(['g', 'a'], '')}")
    assert found.keys() == set(LISTS)
    return found


def sealed(payload: object, order: object) -> str:
    data = json.dumps(payload).encode()
    return written(cursors._mark(data, order) + data)


def written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def like(shape: cursors.Shape, chance: random.Random) -> list[Any]:
    """Return what a cursor of this shape might carry, seldom what one does carry."""
    parts = (kind if isinstance(kind, str) else chance.choice(FITTING[kind]) for kind in shape)
    return [chance.choice(("5.5", "g1-1", "", "\u2028")), *parts]


def forgeries(orders: dict[str, Order], count: int) -> Iterator[tuple[str, str]]:
    """Yield a list and a cursor it never gave out."""
    chance = random.Random(5000)
    for number in range(count):
        path, other = chance.choice(LISTS), chance.choice(LISTS)
        (order, shapes), (another, _) = orders[path], orders[other]
        payload = like(chance.choice(shapes), chance)
        match number % 8:
            case 0:
                cursor = "".join(chr(chance.randrange(1, 0xD800)) for _ in range(chance.randrange(40)))
            case 1:
                cursor = written(chance.randbytes(chance.randrange(60)))
            case 2:
                data = bytearray(sealed(payload, order).encode())
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
                cursor = data.decode()
            case 3:
                cursor = sealed(payload, another)
            case 4:
                cursor = sealed(payload, order)
            case 5:
                cursor = sealed(chance.choice((*ODD, chance.choices(ODD, k=chance.randrange(8)))), order)
            case 6:
                cursor = written(cursors._mark(b"[" * 900, order) + b"[" * chance.randrange(700))
            case _:
                payload[chance.randrange(len(payload))] = chance.choice(ODD)
                cursor = sealed(payload, order)
        yield path, cursor


def attack(app: Flask, orders: dict[str, Order], count: int) -> None:
    client, answered = app.test_client(), {200: 0, 422: 0}
    for path, cursor in forgeries(orders, count):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}cursor={quote(cursor)}")
        assert answer.status_code in answered, (path, cursor, answer.status_code)
        answer.get_data()
        answered[answer.status_code] += 1
    assert sum(answered.values()) == count
    assert min(answered.values()) > count / 50, "forgeries reach the lists, and most are told"


def test_a_forged_cursor_is_an_answer_or_a_bad_parameter(app: Flask, orders: dict[str, Order]) -> None:
    attack(app, orders, 800)


@pytest.mark.slow
def test_five_thousand_forged_cursors_are_answers_or_bad_parameters(app: Flask, orders: dict[str, Order]) -> None:
    attack(app, orders, 5_000)


class Corpus:
    """A service over made-up reports that grows while it is read."""

    def __init__(self, data: Path) -> None:
        self.app = create_app({"DATA": data})
        self.services: Services = self.app.extensions["disclosure"]
        self.client: FlaskClient = self.app.test_client()
        self.chance = random.Random(371)

    def put(self, agency: int, year: int, extra: str) -> str:
        name = f"第{agency:03}市财政局"
        report = make_report(make_agency(name, f"city-{agency:03}", ()), year, extra=extra)
        sha256 = hashlib.sha256(f"{report.id} {extra}".encode()).hexdigest()
        self.services.record.save(report, make_original(report, sha256), parser="1")
        return report.id

    def index(self, *reports: str) -> None:
        refresh(self.services.record, self.services.text_index, reports)

    def come(self) -> None:
        new = [self.put(self.chance.randrange(500), 2012, "公开" * self.chance.randrange(400)) for _ in range(6)]
        self.index(*new)

    def replace(self) -> None:
        self.index(self.put(self.chance.randrange(40), 2017, f"新公开{self.chance.random()}"))

    def go(self) -> None:
        gone = self.chance.choice(sorted(self.services.record.revisions()))
        self.services.record.delete(gone)
        self.index(gone)


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with forty reports, to be copied."""
    made = Corpus(tmp_path_factory.mktemp("forty"))
    made.index(*(made.put(agency, 2017, "公开" * made.chance.randrange(9)) for agency in range(40)))
    made.services.record.close()
    return made.services.settings.data


@pytest.fixture
def corpus(forty: Path, tmp_path: Path) -> Iterator[Corpus]:
    made = Corpus(shutil.copytree(forty, tmp_path / "data"))
    yield made
    made.services.record.close()


def pages(corpus: Corpus, path: str, between: Callable[[], None]) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """Yield each page's rows, and whether it says that the list changed."""
    url: str | None = path
    while url is not None:
        body = corpus.client.get(url).get_json()
        rows = next(
            body[name] for name in ("hits", "figures", "reports", "agencies", "checks", "points") if name in body
        )
        yield rows, "restart" in body["links"]
        between()
        url = body["links"]["next"]


def identity(row: dict[str, Any]) -> str:
    return str(row["id"]) if "id" in row else f"{row['report']['id']} {row.get('field', row.get('rule'))}"


PAGED = (
    *("/search?q=公开&limit=7", "/search?limit=9", "/search?q=公开&sort=agency&limit=9", "/search?q=公开 附近&limit=9"),
    *("/search?q=公开&group_by=report&limit=5", "/search?q=%22政府信息%22&limit=6&sort=year", "/reports?limit=5"),
    *("/agencies?limit=5", "/figures?limit=6", "/figures?sort=value&limit=6", "/checks?limit=6"),
)


@pytest.mark.parametrize("path", PAGED)
@pytest.mark.parametrize("change", ["come", "replace", "go"])
def test_what_was_there_at_the_first_page_is_shown_once_or_the_answer_says_so(
    corpus: Corpus, path: str, change: str
) -> None:
    before = [identity(row) for rows, _ in pages(corpus, path, lambda: None) for row in rows]
    assert len(before) == len(set(before)) >= 40
    shown: list[str] = []
    told = False
    for rows, changed in pages(corpus, path, getattr(corpus, change)):
        shown += [identity(row) for row in rows]
        told = told or changed
    once = all(shown.count(one) == 1 for one in before)
    assert once or told
    if change == "come" and path.startswith("/search"):
        assert once, "what only grows is read to its end as it began"
        assert not told


def test_an_unchanged_list_never_says_that_it_changed(corpus: Corpus) -> None:
    for path in PAGED:
        assert not any(changed for _, changed in pages(corpus, path, lambda: None))


def test_where_to_begin_anew_is_the_first_page(corpus: Corpus) -> None:
    following = corpus.client.get("/reports?limit=5&sort=year").get_json()["links"]["next"]
    corpus.come()
    answer = corpus.client.get(following)
    assert answer.get_json()["links"]["restart"] == "/reports?limit=5&sort=year"
    assert '</reports?limit=5&sort=year>; rel="first"' in answer.headers["Link"]
    restarted = corpus.client.get(answer.get_json()["links"]["restart"]).get_json()
    assert "restart" not in restarted["links"]


def test_another_process_that_lacks_the_first_pages_state_says_so(corpus: Corpus) -> None:
    following = corpus.client.get("/search?q=公开&limit=7").get_json()["links"]["next"]
    corpus.come()
    other = create_app({"DATA": corpus.services.settings.data})
    answer = other.test_client().get(following)
    assert answer.status_code == 200
    assert answer.get_json()["links"]["restart"] == f"/search?q={quote('公开')}&limit=7"


def test_a_stream_goes_on_as_it_began_while_reports_come(corpus: Corpus) -> None:
    path = "/search?q=公开&format=ndjson"
    whole = [json.loads(line)["id"] for line in corpus.client.get(path).text.splitlines()]
    answer = corpus.client.get(path, buffered=False)
    lines: list[str] = []
    for chunk in answer.response:
        lines += (chunk if isinstance(chunk, str) else chunk.decode()).splitlines()
        corpus.come()
    assert [json.loads(line)["id"] for line in lines] == whole
    assert len(whole) > 100
