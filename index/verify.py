"""Whether record, originals and text index agree: every claim one makes of another is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.originals.protocol import OriginalDamaged, OriginalMissing, Store
from index.record.rows import StoredReport
from index.record.store import Record
from index.sync import compare
from index.text.protocol import TextIndex, TextIndexError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, and the report, file or section where."""

    code: str
    subject: str
    detail: str


Advance = Callable[[int, int], None]


def verify(
    record: Record, originals: Store, text_index: TextIndex, advance: Advance | None = None
) -> Iterator[Finding]:
    """Yield what differs; nothing where all agree. Reads every original, every text and the text index once."""
    for said in record.damage():
        yield Finding("database", "record", said)
    for said in record.changed():
        yield Finding("changed", "record", said)
    yield from _current_versions(record)
    revisions = record.all_revisions()
    for done, revision in enumerate(revisions, 1):
        stored = record.version_of(revision)
        if stored is not None:
            yield from _original(stored, originals)
            yield from _reading(stored, record)
        if advance is not None:
            advance(done, len(revisions))
    yield from _text_index(record, text_index)


def _current_versions(record: Record) -> Iterator[Finding]:
    for report in record.without_current():
        yield Finding("current_version", report, "not one version is the current one")
    for report in record.loose_facts():
        yield Finding("current_version", report, "figures or checks tell agency, year or currency otherwise than it")


def _original(stored: StoredReport, originals: Store) -> Iterator[Finding]:
    name = f"{stored.id} version {stored.version} ({stored.file})"
    try:
        size = len(originals.read(stored.sha256))
    except OriginalMissing as error:
        yield Finding("original_missing", name, str(error))
    except OriginalDamaged as error:
        yield Finding("original_damaged", name, str(error))
    else:
        if size != stored.size:
            yield Finding("original_size", name, f"{size} bytes, recorded as {stored.size}")


def _reading(stored: StoredReport, record: Record) -> Iterator[Finding]:
    name, text, at = f"{stored.id} version {stored.version}", record.text(stored.revision), 0
    for section in record.sections(stored.revision):
        if section.start != at or section.end < at:
            yield Finding("section_place", f"{name} {section.id}", f"starts at {section.start}, is to start at {at}")
        at = section.end
    if at != len(text):
        yield Finding("section_place", name, f"the sections end at {at}, their texts at {len(text)}")
    for figure in record.figures(stored.revision):
        if text[figure.start : figure.end] != figure.quote:
            yield Finding("figure_quote", f"{name} {figure.field}", f"{figure.quote!r} is not at {figure.start}")
    for one in record.tables(stored.revision):
        for cell in one.table.cells:
            beyond = cell.row + cell.row_span > one.table.rows or cell.column + cell.column_span > one.table.columns
            if beyond or (cell.start >= 0 and not one.start <= cell.start <= cell.end <= one.end):
                yield Finding("table_place", f"{name} {one.id}", f"{cell.text!r} is not within its table")


def _text_index(record: Record, text_index: TextIndex) -> Iterator[Finding]:
    try:
        damage = text_index.damage()
        if damage:
            yield from (Finding("index_damaged", "text index", said) for said in damage)
            return  # whatever it holds is not to be relied on
        difference = compare(record, text_index)
        sections = text_index.stats().sections
    except TextIndexError as error:
        yield Finding("text_index", "text index", str(error))
        return
    for code, detail, reports in (
        ("not_indexed", "recorded and not in the text index", difference.missing),
        ("outdated", "in the text index in an older revision", difference.outdated),
        ("gone", "in the text index and not recorded", difference.gone),
    ):
        for report in reports:
            yield Finding(code, report, f"{detail}; run `disclosure index sync`")
    recorded = record.counts().sections
    if sections != recorded and not (difference.missing or difference.outdated or difference.gone):
        yield Finding(
            "text_index", "text index", f"{sections} sections, the record has {recorded}; `disclosure index rebuild`"
        )
