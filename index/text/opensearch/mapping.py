"""How sections lie in the cluster's index: our words as they are, the text by pairs of characters, columns to count.

Texts come cut by our tokeniser, so the cluster cuts at blanks only and both engines know the same words. A report is a
document of its own, its manifest; its sections are that document's children, on the same shard.
"""

from __future__ import annotations

from typing import Any

from index.text.opensearch.address import Address
from index.text.registry import COLUMNS, columns_mark
from index.text.scoring import K1, WEIGHTS

LAYOUT = 1
"""One higher where documents are laid out otherwise, or an old column holds something else: both need a rebuild."""
OURS = "disclosure-reports"
FIELDS: dict[str, str] = {
    "body": "body",
    "headings": "headings",
    "title": "title",
    "agency": "agency_names",
    "year": "year_word",
}
"""The cluster's name of each of our fields: `agency` and `year` are columns there."""
MARK = "·"
"""Stands in every field of every section, so that the cluster counts them all; no word is written like this."""
LONGEST_WORD = 8000
"""Characters; no query has so many, and the cluster takes no word of more than 32,766 bytes."""
_B = WEIGHTS["body"].b
# The formula of index/text/scoring.py. The cluster's own gives common words next to nothing.
_IDF = "Math.log((double) field.docCount / (term.docFreq + 1.0)) + 1.0"
# The cluster keeps of lengths from 40 on their four highest bits: the middle of what was cut off is the best guess.
_TF = (
    "double average = (double) field.sumTotalTermFreq / field.docCount - %(mark)d;"
    " long above = (long) doc.length - 24L;"
    " double length = doc.length - %(mark)d + (above < 16 ? 0.0 : (Long.highestOneBit(above) / 8 - 1) / 2.0);"
    f" double norm = {K1} * ({1 - _B} + {_B} * length / average);"
    f" double tf = doc.freq * {K1 + 1} / (doc.freq + norm);"
)
SIMILARITIES = {
    "word": {
        "type": "scripted",
        "weight_script": {"source": f"return query.boost * ({_IDF});"},
        "script": {"source": f"{_TF % {'mark': 1}} return weight * tf;"},
    },
    # How rare a string is no pair of it tells: the query brings that along as its boost.
    "string": {"type": "scripted", "script": {"source": f"{_TF % {'mark': 0}} return query.boost * tf;"}},
}


def fingerprint(analyser: str) -> str:
    """Name everything that decides what is found in an index: the tokeniser and how sections are laid out."""
    return f"{analyser}-opensearch{LAYOUT}{columns_mark()}"


def body(address: Address, analyser: str, *, building: bool = False) -> dict[str, Any]:
    """Return settings and mapping of a new index; one that is being built has no copies yet."""
    copies = {"number_of_replicas": 0} if building else replicas(address)
    return {
        "settings": {"index": {"number_of_shards": address.shards, **copies, **_SETTINGS}},
        "mappings": {**_MAPPING, "_meta": {"of": OURS, "fingerprint": fingerprint(analyser)}},
    }


def replicas(address: Address) -> dict[str, Any]:
    """Return the settings of an index in use that say how many copies it has."""
    if "-" in address.replicas:
        return {"auto_expand_replicas": address.replicas}
    return {"number_of_replicas": int(address.replicas), "auto_expand_replicas": "false"}


_SETTINGS: dict[str, Any] = {
    "refresh_interval": "-1",
    "max_result_window": 10_000,
    "similarity": SIMILARITIES,
    "analysis": {
        "tokenizer": {
            "words": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": LONGEST_WORD},
            "pairs": {"type": "ngram", "min_gram": 2, "max_gram": 2},
            "chars": {"type": "ngram", "min_gram": 1, "max_gram": 1},
        },
        "analyzer": {name: {"type": "custom", "tokenizer": name} for name in ("words", "pairs", "chars")},
    },
}


def _words() -> dict[str, Any]:
    return {"type": "text", "analyzer": "words", "index_options": "freqs", "similarity": "word"}


def _column(kind: str) -> dict[str, Any]:
    return {"type": kind}


_MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    # Only manifests and the state are read back; of sections nothing but their columns.
    "_source": {"includes": ["manifest", "manifest.*", "state", "state.*"]},
    "_routing": {"required": True},
    "properties": {
        "part": {"type": "join", "relations": {"report": "section"}},
        **{name: _words() for name in FIELDS.values()},
        "exact": {
            "type": "text",
            "analyzer": "pairs",
            "index_options": "positions",
            "similarity": "string",
            "fields": {"char": {"type": "text", "analyzer": "chars", "index_options": "freqs", "similarity": "string"}},
        },
        # The text's words once more, to be counted by their beginning.
        "vocabulary": {"type": "keyword", "index": False},
        "section": {"type": "keyword", "index": False},
        "position": _column("integer"),
        "revision": _column("long"),
        **{name: _column("integer" if column.numeric else "keyword") for name, column in COLUMNS.items()},
        "manifest": {"type": "object", "enabled": False},
        "state": {"type": "object", "enabled": False},
    },
}
