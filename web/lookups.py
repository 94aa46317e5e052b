"""What the look-ups of numbers share: names made ids, and whether the answer is held already."""

from __future__ import annotations

from flask import Response, request

from search import filters
from search.errors import BadParameter, QuestionError
from search.questions import Selection
from web.answers import etag, not_modified
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


def tag_of(*asked: object) -> tuple[str, Response | None]:
    """Return the answer's tag, and the 304 where the client holds it."""
    tag = etag(services().record.generation(), asked, sorted(request.args.items(multi=True)))
    return tag, not_modified(tag)
