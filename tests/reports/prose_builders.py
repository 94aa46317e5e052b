"""Small documents for the tests of sentences: one section, one agency, one year."""

from __future__ import annotations

from pathlib import Path

from reports.model import Document, Figure, Qualifier, Section, SectionKind
from reports.prose import read_prose
from reports.prose import sentences as cut_sentences
from reports.text.sentences import Sentence

BUREAU = "清河市水务局"
COUNTY = "清河县人民政府"


def document(text: str, agency: str = BUREAU, year: int = 2017) -> Document:
    return Document("r.txt", "txt", text, (), {"title": f"{agency}{year}年政府信息公开工作年度报告", "agency": agency})


def section(text: str, heading: str = "", kind: SectionKind = SectionKind.BODY) -> Section:
    return Section("s1", 1, "一、" if heading else "", heading, kind, 0, len(text))


def told(whole: Document, *sections: Section) -> tuple[Sentence, ...]:
    return tuple(cut_sentences(whole, sections, ()))


def figures(text: str, agency: str = BUREAU, year: int = 2017, heading: str = "") -> tuple[Figure, ...]:
    text = f"一、{heading}\n{text}" if heading else text
    whole = document(text, agency, year)
    return read_prose(whole, told(whole, section(text, heading)), year)


def said(found: tuple[Figure, ...]) -> dict[str, str]:
    marks = {Qualifier.ABOUT: "~", Qualifier.AT_LEAST: "+", None: ""}
    values: dict[str, list[str]] = {}
    for figure in found:
        values.setdefault(figure.field, []).append(f"{figure.value}{marks[figure.qualifier]}")
    return {field: "|".join(several) for field, several in values.items()}


def expected(notation: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in notation.split())


def sentences(name: str) -> list[str]:
    """Return the lines of a file of sentences, without its comments."""
    lines = (Path(__file__).parent / "sentences" / f"{name}.txt").read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def cases(name: str) -> list[tuple[str, str]]:
    """Return the sentences of a file, each with what is expected of it."""
    rows = (line.split(" =>") for line in sentences(name))
    return [(sentence, notation.strip()) for sentence, notation in rows]
