"""A thin client of the API: standard library only, Python 3.11 or newer.

client = Client("http://127.0.0.1:8000")
for hit in client.search("依申请公开", year="2017"):
    print(hit["report"]["agency"]["name"], hit["snippet"]["text"])
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin
from urllib.request import Request, urlopen

Value = str | int


class ApiError(Exception):
    """What the service answered instead: `problem` is its problem document (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Client:
    """Reads one service. Lists are followed over all their pages."""

    base: str
    timeout: float = 30

    def search(self, q: str = "", **parameters: Value) -> Iterator[dict[str, Any]]:
        """Yield the sections that answer a query, the best first."""
        return self._pages("/search", "hits", {"q": q, "facets": "none", **parameters})

    def reports(self, **parameters: Value) -> Iterator[dict[str, Any]]:
        return self._pages("/reports", "reports", parameters)

    def report(self, report_id: str) -> dict[str, Any]:
        return self._get(f"/reports/{quote(report_id, safe='')}")

    def agencies(self, **parameters: Value) -> Iterator[dict[str, Any]]:
        return self._pages("/agencies", "agencies", parameters)

    def fields(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get("/fields")["fields"]
        return found

    def figures(self, **parameters: Value) -> Iterator[dict[str, Any]]:
        """Yield figures, each with its value (None where there is none), its report, its evidence and its checks.

        They count all applicants together; applicant="all" gives those of each type beside them.
        """
        return self._pages("/figures", "figures", parameters)

    def frame(self, field: str, year: int, **parameters: Value) -> dict[str, Any]:
        """Return the first page of a comparison of all agencies in a year, with the distribution of all values."""
        return self._get("/figures/frame", {"field": field, "year": year, **parameters})

    def series(self, field: str, *agencies: str, **parameters: Value) -> list[dict[str, Any]]:
        """Return one series for each agency."""
        asked = {"field": field, "agency": ",".join(agencies), **parameters}
        found: list[dict[str, Any]] = self._get("/figures/series", asked)["series"]
        return found

    def checks(self, **parameters: Value) -> Iterator[dict[str, Any]]:
        """Yield checks, for example with verdict="fail"."""
        return self._pages("/checks", "checks", parameters)

    def _pages(self, path: str, name: str, parameters: dict[str, Value]) -> Iterator[dict[str, Any]]:
        body = self._get(path, parameters)
        while True:
            yield from body[name]
            if body["links"]["next"] is None:
                return
            body = self._read(urljoin(self.base, body["links"]["next"]))

    def _get(self, path: str, parameters: dict[str, Value] | None = None) -> dict[str, Any]:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self._read(f"{self.base.rstrip('/')}{path}{query}")

    def _read(self, url: str) -> dict[str, Any]:
        request = Request(url, headers={"Accept": "application/json"})
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                body: dict[str, Any] = json.load(answer)
        except HTTPError as error:
            raise ApiError(json.load(error)) from error
        return body
