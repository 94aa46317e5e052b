"""What `/reports/{id}/versions` and `/reports/{a}/against/{b}` answer: sentences and figures beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marshmallow import Schema, fields, validate

from index.record.rows import StoredReport, StoredSource
from reports.catalogue import FIELDS
from reports.choice import main_figures
from reports.differences import Aligned, Change, Pair, Sentence, compare, counts
from reports.model import Figure, Section
from schemas.figures import label_of
from schemas.hits import Body, HitReportSchema, PublicationSchema, text
from schemas.links import Addresses
from schemas.moments import moment
from schemas.numbers import Number, number
from schemas.parameters import Arguments, one_of, whole_number
from schemas.reports import VersionSchema, card_body

_CHANGES = [change.value for change in Change]
_CHANGE = validate.OneOf(_CHANGES)


class AgainstArguments(Arguments):
    """The query string of two reports side by side."""

    version = whole_number(1, 999_999, None, "An earlier version of the first report.")
    other_version = whole_number(1, 999_999, None, "An earlier version of the second report.")
    sentences = one_of(["all", "changes"], "all", "Every sentence, or only those that differ.")
    lang = one_of(["zh", "en"], "zh", "The language of the page.")


class VersionsArguments(Arguments):
    """The query string of a report's versions."""

    lang = one_of(["zh", "en"], "zh", "The language of the page.")


class SentenceSchema(Schema):
    """`text[start:end]` of its report is the sentence; `ranges` are what differs in it, as places in `text`."""

    text = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    ranges = fields.List(fields.List(fields.Integer(), validate=validate.Length(equal=2)), required=True)


class SentencePairSchema(Schema):
    change = fields.String(required=True, validate=_CHANGE)
    before = fields.Nested(SentenceSchema, required=True, allow_none=True)
    after = fields.Nested(SentenceSchema, required=True, allow_none=True)


class AlignedSectionSchema(Schema):
    id = text(example="s5")
    number = text()
    heading = text()
    kind = text()
    url = text()


class AlignedSchema(Schema):
    """Two sections that answer each other; either may be lacking."""

    before = fields.Nested(AlignedSectionSchema, required=True, allow_none=True)
    after = fields.Nested(AlignedSectionSchema, required=True, allow_none=True)
    sentences = fields.List(fields.Nested(SentencePairSchema), required=True)


class FigureSideSchema(Schema):
    value = Number("Exact; null says why in `status`.")
    status = text()
    origin = text()
    quote = text()
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class FigureDifferenceSchema(Schema):
    """A number that both or one of them states. Whether the two may be compared is for `/figures/series` to tell."""

    field = text(example="requests.received")
    label = text()
    applicant = text()
    unit = text()
    before = fields.Nested(FigureSideSchema, required=True, allow_none=True)
    after = fields.Nested(FigureSideSchema, required=True, allow_none=True)
    difference = Number("after - before, exact; null where one has no value.")


class CountsSchema(Schema):
    """How many sentences there are of each kind of change."""

    same = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    added = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    moved = fields.Integer(required=True)


class AgainstLinksSchema(Schema):
    self = text()
    before = text()
    after = text()


class AgainstSchema(Schema):
    """Two reports side by side: the first is `before`, the second `after`."""

    before = fields.Nested(HitReportSchema, required=True)
    after = fields.Nested(HitReportSchema, required=True)
    counts = fields.Nested(CountsSchema, required=True)
    sections = fields.List(fields.Nested(AlignedSchema), required=True)
    figures = fields.List(fields.Nested(FigureDifferenceSchema), required=True)
    links = fields.Nested(AgainstLinksSchema, required=True)


class ChangesSchema(Schema):
    """What changed since the version before: only what differs."""

    version = fields.Integer(required=True, metadata={"description": "The version before."})
    counts = fields.Nested(CountsSchema, required=True)
    sections = fields.List(fields.Nested(AlignedSchema), required=True)
    figures = fields.List(fields.Nested(FigureDifferenceSchema), required=True)


class SourceSchema(PublicationSchema):
    """One address that gave this version."""

    seen_at = fields.String(
        required=True, allow_none=True, metadata={"description": "When it gave it last.", "format": "date-time"}
    )
    page = fields.String(required=True, allow_none=True, metadata={"description": "The page that links to the file."})
    title = fields.String(required=True, allow_none=True, metadata={"description": "What that link calls it."})


class VersionChangesSchema(VersionSchema):
    sources = fields.List(fields.Nested(SourceSchema), required=True)
    changes = fields.Nested(ChangesSchema, required=True, allow_none=True)


class VersionsLinksSchema(Schema):
    self = text()
    report = text()


class VersionsSchema(Schema):
    """A report's versions, the newest first."""

    report = fields.Nested(HitReportSchema, required=True)
    total = fields.Integer(required=True)
    versions = fields.List(fields.Nested(VersionChangesSchema), required=True)
    links = fields.Nested(VersionsLinksSchema, required=True)


@dataclass(frozen=True, slots=True)
class Read:
    """A version with what is compared of it."""

    report: StoredReport
    text: str
    sections: Sequence[Section]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class FigurePair:
    """The statements of one number in two reports."""

    field: str
    applicant: str
    before: Figure | None
    after: Figure | None

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.after is None or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def differs(self) -> bool:
        if self.before is None or self.after is None:
            return True
        return (self.before.value, self.before.status) != (self.after.value, self.after.status)

    def label(self, lang: str = "zh") -> str:
        """Return what the field is called in a language."""
        return label_of(self.field, lang)


def compared(before: Read, after: Read) -> tuple[Aligned, ...]:
    """Align the sections of two reports and compare their sentences."""
    return compare((before.text, before.sections), (after.text, after.sections))


def figure_pairs(before: Read, after: Read) -> list[FigurePair]:
    """Return every number that one of them states, by field and applicant, in the order of the catalogue."""
    old, new = _main(before.figures), _main(after.figures)
    order = {field: place for place, field in enumerate(FIELDS)}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (order.get(key[0], len(order)), key))
    return [FigurePair(*key, old.get(key), new.get(key)) for key in keys]


def _main(figures: Sequence[Figure]) -> dict[tuple[str, str], Figure]:
    main = main_figures(figures)
    return {(one.field, one.applicant.value): one for place, one in enumerate(figures) if place in main}


def against_body(before: Read, after: Read, only_changes: bool, urls: Addresses, itself: str) -> Body:
    """Build what AgainstSchema describes."""
    aligned = compared(before, after)
    return {
        "before": card_body(before.report, urls),
        "after": card_body(after.report, urls),
        "counts": counts(aligned),
        "sections": list(_sections(aligned, before, after, only_changes, urls)),
        "figures": [_figure_body(pair) for pair in figure_pairs(before, after) if pair.differs or not only_changes],
        "links": {"self": itself, "before": _report_url(before.report, urls), "after": _report_url(after.report, urls)},
    }


def versions_body(reads: Sequence[Read], sources: Mapping[str, Sequence[StoredSource]], urls: Addresses) -> Body:
    """Build what VersionsSchema describes; `reads` are all versions, the first first."""
    newest = reads[-1].report
    told = [_version_body(reads, place, sources, urls) for place in range(len(reads))]
    return {
        "report": card_body(next((one.report for one in reads if one.report.current), newest), urls),
        "total": len(reads),
        "versions": told[::-1],
        "links": {"self": urls.versions(newest.id), "report": urls.report(newest.id)},
    }


def _version_body(
    reads: Sequence[Read], place: int, sources: Mapping[str, Sequence[StoredSource]], urls: Addresses
) -> Body:
    report = reads[place].report
    return {
        "version": report.version,
        "current": report.current,
        "file": report.file,
        "sha256": report.sha256,
        "size": report.size,
        "ingested_at": moment(report.ingested_at),
        "source": report.source,
        "url": _report_url(report, urls),
        "sources": [_source_body(source) for source in sources.get(report.sha256, ())],
        "changes": None if place == 0 else _changes_body(reads[place - 1], reads[place], urls),
    }


def _changes_body(before: Read, after: Read, urls: Addresses) -> Body:
    aligned = compared(before, after)
    return {
        "version": before.report.version,
        "counts": counts(aligned),
        "sections": list(_sections(aligned, before, after, True, urls)),
        "figures": [_figure_body(pair) for pair in figure_pairs(before, after) if pair.differs],
    }


def _source_body(source: StoredSource) -> Body:
    return {
        "address": source.address,
        "retrieved_at": None if source.retrieved is None else moment(source.retrieved),
        "seen_at": None if source.seen is None else moment(source.seen),
        "published": source.published,
        "site": source.site or None,
        "site_code": source.site_code or None,
        "page": source.page or None,
        "title": source.title or None,
    }


def _sections(
    aligned: Sequence[Aligned], before: Read, after: Read, only_changes: bool, urls: Addresses
) -> Iterator[Body]:
    for one in aligned:
        pairs = [pair for pair in one.pairs if not only_changes or pair.change is not Change.SAME]
        if pairs or not only_changes or one.before is None or one.after is None:
            yield {
                "before": _side(one.before, before.report, urls),
                "after": _side(one.after, after.report, urls),
                "sentences": [_pair_body(pair) for pair in pairs],
            }


def _side(section: Section | None, report: StoredReport, urls: Addresses) -> Body | None:
    if section is None:
        return None
    return {
        "id": section.id,
        "number": section.number,
        "heading": section.heading,
        "kind": section.kind.value,
        "url": urls.section_data(report.id, section.id, None if report.current else report.version),
    }


def _pair_body(pair: Pair) -> Body:
    return {
        "change": pair.change.value,
        "before": _sentence_body(pair.before, pair.ranges[0]),
        "after": _sentence_body(pair.after, pair.ranges[1]),
    }


def _sentence_body(one: Sentence | None, ranges: Sequence[tuple[int, int]]) -> Body | None:
    if one is None:
        return None
    return {"text": one.text, "start": one.start, "end": one.end, "ranges": [list(pair) for pair in ranges]}


def _figure_body(pair: FigurePair) -> Body:
    known = pair.after or pair.before
    return {
        "field": pair.field,
        "label": pair.label(),
        "applicant": pair.applicant,
        "unit": known.unit if known else "",
        "before": _figure_side(pair.before),
        "after": _figure_side(pair.after),
        "difference": number(pair.difference),
    }


def _figure_side(figure: Figure | None) -> Body | None:
    if figure is None:
        return None
    return {
        "value": number(figure.value),
        "status": figure.status.value,
        "origin": figure.origin.value,
        "quote": figure.quote,
        "start": figure.start,
        "end": figure.end,
    }


def _report_url(report: StoredReport, urls: Addresses) -> str:
    return urls.report(report.id, None if report.current else report.version)
