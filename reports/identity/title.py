"""The title of a report: found among the first lines, joined, cleaned, and taken apart into agency and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.identity import agency as naming
from reports.identity import regions
from reports.identity import year as years
from reports.identity.named import Certainty, Named
from reports.identity.offices import known_offices
from reports.identity.wording import wording
from reports.text.wording import patterns

_LINES = 40
_WINDOW = 4
_LONG = 110
_name_pattern, _title_pattern = patterns("name_patterns.toml"), patterns("title_patterns.toml")
_HEADING = _title_pattern("first_heading")
_NAVIGATION = _title_pattern("navigation")
_PATH = _title_pattern("in_path")
_COLUMN = _title_pattern("column")
_COLUMN_LONG = 16
"""A title that breaks behind its subject has less left: 政府信息公开 / 2019年工作年度报告."""
_FRONT = "#*>|•·●■- \t\u3000\xa0\n\r\x0b\x0c"
_BACK = "*#| \t\u3000\xa0\n\r\x0b\x0c"
_MARK = re.compile(r"^(?:【([^】]{1,30})】)?《?")
"""What stands before a title in brackets: a column (【年报】) or whose report it is (【安吉县水利局】)."""
_YEAR = _title_pattern("ends_in_year")
_SYSTEM = _name_pattern("ends_as_line")
_PLAIN = _title_pattern("no_name")
_BETWEEN = _title_pattern("between_names")
_CATALOGUE = _title_pattern("catalogue")


@dataclass(frozen=True, slots=True)
class Title:
    """A title found: `text` joined and clean, `named` the agency it gives, `byline` one on the line above it.

    `joined`: it runs over several lines. `issuer`: the agency is only who issues the notice in whose title the
    report's name stands.
    """

    text: str
    year: int | None
    named: Named | None
    tail: str = ""
    byline: Named | None = None
    issuer: bool = False
    joined: bool = False


def clean(text: str) -> str:
    """Return a title without spaces between 汉字 and digits, marks of markdown and site names after 报告."""
    text = text.lstrip(_FRONT).rstrip(_BACK)
    text = re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text)
    return text.replace("(", "（").replace(")", "）")


def parse(text: str) -> Title | None:
    """Take one title apart; None where the words are not those of a report's title."""
    text = clean(text)
    if labelled := wording().labels["title"].match(text):
        text = labelled[1]
    elif wording().label_line.match(text):
        return None
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
    match = _past_navigation(text) or wording().title.match(text)
    if (
        not match
        or _quotes_another(match["before"])
        or (text.startswith(wording().sentence) and not regions.read(naming.without_times(text)))
    ):
        return None
    if match["tail"].startswith((*wording().endings, *wording().beyond)):
        return None
    named, issuer = _agency(match)
    if named is None and mark and mark[1]:
        named = _read(mark[1], match)
    when = years.of_title(match["title"]) or (years.of_title(match["tail"]) if _YEAR.match(match["tail"]) else None)
    return Title(match["title"].strip("《》"), when, named, match["tail"], issuer=issuer)


def _quotes_another(before: str) -> bool:
    """Say whether a line only quotes a report, 参照《X报告》; a notice hands it on: 关于发布《X报告》的公告."""
    words, quoted, _ = before.rpartition("《")
    return bool(quoted and words) and not wording().handed_on.search(words)


def _past_navigation(text: str) -> re.Match[str] | None:
    """Return the title behind the last mark of a path such as 首页>年报>, None where there is none."""
    *path, last = re.split("[>›»]", text)
    return wording().title.match(last) if path else None


def _agency(match: re.Match[str]) -> tuple[Named | None, bool]:
    """Read the agency out of what remains of a title when year and report wording are gone.

    In the title of a notice, X关于公布Y年度报告的公告, it is Y; where no Y is named it is X, who issues it.
    """
    after = re.search(r"（([^（）]+)）$", match["title"]) or re.match(r"(?:[—–]+|-{2,})(.{3,30})$", match["tail"])
    issuer, _, subject = _about(match["before"])
    issued = _read(issuer, match)
    for words in (subject, match["between"], after[1] if after else ""):
        if issued and wording().itself.match(_PLAIN.sub("", words)):
            return naming.read("".join(region.name for region in issued.agency.regions[-2:]), issued.place), False
        if named := _read(words, match):
            return named, False
    return issued, bool(issued)


def _about(before: str) -> tuple[str, str, str]:
    """Part a title at 关于; without one nobody issues it and everything is its subject."""
    found = wording().about.search(before)
    return (before[: found.start()], found[0], before[found.end() :]) if found else ("", "", before)


def _read(words: str, match: re.Match[str]) -> Named | None:
    for part in _parts(words):
        part += "政府" if part.endswith("人民") and match["what"].startswith("政府") else ""
        if len(part) > 1 and (named := naming.read(part)).certainty:
            return named
    label, *more = re.split("[:：]", words)
    labelled = naming.read(label) if more and len(label) > 1 else None
    return labelled if labelled and labelled.certainty == Certainty.FULL else None


def _parts(words: str) -> Iterator[str]:
    """Yield what stands before and after a year, a path or a colon, without filling words."""
    rest = _BETWEEN.sub("|", years.digits(words))
    for part in rest.split("|"):
        if _SYSTEM.search(part):
            yield part.strip("-—_:：《度")
        yield wording().filler.sub("", part.strip("-—_:：《")).strip("-—_:：")


def find(texts: Sequence[str]) -> Title | None:
    """Find the best title among the lines: it tells year and agency, ends its line, is whole in few and early ones."""
    best: tuple[tuple[int, bool, int, int], Title] | None = None
    for start in range(len(texts)):
        for size in range(1, _WINDOW + 1):
            window = texts[start : start + size]
            if len(window) < size or (size > 1 and (len(window[-2]) > 50 or re.search(r"[。；]$", window[-2]))):
                break
            title = parse("".join(window))
            if any(line.startswith(wording().sentence) and not regions.read(line) for line in window[1:]):
                break
            labelled = any(wording().label_line.match(clean(line)) for line in window) if size > 1 else False
            if title is None or labelled or (size > 1 and (_PATH.search(window[0]) or _starts_with_byline(window))):
                continue
            key = (-_score(title), bool(title.tail), size, start)
            if best is None or key < best[0]:
                best = key, replace(title, joined=size > 1)
    if best is None:
        return None
    start = best[0][3]
    return _with_byline(best[1], texts[:start], start, clean(texts[start]))


def _starts_with_byline(window: Sequence[str]) -> bool:
    """Say whether the rest is a title by itself, below a column's name, a menu's or that of another agency."""
    below = "".join(window[1:])
    rest = parse(below)
    if rest and rest.year and rest.named and rest.named.certainty == Certainty.FULL and not rest.issuer:
        return True
    if _COLUMN.fullmatch(clean(window[0])):
        return rest is not None or len(below) > _COLUMN_LONG
    return bool(rest and rest.named and naming.read(window[0]).certainty)


def _with_byline(title: Title, above: Sequence[str], start: int, line_of_title: str) -> Title:
    """Put the agency on the line above a title before a title that names none and follows at once, without a label."""
    for line in (re.split("[>›»]", line)[-1] for line in reversed(above[max(0, start - 3) :])):
        named = naming.read(line) if 2 < len(line) < 40 and not re.search(r"[:：,，。0-9]", line) else None
        if named and named.certainty >= Certainty.LOOSE:
            begins = title.text.startswith(line_of_title) or line_of_title.startswith(title.text)
            joined = not title.named and above[-1].endswith(line) and begins
            return replace(title, text=clean(line) + title.text if joined else title.text, byline=named)
    return title


def _score(title: Title) -> int:
    score = 3 if title.year else 0
    if title.named:
        known = title.named.office in known_offices()
        score += {Certainty.LOOSE: 3, Certainty.AMBIGUOUS: 4}.get(title.named.certainty, 4 if known else 3)
    return score


def lines(text: str) -> list[str]:
    """Return the first lines of a text; a page crawled into one line is cut at its spaces."""
    found: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        if not line or (_CATALOGUE.search(line) and "|" in line):
            continue
        if _HEADING.match(line) and (found or parse(line) is None):
            break
        if len(line) > _LONG or _NAVIGATION.search(line) or _CATALOGUE.search(line):
            found += [part for part in re.split(r"[\s|]+", line[:600]) if part]
        else:
            found += [part for part in line.split("|") if part.strip()]
        if len(found) >= _LINES:
            break
    return found[:_LINES]
