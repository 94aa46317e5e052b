"""A made-up record of figures at size: every cell that the forms of 2012-2025 ask for, for thousands of real offices.

Written past the reading of reports, straight into the tables that `Record.open` makes. There is no text behind the
quotes: the look-ups that are measured read none. The same size always gives the same record.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from index.record import encode
from index.record.store import Record
from index.record.tables import checks, figures, metadata, reports, sections, versions
from reports import model
from reports.catalogue import FIELDS
from reports.computed import SUMS
from reports.identity import canonical, regions, slug
from reports.identity.tables import region_rows
from reports.model import Agency, Applicant

YEARS = range(2012, 2026)
OFFICES = ("财政局", "教育局", "科学技术局", "民政局")
BEFORE, AFTER, REFORM = "科学技术委员会", "科学技术局", 2019
BLANK, UNPARSED, ZERO, NO_TABLE, REVISED, CONFLICTS = 0.06, 0.002, 0.55, 0.03, 0.01, 0.1
PROSE = ("requests.received", "disclosure.total", "review.total")
_OF_TABLE = tuple(product(("closing", "answers"), (Applicant.TOTAL,)))
_OF_REQUESTS = tuple(product(("flow", "outcomes"), Applicant))
RULES = {"T14": _OF_TABLE, "T19": _OF_REQUESTS, "T21": _OF_REQUESTS}
VERDICTS = (0.95, 0.01, 0.02, 0.02)
BATCH = 2_000
Row = tuple[Any, ...]
Cell = tuple[str, str, str, str, str]


def open_record(folder: Path, size: int) -> str:
    """Return the URL of the record of so many reports in `folder`, made anew unless it fits today's tables."""
    mark, url = folder / "built", f"sqlite:///{folder}/record.db"
    wanted = _fingerprint(size)
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        start = time.perf_counter()
        rows = _build(url, size)
        mark.write_text(wanted)
        print(f"built {size:,} reports, {rows:,} figures in {time.perf_counter() - start:.0f} s", flush=True)
    return url


def _fingerprint(size: int) -> str:
    code = Path(__file__).read_text("utf-8") + "".join(
        str(CreateTable(table).compile(dialect=sqlite.dialect()))
        + "".join(sorted(str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in table.indexes))
        for table in metadata.sorted_tables
    )
    return hashlib.sha256(f"{size} {code} {list(FIELDS)}".encode()).hexdigest()


def _build(url: str, size: int) -> int:
    Record.open(url).close()
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as database:
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -1000000",
            "temp_store = MEMORY",
            "threads = 2",
        ):
            database.execute(f"PRAGMA {pragma}")
        kept = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?, ?)",
            (figures.name, checks.name),
        ).fetchall()
        for name, _ in kept:
            database.execute(f"DROP INDEX {name}")
        database.execute("BEGIN")
        _fill(database, size)
        for _, sql in kept:
            database.execute(sql)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = WAL")
        count: int = database.execute("SELECT max(id) FROM figures").fetchone()[0]
    return count


def _fill(database: sqlite3.Connection, size: int) -> None:
    random = Random(size)
    offices = list(islice(_agencies(), -(-size // len(YEARS))))
    plan = [(office, year) for office in offices for year in YEARS][:size]
    random.shuffle(plan)  # reports come in as they come: neither a year nor an agency stands together
    known: set[str] = set()
    made = _Made(random)
    for count, (office, year) in enumerate(plan, 1):
        agency = office[0] if year < REFORM else office[-1]
        if agency.id not in known:
            known.add(agency.id)
            _put_agency(database, agency)
        made.report(agency, year)
        if count % BATCH == 0 or count == len(plan):
            made.write(database)


def _agencies() -> Iterator[tuple[Agency, Agency]]:
    """Yield offices before and after the reform, mostly the same one."""
    places = [row for row in region_rows() if not row.last and row.level in ("city", "county")]
    for row, office in product(places, OFFICES):
        place = "".join(slug.place_name(regions.chain_of(row)))
        now = canonical(place + office)
        yield (canonical(place + BEFORE), now) if office == AFTER else (now, now)


def _put_agency(database: sqlite3.Connection, agency: Agency) -> None:
    row = encode.agency_row(agency, ())
    names, within = (json.dumps(row[key], ensure_ascii=False) for key in ("names", "regions"))
    database.execute("INSERT INTO agencies VALUES (?, ?, ?, ?)", (row["id"], row["name"], names, within))
    keys = [(key["kind"], key["key"], key["agency_id"]) for key in encode.key_rows(row)]
    database.executemany("INSERT INTO agency_keys VALUES (?, ?, ?)", keys)


class _Made:
    """Rows made and not yet written."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._cells = {form: _cells(form) for form in ("T14", "T19", "T21")}
        self._stated = [_stated(random) for _ in range(50_000)]
        self._revision = 0
        self._rows: dict[Table, list[Row]] = {table: [] for table in (reports, versions, sections, figures, checks)}

    def report(self, agency: Agency, year: int) -> None:
        """Make a report, now and then with an earlier version that had the same form."""
        id_ = f"{agency.id}-{year}"
        self._rows[reports].append((id_, agency.id, year))
        form = "T14" if year < 2019 else "T19" if year < 2021 else "T21"
        if self._random.random() < NO_TABLE:
            form = model.PROSE
        count = 2 if self._random.random() < REVISED else 1
        for version in range(1, count + 1):
            self._version(id_, agency, year, form, version, version == count)

    def write(self, database: sqlite3.Connection) -> None:
        """Write what was made since the last time."""
        for table, rows in self._rows.items():
            places = ", ".join("?" * len(rows[0]))
            columns = ", ".join(f'"{column.name}"' for column in list(table.columns)[-len(rows[0]) :])
            database.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({places})", rows)
            rows.clear()

    def _version(self, id_: str, agency: Agency, year: int, form: str, version: int, current: bool) -> None:
        self._revision += 1
        title, sha256 = f"{agency.name}{year}年政府信息公开工作年度报告", f"{self._revision:064x}"
        file, when = f"{agency.name}/{year}.html", f"{year + 1}-01-31 00:00:00.000000"
        common = (self._revision, agency.id, year, current)
        main = self._figures(common, form)
        of_file = (sha256, 9_000, file, "html", title, form, "bench", "{}", "{}", "[]", "[]", *main, when, None)
        self._rows[versions].append((self._revision, id_, version, current, *of_file))
        self._rows[sections].append((self._revision, "s0", 0, 0, "", "", "body", 0, len(title), None, "[]", title))
        self._rows[checks] += [(*common, *self._check(*one)) for one in RULES.get(form, ())]

    def _figures(self, common: Row, form: str) -> tuple[int, int]:
        """Make cells, sums and a few sentences; return how many answer for their field, and for all applicants."""
        cells = self._cells.get(form, ())
        table, totals, held = self._rows[figures], dict[str, Any](), dict[tuple[str, str], tuple[Any, int]]()
        made = self._random.choices(self._stated, k=len(cells))
        for n, ((field, applicant, unit, *labels), (*value, status, quote)) in enumerate(zip(cells, made, strict=True)):
            start = 1_000 + 12 * n
            held[field, applicant] = value[0], start
            if applicant == Applicant.TOTAL:
                totals[field] = value[0]
            main = value[0] is not None or field not in PROSE or applicant != Applicant.TOTAL
            where = (start, start + len(quote), "s0")
            stated = (field, applicant, *value, unit, status, None, "table", quote)
            table.append((*common, main, *stated, *where, *labels))
        sums = [(*common, True, *row) for row in _sums(form, held)]
        table += sums
        for field in PROSE:
            table.append((*common, totals.get(field) is None, *self._sentence(field, totals.get(field))))
        said = sum(field not in totals for field in PROSE)
        of_all = sum(row[len(common) + 2] == Applicant.TOTAL for row in sums)
        return len(cells) + len(sums) + said, len(totals) + of_all + said

    def _sentence(self, field: str, cell: str | None) -> Row:
        """State a field's value once more, now and then another one than the cell has."""
        agrees = cell is not None and self._random.random() >= CONFLICTS
        value = cell if agrees and cell else str(self._random.randrange(1, 500))
        unit, status = FIELDS[field].unit, "reported_zero" if value == "0" else "reported"
        quote = f"共{value}{unit}"
        where = (100, 100 + len(quote), "s0", None, None)
        return field, "total", value, float(value), unit, status, None, "prose", quote, *where

    def _check(self, rule: str, applicant: Applicant) -> Row:
        left, right = self._random.randrange(200), self._random.randrange(1, 9)
        verdict = self._random.choices(("pass", "fail", "incomplete", "not_assessable"), VERDICTS)[0]
        other = left + right if verdict == "fail" else left
        sides = [json.dumps([["requests.closed", applicant, str(n), str(n), 9, 12, 1, 0]] * 3) for n in (left, other)]
        return rule, verdict, applicant, None, str(left), str(other), str(left - other), *sides, "s0", ""


def _sums(form: str, held: Mapping[tuple[str, str], tuple[Any, int]]) -> Iterator[Row]:
    """Compute what the form implies as sums of its cells, as reports.computed does."""
    for field in SUMS.values():
        for applicant in Applicant if form in field.computed and field.applicants else (Applicant.TOTAL,):
            values = [held[part, applicant] for part in field.parts if (part, applicant) in held]
            if form in field.computed and len(values) == len(field.parts):
                total = None if any(value is None for value, _ in values) else sum(int(value) for value, _ in values)
                status = "blank" if total is None else "reported" if total else "reported_zero"
                value = (None, None) if total is None else (str(total), float(total))
                first = min(start for _, start in values)
                place = ("", first, first, "s0", None, None)
                yield field.id, applicant.value, *value, field.unit, status, None, "computed", *place


def _cells(form: str) -> tuple[Cell, ...]:
    """Return field, applicant, unit, row and column of every cell of the form."""
    each = tuple(Applicant) if form != "T14" else (Applicant.TOTAL,)
    return tuple(
        (field.id, applicant.value, field.unit, place.row, place.column)
        for field in FIELDS.values()
        for place in [next((one for one in field.places if one.form == form), None)]
        if place
        for applicant in (each if field.applicants else (Applicant.TOTAL,))
    )


def _stated(random: Random) -> tuple[str | None, float | None, str, str]:
    """Return value, number, status and quote of a cell: mostly nought, now and then large, some without a value."""
    luck = random.random()
    if luck < BLANK:
        return None, None, "blank", ""
    if luck < BLANK + UNPARSED:
        return None, None, "unparsed", "640020470"
    value = 0 if random.random() < ZERO else int(random.lognormvariate(2.5, 1.8))
    return str(value), float(value), "reported" if value else "reported_zero", str(value)
