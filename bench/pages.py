"""`python -m bench.pages`: how long the server works on each page at size, and how large it is once compressed.

Prints a table, writes RESULTS_pages.md; the exit status is 1 where a page takes longer or is larger than issue 13
allows.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from bench.corpus import FOLDERS
from bench.figures import machine
from bench.figures_record import OFFICES, YEARS, open_record
from index.record.store import Record
from reports.catalogue import FIELDS
from reports.parse import parse
from web.http.html import PAGE
from web.resources.docs import SUBJECTS

HERE = Path(__file__).parent
MOST_MS, MOST_KB = 150.0, 60.0
HEADERS = {"Accept": PAGE, "Accept-Encoding": "br, gzip"}
FIELDS_ASKED = ("requests.received", "litigation.total", "requests.outcome.refused", "disclosure.total", "review.total")
WORDS = ("政府信息公开", "科学技术局 2020", "财政局", "海淀区教育局收到多少申请", "哪些单位被告最多")


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages of one kind: each address is asked for twice."""

    name: str
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Milliseconds until it was there, those of them that the processor worked on it, and its size in KB."""

    wall: float
    processor: float
    size: float


@dataclass(frozen=True, slots=True)
class Seen:
    """How the pages of a kind were answered, first asked for and again."""

    name: str
    first: Sequence[Answer]
    again: Sequence[Answer]

    @property
    def size(self) -> float:
        return max(one.size for one in self.first)

    @property
    def is_short(self) -> bool:
        return max(one.wall for one in (*self.first, *self.again)) > MOST_MS or self.size > MOST_KB


def main() -> int:
    asked = _arguments()
    app = _served(asked.reports)
    client, services = app.test_client(), app.extensions["disclosure"]
    services.warm_up()
    gc.collect()
    gc.freeze()  # as the server does before it forks
    seen = [_ask(client, kind) for kind in _kinds(services.record) if asked.only in kind.name]
    held = services.record.counts()
    page = "\n".join([_HEAD.format(machine=machine(), held=held), *_table(seen), "", _verdict(seen), ""])
    print(page, end="")
    if asked.reports == 100_000 and not asked.only:
        (HERE / "RESULTS_pages.md").write_text(page, "utf-8")
    return 1 if any(one.is_short for one in seen) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--reports", type=int, choices=(1_000, 10_000, 100_000), default=100_000)
    parser.add_argument("--only", default="", help="pages whose name has these words")
    return parser.parse_args()


def _served(size: int) -> Flask:
    """Return the application over the record of `bench.figures` with reports whose texts are whole among it."""
    folder = HERE / "data" / f"figures-{size}"
    url = open_record(folder, size)
    app = create_app({"DATA": folder, "DATABASE_URL": url, "RATE_LIMIT": "100000000 per minute"})
    if not (folder / "index").exists():
        runner = app.test_cli_runner()
        for command in (["ingest", *map(str, _texts())], ["index", "rebuild"]):
            if (done := runner.invoke(args=command)).exit_code:
                raise SystemExit(done.output)
    return app


def _texts() -> list[Path]:
    return [path for folder in FOLDERS if folder.is_dir() for path in sorted(folder.glob("*.txt"))]


def _kinds(record: Record) -> Iterator[Kind]:
    """Make the addresses; none is asked for by another kind."""
    chosen = [record.agencies(q=office, limit=8).items for office in OFFICES]
    province, city = chosen[0][0].regions[0].code, chosen[0][0].regions[1].code
    pairs = [(field, year) for field in FIELDS_ASKED for year in YEARS[-3:]]
    yield Kind("start", ["/", "/?lang=en"])
    yield Kind(
        "search", [_to("/", q=words, **more) for words in WORDS for more in ({}, {"year": 2021}, {"form": "T21"})]
    )
    yield Kind("directory", [_to("/agencies"), _to("/agencies", region=province), _to("/agencies", region=city)])
    yield Kind("agency", [f"/agencies/{agency.id}" for some in chosen for agency in some[:4]])
    yield Kind("dictionary", ["/figures", "/figures?lang=en"])
    yield Kind("number", [_to("/figures", field=field) for field in FIELDS])
    yield Kind("number by year", [_to("/figures", field=field, by=year) for field, year in pairs])
    yield Kind("number, agencies by name", [_to("/figures", field=field, sort="agency") for field in FIELDS_ASKED])
    yield Kind("number, upwards", [_to("/figures", field=field, sort="value") for field in FIELDS_ASKED])
    yield Kind("number of a province", [_to("/figures", field=field, region=province) for field in FIELDS_ASKED])
    yield Kind("number of a city", [_to("/figures", field=field, region=city) for field in FIELDS_ASKED])
    yield Kind("number above nought", [_to("/figures", field=field, value="1..") for field in FIELDS_ASKED])
    eight = [",".join(agency.id for agency in some) for some in chosen]
    yield Kind("comparison of eight", [_to("/compare", field=f, agency=ids) for f, ids in product(FIELDS_ASKED, eight)])
    yield Kind("map", [_to("/map", field=field, year=year) for field, year in pairs])
    yield Kind("map of a province", [_to("/map", field=field, region=province) for field in FIELDS_ASKED])
    yield Kind("distribution", [_to("/distribution", field=field, year=year) for field, year in pairs])
    yield Kind("contradictions", ["/checks", *(_to("/checks", year=year) for year in YEARS)])
    yield Kind("contradictions of a province", [_to("/checks", region=province), _to("/checks", region=city)])
    yield from _of_reports(record)
    yield Kind("own check", ["/check", "/check?lang=en"])
    yield Kind("download", ["/download"])
    yield Kind("documents", [_to(f"/docs/{one}", lang=lang) for one in SUBJECTS for lang in ("zh", "en")])
    yield Kind("reference of the API", ["/docs", "/docs?lang=en"])
    yield Kind("framed number", [_to("/embed/figure", field=field, agency=chosen[0][0].id) for field in FIELDS_ASKED])


def _of_reports(record: Record) -> Iterator[Kind]:
    whole = [parse(path.read_bytes(), path.name).id for path in _texts()]
    made = [f"{agency.id}-{YEARS[-1]}" for agency in record.agencies(q=OFFICES[0], limit=8).items]
    for view in ("text", "data", "checks"):
        yield Kind(f"report: {view}", [_to(f"/reports/{id_}", view=view) for id_ in [*whole, *made]])


def _to(path: str, **asked: object) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path


def _ask(client: FlaskClient, kind: Kind) -> Seen:
    """Ask for each page and again; the first of a kind once before, which loads its template."""
    _get(client, kind.addresses[-1])
    first, again = ([_get(client, address) for address in kind.addresses] for _ in range(2))
    slowest = max(zip(first, kind.addresses, strict=True), key=lambda pair: pair[0].wall)
    print(f"{kind.name}: {slowest[0].wall:.0f} ms {slowest[1]}", file=sys.stderr, flush=True)
    return Seen(kind.name, first, again)


def _get(client: FlaskClient, address: str) -> Answer:
    start, computed = time.perf_counter(), time.thread_time()
    response = client.get(address, headers=HEADERS)
    data = response.get_data()
    wall, processor = time.perf_counter() - start, time.thread_time() - computed
    if response.status_code != 200 or response.mimetype != PAGE:
        raise SystemExit(f"{address}: {response.status} {response.mimetype}")
    return Answer(wall * 1000, processor * 1000, len(data) / 1000)


def _table(seen: Iterable[Seen]) -> list[str]:
    lines = [
        "| page | addresses | first | most | computing | again | most | computing | KB |",
        "| --- |" + " ---: |" * 8,
    ]
    for one in seen:
        times = " | ".join(f"{time:.0f}" for some in (one.first, one.again) for time in _times(some))
        lines.append(f"| {one.name} | {len(one.first)} | {times} | {one.size:.1f}{' SHORT' if one.is_short else ''} |")
    return lines


def _times(some: Sequence[Answer]) -> tuple[float, float, float]:
    walls = [one.wall for one in some]
    return median(walls), max(walls), max(one.processor for one in some)


def _verdict(seen: Iterable[Seen]) -> str:
    short = [one.name for one in seen if one.is_short]
    return f"Above {MOST_MS:.0f} ms or {MOST_KB:.0f} KB: {', '.join(short) or 'nothing'}"


_HEAD = """\
# Pages at size

{machine}

{held.reports:,} reports of {held.agencies:,} agencies, {held.figures:,} figures
(`bench/figures_record.py`), among them some texts that are whole.
Milliseconds from the request to the last byte of the answer, compressed (Flask's test client: one thread, no socket):
each address the first time and once more, the median and the most of either; `computing` is the most that the
processor worked on one, which tells whether something else was running. KB of the largest page of a kind as it is
sent, without pictures and styles.
"""

if __name__ == "__main__":
    sys.exit(main())
