"""The statistical year (统计年度) a report covers, told from its title, its period (统计期限) and its opening."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from reports.text.space import without_space

_DIGITS = str.maketrans("〇○零OoＯ一二三四五六七八九", "000000123456789")
_DIGIT = r"[0-9〇○零OoＯ一二三四五六七八九]"
_WRITTEN = re.compile(
    rf"(?<!{_DIGIT})[2二]\s*[0〇○零OoＯ]\s*{_DIGIT}\s*{_DIGIT}(?!\s*{_DIGIT})(?=\s*(?:[年月学度至到~—–-]|[^\s\d]|$))"
)
_YEAR = r"(20[0-4]\d)"
_PERIOD = re.compile(
    rf"{_YEAR}年?\d{{0,2}}[月.\-/]\d{{0,2}}日?[^\d。;]{{0,10}}(?:{_YEAR}[年.\-/])?年?(\d{{1,2}})[月.\-/]\d{{1,2}}日?"
)
_PERIOD_WORDS = re.compile(r"统计|期限|期间|截至|截止|起|数据")
_OPENING = re.compile(
    rf"(?<![〔\[\d]){_YEAR}年?(?:度|全年)?[^。,;\]〕]{{0,24}}?(?:政府信息公开|政务公开|信息公开)[^。,;]{{0,10}}?(?:报告|年报)"
)
_SPAN = re.compile(rf"{_YEAR}(?:年)?[-—–~至到]{_YEAR}(?=年|学年)")
_COMPARED = re.compile(r"(?:与|比|较|同比|相比|对比|去年|上年|上一年)[^。;]{0,6}$")


def digits(text: str) -> str:
    """Return the text in half width (，is ,), without spaces, with the years in Chinese numerals written in digits."""
    text = unicodedata.normalize("NFKC", text)
    text = _WRITTEN.sub(lambda match: without_space(match[0]).translate(_DIGITS), text)
    return without_space(text).replace("十二月三十一日", "12月31日").replace("一月一日", "1月1日")


def _ending(text: str) -> str:
    """Return the text with the later of two years alone: a school year is filed under the one in which it ends."""
    return _SPAN.sub(lambda match: match[2], text)


def of_title(title: str) -> int | None:
    """Return the year a title gives; of 2016-2017学年 the later one; None where it gives none."""
    title = digits(title)
    if span := _SPAN.search(title):
        return int(span[2])
    found = [(match.end(), int(match[1])) for match in re.finditer(rf"(?<!\d){_YEAR}(?!\d)", title)]
    if len({year for _, year in found}) <= 1:
        return found[0][1] if found else None
    marked = [year for end, year in found if title[end : end + 2] in ("年度", "年政")]
    return marked[0] if marked else found[0][1]


def of_period(text: str) -> int | None:
    """Return the year of the 统计期限, the commonest where a text gives several; a month's misprint does no harm."""
    text = digits(text)
    votes: Counter[int] = Counter()
    for match in _PERIOD.finditer(text):
        around = text[max(0, match.start() - 30) : match.start()]
        if match[3] == "12" or _PERIOD_WORDS.search(around):
            votes[int(match[2] or match[1])] += 2 if _PERIOD_WORDS.search(around) else 1
    return _first(votes)


def of_opening(text: str) -> int | None:
    """Return the year of the report that the opening sentences announce."""
    votes = Counter(int(match[1]) for match in _OPENING.finditer(_ending(digits(text)[:1500])))
    return _first(votes)


def of_body(text: str, published: int | None) -> int | None:
    """Return the year the body speaks of most, if it clearly does; a year after publication is a plan."""
    text = _ending(digits(text))
    votes: Counter[int] = Counter()
    for match in re.finditer(rf"(?<!\d){_YEAR}年(?!\d{{1,2}}月)", text):
        if not _COMPARED.search(text[max(0, match.start() - 8) : match.start()]):
            votes[int(match[1])] += 1
    votes = Counter({year: n for year, n in votes.items() if not published or year <= published})
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    if published and ranked[0][0] == published and votes[published - 1] * 2 > ranked[0][1]:
        return published - 1
    return ranked[0][0]


def mentions(text: str, year: int) -> int:
    """Count how often a text names the year."""
    return len(re.findall(rf"(?<!\d){year}年", digits(text)))


def published_in(date: str) -> int | None:
    """Return the year of a date of publication."""
    match = re.search(rf"(?<!\d){_YEAR}(?!\d)|{_YEAR}(?=\d{{4}})", digits(date))
    return int(match[1] or match[2]) if match else None


def decide(
    title: int | None, period: int | None, opening: int | None, body: int | None, published: int | None
) -> int | None:
    """Weigh what title, period, opening and body say.

    They mostly agree. Where title and period differ, a title of the year of publication over the period of the year
    before is a title dated by its publication; otherwise the period was left standing from last year's report, and the
    title holds unless opening and body both side with the period.
    """
    if title is None:
        return period or opening or body
    if period is None or period == title:
        return title
    if published == title and period == title - 1:
        return period
    if published == title + 1:
        return title
    others = [year for year in (opening, body) if year]
    return period if others and all(year == period for year in others) else title


def _first(votes: Counter[int]) -> int | None:
    return max(votes, key=lambda year: (votes[year], year)) if votes else None
