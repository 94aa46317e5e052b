"""docs/embedding.md and its Chinese version say what the script and the pages do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.text.registry import FACETS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "web" / "static" / "embed.js").read_text("utf-8")


@pytest.fixture(params=["embedding.md", "embedding.zh.md"])
def document(request: pytest.FixtureRequest) -> str:
    return (ROOT / "docs" / str(request.param)).read_text("utf-8")


def test_every_attribute_of_the_element_is_documented(document: str, client: FlaskClient) -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", document, re.MULTILINE))
    asked = set(re.findall(r"""(?:get|has)Attribute\("(\w+)"\)""", SCRIPT))
    served = client.get("/embed.js").text
    filters = set(re.search(r'FILTERS = "([\w ]+)"', served)[1].split()) | {"sort"}
    assert filters == {*FACETS, "sort"}
    watched = set(re.findall(r'"(\w+)"', "".join(re.findall(r"observedAttributes\(\) \{ return \[(.*?)\]", SCRIPT))))
    assert documented == asked | filters | watched | {"theme"}
    assert ":host([theme=" in SCRIPT


def test_every_part_of_the_element_is_documented(document: str) -> None:
    sentence = re.search(r"::part\(\)`(.*?)[.。]", document, re.DOTALL)
    assert sentence
    assert set(re.findall(r'part: "(\w+)"', SCRIPT)) == set(re.findall(r"`(\w+)`", sentence[1]))


def test_the_message_of_a_frame_is_documented(document: str) -> None:
    frame = (ROOT / "web" / "static" / "frame.js").read_text("utf-8")
    for script in (frame, SCRIPT):
        assert '"disclosure-embed"' in script
    assert '{"type": "disclosure-embed", "height":' in document


@pytest.mark.parametrize("name", ["portal.html", "portal-en.html"])
@pytest.mark.parametrize("kind", ["<report-search ", "<report-figure ", "/embed/search?", "/embed/figure?", "/oembed"])
def test_the_examples_show_each_way_in_both_languages(kind: str, name: str) -> None:
    assert kind in (ROOT / "examples" / name).read_text("utf-8")


def test_every_event_and_property_is_documented(document: str) -> None:
    events = set(re.findall(r'tell\((?:this|self), "(\w+)"', SCRIPT))
    assert events == {"results", "select", "error"}
    for element in ("report-search", "report-figure"):
        for event in events:
            assert f"`{element}:{event}`" in document
    for name in set(re.findall(r"var\((--report-[a-z-]+)", SCRIPT)):
        assert f"`{name}`" in document
