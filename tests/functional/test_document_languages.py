"""Documents in English and in Chinese have the same code, tables and numbers, and their links lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHINESE = sorted((ROOT / "docs").glob("*.zh.md"))
PAIRS = {path.name.removesuffix(".zh.md"): path for path in CHINESE}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").glob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
NUMBER = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?: ?(million|万))?")
TIMES = {"": 1, "million": 1_000_000, "万": 10_000}


def texts(name: str) -> tuple[str, str]:
    """Return a document in English and in Chinese."""
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8"), PAIRS[name].read_text("utf-8")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the language and code of each block, without comments, which are translated."""
    return [(kind, re.sub(r"[ \t]+# .*", "", code)) for kind, code in BLOCK.findall(text)]


def prose(text: str) -> str:
    return BLOCK.sub("", text)


def lines(text: str) -> list[str]:
    """Return what each line of a document that is no running text is: a heading, an item, a row with its cells."""
    without = CODE.sub("", prose(text)).splitlines()
    found = [re.match(r"#+ |- |[0-9]+\. |<!--.*-->$|\|", line) for line in without]
    return [match[0] * match.string.count("|") if match[0] == "|" else match[0] for match in found if match]


def numbers(text: str) -> Counter[Decimal]:
    """Count the numbers that are written in digits outside code: 3.5 million and 350 万 are one."""
    found = NUMBER.findall(CODE.sub("", LINK.sub("", prose(text))))
    return Counter(Decimal(digits.replace(",", "")) * TIMES[unit] for digits, unit in found)


def anchors(text: str) -> set[str]:
    """Return the fragments that lead to a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_document_has_a_chinese_version() -> None:
    assert sorted(PAIRS) == sorted(
        path.stem for path in (ROOT / "docs").glob("*.md") if not path.name.endswith(".zh.md")
    )


@pytest.mark.parametrize("name", ["README", *(f"docs/{name}" for name in PAIRS)])
def test_each_version_links_the_other_below_its_title(name: str) -> None:
    short = name.rpartition("/")[2]
    for suffix, link in ((".md", f"[中文]({short}.zh.md)"), (".zh.md", f"[English]({short}.md)")):
        title, empty, line = (ROOT / f"{name}{suffix}").read_text("utf-8").splitlines()[:3]
        assert title.startswith("# ")
        assert (empty, line) == ("", link)


@pytest.mark.parametrize("name", PAIRS)
def test_both_versions_have_the_same_code(name: str) -> None:
    english, chinese = texts(name)
    assert blocks(english) == blocks(chinese)
    assert set(CODE.findall(prose(english))) == set(CODE.findall(prose(chinese)))


@pytest.mark.parametrize("name", PAIRS)
def test_both_versions_have_the_same_headings_items_and_tables(name: str) -> None:
    english, chinese = texts(name)
    assert lines(english) == lines(chinese)


@pytest.mark.parametrize("name", PAIRS)
def test_every_number_is_in_the_chinese_version(name: str) -> None:
    english, chinese = texts(name)
    assert numbers(english) - numbers(chinese) == Counter()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(CODE.sub("", prose(path.read_text("utf-8")))):
        target, _, fragment = link.partition("#")
        if ":" in target:
            continue
        aim = (path.parent / target).resolve() if target else path
        assert aim.exists(), link
        assert not fragment or fragment in anchors(aim.read_text("utf-8")), link


@pytest.mark.parametrize("path", [ROOT / "README.zh.md", *CHINESE], ids=lambda path: path.name)
def test_chinese_documents_lead_to_chinese_ones(path: Path) -> None:
    below_the_title = path.read_text("utf-8").split("\n", 3)[3]
    targets = {link.partition("#")[0] for link in LINK.findall(prose(below_the_title))}
    english = {target for target in targets if target.endswith(".md") and not target.endswith(".zh.md")}
    assert [target for target in english if (path.parent / target).with_suffix(".zh.md").exists()] == []


def test_numbers_are_the_same_with_either_large_unit() -> None:
    assert numbers("some 90,000 sections, 3.5 million") == numbers("约 9 万个章节，350 万")
    assert numbers("at port `8000`, 2.6 KB") == numbers("2.6 KB") != numbers("2.7 KB")


def test_comments_may_differ_and_commands_may_not() -> None:
    assert blocks("```sh\nmake run   # serves\n```") == blocks("```sh\nmake run   # 提供服务\n```")
    assert blocks("```sh\nmake run\n```") != blocks("```sh\nmake test\n```")
