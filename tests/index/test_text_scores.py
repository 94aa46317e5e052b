"""Scores equal Whoosh's own BM25F searcher's on the same segments, and answers equal those of plain loops."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.query import And, Or, Term
from whoosh.reading import MultiReader, SegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index.text import paging
from index.text.analyser import Analyser
from index.text.codec import schema
from index.text.protocol import EVERY, Alternatives, ColumnFilter, FacetQuery, TextQuery
from index.text.registry import COLUMNS
from index.text.scoring import K1, WEIGHTS
from index.text.store import Store
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import FORMS, KINDS, PLACES, shuffled
from tests.index.text_reference import ReferenceIndex

WORDS = ("公开", "申请", "信息", "复议", "工作", "2015", "科技局", "一", "年度报告", "收费", "没有的词", "科学技术")
VALUES: dict[str, tuple[str, ...]] = {
    "agency": ("agency0", "agency1", "agency2", "agency3", "nobody"),
    "year": tuple(str(year) for year in range(2010, 2021)),
    "kind": KINDS,
    "form": FORMS,
    "region": PLACES,
    "report": ("r1-2012", "r2-2015"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> Iterator[WhooshIndex]:
    """An index of several segments with deletions in them."""
    made = WhooshIndex(tmp_path_factory.mktemp("scores"), analyser, 1 << 20)
    sections = shuffled(seed=3, reports=60)
    names = list(dict.fromkeys(part.report for part in sections))
    for start in range(0, len(names), 20):
        made.apply(part for part in sections if part.report in names[start : start + 20])
    made.apply(remove=random.Random(5).sample(names, 6))
    assert len(made._snapshot().segments) == 3
    assert made._snapshot().live is not None
    yield made
    made.close()


@pytest.fixture(scope="module")
def whoosh_searcher(index: WhooshIndex) -> Iterator[Searcher]:
    """Whoosh's own searcher over the same segments, scoring word by word in Python."""
    store: Store = index._store
    commit = store.current()
    segments = store.segments(commit)
    readers = [SegmentReader(store.storage(commit.folder), schema(), segment) for segment in segments]
    model = BM25F(K1=K1, **{f"{name}_B": weight.b for name, weight in WEIGHTS.items()})
    searcher = Searcher(MultiReader(readers), weighting=model)
    yield searcher
    searcher.close()


def any_field(word: str) -> Or:
    return Or([Term(name, word, boost=weight.boost) for name, weight in WEIGHTS.items()])


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True), st.sampled_from(["all", "any"]))
@settings(max_examples=60, deadline=None)
def test_scores_equal_those_of_whoosh_itself(
    index: WhooshIndex, whoosh_searcher: Searcher, words: list[str], match: str
) -> None:
    query = (And if match == "all" else Or)([any_field(word) for word in words])
    theirs = {doc: score for score, doc in whoosh_searcher.search(query, limit=None, optimize=False).top_n}
    snapshot = index._snapshot()
    ours = index.search(TextQuery(words=tuple(words), match=match, limit=10_000))  # type: ignore[arg-type]
    docs = {(snapshot.report_of(doc), snapshot.columns["section"].value(doc)): doc for doc in range(snapshot.size)}
    found = {docs[hit.report, hit.section]: hit.score for hit in ours.hits}
    assert found.keys() == theirs.keys()
    assert found == {doc: pytest.approx(score, rel=1e-4) for doc, score in theirs.items()}


filters = st.lists(
    st.sampled_from(tuple(COLUMNS)).flatmap(
        lambda column: st.builds(
            ColumnFilter,
            st.just(column),
            st.frozensets(st.sampled_from(VALUES[column]), max_size=3),
            st.frozensets(st.sampled_from(VALUES[column]), max_size=1),
        )
    ),
    max_size=3,
)
strings = st.sampled_from(["公开", "依申请公开", "，", "2", "政府信息公开", "年,", "没有的话"])
ways = st.builds(
    Alternatives,
    words=st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
    strings=st.lists(strings, max_size=2).map(tuple),
    weight=st.sampled_from([1.0, 0.5]),
)
wanted = st.sampled_from(tuple(COLUMNS)).flatmap(
    lambda column: st.builds(
        FacetQuery,
        st.just(column),
        st.one_of(st.just(EVERY), st.integers(0, 4)),
        st.sets(st.sampled_from(VALUES[column]), max_size=2).map(frozenset),
    )
)
queries = st.builds(
    TextQuery,
    alternatives=st.lists(ways, max_size=2).map(tuple),
    boosted=filters.map(tuple),
    boost=st.sampled_from([1.0, 2.0]),
    words=st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
    phrases=st.lists(strings, max_size=2).map(tuple),
    excluded_words=st.lists(st.sampled_from(WORDS), max_size=1).map(tuple),
    excluded_phrases=st.lists(strings, max_size=1).map(tuple),
    match=st.sampled_from(["all", "any"]),
    filters=filters.map(tuple),
    facets=st.lists(wanted, unique_by=lambda one: one.column).map(tuple),
    sort=st.sampled_from(["relevance", "year", "-year", "agency"]),
    limit=st.integers(1, 30),
    group_by_report=st.booleans(),
)


@pytest.fixture(autouse=True, scope="module")
def few_stripes() -> Iterator[None]:
    """Let the short cut to the best of many documents be taken in small corpora too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "GROUP", 2)
        yield


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> tuple[WhooshIndex, ReferenceIndex]:
    ours, plain = WhooshIndex(tmp_path_factory.mktemp("pair"), analyser, 1 << 20), ReferenceIndex(analyser)
    sections = shuffled(seed=11, reports=24)
    half = sections[len(sections) // 2].report
    for index in (ours, plain):
        index.apply(part for part in sections if part.report < half)
        index.apply(part for part in sections if part.report >= half)
    return ours, plain


@given(queries)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_query_is_answered_as_plain_loops_answer_it(
    pair: tuple[WhooshIndex, ReferenceIndex], query: TextQuery
) -> None:
    ours, plain = (index.search(query) for index in pair)
    assert (ours.total, ours.more, ours.facets) == (plain.total, plain.more, plain.facets)
    assert [hit.score for hit in ours.hits] == pytest.approx([hit.score for hit in plain.hits], rel=1e-4)
    # Scores that differ in their last bits only may change places.
    tied = len({round(hit.score, 3) for hit in plain.hits}) < len(plain.hits)
    if query.sort != "relevance" or not tied:
        assert [(hit.report, hit.section) for hit in ours.hits] == [(hit.report, hit.section) for hit in plain.hits]
