"""The sections that answer the judged queries stand high; nobody lowers these floors without saying why."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.corpora import needs
from tests.functional.relevance import ingested, judgements, mean_reciprocal_rank, place

pytestmark = needs("reports")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    data: Path = tmp_path_factory.mktemp("judged")
    return ingested(data)


@pytest.mark.parametrize(("part", "floor"), [(0, 0.95), (1, 0.90)], ids=["looked at", "held out"])
def test_the_right_section_stands_high(judged: FlaskClient, part: int, floor: float) -> None:
    places = {one.q: place(judged, one) for one in judgements()[part]}
    assert mean_reciprocal_rank(list(places.values())) >= floor, {q: at for q, at in places.items() if at != 1}


def test_a_question_finds_the_section_that_answers_it(judged: FlaskClient) -> None:
    hit = judged.get("/search", query_string={"q": "青岛市科技局收到几件依申请公开"}).json["hits"][0]
    assert hit["report"]["agency"]["name"] == "青岛市科学技术局"
    assert hit["section"]["heading"] == "政府信息公开申请办理情况"
