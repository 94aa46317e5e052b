"""Every address the service gives out. Relative to its root, or absolute where PUBLIC_URL is set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as percent_encode

from flask import g, request

from index.text.registry import FACETS
from schemas.parameters import LANGUAGES
from search import cursors
from search.filters import values_of
from search.questions import Facet, FacetOption, SectionQuestion
from web.http.current import current_request
from web.http.services import services

Pairs = list[tuple[str, str]]


@lru_cache(50_000)
def quote(text: str, safe: str = "") -> str:
    """Percent-encode; an answer holds a hundred addresses of the same few ids and values."""
    return percent_encode(text, safe=safe)


@dataclass(frozen=True, slots=True)
class Links:
    """Implements schemas.links.Addresses. `base` is put before every path."""

    base: str = ""

    def report(self, report_id: str, version: int | None = None) -> str:
        return f"{self.base}/reports/{quote(report_id)}{_version(version)}"

    def section(self, report_id: str, section_id: str) -> str:
        return f"{self.base}/reports/{quote(report_id)}#{quote(section_id)}"

    def section_data(self, report_id: str, section_id: str, version: int | None = None) -> str:
        return f"{self.report(report_id)}/sections/{quote(section_id)}{_version(version)}"

    def source(self, report_id: str, version: int | None = None) -> str:
        return f"{self.report(report_id)}/source{_version(version)}"

    def against(self, report_id: str, other_id: str) -> str:
        return f"{self.report(report_id)}/against/{quote(other_id)}"

    def versions(self, report_id: str) -> str:
        return f"{self.report(report_id)}/versions"

    def agency(self, agency_id: str) -> str:
        return f"{self.base}/agencies/{quote(agency_id)}"

    def query(self, path: str, pairs: Iterable[tuple[str, str]]) -> str:
        """Return a path with a query string; commas and colons stay readable."""
        written = query_string(pairs)
        return f"{self.base}{path}?{written}" if written else f"{self.base}{path}"


def links() -> Links:
    """Return the links of the running application."""
    return Links(services().settings.public_url or request.script_root)


def root() -> str:
    """Return the way from the page asked for to the service's root, whatever path a proxy puts before it."""
    return "../" * (request.path.count("/") - 1) or "./"


def here() -> Links:
    """Return links that are relative to the page asked for, so that they stay on the host it was asked from."""
    return Links(root().rstrip("/"))


def absolute() -> Links:
    """Return links with a host: PUBLIC_URL, or the one that was asked, whose answer is then for that client alone."""
    if services().settings.public_url is None:
        g.host_told = True  # web/api.py tells caches
    return Links(with_host())


def with_host() -> str:
    """Return what stands before every path, host included."""
    return services().settings.public_url or request.url_root.rstrip("/")


def page_links(
    path: str, following: cursors.Position | None = None, order: object = None, changed: bool = False
) -> dict[str, str | None]:
    """Return the links of a page of a list: itself as asked for, the next one, and where to begin anew if it changed.

    `order` is what a cursor binds.
    """
    pairs = current_request().pairs
    urls, whole, after = links(), without(pairs, "cursor"), None
    here = urls.query(path, pairs)
    first = here if len(whole) == len(pairs) else urls.query(path, whole)
    if following is not None:
        after = f"{first}{'&' if whole else '?'}cursor={cursors.encode(following, order)}"
    return {"self": here, "next": after, **({"restart": first} if changed else {})}


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join([f"{quote(name)}={quote(value, safe=',:.')}" for name, value in pairs])


def asked_for() -> Pairs:
    """Return the parameters of the page asked for that were filled in."""
    return [pair for pair in current_request().pairs if pair[1].strip()]


def in_languages(path: str, pairs: Pairs) -> Pairs:
    """Return each language with the address of a page in it."""
    return [(lang, here().query(path, [*without(pairs, "lang"), ("lang", lang)])) for lang in LANGUAGES]


def without(pairs: Pairs, *names: str) -> Pairs:
    return [pair for pair in pairs if pair[0] not in names]


class OptionLinks:
    """Addresses of facet options: the search as it is, with one value added or taken back, from its first page."""

    def __init__(self, urls: Links, path: str, pairs: Pairs, question: SectionQuestion) -> None:
        self._start = f"{urls.base}{path}?"
        self._pairs = without(pairs, "cursor")
        self._question = question
        self._rest: dict[str, str] = {}

    def __call__(self, facet: Facet) -> list[str]:
        """Return the address of each option of a facet; most of them end in its value and are else the same."""
        column = facet.column
        asked = self._question.chosen(column)
        years = FACETS[column].reads == "years"
        chosen = self._years_asked(column) if years else asked.include
        rest, left_out = self._without(column), values_of(column, asked.exclude)
        start = f"{self._start}{rest}{'&' if rest else ''}{column}={quote(','.join([*chosen, '']), ',.')}"
        filtered = bool(asked.include or left_out)
        return [
            self._other(facet, option, left_out)
            if filtered and (option.selected or str(option.value) in left_out)
            else start + quote(str(option.value), ",.")
            for option in facet.options
        ]

    def _other(self, facet: Facet, option: FacetOption, left_out: frozenset[str]) -> str:
        """Return the address of an option that is taken back, or whose value is left out until now."""
        column = facet.column
        years = FACETS[column].reads == "years"
        chosen = self._years(facet, option) if years else self._values(column, option)
        rest = self._allowing(column, option, years) if str(option.value) in left_out else self._without(column)
        written = f"{column}={quote(','.join(chosen), ',.')}" if chosen else ""
        return f"{self._start}{rest}{'&' if rest and written else ''}{written}".rstrip("?")

    def _without(self, column: str) -> str:
        if column not in self._rest:
            self._rest[column] = query_string(without(self._pairs, column))
        return self._rest[column]

    def _allowing(self, column: str, option: FacetOption, years: bool) -> str:
        """Return the rest of the search without the exclusion of a value that is chosen now, of years without any."""
        left_out = () if years else self._question.chosen(column).exclude
        others = [value for value in left_out if value != option.value]
        kept = without(self._pairs, column, f"not_{column}")
        return query_string([*kept, (f"not_{column}", ",".join(others))] if others else kept)

    def _values(self, column: str, option: FacetOption) -> list[str]:
        asked = self._question.chosen(column)
        if option.selected:
            return [value for value in asked.include if value != option.value]
        return [*asked.include, str(option.value)]

    def _years(self, facet: Facet, option: FacetOption) -> list[str]:
        """Keep ranges as they were asked, until one of their years is taken back."""
        if not option.selected:
            return [*self._years_asked(facet.column), str(option.value)]
        return [str(one.value) for one in facet.options if one.selected and one.value != option.value]

    def _years_asked(self, column: str) -> list[str]:
        """Return years as their parameter takes them, ranges first."""
        chosen = self._question.chosen(column).include
        ranges = [f"{one.first or ''}..{one.last or ''}" for one in chosen if one.first != one.last]
        return [*ranges, *[str(one.first) for one in chosen if one.first == one.last]]


def _version(version: int | None) -> str:
    return "" if version is None else f"?version={version}"
