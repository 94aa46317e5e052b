"""What may be asked of pages, framed pages, feeds and oEmbed, and what the machine-readable ones answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from index.text.registry import FACETS
from schemas.comparison import SeriesArguments
from schemas.hits import text
from schemas.numbers import needed
from schemas.parameters import any_of, free_text, language, names, one_of, query_text, text_range, whole_number
from schemas.reports import VersionArguments
from schemas.search import SearchArguments, SearchRequest
from search.questions import FacetRequest

VIEWS = ("text", "data", "checks")
THEMES = ("auto", "light", "dark")
EMBEDDED = 5
"""Hits of a framed page where no limit is given: it is to fit among other things."""
MOST_FRAMED = 8
"""Agencies that one framed page follows."""
LONGEST_URL = 4000


class _SomeOfSearch(SearchArguments):
    """Parameters of `/search` for an answer of another kind; what is left out of them keeps a value of our own."""

    ours: tuple[tuple[str, Any], ...] = ()

    @post_load
    def request(self, data: dict[str, Any], **_: Any) -> Any:
        """Return the search and, beside it, the parameters that /search does not have."""
        more = {name: data.pop(name) for name in ("lang", "theme", "more") if name in data}
        asked: SearchRequest = super().request({**dict(self.ours), **data})
        return {"request": asked, **more}


PAGE_FACETS = tuple(FacetRequest(one.name, one.page_size) for one in FACETS.values() if one.page_size)
"""What the page counts."""
WHOLE_FACET = 500
"""Values of a facet that a page shows where all are asked for; any other can be asked for by name."""
NAMED = tuple(one.column for one in PAGE_FACETS if FACETS[one.column].reads == "names")
"""Facets of which there may be more values than a page shows; any can be asked for by name."""


class PageArguments(_SomeOfSearch):
    """The query string of `/`."""

    class Meta(SearchArguments.Meta):
        exclude = ("format", "facets", "explain")

    ours = (("facets", PAGE_FACETS), ("explain", "false"))

    lang = language()
    more = any_of(NAMED, f"Of which filters to show up to {WHOLE_FACET} values.")


class EmbeddedSearchArguments(_SomeOfSearch):
    """The query string of `/embed/search`."""

    class Meta(SearchArguments.Meta):
        exclude = ("format", "facets", "contacts", "explain")

    ours = (("facets", ()), ("contacts", "exclude"), ("explain", "false"))

    limit = whole_number(1, 50, EMBEDDED, "Hits on a page.")
    lang = language()
    theme = one_of(THEMES, "auto", "auto follows the reader's setting.")


class FeedArguments(_SomeOfSearch):
    """The query string of the feeds: which reports; without any, all. The newest taken in come first."""

    class Meta(SearchArguments.Meta):
        exclude = ("format", "facets", "cursor", "sort", "group_by", "contacts", "explain")

    ours = (
        *(("facets", ()), ("sort", "relevance"), ("group_by", None)),
        *(("contacts", "exclude"), ("explain", "false")),
    )

    limit = whole_number(1, 100, 20, "Entries.")


class EmbeddedFigureArguments(SeriesArguments):
    """The query string of `/embed/figure`."""

    agency = needed(names(f"Agencies by id, full or short name, at most {MOST_FRAMED}."))
    lang = language()
    theme = one_of(THEMES, "auto", "auto follows the reader's setting.")


class ReportArguments(VersionArguments):
    """The query string of a report, as JSON or as a page."""

    q = query_text("What to mark on the page; the JSON is the same with and without.")
    at = text_range("Characters of the text to mark on the page instead, as evidence gives them: 120-123.")
    view = one_of(VIEWS, "text", "What the page shows: the text, the form filled in with its figures, or its checks.")
    lang = language()


class OembedArguments(Schema):
    """The query string of `/oembed`. Parameters of other sites (dnt, …) are no error: consumers send them to all."""

    class Meta:
        unknown = "exclude"

    url = free_text(LONGEST_URL, "The address of a page here: a search, a report or a framed page. Needed.")
    maxwidth = whole_number(1, 100_000, None, "Pixels the frame may be wide.")
    maxheight = whole_number(1, 100_000, None, "Pixels the frame may be high.")
    format = free_text(20, "json or xml; for anything else 501, as oEmbed has it.")


class OembedSchema(Schema):
    """A rich response of oEmbed 1.0."""

    type = fields.String(required=True, validate=validate.Equal("rich"))
    version = fields.String(required=True, validate=validate.Equal("1.0"))
    title = text()
    provider_name = text()
    provider_url = text()
    cache_age = fields.Integer(required=True, metadata={"description": "Seconds."})
    html = text("One iframe; nothing in it runs on the page that takes it.")
    width = fields.Integer(required=True, metadata={"description": "Pixels."})
    height = fields.Integer(required=True, metadata={"description": "Pixels."})


class FeedAuthorSchema(Schema):
    name = text()


class FeedItemSchema(Schema):
    """A report. Its id stays when the report gets a new version or the service a new address."""

    id = text(example="urn:uuid:7d1f3c1e-0000-5000-8000-000000000000")
    url = text()
    external_url = fields.String(metadata={"description": "The agency's own page, where it is known."})
    title = text()
    content_text = text("The best section's snippet.")
    date_published = fields.String(required=True, metadata={"format": "date-time"})
    date_modified = fields.String(required=True, metadata={"format": "date-time"})
    authors = fields.List(fields.Nested(FeedAuthorSchema), required=True)
    tags = fields.List(fields.String(), required=True)
    language = text()


class FeedSchema(Schema):
    """JSON Feed 1.1."""

    version = text(example="https://jsonfeed.org/version/1.1")
    title = text()
    home_page_url = text()
    feed_url = text()
    description = text()
    language = text()
    items = fields.List(fields.Nested(FeedItemSchema), required=True)
