"""Answers a question for sections: the text index finds, the record tells what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.record.rows import HitRow
from index.text.protocol import ColumnFilter, Match, TextAnswer, TextHit, TextQuery, TextReader, WrongPlace
from reports.model import SectionKind
from search import cursors, facets, filters, query
from search.errors import QuestionError
from search.expansion import InterpretedQuery, interpret
from search.explanation import explained
from search.grouping import MOST, Group, Signatures, grouped
from search.names import AgencyNames
from search.needles import Needles, prepare
from search.omission import Omission, short
from search.questions import AgencyName, Copies, SectionAnswer, SectionHit, SectionQuestion
from search.snippets import snippet

Rows = Mapping[tuple[str, str], HitRow]
BOOSTED = (ColumnFilter("kind", exclude=frozenset({SectionKind.BODY.value})),)
BOOST = 1.5
"""What stands before the first heading names the agency and lists the contents, so it has words of every question.
Measured on the gold and the judged queries, held-out ones too, any factor from 1.15 to 2 is better than none."""


Shown = tuple[str, str, tuple[str, ...]]


class Analyser(query.QueryAnalyser, Protocol):
    @property
    def fingerprint(self) -> str: ...


class SectionRecord(filters.AgencyDirectory, Protocol):
    """What the record has to tell about hits; index.record.store.Record does."""

    def hits(self, keys: Sequence[tuple[str, str]]) -> Rows: ...

    def agency_names(self, ids: Sequence[str]) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class SectionSearch:
    """Finds sections. Threads may share it: all it keeps is of one generation of the index."""

    record: SectionRecord
    text_index: TextReader
    analyser: Analyser
    names: AgencyNames = field(default_factory=AgencyNames)
    omission: Omission = field(default_factory=Omission)
    passages: Signatures | None = None

    def resolve(self, question: SectionQuestion) -> SectionQuestion:
        """Put ids and codes for names; asking it twice changes nothing. Raises QuestionError."""
        if not question.filters:
            return question
        return replace(question, filters=filters.resolve(question.filters, self.record))

    def answer(self, question: SectionQuestion) -> SectionAnswer:
        """Answer a resolved question. Raises QuestionError for its `q` or place, TextIndexError for the index."""
        interpreted = interpret(question.q, self.analyser, expand=question.expand)
        groups: Sequence[Group] = ()
        try:
            if question.group_by == "passage":
                page, match, answered, groups = self._by_passage(question, interpreted)
            else:
                page, match, answered = self._search(question, interpreted)
        except WrongPlace as error:
            raise cursors.damaged() from error
        rows = self._rows(page)
        hits = _with_copies(self._hits(page, rows, answered, question), groups)
        if question.explain:
            hits = explained(hits, self.text_index, answered, match, _factor)
        return SectionAnswer(
            query=answered.parsed,
            match=match,
            relaxed=match != question.match or answered is not interpreted,
            total=page.total,
            hits=hits,
            facets=facets.facets(question, page.facets, self._agency_names(page.generation)),
            next=page.hits[-1].place if page.more and page.hits else None,
            generation=page.generation,
            tokeniser=self.analyser.fingerprint,
            changed=bool(question.since) and (page.generation != question.since or not _current(page, rows)),
        )

    def generation(self) -> str:
        """Return the index's generation. Raises TextIndexError where the index cannot answer."""
        return self.text_index.generation()

    def every_hit(self, question: SectionQuestion) -> Iterator[SectionHit]:
        """Yield all hits from the question's place on, a page at a time, of one state of the index.

        Raises as `answer` does, before the first. A list of nothing but hits cannot say that it changed, so a cursor
        from another state than is held is refused.
        """
        if question.group_by == "passage":
            raise QuestionError("group_by", "not_streamed", "group_by=passage is answered as JSON, page by page")
        question = replace(question, facets=(), limit=1)
        interpreted = interpret(question.q, self.analyser, expand=question.expand)
        try:
            _, match, answered = self._search(question, interpreted)
            for page in self.text_index.pages(_text_query(replace(question, match=match), answered)):
                if question.since and page.generation != question.since:
                    raise cursors.outdated()
                yield from self._hits(page, self._rows(page), answered, question)
        except WrongPlace as error:
            raise cursors.damaged() from error

    def matching_reports(self, question: SectionQuestion) -> Iterator[str]:
        """Yield the ids of all reports with a section that answers, as asked: never relaxed. Raises as `answer`."""
        interpreted = interpret(question.q, self.analyser, expand=question.expand)
        return self.text_index.reports_of(_text_query(replace(question, facets=(), after=None), interpreted))

    def best_sections(self, question: SectionQuestion, reports: Collection[str]) -> dict[str, SectionHit]:
        """Return report id → its best section, for up to `question.limit` of these reports. Raises as `answer`."""
        interpreted = interpret(question.q, self.analyser, expand=question.expand)
        wanted = _text_query(replace(question, group_by="report", after=None), interpreted)
        only = ColumnFilter("report", frozenset(reports))
        found = self.text_index.search(replace(wanted, facets=(), filters=(*wanted.filters, only)))
        return {hit.report: hit for hit in self._hits(found, self._rows(found), interpreted, question)}

    def _agency_names(self, generation: str) -> filters.AgencyNaming:
        return lambda ids: self.names.of(ids, generation, self.record.agency_names)

    def _search(
        self, question: SectionQuestion, interpreted: InterpretedQuery
    ) -> tuple[TextAnswer, Match, InterpretedQuery]:
        """Ask for all; where nothing has all of several things, without question words, then for any of them.

        Any of them is not a single character cut from a longer word: that says too little to be a hit by itself.
        Return what was matched by, and what of the query counted, as well.
        """
        page = self.text_index.search(_text_query(question, interpreted))
        if page.total or question.match == "any" or interpreted.count < 2:
            return page, question.match, interpreted
        rest = interpreted.without_questions()
        looser: list[tuple[Match, InterpretedQuery]] = [("any", (rest or interpreted).without_fragments())]
        if rest:
            looser.insert(0, ("all", rest))
        for match, less in looser:
            answer = self.text_index.search(_text_query(replace(question, match=match), less))
            if answer.total:
                return answer, match, less
        return page, "all", interpreted

    def _by_passage(
        self, question: SectionQuestion, interpreted: InterpretedQuery
    ) -> tuple[TextAnswer, Match, InterpretedQuery, Sequence[Group]]:
        """Put all hits together that are nearly equal, and return the page of groups that was asked for.

        Raises QuestionError where there are too many, WrongPlace for a place that no group begins at.
        """
        if self.passages is None:
            raise QuestionError("group_by", "not_available", "there is no index of passages")
        first_page, match, answered = self._search(replace(question, after=None), interpreted)
        if first_page.total > MOST:
            detail = f"{first_page.total} sections match; up to {MOST} are put together: narrow the search"
            raise QuestionError("group_by", "too_many", detail)
        wanted = replace(question, match=match, facets=(), after=None, since=first_page.generation)
        pages = self.text_index.pages(_text_query(wanted, answered)) if first_page.total else iter(())
        hits = (hit for page in pages for hit in page.hits)
        groups = grouped(hits, self.passages, lambda keys: {at: row.text for at, row in self.record.hits(keys).items()})
        places = [group.best.place for group in groups]
        if question.after is not None and question.after not in places:
            raise WrongPlace("no group begins at this place")
        start = 0 if question.after is None else places.index(question.after) + 1
        shown = groups[start : start + question.limit]
        more = start + question.limit < len(groups)
        page = replace(first_page, total=len(groups), hits=tuple(group.best for group in shown), more=more)
        return page, match, answered, shown

    def _rows(self, found: TextAnswer) -> Rows:
        return self.record.hits([(hit.report, hit.section) for hit in found.hits])

    def _hits(
        self, page: TextAnswer, rows: Rows, interpreted: InterpretedQuery, question: SectionQuestion
    ) -> tuple[SectionHit, ...]:
        needles = prepare(interpreted.marked_words(), interpreted.strings())
        hits = []
        for hit in page.hits:
            if (row := rows.get((hit.report, hit.section))) is not None:
                shown = self._shown(row, question.contacts, page.generation)
                hits.append(_hit(hit, row, shown, needles, question.snippet_chars))
        return tuple(hits)

    def _shown(self, row: HitRow, contacts: bool, generation: str) -> Shown:
        """Return text, heading and path as they may be shown."""
        if contacts:
            return row.text, row.heading, row.path
        return self.omission.text(row, generation), short(row.heading), tuple(map(short, row.path))


def _with_copies(hits: Sequence[SectionHit], groups: Sequence[Group]) -> tuple[SectionHit, ...]:
    of = {(group.best.report, group.best.section): Copies(group.sections, group.reports) for group in groups}
    return tuple(hit._replace(copies=of[hit.report, hit.section]) for hit in hits) if of else tuple(hits)


def _current(found: TextAnswer, rows: Rows) -> bool:
    """Tell whether the record has all that was found as it was indexed."""
    held = ((hit, rows.get((hit.report, hit.section))) for hit in found.hits)
    return all(row is not None and row.revision == hit.revision for hit, row in held)


def _text_query(question: SectionQuestion, interpreted: InterpretedQuery) -> TextQuery:
    return TextQuery(
        words=interpreted.words(question.match),
        phrases=interpreted.phrases(),
        alternatives=interpreted.alternatives(question.match),
        excluded_words=interpreted.excluded_words,
        excluded_phrases=interpreted.excluded_phrases,
        match=question.match,
        filters=filters.column_filters(question),
        boosted=BOOSTED,
        boost=BOOST if interpreted.count else 1.0,
        facets=facets.facet_queries(question),
        sort=question.sort if interpreted.count or question.sort != "relevance" else "-year",
        limit=question.limit,
        after=question.after,
        generation=question.since,
        group_by_report=question.group_by == "report",
    )


def _factor(hit: SectionHit) -> float:
    return 1.0 if hit.kind == SectionKind.BODY else BOOST


def _hit(hit: TextHit, row: HitRow, shown: Shown, needles: Needles, chars: int) -> SectionHit:
    text, heading, path = shown
    return SectionHit(
        row.report,
        row.section,
        hit.score,
        row.number,
        heading,
        row.kind,
        path,
        row.title,
        row.year,
        row.form,
        row.file,
        AgencyName(row.agency_id, row.agency_name),
        snippet(text, needles, chars, _body(text, row.number, heading)),
        hit.place,
        row.source,
    )


def _body(text: str, number: str, heading: str) -> int:
    """Return where the section's text begins after its own number and heading."""
    if not heading:
        return 0
    at = text.find(heading)
    return at + len(heading) if 0 <= at <= len(number) + 4 else 0
