"""`GET /checks`: contradictions across reports."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from index.record.check_rows import ORDER, StoredCheck
from index.record.keyset import kinds
from schemas.checks import CSV_COLUMNS, CheckArguments, CheckRequest, ChecksSchema, check_body, check_row, checks_body
from web.http.arguments import Resource
from web.http.html import PAGE, prefers_page
from web.http.lists import ListRequest
from web.http.lookups import scope
from web.http.services import services
from web.http.streams import LISTED, Listing
from web.pages.check_page import check_page

resource = Resource("checks", __name__, description="Whether the numbers of reports agree (勾稽关系).")
CHECKS: Listing[StoredCheck] = Listing("checks", CSV_COLUMNS, check_row, check_body)


@resource.reads("/checks", ChecksSchema, asks=CheckArguments, problems=(406, 422), media_types=(*LISTED, PAGE))
def list_checks(check_request: CheckRequest) -> Response:
    """Look checks up

    Each rule with both sides, the cells they come from, the difference and the verdict. The newest year first. As a
    page of cards for those who prefer text/html, as browsers do.
    """
    agencies, regions = scope(check_request.agency, check_request.region)
    criteria = replace(
        check_request.criteria, agencies=agencies.include, excluded_agencies=agencies.exclude, regions=regions
    )
    if prefers_page():
        return check_page(check_request, criteria)
    checks = services().record.check_rows
    return ListRequest.of("/checks", (criteria,), [kinds(ORDER)], check_request.cursor, check_request.format).answer(
        CHECKS,
        whole=lambda key: checks.stream(criteria, after=key),
        page=lambda key: checks.page(criteria, check_request.limit, key),
        body=checks_body,
    )
