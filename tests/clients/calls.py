"""One call of every GET route of the OpenAPI document, as each generated client is to make it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

REPORT, AGENCY, FIELD = "guizhousheng-kexuejishuting-2017", "guizhousheng-kexuejishuting", "requests.received"
OTHER, TABLES = "qingdaoshi-kexuejishuju-2017", "hangzhoushi-kexuejishuju-2020"
ARGUMENTS: dict[str, dict[str, Any]] = {
    "search_sections": {"q": "依申请公开", "year": ["2017"], "limit": 3, "facets": "year,agency,kind"},
    "list_reports": {"limit": 3},
    "get_report": {"report_id": REPORT},
    "get_section": {"report_id": REPORT, "section_id": "s5"},
    "get_source": {"report_id": REPORT},
    "get_figures": {"report_id": REPORT},
    "get_checks": {"report_id": REPORT},
    "list_agencies": {"q": "科技"},
    "get_agency": {"agency_id": AGENCY},
    "list_versions": {"report_id": REPORT},
    "compare_reports": {"report_id": REPORT, "other_id": OTHER},
    "list_repeats": {"report_id": REPORT},
    "list_similar": {"section": f"{OTHER}:s2"},
    "list_promises": {"agency_id": AGENCY},
    "get_tables": {"report_id": TABLES},
    "get_field": {"field_id": "litigation.total"},
    "list_figures": {"field": [FIELD, "litigation.total"], "origin": ["table", "prose", "computed"], "limit": 100},
    "compare_agencies": {"field": FIELD, "agency": [AGENCY, "qingdaoshi-kexuejishuju"]},
    "answer_question": {"q": "2017年青岛科技局收到多少申请"},
    "get_frame": {"field": FIELD, "year": 2017},
    "get_series": {"field": FIELD, "agency": [AGENCY]},
    "list_checks": {"verdict": ["fail"]},
    "search_page": {"q": "依申请公开"},
    "embedded_search": {"q": "依申请公开"},
    "embedded_figure": {"field": FIELD, "agency": [AGENCY]},
    "static_file": {"name": "page.css"},
    "json_feed": {"limit": 2},
    "atom_feed": {"limit": 2},
    "suggest": {"q": "杭州"},
    "show_map": {"field": FIELD},
    "show_distribution": {"field": FIELD, "year": 2017},
    "get_download": {"name": "datapackage.json"},
    "analyze": {"q": "依申请公开"},
}
"""What is asked beyond nothing, by operation; the ids are those of the samples."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an operation; `path` has its variables filled in and ends in the query string."""

    operation: str
    tag: str
    route: str
    path: str
    spelt: str
    """The path with the defaults of all that is no list in its query string, in the order of the document."""
    media_type: str
    schema: str | None
    arguments: dict[str, Any]
    path_arguments: dict[str, Any]
    page: bool
    """Whether it is a page as well, or nothing else."""
    binary: bool
    """Whether the answer is a file of bytes, which clients print in base64."""


def calls(document: dict[str, Any], base: str) -> list[Call]:
    """Return a call for each GET operation of a document; `base` is where the service answers."""
    found = []
    for route, item in document["paths"].items():
        if operation := item.get("get"):
            arguments = dict(ARGUMENTS.get(operation["operationId"], {}))
            if operation["operationId"] == "oembed":
                arguments["url"] = f"{base}/?q=a"
            found.append(_call(route, operation, arguments))
    return found


def _call(route: str, operation: dict[str, Any], arguments: dict[str, Any]) -> Call:
    media_type, content = next(iter(operation["responses"]["200"]["content"].items()))
    reference = content["schema"].get("$ref")
    in_path = {name: arguments[name] for name in re.findall(r"{(\w+)}", route)}
    query = {name: value for name, value in arguments.items() if name not in in_path}
    path = re.sub(r"{(\w+)}", lambda name: quote(in_path[name[1]]), route)
    named = [one for one in operation.get("parameters", ()) if one.get("in") == "query"]
    single = {one["name"]: one["schema"].get("default") for one in named if one["schema"].get("type") != "array"}
    spelt = {one["name"]: query.get(one["name"], single.get(one["name"])) for one in named}
    return Call(
        operation=operation["operationId"],
        tag=operation["tags"][0],
        route=route,
        path=_asking(path, query),
        spelt=_asking(path, {name: value for name, value in spelt.items() if value is not None}),
        media_type=media_type,
        schema=reference and reference.rpartition("/")[2],
        arguments=arguments,
        path_arguments=in_path,
        page="text/html" in operation["responses"]["200"]["content"],
        binary=media_type.startswith(("application/vnd.openxmlformats", "application/octet-stream")),
    )


def _asking(path: str, query: dict[str, Any]) -> str:
    pairs = {name: _written(value) for name, value in query.items()}
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
