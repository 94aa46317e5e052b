"""A line cut into words, with the matter that stands before each: from it every number of the line gets its frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reports.prose.words import Word, cut
from reports.text.sentences import Sentence
from reports.text.wording import pattern


@dataclass(frozen=True, slots=True)
class Cut:
    """A line with its words; `places[i]` is where its i-th number stands, `matters[i]` the one named before word i.

    `about` says that openness is named in the line, the one before or the headings, `headings` are their words. As
    numbers are read, `read` takes their fields and `heads` the last number of each matter, -1 where it was no figure,
    with @website where one published there was none; `before` is what was read or left of the line before.
    """

    line: Sentence
    year: int
    agency: str
    words: tuple[Word, ...]
    headings: tuple[Word, ...]
    places: tuple[int, ...]
    matters: tuple[str, ...]
    about: bool
    before: frozenset[str]
    read: dict[int, tuple[str, ...]] = field(default_factory=dict)
    heads: dict[str, Decimal] = field(default_factory=dict)


def cut_line(line: Sentence, year: int, agency: str, read: frozenset[str]) -> Cut:
    """Cut a line and take up what the sentence before and the headings name."""
    words, heads = cut(line.plain, line.mentions, year), cut(line.headings, (), year)
    earlier = cut(line.before.plain, line.before.mentions, year) if line.before else ()
    asked = any(w.matter == "requests" for w in (*words, *earlier, *heads))
    about = asked or pattern("about").search(line.context) is not None
    before = _matters(earlier, "")[-1] or _matters(heads, "")[-1]
    places = tuple(i for i, word in enumerate(words) if word.of("number"))
    return Cut(line, year, agency, words, heads, places, _matters(words, before), about, read)


def _matters(words: Sequence[Word], before: str) -> tuple[str, ...]:
    """Return the matter named last before each word; 依申请公开 in a list of papers is their mark."""
    found, current, papers, outside = [before], "", False, list[str]()
    for at, word in enumerate(words):
        if word.text == "（":
            outside.append(current)
        elif word.text == "）" and outside:
            current = outside.pop() or current
        near = words[max(at - 1, 0) : at + 3] if word.of("object", "application") else ()
        what = [near[0], *(near[-1:] if "办理" in [w.text for w in near[-2:-1]] else ())] if near else ()
        if any(w.of("unknown") and len(w.text) > 1 for w in what):  # 取水许可申请, 申请办理取水证
            current = "other"
        elif word.matter and word.matter != "part":
            papers = papers or word.matter == "papers"
            pair = {one.matter for one in words[max(at - 2, 0) : at + 1]}
            current = "cases" if pair >= {"review", "litigation"} else word.matter  # 行政复议、行政诉讼：维持2件
            current = "papers" if papers and word.of("object", "request_mark") else current
        found.append(current or before)
    return tuple(found)
