"""A corpus of any size from the texts at hand: their sentences drawn anew, and a Zipf tail of rare words.

Frequencies of common words come out as in real reports. Drawn clauses repeat more than in real life, which would help
our tokeniser, as it remembers them: ingest is timed over clauses made different from each other (`unlike`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import accumulate, groupby

from index.text.protocol import IndexedSection
from reports.model import Agency, Block, Document, Region, Report, Section, SectionKind
from tests.corpora import SAMPLES, corpus

FOLDERS = (SAMPLES, corpus("reports"))
YEARS = range(2008, 2023)
SECTIONS_OF_REPORT = 15
KINDS = ("overview", "disclosure", "requests", "review_litigation", "fees", "problems", "statistics", "body")
HEADINGS = (
    "概述",
    "主动公开政府信息情况",
    "依申请公开政府信息情况",
    "因政府信息公开申请行政复议、提起行政诉讼情况",
    "政府信息公开收费及减免情况",
    "存在的主要问题及改进措施",
    "政府信息公开情况统计",
    "其他需要报告的事项",
)
PLACES = ("杭州市", "温州市", "青岛市", "贵阳市", "宁波市", "绍兴市", "金华市", "嘉兴市", "台州市", "济南市")
OFFICES = (
    "科学技术局",
    "教育局",
    "财政局",
    "卫生健康委员会",
    "交通运输局",
    "民政局",
    "生态环境局",
    "审计局",
    "统计局",
    "商务局",
)
RARE_WORDS = 30_000
RARE_WORDS_OF_SECTION = 4


def sections(total: int, seed: int = 1) -> Iterator[IndexedSection]:
    """Make so many sections, report by report: agencies in turn, each with its years."""
    chance = random.Random(seed)
    for number in range(-(-total // SECTIONS_OF_REPORT)):
        agency, year = divmod(number, len(YEARS))
        yield from _report(chance, agency, YEARS[year], min(SECTIONS_OF_REPORT, total - number * SECTIONS_OF_REPORT))


def _report(chance: random.Random, agency: int, year: int, size: int) -> Iterator[IndexedSection]:
    place, office = PLACES[agency % len(PLACES)], OFFICES[agency // len(PLACES) % len(OFFICES)]
    district = f"第{agency // (len(PLACES) * len(OFFICES)) + 1}区" if agency >= len(PLACES) * len(OFFICES) else ""
    name = f"{place}{district}{office}"
    title = f"{name}{year}年政府信息公开工作年度报告"
    for position in range(size):
        place_of_heading = position % len(HEADINGS)
        heading = f"{'一二三四五六七八'[place_of_heading]}、{HEADINGS[place_of_heading]}"
        yield IndexedSection(
            report=f"agency-{agency:05}-{year}",
            revision=agency * len(YEARS) + year - YEARS[0] + 1,
            section=f"s{position}",
            position=position,
            body=f"{heading}\n{_body(chance)}",
            headings=(heading,),
            title=title,
            agency=f"agency-{agency:05}",
            agency_names=(name,),
            regions=("330000", f"33{agency % len(PLACES):02}00"),
            year=year,
            kind=KINDS[place_of_heading],
            form="prose" if year < 2014 else "T14" if year < 2019 else "T19" if year < 2021 else "T21",
        )


def _body(chance: random.Random) -> str:
    parts = chance.choices(sentences(), k=max(1, round(chance.lognormvariate(1.87, 0.45))))
    words, weights = rare_words()
    rare = "、".join(chance.choices(words, cum_weights=weights, k=RARE_WORDS_OF_SECTION))
    parts.insert(chance.randrange(len(parts) + 1), rare)
    return "。".join(parts) + "。"


@cache
def sentences() -> tuple[str, ...]:
    """Return the sentences of all texts at hand."""
    paths = [path for folder in FOLDERS for path in sorted(folder.glob("*.*")) if path.suffix in (".txt", ".md")]
    found = [part.strip() for path in paths for part in re.split(r"[。；\n]+", path.read_text("utf-8"))]
    return tuple(part for part in found if 8 <= len(part) <= 200)


@cache
def rare_words() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return words of the dictionary with cumulated Zipf weights."""
    lines = (files("jieba") / "dict.txt").read_text("utf-8").splitlines()
    words = [line.split(" ")[0] for line in lines if 2 <= len(line.split(" ")[0]) <= 4]
    drawn = random.Random(0).sample(words, RARE_WORDS)
    return tuple(drawn), tuple(accumulate(1 / rank for rank in range(1, RARE_WORDS + 1)))


def reports(parts: Iterable[IndexedSection]) -> Iterator[Report]:
    """Make the reports that have these sections, as reading hands them to the record."""
    for _, group in groupby(parts, key=lambda section: section.report):
        yield _as_report(list(group))


def _as_report(parts: list[IndexedSection]) -> Report:
    first, text, laid = parts[0], "", []
    for part in parts:
        number, heading = part.headings[0].split("、", 1)
        start, text = len(text), f"{text}{part.body}\n"
        kind = SectionKind(part.kind)
        laid.append(Section(part.section, 1, f"{number}、", heading, kind, start, len(text)))
    place = first.agency_names[0][:3]
    regions = (Region(first.regions[0], "示例省", "province"), Region(first.regions[1], place, "city"))
    return Report(
        id=first.report,
        document=Document(f"{first.report}.txt", "text", text, (Block(0, len(text)),)),
        agency=Agency(first.agency, first.agency_names[0], first.agency_names, regions),
        year=first.year,
        title=first.title,
        form=first.form,
        sections=tuple(laid),
    )


def unlike(parts: Iterable[IndexedSection]) -> Iterator[IndexedSection]:
    """Give the sections with a character drawn for each clause put before it."""
    chance = random.Random(2)
    for part in parts:
        yield replace(part, body=re.sub(r"(?<=[，。、；])", lambda _: chr(chance.randrange(0x4E00, 0x9000)), part.body))
