"""The same questions over the same record get the same answers from both engines, on one node and on three."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.text.folding import fold
from tests.cluster.nodes import Cluster
from tests.corpora import corpus, needs
from tests.functional.relevance import FOLDERS, judgements, mean_reciprocal_rank, place

pytestmark = [
    pytest.mark.cluster,
    needs("reports", "reports-2", "seeds"),
]
TRIES = int(os.environ.get("PARITY_TRIES", "200"))
SEED = int(os.environ.get("PARITY_SEED", "2017"))
MORE = (*FOLDERS, corpus("reports-2"), corpus("seeds"))
LAYOUTS = {"one_shard": ("hosts", 1), "three_shards": ("hosts", 3), "three_nodes": ("three", 3)}
"""Which cluster of conftest.py holds the index, and in how many shards; three nodes hold a copy of each as well."""
FACETS = "year,agency:3,region:5,kind,form"
Body = dict[str, Any]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all reports at hand, indexed by Whoosh."""
    made = tmp_path_factory.mktemp("parity")
    files = [str(folder) for folder in MORE if folder.is_dir()]
    create_app({"DATA": made}).test_cli_runner().invoke(args=["ingest", *files, "--jobs", "2"])
    return made


@pytest.fixture(scope="module")
def ours(data: Path) -> FlaskClient:
    return create_app({"DATA": data}).test_client()


@pytest.fixture(scope="module", params=LAYOUTS)
def theirs(request: pytest.FixtureRequest, data: Path) -> Iterator[FlaskClient]:
    """The same record behind an index on a cluster, which is built from it."""
    cluster, shards = LAYOUTS[request.param]
    held: str | Cluster = request.getfixturevalue(cluster)
    hosts = held.hosts if isinstance(held, Cluster) else held
    url = f"opensearch://{hosts}/parity-{uuid4().hex[:8]}?shards={shards}"
    app: Flask = create_app({"DATA": data, "TEXT_INDEX": url})
    done = app.test_cli_runner().invoke(args=["index", "rebuild"])
    assert done.exit_code == 0, done.output
    yield app.test_client()
    index = app.extensions["disclosure"].text_index
    for name in index._aliased():
        index._drop(name)


def ask(client: FlaskClient, **query: object) -> Body:
    answer = client.get(f"/search?{urlencode(query)}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: Body = json.loads(answer.data)
    return found


def told(answer: Body) -> Body:
    """Return what has to be equal: how many, and every facet with its counts."""
    facets = {
        name: {**facet, "options": [{k: one[k] for k in ("value", "count", "selected")} for one in facet["options"]]}
        for name, facet in answer["facets"].items()
    }
    return {"total": answer["total"], "facets": facets, "relaxed": answer["query"]["relaxed"]}


def pages(client: FlaskClient, **query: object) -> list[str]:
    """Follow a list to its end and return its hits; of reports, which section is the best is for the scores to say."""
    answer = ask(client, **query)
    of_reports = query.get("group_by") == "report"
    found = [hit["report"]["id"] if of_reports else hit["id"] for hit in answer["hits"]]
    while answer["links"]["next"]:
        assert not answer["links"].get("restart")
        answer = json.loads(client.get(answer["links"]["next"]).data)
        found += [hit["report"]["id"] if of_reports else hit["id"] for hit in answer["hits"]]
    assert len(found) == len(set(found)) == answer["total"]
    return found


def texts(app: Flask) -> list[str]:
    record = app.extensions["disclosure"].record
    return [record.text(revision) for revision in sorted(record.revisions().values())]


def strings() -> list[tuple[int, random.Random]]:
    return [(number, random.Random(f"{SEED} {number}")) for number in range(TRIES)]


def test_strings_cut_anywhere_are_found_in_the_same_sections(ours: FlaskClient, theirs: FlaskClient) -> None:
    every, differing = texts(ours.application), []
    for _, chance in strings():
        text = chance.choice(every)
        start = chance.randrange(len(text))
        string = text[start : start + chance.choice((1, 2, 3, 5, 8, 13, 21))].replace('"', "").strip()
        if not fold(string):
            continue
        asked = {"q": f'"{string}"', "sort": "agency", "limit": 100, "facets": FACETS}
        if told(ask(ours, **asked)) != told(ask(theirs, **asked)) or pages(ours, **asked) != pages(theirs, **asked):
            differing.append(string)
    assert differing == []


def test_any_filters_give_the_same_totals_facets_and_pages(ours: FlaskClient, theirs: FlaskClient) -> None:
    options = {
        name: [str(one["value"]) for one in facet["options"]]
        for name, facet in ask(ours, facets="year:50,agency:50,region:50,kind:50,form:50")["facets"].items()
    }
    words = [
        "",
        "公开",
        "依申请公开",
        "政府信息公开 收费",
        '"行政复议" 公开',
        "公开 -收费",
        "微信公众号",
        "没有的词 公开",
    ]
    differing = []
    for _, chance in strings():
        asked: Body = {"q": chance.choice(words), "facets": FACETS, "limit": 20}
        for name in chance.sample(sorted(options), chance.randrange(4)):
            chosen = ",".join(chance.sample(options[name], min(len(options[name]), chance.randrange(1, 3))))
            prefix = "" if chance.random() < 0.7 else "not_"
            asked[f"{prefix}{name}" if name in ("agency", "region", "kind", "form") else name] = chosen
        if chance.random() < 0.3:
            asked["group_by"] = "report"
        if chance.random() < 0.3:
            asked["match"] = "any"
        asked["sort"] = chance.choice(("year", "-year", "agency", "relevance"))
        one, other = ask(ours, **asked), ask(theirs, **asked)
        same = told(one) == told(other)
        if asked["sort"] != "relevance":
            same = same and pages(ours, **asked) == pages(theirs, **asked)
        elif one["total"] <= 300:
            same = same and set(pages(ours, **asked)) == set(pages(theirs, **asked))
        if not same:
            differing.append(asked)
    assert differing == []


def test_judged_queries_rank_alike(ours: FlaskClient, theirs: FlaskClient) -> None:
    """Over all judged queries: lengths are rounded otherwise, so near ties may change places."""
    overlaps, ranks, differing = [], [], []
    for judged in [one for part in judgements() for one in part]:
        tops = [[hit["id"] for hit in ask(client, q=judged.q, limit=10)["hits"]] for client in (ours, theirs)]
        asked = {"q": judged.q, "facets": FACETS, "sort": "agency", "limit": 100}
        if told(ask(ours, **asked)) != told(ask(theirs, **asked)) or pages(ours, **asked) != pages(theirs, **asked):
            differing.append(judged.q)
        overlaps.append(len({*tops[0]} & {*tops[1]}) / len(tops[0]) if tops[0] else 1.0)
        ranks.append((place(ours, judged), place(theirs, judged)))
    assert differing == []
    mean = sum(overlaps) / len(overlaps)
    before, after = (mean_reciprocal_rank([one[side] for one in ranks]) for side in (0, 1))
    print(f"\n{len(ranks)} queries: overlap of the first ten {mean:.3f}, mrr {before:.3f} and {after:.3f}")
    assert mean >= 0.9
    assert abs(before - after) <= 0.01


def without_score(part: Body) -> str:
    """Return a part of an explanation; which of several ways counts is for the scores to say."""
    return json.dumps({name: value for name, value in part.items() if name not in ("score", "counted")})


def test_explanations_name_the_same_words_and_counts(ours: FlaskClient, theirs: FlaskClient) -> None:
    for q in ("依申请公开", '"行政复议" 收费', "微信公众号", "杭州市科技局 2017"):
        found = []
        for client in (ours, theirs):
            hits = ask(client, q=q, explain="true", sort="agency", limit=20)["hits"]
            found.append([sorted(map(without_score, hit["explanation"]["parts"])) for hit in hits])
            for hit in hits:
                counted = sum(one["score"] for one in hit["explanation"]["parts"] if one["counted"])
                assert counted * hit["explanation"]["factor"] == pytest.approx(hit["score"], rel=1e-3, abs=1e-3)
        assert found[0] == found[1], q


@pytest.mark.parametrize("path", ["/suggest?q=公", "/suggest?q=信息&limit=30", "/feed.json?q=收费", "/feed.json"])
def test_suggestions_and_feeds_are_the_same(ours: FlaskClient, theirs: FlaskClient, path: str) -> None:
    assert json.loads(ours.get(path).data) == json.loads(theirs.get(path).data)


@pytest.mark.parametrize("q", ["公开", '"收费"', ""])
def test_a_list_of_everything_is_the_same(ours: FlaskClient, theirs: FlaskClient, q: str) -> None:
    asked = urlencode({"q": q, "sort": "agency", "format": "ndjson"})
    ids = [
        [json.loads(line)["id"] for line in client.get(f"/search?{asked}").get_data(as_text=True).splitlines()]
        for client in (ours, theirs)
    ]
    assert ids[0] == ids[1] != []
