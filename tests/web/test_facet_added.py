"""A facet is added by its table in facets.toml, its attribute of a section, and what the record tells of that.

The tests write these into a copy of the product and run the copy, as whoever adds a facet would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.text import registry
from index.text.opensearch import mapping
from index.text.registry import COLUMNS, FACETS, columns_mark
from reports.forms import FORM_IDS
from reports.model import SectionKind
from search.filters import NAMED
from web.http.html import look

ROOT = Path(__file__).parents[2]
TABLE = """
[[facet]]
name = "carrier"
reads = "values"
says = "What reports are written on."
says_not = "Carriers to leave out."
size = 5
page_size = 5
zh = "载体"
zh_not = "排除载体"
en = "Carrier"
en_not = "Not carrier"

[facet.values]
txt = { zh = "纯文本", en = "Plain text" }
pdf = { zh = "PDF文件", en = "PDF" }
"""
CHANGES = {
    "text/protocol.py": [("    kind: str\n    form: str\n", "    kind: str\n    form: str\n    carrier: str\n")],
    "record/reading.py": [
        ("versions.c.form, reports.c.agency_id", "versions.c.form, versions.c.format, reports.c.agency_id"),
        ("        form=row.form,\n", "        form=row.form,\n        carrier=row.format,\n"),
    ],
}
"""By file of the folder index: what is written in place of what. The table is added to text/facets.toml."""
ASK = """
import json, sys
from app import create_app
from index.text.opensearch.mapping import body, fingerprint
from index.text.opensearch.address import address
from web.http.html import look
app = create_app({"DATA": sys.argv[1]})
client, page = app.test_client(), {"Accept": "text/html"}
before = client.get("/search")
built = app.test_cli_runner().invoke(args=["index", "rebuild"])
found = {
    "script": client.get("/embed.js").text,
    "before": [before.status_code, before.json["code"]],
    "built": built.output,
    "fingerprint": fingerprint("words"),
    "look": look(),
    "column": body(address("opensearch://127.0.0.1:9200/one"), "words")["mappings"]["properties"]["carrier"],
    "parameters": client.get("/openapi.json").json["paths"]["/search"]["get"]["parameters"],
    "answers": {query: client.get(f"/search?limit=1&{query}").json for query in json.loads(sys.argv[2])},
    "pages": [client.get(f"/?q=公开&not_carrier=pdf&lang={lang}", headers=page).text for lang in ("zh", "en")],
}
print(json.dumps(found))
"""
QUERIES = (
    "facets=carrier",
    "facets=carrier&group_by=report",
    "carrier=txt",
    "carrier=pdf",
    "not_carrier=pdf",
    "not_carrier=txt&facets=carrier",
    "carrier=stone",
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, sample_data: Path) -> Any:
    """Return what a copy with one facet more answers from a data folder that was filled without it."""
    folder = tmp_path_factory.mktemp("branch")
    for name in ("app.py", "reports", "search", "schemas", "web", "docs"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "index", folder / "index", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(sample_data, folder / "data")
    with (folder / "index/text/facets.toml").open("a", encoding="utf-8") as facets:
        facets.write(TABLE)
    for name, changes in CHANGES.items():
        path = folder / "index" / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", ASK, str(folder / "data"), json.dumps(QUERIES)]
    done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_an_index_without_the_column_asks_to_be_rebuilt(found: Any) -> None:
    assert found["before"] == [503, "index_mismatch"]
    assert "reports indexed" in found["built"]


def test_its_values_are_counted_and_filtered_by(found: Any) -> None:
    answers = found["answers"]
    every = answers["facets=carrier"]["total"]
    (option,) = answers["facets=carrier"]["facets"]["carrier"]["options"]
    assert (option["value"], option["label"], option["count"]) == ("txt", "纯文本", every)
    assert option["url"].endswith("carrier=txt")
    (of_reports,) = answers["facets=carrier&group_by=report"]["facets"]["carrier"]["options"]
    assert of_reports["count"] == answers["facets=carrier&group_by=report"]["total"] == 5
    assert [answers[query]["total"] for query in ("carrier=txt", "not_carrier=pdf")] == [every, every]
    assert [answers[query]["total"] for query in ("carrier=pdf", "not_carrier=txt&facets=carrier")] == [0, 0]
    (error,) = answers["carrier=stone"]["errors"]
    assert (error["parameter"], error["code"]) == ("carrier", "unknown_value")


def test_the_api_describes_its_parameters(found: Any) -> None:
    told = {one["name"]: one for one in found["parameters"]}
    assert told["carrier"]["description"].startswith("What reports are written on.")
    assert told["not_carrier"]["schema"]["items"]["enum"] == ["txt", "pdf"]
    assert "|carrier)" in told["facets"]["schema"]["pattern"]
    assert told["facets"]["schema"]["default"] == "year,agency,kind"


def test_the_search_page_counts_it_in_both_languages(found: Any) -> None:
    for page, words in zip(
        found["pages"], (("载体", "纯文本", "排除载体"), ("Carrier", "Plain text", "Not carrier")), strict=True
    ):
        assert all(word in page for word in words)
        assert 'name="carrier" value="txt"' in page
        assert 'type="hidden" name="carrier"' not in page
    assert found["look"] != look(), "pages that caches hold are not taken for those with the new words"


def test_it_is_an_attribute_of_the_embedded_search(found: Any) -> None:
    assert 'FILTERS = "year agency region kind form carrier"' in found["script"]


def test_a_cluster_has_a_column_for_it(found: Any) -> None:
    assert found["column"] == {"type": "keyword"}
    assert found["fingerprint"] != mapping.fingerprint("words")
    assert found["fingerprint"].startswith(mapping.fingerprint("words"))


def test_indexes_with_the_columns_of_before_need_no_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    assert columns_mark() == ""
    monkeypatch.setattr(registry, "COLUMNS", dict(reversed(COLUMNS.items())))
    assert columns_mark() == "", "the order of columns is nothing that is kept"
    monkeypatch.setattr(registry, "COLUMNS", {name: one for name, one in COLUMNS.items() if name != "kind"})
    assert columns_mark().startswith("-columns-")


def test_every_kind_and_form_has_a_name() -> None:
    assert tuple(FACETS["kind"].values) == tuple(kind.value for kind in SectionKind)
    assert tuple(FACETS["form"].values) == FORM_IDS
    for facet in FACETS.values():
        assert bool(facet.values) == (facet.reads == "values")
    assert set(NAMED) == {facet.name for facet in FACETS.values() if facet.reads == "names"}
