"""The statistical year (统计年度) a report covers, told from its title, its period (统计期限) and its opening."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from reports.identity.wording import wording
from reports.text.digits import TO_ARABIC
from reports.text.space import without_space
from reports.text.wording import patterns

_DIGITS = TO_ARABIC | str.maketrans("Oo", "00")
_title_pattern = patterns("title_patterns.toml")
_WRITTEN = _title_pattern("written_year")
_YEAR = _title_pattern("year").pattern
_PERIOD = _title_pattern("period")
_PERIOD_WORDS = _title_pattern("period_words")
_OPENING = _title_pattern("report_of_year")
_COMPILED = _title_pattern("compiled_for")
_SPAN = _title_pattern("span")
_DAY = re.compile(rf"(?<!\d){_YEAR}(?:年\d{{1,2}}月(?:\d{{1,2}}日)?|([-./])\d{{1,2}}\2\d{{1,2}}(?!\d))")
_RANGE = _title_pattern("range_sign")
_NAMED = _title_pattern("named_year")
_STRONG = 2
_BEFORE, _AFTER = 8, 20
_MONTHS = 12
_QUARTERS = {(1, 3), (1, 6), (1, 9), (4, 6), (4, 9), (7, 9)}
_JOINED = _title_pattern("two_years")


def digits(text: str) -> str:
    """Return the text in half width (，is ,), without spaces, with the years in Chinese numerals written in digits."""
    text = unicodedata.normalize("NFKC", text)
    text = _WRITTEN.sub(lambda match: without_space(match[0]).translate(_DIGITS), text)
    return without_space(text).replace("十二月三十一日", "12月31日").replace("一月一日", "1月1日")


def _ending(text: str) -> str:
    """Return the text with the later of two years alone: a school year is filed under the one in which it ends."""
    return _SPAN.sub(lambda match: match[2], text)


def of_title(title: str) -> int | None:
    """Return the year a title gives; of 2016-2017学年 the later; None where it gives none or a day of issue."""
    title = without_days(digits(title))
    if span := _SPAN.search(title):
        return int(span[2])
    found = [(match.end(), int(match[1])) for match in re.finditer(rf"(?<!\d){_YEAR}(?!\d)", title)]
    if len({year for _, year in found}) <= 1:
        return found[0][1] if found else None
    marked = [year for end, year in found if title[end : end + 2] in ("年度", "年政")]
    return marked[0] if marked else found[0][1]


def several(title: str) -> bool:
    """Say whether a title gives several years that are no school year: 2019年、2020年, 2008—2010年."""
    match = _JOINED.search(digits(title))
    return match is not None and (match[1] is not None or int(match[4]) != int(match[3]) + 1)


def without_days(text: str) -> str:
    """Return a title without the day it was issued on (2013年2月20日, 2013-02-20); a period stays."""
    return _DAY.sub(lambda day: day[0] if _ranges(text, *day.span()) else "", text)


def _ranges(text: str, start: int, end: int) -> bool:
    return bool(_RANGE.search(text[end : end + 2]) or _RANGE.search(text[max(0, start - 1) : start]))


def of_period(text: str) -> int | None:
    """Return the year of the 统计期限, the commonest where a text gives several; a month's misprint does no harm.

    A period over two years, such as a school year, is of the one that holds most of it.
    """
    text = digits(text)
    votes: Counter[int] = Counter()
    for match in _PERIOD.finditer(text):
        around = text[max(0, match.start() - 30) : match.start()]
        year = _most_of(int(match[1]), int(match[2] or 1), int(match[3] or match[1]), int(match[4]))
        if year and (match[4] == "12" or _PERIOD_WORDS.search(around)):
            votes[year] += 2 if _PERIOD_WORDS.search(around) else 1
    return _first(votes)


def quarters(text: str) -> str | None:
    """Return the period where it is one or several quarters of a year but not the last; None where one is longer."""
    text = digits(text)
    found = list(_PERIOD.finditer(text))
    if any(match[3] not in (None, match[1]) or (int(match[2] or 1), int(match[4])) not in _QUARTERS for match in found):
        return None
    counted = (match[0] for match in found if _PERIOD_WORDS.search(text, max(0, match.start() - 30), match.start()))
    return next(counted, None)


def _most_of(first: int, begin: int, last: int, end: int) -> int | None:
    """Return the year in which most months of a period lie (2019-09 to 2020-08: 2020); None for more than twelve."""
    if first == last:
        return last
    inside = last == first + 1 and end < begin <= _MONTHS
    return (last if end > _MONTHS - begin else first) if inside else None


def of_opening(text: str) -> int | None:
    """Return the year of the report that the opening sentences announce."""
    text = _ending(digits(text)[:1500])
    votes = Counter(int(match[1]) for pattern in (_OPENING, _COMPILED) for match in pattern.finditer(text))
    return _first(votes)


def of_body(text: str, published: int | None) -> int | None:
    """Return the year the body speaks of most, if it clearly does; a year after publication is a plan.

    A year that begins a clause (2019年，我局…) says more than one named within. Not counted is one that something began
    in, that is compared with or planned for, or by which a law or another paper is called.
    """
    votes: Counter[int] = Counter()
    for line in wording().plans.split(text, maxsplit=1)[0].splitlines():
        votes.update(_spoken_of(_ending(digits(line))))
    votes = Counter({year: n for year, n in votes.items() if not published or year <= published})
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _STRONG or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    if published and ranked[0][0] == published and votes[published - 1] * 2 > ranked[0][1]:
        return published - 1
    return ranked[0][0]


def _spoken_of(line: str) -> Counter[int]:
    """Count the years a line speaks of as its own."""
    votes: Counter[int] = Counter()
    words = wording()
    for match in _NAMED.finditer(line):
        before, after = line[max(0, match.start() - _BEFORE) : match.start()], line[match.end() : match.end() + _AFTER]
        if not words.year_of_another.search(before) and not words.year_of_what_follows.match(after):
            begins = words.year_begins.search(before) or words.year_disclosed.match(after)
            votes[int(match[1])] += _STRONG if begins else 1
    return votes


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
    before is a title dated by its publication, and so is one over a body of the year before; otherwise the period was
    left standing from last year's report, and the title holds unless opening and body both side with the period.
    Without a title, a period that neither opening nor body know was left standing too.
    """
    if title and period is None and published == title and body == title - 1:
        return body
    if title is None:
        return opening if opening and opening == body else period or opening or body
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
