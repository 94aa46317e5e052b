"""Orders of hits, where a page goes on, and what of a hit is read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.text.opensearch.queries import is_scored
from index.text.protocol import CursorPosition, Sort, TextHit, TextQuery, WrongPlace

READ_BACK = ["report", "section", "position", "revision", "year", "agency"]
_ORDERS: dict[Sort, list[dict[str, str]]] = {
    "relevance": [{"_score": "desc"}],
    "-year": [{"year": "desc"}, {"agency": "asc"}],
    "year": [{"year": "asc"}, {"agency": "asc"}],
    "agency": [{"agency": "asc"}, {"year": "desc"}],
}
_KINDS: dict[Sort, tuple[type, ...]] = {
    "relevance": (float,),
    "-year": (float, str),
    "year": (float, str),
    "agency": (str, float),
}
_LARGEST = 3.4028234e38


def order_of(query: TextQuery) -> Sort:
    """Return the order that an answer really has: nothing asked has no relevance."""
    return "-year" if query.sort == "relevance" and not is_scored(query) else query.sort


def sorting(query: TextQuery) -> dict[str, Any]:
    """Return how to sort, from where on, and how many. Raises WrongPlace for a place of another order."""
    ties = [{"report": "asc"}] if query.group_by_report else [{"report": "asc"}, {"position": "asc"}]
    found: dict[str, Any] = {"sort": [*_ORDERS[order_of(query)], *ties], "size": query.limit + 1}
    found |= {"track_scores": is_scored(query), "_source": False}
    if query.after is not None:
        found["search_after"] = _after(query, query.after)
    return found


def _after(query: TextQuery, place: CursorPosition) -> list[float | str | int]:
    order = order_of(query)
    if tuple(float if isinstance(part, int) else type(part) for part in place.key) != _KINDS[order]:
        raise WrongPlace(f"place {place.key!r} belongs to another sort")
    key: list[float | str | int] = [_sent(part, order) for part in place.key]
    return [*key, place.report] if query.group_by_report else [*key, place.report, whole_number(place.position)]


def _sent(part: float | str, order: Sort) -> float | str | int:
    """Return a part of a place as the cluster sorts by it; anybody may have written it."""
    if isinstance(part, str):
        return part
    if order == "relevance":
        return min(max(float(part), -_LARGEST), _LARGEST)
    year = -part if order in ("-year", "agency") else part
    return whole_number(year)


def whole_number(value: float) -> int:
    """Return a number that a column of whole numbers can be compared with."""
    return int(min(max(value, -(2**31)), 2**31 - 1))


def hit(reply: Mapping[str, Any], query: TextQuery) -> TextHit:
    """Read a hit; of a report's sections the best is inside it."""
    section = reply["inner_hits"]["best"]["hits"]["hits"][0] if query.group_by_report else reply
    said = {name: values[0] for name, values in section["fields"].items()}
    score = float(reply["_score"]) if is_scored(query) else 0.0
    year = float(said["year"])
    keys: dict[Sort, tuple[float | str, ...]] = {
        "relevance": (score,),
        "-year": (-year, said["agency"]),
        "year": (year, said["agency"]),
        "agency": (said["agency"], -year),
    }
    place = CursorPosition(keys[order_of(query)], said["report"], int(said["position"]))
    return TextHit(said["report"], said["section"], score, place, int(said["revision"]))
