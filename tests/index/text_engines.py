"""Every text index that the contract (test_text_contract*.py) runs over, and how its tests ask."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from index.text.analyser import Analyser
from index.text.opensearch.address import address
from index.text.protocol import Sort, TextIndex, TextQuery
from index.text.whoosh_index import WhooshIndex
from tests.index.text_reference import ReferenceIndex

CLUSTER = os.environ.get("TEST_OPENSEARCH_URL")
"""Where set (opensearch://host:port,…/name), every test runs over indices of that cluster as well."""


def on_cluster(_: Path, analyser: Analyser) -> TextIndex:
    """Make an index under a name of its own, which goes when it is closed."""
    from tests.index.text_cluster import Dropped  # needs what only a service on a cluster needs

    url = urlsplit(str(CLUSTER))
    name = f"test-{uuid.uuid4().hex[:12]}"
    return Dropped(address(f"{url.scheme}://{url.netloc}/{name}?{url.query}"), analyser)


MAKERS: dict[str, Callable[[Path, Analyser], TextIndex]] = {
    "reference": lambda _, analyser: ReferenceIndex(analyser),
    "whoosh": lambda folder, analyser: WhooshIndex(folder / "index", analyser, 1 << 20),
    **({"opensearch": on_cluster} if CLUSTER else {}),
}
SORTS: tuple[Sort, ...] = ("relevance", "year", "-year", "agency")


def found(index: TextIndex, query: TextQuery) -> list[str]:
    answer = index.search(replace(query, limit=1000))
    assert answer.total == len(answer.hits)
    assert not answer.more
    return sorted(f"{hit.report}:{hit.section}" for hit in answer.hits)


def words(analyser: Analyser, text: str, **others: object) -> TextQuery:
    return TextQuery(words=analyser.query_words(text), **others)  # type: ignore[arg-type]
