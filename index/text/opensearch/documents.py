"""From sections to documents of the cluster: a report's sections first, what is stale of it next, its manifest last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from typing import Any

from index.text.analyser import Analyser, fold
from index.text.opensearch.mapping import LONGEST_WORD, MARK
from index.text.protocol import IndexedSection
from index.text.registry import COLUMNS, IndexColumn

LONGEST_ID = 480
"""Bytes of an id that stands as it is; the cluster takes 512."""
Action = tuple[dict[str, Any], dict[str, Any] | None]
"""A line of a bulk request and, unless it deletes, the document that follows it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What of a report is in the index: its revision and its sections' ids, in their order."""

    revision: int
    sections: tuple[str, ...]

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> Manifest:
        said = source["manifest"]
        return cls(int(said["revision"]), tuple(said["sections"]))


@dataclass(frozen=True, slots=True)
class Change:
    """A report that is to be put in as `sections`, or with none of them to be taken out, and what of it was there."""

    report: str
    sections: tuple[IndexedSection, ...] = ()
    before: Manifest | None = None

    @property
    def manifest(self) -> Manifest:
        revision = self.sections[0].revision
        return Manifest(revision, tuple(dict.fromkeys(section.section for section in self.sections)))


def changes(sections: Iterable[IndexedSection], remove: Iterable[str], known: Mapping[str, Manifest]) -> list[Change]:
    """Say what has to happen to each report, in the order of their ids."""
    ordered = sorted(sections, key=lambda one: (one.report, one.position))
    by_report = {
        report: Change(report, tuple(parts), known.get(report))
        for report, parts in groupby(ordered, key=lambda one: one.report)
    }
    for report in set(remove) - by_report.keys():
        if report in known:
            by_report[report] = Change(report, (), known[report])
    return [by_report[report] for report in sorted(by_report)]


def actions(change: Change, analyser: Analyser) -> Iterator[Action]:
    """Yield what brings a report about. Done twice, or after a newer revision's, it changes nothing."""
    if not change.sections:
        assert change.before is not None
        for section in change.before.sections:
            yield _deletion(change.report, section_id(change.report, section), change.before.revision)
        yield _deletion(change.report, report_id(change.report), change.before.revision)
        return
    manifest = change.manifest
    for one in change.sections:
        yield _put(one.report, section_id(one.report, one.section), one.revision, _section(one, analyser))
    for stale in _stale(change.before, manifest):
        yield _deletion(change.report, section_id(change.report, stale), manifest.revision)
    first = change.sections[0]
    said = {"revision": manifest.revision, "sections": list(manifest.sections)}
    document = {"part": "report", "manifest": said, **_columns(first)}
    yield _put(first.report, report_id(first.report), manifest.revision, document)


def orphans(change: Change, winner: Manifest | None) -> Iterator[Action]:
    """Yield what takes out the sections that we wrote after a newer revision had been put in without them."""
    kept = set(winner.sections) if winner is not None else set()
    revision = change.manifest.revision if winner is None else winner.revision
    for section in change.manifest.sections:
        if section not in kept:
            yield _deletion(change.report, section_id(change.report, section), revision)


def _stale(before: Manifest | None, now: Manifest) -> Sequence[str]:
    return () if before is None else [section for section in before.sections if section not in now.sections]


def _put(report: str, id_: str, revision: int, document: dict[str, Any]) -> Action:
    return {"index": {"_id": id_, "routing": report, **_version(revision)}}, document


def _deletion(report: str, id_: str, revision: int) -> Action:
    return {"delete": {"_id": id_, "routing": report, **_version(revision)}}, None


def _version(revision: int) -> dict[str, Any]:
    return {"version": revision, "version_type": "external_gte"}


def report_id(report: str) -> str:
    return _short(f"r:{report}")


def section_id(report: str, section: str) -> str:
    return _short(f"s:{report}:{section}")


def _short(name: str) -> str:
    encoded = name.encode()
    return name if len(encoded) <= LONGEST_ID else f"h:{blake2b(encoded, digest_size=32).hexdigest()}"


def _section(section: IndexedSection, analyser: Analyser) -> dict[str, Any]:
    words = _cut(section.body, analyser)
    return {
        "part": {"name": "section", "parent": report_id(section.report)},
        "body": _marked(words),
        "vocabulary": list(dict.fromkeys(words)),
        "headings": _marked(_cut("\n".join(section.headings), analyser)),
        "title": _marked(_cut(section.title, analyser)),
        "agency_names": _marked(_cut("\n".join(section.agency_names), analyser)),
        "year_word": _marked([str(section.year)]),
        "exact": sendable(fold(section.body)),
        "section": section.section,
        "position": section.position,
        **_columns(section),
    }


def _columns(section: IndexedSection) -> dict[str, Any]:
    return {"revision": section.revision, **{name: _value(column, section) for name, column in COLUMNS.items()}}


def _value(column: IndexColumn, section: IndexedSection) -> object:
    values = column.values(section)
    if column.several:
        return list(values) or [""]
    return int(values[0]) if column.numeric else values[0]


def _cut(text: str, analyser: Analyser) -> list[str]:
    return [sendable(word[:LONGEST_WORD]) for word in analyser.index_words(text)]


def _marked(words: Sequence[str]) -> str:
    return " ".join((MARK, *words))


def sendable(text: str) -> str:
    """Return a text that UTF-8 can carry: half of a surrogate pair, which no reader sees, becomes a mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
