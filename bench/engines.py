"""Ours and its peers behind one small interface: the same sections, the same queries, sets that must be equal.

Peers get the words of all fields in one field, cut by our tokeniser: the least work that finds the same sections.
Their phrases run over whole words in order, ours over the text itself. Facets count alike: by agency what passes all
filters, by year what passes all but the year's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Protocol

import tantivy
from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage

from bench.queries import Query
from index.text.analyser import Analyser
from index.text.protocol import ColumnFilter, FacetQuery, IndexedSection, TextQuery
from index.text.whoosh_index import WhooshIndex

LIMIT = 20
# As many as 500 reports of the corpus have: what an ingest commits at once.
BATCH = 7500
Facets = dict[str, dict[str, int]]


class Engine(Protocol):
    """One engine in a folder of its own. `run` gives the total and, where asked, counts by year and agency."""

    name: ClassVar[str]
    most: ClassVar[int]
    """Sections it is measured with at most; it tells as much at that size, and takes long beyond."""

    def __init__(self, folder: Path, analyser: Analyser) -> None: ...

    def build(self, sections: Iterable[IndexedSection]) -> None: ...

    def open(self) -> None: ...

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]: ...

    def found(self, wanted: Query) -> set[str]: ...


def words_of(analyser: Analyser, section: IndexedSection) -> tuple[str, str]:
    """Return what peers index: the words of all fields, and the whole words of the text in their order."""
    texts = (section.body, *section.headings, section.title, *section.agency_names, str(section.year))
    words = (word for text in texts for word in analyser.index_words(text))
    return " ".join(words), " ".join(analyser.words_in_order(section.body))


class Ours:
    name: ClassVar[str] = "ours"
    most: ClassVar[int] = 10_000_000

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser
        self.cache_bytes = 256 << 20

    def build(self, sections: Iterable[IndexedSection]) -> None:
        made = WhooshIndex(self._folder, self._analyser, 0)
        parts = iter(sections)
        while some := list(islice(parts, BATCH)):
            made.apply(some)

    def open(self) -> None:
        self.index = WhooshIndex(self._folder, self._analyser, self.cache_bytes)
        self.index.warm()

    def forget(self) -> None:
        """Drop every score computed so far."""
        self.index._cache.clear()

    def _query(self, wanted: Query, facets: bool, limit: int) -> TextQuery:
        return TextQuery(
            words=wanted.words,
            phrases=("".join(wanted.phrase),) if wanted.phrase else (),
            match=wanted.match,
            filters=(ColumnFilter("year", frozenset({wanted.year})),) if wanted.year else (),
            facets=(FacetQuery("year"), FacetQuery("agency")) if facets else (),
            limit=limit,
        )

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]:
        answer = self.index.search(self._query(wanted, facets, LIMIT))
        return answer.total, {name: dict(found.counts) for name, found in answer.facets.items()}

    def found(self, wanted: Query) -> set[str]:
        hits = self.index.search(self._query(wanted, False, 10_000_000)).hits
        return {f"{hit.report}:{hit.section}" for hit in hits}


class StockWhoosh:
    name: ClassVar[str] = "stock Whoosh"
    most: ClassVar[int] = 9_000

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser

    def build(self, sections: Iterable[IndexedSection]) -> None:
        self._folder.mkdir(parents=True)
        spaces = SpaceSeparatedTokenizer()
        schema = fields.Schema(
            id=fields.ID(stored=True),
            words=fields.TEXT(analyzer=spaces, phrase=False),
            phrase=fields.TEXT(analyzer=spaces),
            agency=fields.ID(sortable=True),
            year=fields.ID(sortable=True),
        )
        writer = index.create_in(str(self._folder), schema).writer(limitmb=512)
        for section in sections:
            words, phrase = words_of(self._analyser, section)
            name = f"{section.report}:{section.section}"
            writer.add_document(id=name, words=words, phrase=phrase, agency=section.agency, year=str(section.year))
        writer.commit()

    def open(self) -> None:
        self._searcher = index.FileIndex(FileStorage(str(self._folder))).searcher()

    def _query(self, wanted: Query) -> query.Query:
        terms: list[query.Query] = [query.Term("words", word) for word in wanted.words]
        if wanted.phrase:
            terms = [query.Phrase("phrase", list(wanted.phrase))]
        asked = terms[0] if len(terms) == 1 else (query.And if wanted.match == "all" else query.Or)(terms)
        return query.And([asked, query.Term("year", wanted.year)]) if wanted.year else asked

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]:
        groups = ["year", "agency"] if facets else None
        results = self._searcher.search(self._query(wanted), limit=LIMIT, groupedby=groups)
        counts = {name: {str(key): len(docs) for key, docs in results.groups(name).items()} for name in groups or ()}
        if facets and wanted.year:
            unfiltered = self._searcher.search(self._query(replace(wanted, year=None)), limit=LIMIT, groupedby="year")
            counts["year"] = {str(key): len(docs) for key, docs in unfiltered.groups("year").items()}
        return len(results), counts

    def found(self, wanted: Query) -> set[str]:
        docs = self._searcher.docs_for_query(self._query(wanted))
        return {self._searcher.stored_fields(doc)["id"] for doc in docs}


class Tantivy:
    name: ClassVar[str] = "tantivy"
    most: ClassVar[int] = 10_000_000

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser

    def build(self, sections: Iterable[IndexedSection]) -> None:
        self._folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="spaces", index_option="freq")
        builder.add_text_field("phrase", tokenizer_name="spaces", index_option="position")
        for name in ("id", "agency", "year"):
            builder.add_text_field(name, stored=name == "id", fast=True, tokenizer_name="raw", index_option="basic")
        made = tantivy.Index(builder.build(), path=str(self._folder))
        self._register(made)
        writer = made.writer(heap_size=512_000_000, num_threads=1)
        for section in sections:
            words, phrase = words_of(self._analyser, section)
            columns = {"id": f"{section.report}:{section.section}", "agency": section.agency, "year": str(section.year)}
            writer.add_document(tantivy.Document(words=words, phrase=phrase, **columns))
        writer.commit()
        writer.wait_merging_threads()

    def _register(self, made: Any) -> None:
        made.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._register(self._index)
        self._searcher = self._index.searcher()

    def _query(self, wanted: Query) -> Any:
        schema = self._index.schema
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        if wanted.phrase:
            asked = tantivy.Query.phrase_query(schema, "phrase", list(wanted.phrase))
        else:
            terms = [tantivy.Query.term_query(schema, "words", word) for word in wanted.words]
            occur = must if wanted.match == "all" else should
            asked = terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(occur, term) for term in terms])
        if wanted.year is None:
            return asked
        year = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "year", wanted.year), 0.0)
        return tantivy.Query.boolean_query([(must, asked), (must, year)])

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]:
        asked = self._query(wanted)
        result: Any = self._searcher.search(asked, limit=LIMIT, count=True)
        if not facets:
            return result.count, {}
        if wanted.year is None:
            return result.count, self._counts(asked, "year", "agency")
        unfiltered = self._query(replace(wanted, year=None))
        return result.count, self._counts(unfiltered, "year") | self._counts(asked, "agency")

    def _counts(self, asked: Any, *names: str) -> Facets:
        found = self._searcher.aggregate(asked, {name: {"terms": {"field": name, "size": 10_000}} for name in names})
        return {name: {b["key"]: b["doc_count"] for b in found[name]["buckets"]} for name in names}

    def found(self, wanted: Query) -> set[str]:
        hits = self._searcher.search(self._query(wanted), limit=max(self._searcher.num_docs, 1)).hits
        return {self._searcher.doc(address)["id"][0] for _, address in hits}


class Fts5:
    name: ClassVar[str] = "SQLite FTS5"
    most: ClassVar[int] = 90_000

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser

    def _rows(self, sections: Iterable[IndexedSection]) -> Iterator[tuple[str, str, str, str, str]]:
        for section in sections:
            name = f"{section.report}:{section.section}"
            yield (*words_of(self._analyser, section), name, section.agency, str(section.year))

    def build(self, sections: Iterable[IndexedSection]) -> None:
        self._folder.mkdir(parents=True)
        with sqlite3.connect(self._folder / "fts.db") as database:
            database.execute(
                "CREATE VIRTUAL TABLE fts USING fts5(words, phrase, id UNINDEXED, agency UNINDEXED, year UNINDEXED, "
                "tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")"
            )
            database.executemany("INSERT INTO fts VALUES (?, ?, ?, ?, ?)", self._rows(sections))
            database.execute("INSERT INTO fts(fts) VALUES ('optimize')")
            database.execute("CREATE TABLE columns AS SELECT rowid AS doc, agency, year FROM fts")
            database.execute("CREATE UNIQUE INDEX by_doc ON columns(doc, year, agency)")

    def open(self) -> None:
        self._database = sqlite3.connect(self._folder / "fts.db")
        self._database.execute("PRAGMA cache_size = -500000")

    def _match(self, wanted: Query) -> str:
        if wanted.phrase:
            return f'phrase : "{" ".join(wanted.phrase)}"'
        return "words : (" + f" {'AND' if wanted.match == 'all' else 'OR'} ".join(f'"{w}"' for w in wanted.words) + ")"

    def _where(self, wanted: Query) -> tuple[str, tuple[str, ...]]:
        joined = "FROM fts JOIN columns ON doc = fts.rowid WHERE fts MATCH ?"
        if wanted.year is None:
            return joined, (self._match(wanted),)
        return f"{joined} AND columns.year = ?", (self._match(wanted), wanted.year)

    def run(self, wanted: Query, facets: bool) -> tuple[int, Facets]:
        where, values = self._where(wanted)
        self._database.execute(f"SELECT fts.rowid {where} ORDER BY rank LIMIT {LIMIT}", values).fetchall()
        (total,) = self._database.execute(f"SELECT count(*) {where}", values).fetchone()
        counted: Facets = {}
        for name in ("agency", "year") if facets else ():
            if name == "year":
                where, values = self._where(replace(wanted, year=None))
            rows = self._database.execute(f"SELECT columns.{name}, count(*) {where} GROUP BY 1", values)
            counted[name] = dict(rows.fetchall())
        return total, counted

    def found(self, wanted: Query) -> set[str]:
        where, values = self._where(wanted)
        return {name for (name,) in self._database.execute(f"SELECT fts.id {where}", values)}


ENGINES: tuple[type[Engine], ...] = (Ours, Tantivy, Fts5, StockWhoosh)
