"""What the look-ups of numbers share: names made ids, and whether the answer is held already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from search import cursors, filters
from search.cursors import Position
from search.errors import BadParameter, QuestionError
from search.questions import Selection
from web.answers import etag, not_modified
from web.links import page_links
from web.services import services


def scope(agency: Selection, region: Selection) -> tuple[Selection, tuple[str, ...]]:
    """Return agencies as ids and regions as codes. Raises QuestionError naming each that is not known."""
    record = services().record
    bad: list[BadParameter] = []

    def find(text: str, parameter: str) -> tuple[str, ...]:
        return filters.agency_ids(text, parameter, record)

    agencies = filters.selection("agency", agency, find, bad)
    regions = filters.selection("region", region, filters.region_codes, bad)
    if bad:
        raise QuestionError.of(bad)
    return agencies, regions.include


def unknown_names(good: Mapping[str, Any]) -> list[BadParameter]:
    """Return what is wrong with the names of agencies and places among parameters that are well written.

    A route that takes one agency or place, or none, is no filter and asks for it itself.
    """

    def names(parameter: str) -> tuple[str, ...]:
        given = good.get(parameter)
        return tuple(given) if isinstance(given, (tuple, list)) else ()

    def asked(name: str) -> Selection:
        return Selection(names(name), names(f"not_{name}"))

    try:
        scope(asked("agency"), asked("region"))
    except QuestionError as error:
        return list(error.bad)
    return []


def tag_of(*asked: object, state: str | None = None) -> tuple[str, Response | None]:
    """Return the answer's tag, and the 304 where the client holds it; `state` is the record's, where it is known."""
    tag = etag(state or services().record.generation(), asked, sorted(request.args.items(multi=True)))
    return tag, not_modified(tag)


def list_links(
    path: str, order: object, following: cursors.Key | None, after: Position | None, state: str
) -> dict[str, str | None]:
    """Return the links of a page of the record, read after `state` was asked for; `after` is where it went on from.

    The record is asked again afterwards, so that a change while the page was read is not missed.
    """
    since = state if after is None else after.since
    changed = after is not None and services().record.generation() != since
    return page_links(path, None if following is None else Position(following, since), order, changed)
