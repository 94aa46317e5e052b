"""Times taking reports in: ours into record and index, stock Whoosh with jieba's ChineseAnalyzer into its index."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from jieba.analyse import ChineseAnalyzer
from whoosh import fields, index

from bench.corpus import reports, sections, unlike
from index.originals.protocol import Original
from index.record.store import Record
from index.sync import refresh
from index.text.analyser import Analyser
from index.text.protocol import ColumnFilter, IndexedSection, TextQuery
from index.text.whoosh_index import WhooshIndex
from reports.model import Report

BATCH = 500
STOCK_SHARE = 10
NEW_REPORTS = 12


@dataclass(frozen=True, slots=True)
class Ingest:
    """Sections a second of both, and the seconds until a new report was found in the full index."""

    sections: int
    ours: float
    stock: float
    stock_sections: int
    visible: float
    visible_longest: float


def measure(folder: Path, size: int, analyser: Analyser) -> Ingest:
    """Take `size` sections in; `folder` then holds the record and index that the service of the HTTP part reads."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts = list(unlike(sections(size)))
    made = list(reports(parts))
    record = Record.open(f"sqlite:///{folder}/record.db")
    text_index = WhooshIndex(folder / "index", analyser, 64 << 20)
    start = time.perf_counter()
    for some in _batches(made):
        _take_in(record, text_index, some)
    ours = size / (time.perf_counter() - start)
    visible = [_visible(record, text_index, made[0], number) for number in range(NEW_REPORTS)]
    record.close()
    stock_size = max(size // STOCK_SHARE, min(size, 3000))
    stock = _stock(folder / "stock", parts[:stock_size])
    return Ingest(size, ours, stock, stock_size, median(visible), max(visible))


def _batches(made: Sequence[Report]) -> list[list[Report]]:
    return [list(made[start : start + BATCH]) for start in range(0, len(made), BATCH)]


def _take_in(record: Record, text_index: WhooshIndex, made: Sequence[Report]) -> None:
    for report in made:
        data = report.document.text.encode()
        original = Original(hashlib.sha256(data).hexdigest(), len(data), report.document.file, "text")
        record.save(report, original, parser="bench")
    refresh(record, text_index, [report.id for report in made])


def _visible(record: Record, text_index: WhooshIndex, like: Report, number: int) -> float:
    """Return the seconds from a parsed report to its being found."""
    agency = replace(like.agency, id=f"new-{number}", name=f"新{number}局", names=(f"新{number}局",))
    text = like.document.text.replace("。", f"。{number}", 1)[: len(like.document.text)]
    document = replace(like.document, text=text, file=f"new-{number}.txt")
    report = replace(like, id=f"new-{number}-{like.year}", agency=agency, document=document)
    start = time.perf_counter()
    _take_in(record, text_index, [report])
    wanted = TextQuery(words=("公开",), filters=(ColumnFilter("agency", frozenset({agency.id})),))
    if text_index.search(wanted).total == 0:
        raise AssertionError(f"{report.id} was taken in and is not found")
    return time.perf_counter() - start


def _stock(folder: Path, parts: Sequence[IndexedSection]) -> float:
    """Return stock Whoosh's sections a second, each with the fields that ours searches."""
    folder.mkdir(parents=True)
    text = fields.TEXT(analyzer=ChineseAnalyzer())
    schema = fields.Schema(
        id=fields.ID(stored=True), body=text, headings=text, title=text, names=text, agency=fields.ID, year=fields.ID
    )
    start = time.perf_counter()
    writer = index.create_in(str(folder), schema).writer(limitmb=512)
    for part in parts:
        writer.add_document(
            id=f"{part.report}:{part.section}",
            body=part.body,
            headings="\n".join(part.headings),
            title=part.title,
            names="\n".join(part.agency_names),
            agency=part.agency,
            year=str(part.year),
        )
    writer.commit()
    taken = len(parts) / (time.perf_counter() - start)
    shutil.rmtree(folder)
    return taken
