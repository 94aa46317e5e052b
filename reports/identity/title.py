"""The title of a report: found among the first lines, joined, cleaned, and taken apart into agency and year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.identity import agency as naming
from reports.identity import regions
from reports.identity import year as years
from reports.identity.agency import Certainty, Named

_DATA = Path(__file__).resolve().parent.parent / "data" / "report_wording.toml"
_LINES = 40
_WINDOW = 4
_LONG = 110
_HEADING = re.compile(r"^[#*\s]*(?:一、|第一部分|第一章)")
_NAVIGATION = re.compile(r"当前位置|您的位置|您所在的位置|首页")
_PATH = re.compile("[>›»]|位置|首页")
_COLUMN = re.compile(r"[\u4e00-\u9fff]{0,6}(?:公开|年报|报告|专栏|目录)")
_COLUMN_LONG = 16
"""A title that breaks behind its subject has less left: 政府信息公开 / 2019年工作年度报告."""
_CATALOGUE = re.compile(r"索\s*引\s*号|信息分类|分\s*类\s*[|：:]")


@dataclass(frozen=True, slots=True)
class Wording:
    """report_wording.toml as patterns."""

    title: re.Pattern[str]
    filler: re.Pattern[str]
    sentence: tuple[str, ...]
    labels: dict[str, re.Pattern[str]]
    endings: tuple[str, ...]
    beyond: tuple[str, ...]
    notices: tuple[str, ...]
    blank: tuple[str, ...]
    attachment: tuple[str, ...]
    subjects: re.Pattern[str]
    disclosed: re.Pattern[str]
    about_reports: re.Pattern[str]
    explains: re.Pattern[str]
    forms: re.Pattern[str]
    press: re.Pattern[str]
    other_subjects: re.Pattern[str]
    opening: dict[str, str]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def wording() -> Wording:
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    title, other = data["title"], data["other_papers"]
    labels = {
        key: re.compile(
            rf"(?:^|\s)(?:{_any(title[f'{key}_labels'])})\s*[:：]\s*(\S.*?)(?=\s+\S{{2,6}}\s*[:：]|\s*[|｜]|\s*$)"
        )
        for key in ("title", "publisher", "source", "date")
    }
    return Wording(
        title=re.compile(
            rf"^(?P<title>(?P<before>[^。，；！？,;!?]{{0,70}}?)(?P<what>{_any(title['subjects'])})"
            rf"(?P<between>[^。，；！？,;!?《》]{{0,22}}?)(?:{_any(title['kinds'])})(?:（[^（）]{{2,24}}）)?)(?P<tail>.*)$"
        ),
        filler=re.compile(rf"^(?:{_any(title['filler'])})+|(?:{_any(title['filler'])})+$"),
        sentence=tuple(title["sentence"]),
        labels=labels,
        endings=tuple(other["endings"]),
        beyond=tuple(other["beyond"]),
        notices=tuple(other["notices"]),
        blank=tuple(other["blank"]),
        attachment=tuple(other["attachment"]),
        subjects=re.compile(_any(title["subjects"])),
        disclosed=re.compile("公开"),
        about_reports=re.compile(rf"(?:{_any(other['about_reports'])})$"),
        explains=re.compile(rf"^(?:【[^】]*)?[\u4e00-\u9fff]{{0,12}}?(?:{_any(other['explains'])})"),
        forms=re.compile(rf"（[^（）]*(?:{_any(other['forms'])})[^（）]*）$"),
        press=re.compile(rf"^[\u4e00-\u9fff]{{2,30}}(?:{_any(other['press'])})(?:《|20\d\d).*(?:报告|年报)》?$"),
        other_subjects=re.compile(_any(other["subjects"])),
        opening={key: _any(words) for key, words in data["opening"].items()},
    )


@dataclass(frozen=True, slots=True)
class Title:
    """A title found: `text` joined and clean, `named` the agency it gives, `byline` one on the line above it."""

    text: str
    year: int | None
    named: Named | None
    tail: str = ""
    byline: Named | None = None


def clean(text: str) -> str:
    """Return a title without spaces between 汉字 and digits, marks of markdown and site names after 报告."""
    text = re.sub(r"^[#*\s>|•·●■-]+|[*#\s|]+$", "", text)
    text = re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text)
    return text.replace("(", "（").replace(")", "）")


def parse(text: str) -> Title | None:
    """Take one title apart; None where the words are not those of a report's title."""
    text = clean(text)
    if labelled := wording().labels["title"].match(text):
        text = labelled[1]
    text = re.sub(r"^(?:【[^】]{1,8}】)?《?", "", text)
    match = _past_navigation(text) or wording().title.match(text)
    if not match or (text.startswith(wording().sentence) and not regions.read(text)):
        return None
    if match["tail"].startswith((*wording().endings, *wording().beyond)):
        return None
    return Title(match["title"].strip("《》"), years.of_title(match["title"]), _agency(match), match["tail"])


def _past_navigation(text: str) -> re.Match[str] | None:
    """Return the title behind the last mark of a path such as 首页>年报>, None where there is none."""
    *path, last = re.split("[>›»]", text)
    return wording().title.match(last) if path else None


def _agency(match: re.Match[str]) -> Named | None:
    """Read the agency out of what remains of a title when year and report wording are gone."""
    after = re.search(r"（([^（）]+)）$", match["title"]) or re.match(r"[—–]+(.{3,30})$", match["tail"])
    for rest in map(years.digits, (match["before"], match["between"], after[1] if after else "")):
        rest = re.sub(r"(?:20\d\d(?:年)?[-—–~至到])?20\d\d年?(?:度)?|^.*[>›»:]|^\W+", "|", rest)
        for part in rest.split("|"):
            words = wording().filler.sub("", part.strip("-—_:：《")).strip("-—_:：")
            if words.endswith("人民") and match["what"].startswith("政府"):
                words += "政府"
            if len(words) > 1 and (named := naming.read(words)).certainty:
                return named
    return None


def find(texts: Sequence[str]) -> Title | None:
    """Find the best title among the lines: it tells year and agency, ends its line, is whole in few and early ones."""
    best: tuple[tuple[int, bool, int, int], Title] | None = None
    for start in range(len(texts)):
        for size in range(1, _WINDOW + 1):
            window = texts[start : start + size]
            if len(window) < size or (size > 1 and (len(window[-2]) > 50 or re.search(r"[。；]$", window[-2]))):
                break
            title = parse("".join(window))
            if title is None or (size > 1 and (_PATH.search(window[0]) or _starts_with_byline(window))):
                continue
            key = (-_score(title), bool(title.tail), size, start)
            if best is None or key < best[0]:
                best = key, title
    if best is None:
        return None
    return _with_byline(best[1], texts[: best[0][3]], best[0][3])


def _starts_with_byline(window: Sequence[str]) -> bool:
    """Say whether the rest is a title by itself, below the name of a column or of another agency than its own."""
    below = "".join(window[1:])
    rest = parse(below)
    if _COLUMN.fullmatch(clean(window[0])):
        return rest is not None or len(below) > _COLUMN_LONG
    return bool(rest and rest.named and naming.read(window[0]).certainty)


def _with_byline(title: Title, above: Sequence[str], start: int) -> Title:
    """Put the agency on the line above a title before a title that names none."""
    for line in reversed(above[max(0, start - 3) :]):
        named = naming.read(line) if 2 < len(line) < 40 and not re.search(r"[:：,，。0-9]", line) else None
        if named and named.certainty >= Certainty.LOOSE:
            text = title.text if title.named else clean(line) + title.text
            return Title(text, title.year, title.named, title.tail, named)
    return title


def _score(title: Title) -> int:
    score = 3 if title.year else 0
    if title.named:
        known = title.named.office in naming.known_offices()
        score += {Certainty.LOOSE: 3, Certainty.AMBIGUOUS: 4}.get(title.named.certainty, 4 if known else 3)
    return score


def lines(text: str) -> list[str]:
    """Return the first lines of a text; a page crawled into one line is cut at its spaces."""
    found: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if not line or (_CATALOGUE.search(line) and "|" in line):
            continue
        if _HEADING.match(line) and found:
            break
        if len(line) > _LONG or _NAVIGATION.search(line):
            found += [part for part in re.split(r"[\s|]+", line[:600]) if part]
        else:
            found += [part for part in line.split("|") if part.strip()]
        if len(found) >= _LINES:
            break
    return found[:_LINES]
