"""docs/embedding.md says what the script and the pages do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "embedding.md").read_text("utf-8")
SCRIPT = (ROOT / "web" / "static" / "embed.js").read_text("utf-8")


def test_every_attribute_of_the_element_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE))
    asked = set(re.findall(r"""(?:get|has)Attribute\("(\w+)"\)""", SCRIPT))
    filters = set(re.findall(r'"(\w+)"', re.search(r"FILTERS = \[(.*?)\]", SCRIPT)[1]))  # type: ignore[index]
    assert documented == asked | filters | {"theme"}
    assert ":host([theme=" in SCRIPT


def test_every_part_of_the_element_is_documented() -> None:
    assert set(re.findall(r'part: "(\w+)"', SCRIPT)) == set(
        re.findall(r"`(\w+)`", DOCUMENT.split("::part()`:")[1].split(".")[0])
    )


def test_the_message_of_a_frame_is_documented() -> None:
    frame = (ROOT / "web" / "static" / "frame.js").read_text("utf-8")
    for script in (frame, SCRIPT):
        assert '"disclosure-embed"' in script
    assert '{"type": "disclosure-embed", "height":' in DOCUMENT


@pytest.mark.parametrize("kind", ["custom element", "framed search", "framed series", "oEmbed"])
def test_the_example_shows_each_way(kind: str) -> None:
    assert kind in (ROOT / "examples" / "portal.html").read_text("utf-8")
