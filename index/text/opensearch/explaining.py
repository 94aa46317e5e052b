"""Why sections score as they do, read from the cluster's own account of each term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.text.opensearch.documents import section_id, sendable
from index.text.opensearch.mapping import FIELDS
from index.text.opensearch.queries import Rarity, string, word
from index.text.protocol import Contribution, Field, Key
from reports.text.grams import grams

_WEIGHT = re.compile(r"weight\((?P<query>.+) in \d+\)", re.DOTALL)
_FIELD_OF: Mapping[str, Field] = {
    FIELDS["body"]: "body",
    FIELDS["headings"]: "headings",
    FIELDS["title"]: "title",
    FIELDS["agency"]: "agency",
    FIELDS["year"]: "year",
}


def explaining(sections: Sequence[Key], words: Sequence[str], strings: Sequence[str], rarity: Rarity) -> dict[str, Any]:
    """Ask for an account of every word and string in these sections."""
    ids = [section_id(*key) for key in sections]
    every = [*(word(one) for one in dict.fromkeys(words))]
    every += [string(one, rarity.idf(one)) for one in dict.fromkeys(strings) if one]
    clause = {"filter": [{"ids": {"values": ids}}], "should": every}
    return {"query": {"bool": clause}, "explain": True, "size": len(ids)}


def explained(
    reply: Mapping[str, Any], words: Sequence[str], strings: Sequence[str]
) -> dict[Key, tuple[Contribution, ...]]:
    """Read the accounts of all hits."""
    named: dict[str, tuple[str, Field, bool]] = {_named(one): (one, "body", True) for one in strings if one}
    told: dict[Key, tuple[Contribution, ...]] = {}
    for hit in reply["hits"]["hits"]:
        parts = _contributions(hit["_explanation"], named, words)
        key = (hit["fields"]["report"][0], hit["fields"]["section"][0])
        told[key] = tuple(sorted(parts, key=lambda one: _place(one, words, strings)))
    return told


def _contributions(
    account: Mapping[str, Any], named: Mapping[str, tuple[str, Field, bool]], words: Sequence[str]
) -> Iterator[Contribution]:
    """Walk down an account to each term's or string's own part."""
    said = _WEIGHT.match(account["description"])
    if said is None:
        for part in account.get("details", ()):
            yield from _contributions(part, named, words)
        return
    name, _, text = said["query"].partition(":")
    asked = named.get(said["query"])
    if asked is None and name in _FIELD_OF and text in {sendable(one) for one in words}:
        asked = (text, _FIELD_OF[name], False)
    if asked is not None and account["value"] > 0:
        yield Contribution(asked[0], asked[1], _frequency(account), float(account["value"]), asked[2])


def _frequency(account: Mapping[str, Any]) -> int:
    if account["description"].startswith("doc.freq"):
        return int(account["value"])
    return max((_frequency(part) for part in account.get("details", ())), default=0)


def _named(text: str) -> str:
    """Return how the cluster names the search for a string."""
    text = sendable(text)
    if len(text) == 1:
        return f"exact.char:{text}"
    pairs = list(grams(text, 2))
    return f"exact:{pairs[0]}" if len(pairs) == 1 else f'exact:"{" ".join(pairs)}"'


def _place(one: Contribution, words: Sequence[str], strings: Sequence[str]) -> tuple[bool, int, int]:
    order = strings if one.exact else words
    return one.exact, list(order).index(one.text), list(FIELDS).index(one.field)
