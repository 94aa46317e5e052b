"""Sections for tests of the text index: cut from the sample reports at their numbered lines, or made up."""

from __future__ import annotations

import random
import re
from functools import cache

from index.text.protocol import EVERY, FacetQuery, IndexedSection, TextAnswer
from tests import corpora

KINDS = ("overview", "disclosure", "requests", "fees", "problems")
FORMS = ("prose", "T14", "T19")
PLACES = ("330000", "330100", "370200", "520000")


@cache
def texts() -> dict[str, str]:
    """Return all texts at hand by name: the samples always, the corpus `reports` where it is named."""
    paths = [
        *corpora.SAMPLES.glob("*.txt"),
        *corpora.corpus("reports").glob("*.txt"),
        *corpora.corpus("reports").glob("*.md"),
    ]
    return {path.stem: path.read_text("utf-8") for path in sorted(paths) if path.stem != "SOURCES"}


def cut(text: str) -> list[str]:
    """Cut a text before its numbered lines, without loss."""
    return [part for part in re.split(r"(?m)^(?=[一二三四五六七八九十（(]{1,3}[、.）)])", text) if part]


def facets(*columns: str, size: int = EVERY, named: frozenset[str] = frozenset()) -> tuple[FacetQuery, ...]:
    """Ask for facets of these columns, whole unless a size is given."""
    return tuple(FacetQuery(column, size, named) for column in columns)


def counts(answer: TextAnswer) -> dict[str, dict[str, int]]:
    """Return the counts of an answer's facets."""
    return {column: dict(found.counts) for column, found in answer.facets.items()}


def section(report: str = "a-2017", position: int = 0, body: str = "", **others: object) -> IndexedSection:
    """Make a section; what is not given follows from the report's id (`agency-year`)."""
    agency, year = report.rsplit("-", 1)
    values: dict[str, object] = {
        "report": report,
        "revision": 1,
        "section": f"s{position}",
        "position": position,
        "body": body,
        "headings": (),
        "title": "",
        "agency": agency,
        "agency_names": (),
        "regions": (),
        "year": int(year),
        "kind": "body",
        "form": "prose",
    }
    return IndexedSection(**{**values, **others})  # type: ignore[arg-type]


def report(name: str, text: str, revision: int = 1) -> list[IndexedSection]:
    """Make a report's sections, its agency, year, places and kinds drawn by its name."""
    drawn = random.Random(name)
    agency, year = f"agency{drawn.randrange(4)}", drawn.randrange(2010, 2021)
    places, form = tuple(drawn.sample(PLACES, drawn.randrange(3))), drawn.choice(FORMS)
    return [
        section(
            f"{name}-{year}",
            position,
            body,
            revision=revision,
            headings=(body.split("\n", 1)[0],),
            title=f"{agency}{year}年政府信息公开工作年度报告",
            agency=agency,
            agency_names=(f"第{agency[-1]}科学技术局", f"科技{agency[-1]}局"),
            regions=places,
            kind=drawn.choice(KINDS),
            form=form,
        )
        for position, body in enumerate(cut(text))
    ]


@cache
def corpus() -> tuple[IndexedSection, ...]:
    """Return the sections of all texts at hand."""
    return tuple(part for name, text in texts().items() for part in report(name, text))


def shuffled(seed: int, reports: int) -> list[IndexedSection]:
    """Make reports of sections drawn from the texts at hand."""
    drawn = random.Random(seed)
    bodies = [part.body for part in corpus() if len(part.body) < 2000]
    texts = {
        f"r{number}": "\n".join(f"{place}、{drawn.choice(bodies)}" for place in "一二三四五"[: drawn.randrange(1, 6)])
        for number in range(reports)
    }
    return [part for name, text in texts.items() for part in report(name, text)]
