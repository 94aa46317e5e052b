"""reports/data/report_wording.toml as patterns: the words by which reports and other papers say what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data import toml
from reports.text.wording import any_of, any_pattern, patterns

NAME = r"[\u4e00-\u9fff（）、]{2,40}?"
YEAR = patterns("title_patterns.toml")("year_of_title").pattern


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper that is no yearly report: `titles` finds it by its title, `unless` makes it one after all.

    `even_if_followed`: no report is looked for below such a title. `if_parts`: it is one with the parts of a report.
    """

    name: str
    titles: re.Pattern[str]
    unless: re.Pattern[str]
    even_if_followed: bool
    if_parts: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """A wording that tells who reports: `pattern` has a group `name`; the heavier, the surer."""

    kind: str
    weight: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The table, compiled once."""

    title: re.Pattern[str]
    filler: re.Pattern[str]
    about: re.Pattern[str]
    handed_on: re.Pattern[str]
    itself: re.Pattern[str]
    sentence: tuple[str, ...]
    plain_link: re.Pattern[str]
    several: re.Pattern[str]
    labels: Mapping[str, re.Pattern[str]]
    label_line: re.Pattern[str]
    endings: tuple[str, ...]
    beyond: tuple[str, ...]
    drawn: re.Pattern[str]
    notices: tuple[str, ...]
    blank: tuple[str, ...]
    attachment: tuple[str, ...]
    subjects: re.Pattern[str]
    papers: tuple[Paper, ...]
    called_papers: tuple[Paper, ...]
    hands_over: re.Pattern[str]
    asks: re.Pattern[str]
    hands_on: re.Pattern[str]
    guide: re.Pattern[str]
    enterprise_rules: re.Pattern[str]
    no_enterprise: re.Pattern[str]
    of_government: re.Pattern[str]
    announces: re.Pattern[str]
    announced: re.Pattern[str]
    announces_itself: re.Pattern[str]
    year_of_ours: re.Pattern[str]
    first_part: re.Pattern[str]
    section: re.Pattern[str]
    own_section: re.Pattern[str]
    speaks_of: re.Pattern[str]
    own_words: re.Pattern[str]
    statutory: Mapping[str, re.Pattern[str]]
    prescribed: Mapping[str, re.Pattern[str]]
    prescribed_since: int
    owners: re.Pattern[str]
    in_passing: re.Pattern[str]
    orders_before: re.Pattern[str]
    orders_after: re.Pattern[str]
    ordered: re.Pattern[str]
    levels_before: re.Pattern[str]
    levels_after: re.Pattern[str]
    channel: re.Pattern[str]
    no_place: re.Pattern[str]
    year_of_another: re.Pattern[str]
    year_of_what_follows: re.Pattern[str]
    year_begins: re.Pattern[str]
    year_disclosed: re.Pattern[str]
    plans: re.Pattern[str]
    own_quote: re.Pattern[str]
    own_report: re.Pattern[str]
    cited: re.Pattern[str]
    issues: re.Pattern[str]
    has: re.Pattern[str]
    follows: re.Pattern[str]
    followed: re.Pattern[str]
    made_for_us: re.Pattern[str]
    own_papers: re.Pattern[str]
    publishes: re.Pattern[str]
    own_accounts: re.Pattern[str]
    sayings: tuple[Saying, ...]
    before_names: re.Pattern[str]
    site: re.Pattern[str]
    called: re.Pattern[str]
    desk: re.Pattern[str]
    reception: re.Pattern[str]
    platform: re.Pattern[str]
    lower_level: re.Pattern[str]

    def own_name(self, words: str) -> bool:
        """Say whether quoted words are the name of a yearly report."""
        return len(words) < 80 and self.title.match(words) is not None and "通知" not in words


@cache
def wording() -> Wording:
    """Read the table; it is the same for the life of the process."""
    data = toml("report_wording.toml")
    title, other, opening, body = data["title"], data["other_papers"], data["opening"], data["body"]
    labelled = [*title["other_labels"], *title["publisher_labels"], *title["source_labels"], *title["date_labels"]]
    labels = {
        key: re.compile(
            rf"(?:^|\s)(?:{any_of(title[f'{key}_labels'])})\s*[|｜]?\s*[:：|｜]\s*[|｜]?\s*([^\s|｜].*?)"
            r"(?=\s+\S{2,6}\s*[:：]|\s*[|｜]|\s*$)"
        )
        for key in ("title", "publisher", "source", "date")
    }
    return Wording(
        title=re.compile(
            rf"^(?P<title>(?P<before>[^。，；！？,;!?]{{0,70}}?)(?P<what>{any_of(title['subjects'])})"
            rf"(?P<between>[^。，；！？,;!?《》]{{0,22}}?)(?:{any_of(title['kinds'])})(?:（[^（）]{{2,24}}）)?)(?P<tail>.*)$"
        ),
        filler=re.compile(rf"^(?:{any_of(title['filler'])})+|(?:{any_of(title['filler'])})+$"),
        about=re.compile(rf"(?:{title['about']})(?:{any_of(title['hands_on'])})*"),
        handed_on=re.compile(rf"(?:{title['about']}|{any_of(title['hands_on'])}|[:：>›»|])\s*$"),
        itself=re.compile(title["itself"]),
        sentence=tuple(title["sentence"]),
        plain_link=re.compile(any_of(title["plain_link"])),
        several=re.compile(any_of(title["several"])),
        labels=labels,
        label_line=re.compile(rf"^(?:{any_of(labelled)})\s*[:：|]"),
        endings=tuple(other["endings"]),
        beyond=tuple(other["beyond"]),
        drawn=re.compile(other["drawn"]),
        notices=tuple(other["notices"]),
        blank=tuple(other["blank"]),
        attachment=tuple(other["attachment"]),
        subjects=re.compile(any_of(title["subjects"])),
        papers=tuple(_paper(paper) for paper in data["paper"]),
        called_papers=tuple(_paper(paper) for paper in data["called_paper"]),
        hands_over=any_pattern(other["hands_over"]),
        asks=any_pattern(other["asks"]),
        hands_on=re.compile(other["hands_on"]),
        guide=re.compile(other["guide"]),
        enterprise_rules=re.compile(other["enterprise_rules"]),
        no_enterprise=re.compile(other["no_enterprise"]),
        of_government=re.compile(other["of_government"]),
        announces=any_pattern(body["announces"]),
        announced=any_pattern(body["announced"]),
        announces_itself=re.compile(body["announces_itself"]),
        year_of_ours=re.compile(body["year_of_ours"]),
        first_part=re.compile(body["ordinal"] + body["first_part"]),
        section=re.compile(body["ordinal"] + rf"[^。\n]{{0,12}}(?:{any_of(body['sections'])})"),
        own_section=re.compile(body["ordinal"] + rf"[^。\n]{{0,12}}(?:{any_of(body['own_sections'])})"),
        speaks_of=re.compile(body["speaks_of"]),
        own_words=re.compile(body["own_words"]),
        statutory=_headed(body, body["statutory"]),
        prescribed=_headed(body, body["prescribed"]["headings"]),
        prescribed_since=body["prescribed"]["since"],
        owners=re.compile(data["places"]["owners"]),
        in_passing=any_pattern(data["places"]["in_passing"]),
        orders_before=any_pattern(data["places"]["orders_before"]),
        orders_after=any_pattern(data["places"]["orders_after"]),
        ordered=re.compile(data["places"]["ordered"]),
        levels_before=any_pattern(data["places"]["levels_before"]),
        levels_after=any_pattern(data["places"]["levels_after"]),
        channel=re.compile(data["places"]["channel"]),
        no_place=any_pattern(data["places"]["no_place"]),
        year_of_another=re.compile(data["year"]["of_another"]),
        year_of_what_follows=re.compile(data["year"]["of_what_follows"]),
        year_begins=re.compile(data["year"]["begins"]),
        year_disclosed=re.compile(data["year"]["disclosed"]),
        plans=re.compile(data["year"]["plans"]),
        own_quote=any_pattern(opening["own_quote"]),
        own_report=re.compile(opening["own_report"]),
        cited=any_pattern(opening["cited"]),
        issues=re.compile(opening["issues"]),
        has=re.compile(opening["has"]),
        follows=re.compile(any_of(opening["follows"])),
        followed=re.compile(opening["followed"]),
        made_for_us=re.compile(opening["made_for_us"]),
        publishes=re.compile(opening["publishes"]),
        own_accounts=re.compile(opening["own_accounts"]),
        own_papers=re.compile(rf"(?:{any_of(opening['own_papers'])})(?:（[^（）]*）)?$"),
        sayings=tuple(
            Saying(one["kind"], one["weight"], re.compile(one["words"].format(name=f" ?(?P<name>{NAME})", year=YEAR)))
            for one in data["saying"]
        ),
        before_names=re.compile(rf"^(?:{any_of(opening['before_names'])})+(?=[\u4e00-\u9fff]{{2}})"),
        site=any_pattern(opening["site"]),
        called=re.compile(opening["called"]),
        desk=re.compile(opening["desk"]),
        reception=re.compile(opening["reception"]),
        platform=re.compile(opening["platform"]),
        lower_level=re.compile(opening["lower_level"]),
    )


def _paper(paper: Mapping[str, object]) -> Paper:
    return Paper(
        name=str(paper["name"]),
        titles=re.compile(str(paper["titles"])),
        unless=re.compile(str(paper.get("unless", r"(?!)"))),
        even_if_followed=bool(paper.get("even_if_followed", False)),
        if_parts=bool(paper.get("if_parts", False)),
    )


def _headed(body: Mapping[str, Any], headings: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Return patterns over the beginning of a line or sentence: an ordinal, then the heading's words."""
    return {part: re.compile(rf"{body['ordinal']}[^。\n]{{0,12}}?(?:{words})") for part, words in headings.items()}
