"""Places where a heading might stand, each with a score from its place on the line, its cut and its wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.model import Document
from reports.sections.cuts import Cut, HeadingEnds
from reports.sections.layout import Layout
from reports.sections.ordinals import Ordinal, Style, ordinals
from reports.sections.unnumbered import unnumbered, words
from reports.sections.wording import Wording
from reports.text.wording import patterns

_SPACES = " \t\u3000\xa0"
_LIST = 300
_BROKEN = 6
_LEADER = re.compile(r"[\s.．…·\d\-—]*")
_ANNEXES = patterns("heading_patterns.toml")("annexes")
_ENTRY = 90


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible heading. `start` is where its section would begin, `begin` where its own words do.

    `after` is where the heading ends, `following` the next character that is no space. `value` is 0 without an ordinal.
    `heading` is in simplified script, `written` as the report has it. `level` is fixed for headings without ordinal,
    else 0. `above`: the number of its parent, where its ordinal says it. `stated`: the rank the carrier states, else 0.
    `form`: worded as the statutory form words its parts. `cell`: worded as the first column of a table.
    """

    start: int
    begin: int
    style: Style
    value: int
    number: str
    heading: str
    written: str
    after: int
    following: int
    score: float
    above: int = 0
    stated: int = 0
    level: int = 0
    form: bool = False
    cell: bool = False


def candidates(document: Document, wording: Wording) -> list[Candidate]:
    """Return everything that could be a heading, in order; cells of statistics tables score far below zero."""
    layout = Layout(document)
    marks = [mark for mark in ordinals(layout.text) if not layout.in_table(mark.start)]
    marks = _without_annexes(marks, layout.text)
    found = _numbered(marks, layout, wording)
    found += _plain(layout, found, wording)
    found.sort(key=lambda one: (one.start, one.after))
    return _contents(_cells(found, layout, wording), layout)


def _without_annexes(marks: Sequence[Ordinal], text: str) -> list[Ordinal]:
    """Leave out the entries of a list of annexes: 附件：1.… 2.…"""
    kept: list[Ordinal] = []
    entry: Ordinal | None = None
    for mark in marks:
        first = mark.value == 1 and _ANNEXES.search(text, max(0, mark.start - _BROKEN), mark.start)
        goes_on = entry and mark.style is entry.style and mark.value == entry.value + 1
        if first or (
            entry and goes_on and mark.start - entry.end < _ENTRY and "。" not in text[entry.end : mark.start]
        ):
            entry = mark
        else:
            entry = None
            kept.append(mark)
    return kept


def _numbered(marks: Sequence[Ordinal], layout: Layout, wording: Wording) -> list[Candidate]:
    """Weigh every ordinal. Where another heading just ended is a good place; the next item of a list is a bad one."""
    cutter = HeadingEnds(layout, wording, frozenset(mark.start for mark in marks))
    found: list[Candidate] = []
    ended = -1
    before: dict[Style, tuple[Ordinal, bool]] = {}
    for mark in marks:
        one = _weighed(mark, mark.start == ended, layout, cutter, wording)
        if one and _goes_on(mark, *before.get(mark.style, (mark, True)), layout):
            one = replace(one, score=one.score + wording.weights["listed"])
        before[mark.style] = mark, one is not None and one.score > wording.weights["in_list"]
        if one:
            found.append(one)
            ended = one.following if one.score > 0 else ended
    return found


def _goes_on(mark: Ordinal, last: Ordinal, headed: bool, layout: Layout) -> bool:
    """Return whether the ordinal counts on, in the same line, from one that is no heading: 一、…；二、…。三、…"""
    near = last.value + 1 == mark.value and mark.start - last.end < _LIST
    return not headed and near and "\n" not in layout.text[last.end : mark.start]


def _weighed(mark: Ordinal, touches: bool, layout: Layout, cutter: HeadingEnds, wording: Wording) -> Candidate | None:
    line = layout.line_start(mark.start)
    place = "line_start" if line is not None else "after_heading" if touches else _place(layout.text, mark)
    weights = wording.weights
    cut = cutter.cut(mark.end, line is not None)
    worded = len(cut.heading) >= 2 and not cut.heading.startswith(wording.predicate)
    if not worded or weights[place] + cut.score < weights["hopeless"]:
        return None
    score = weights[place] + cut.score + weights.get(mark.style.value, 0.0)
    if line is not None:
        score += weights["hint"] if layout.hinted(line, mark.start) else 0.0
        score += weights["tabbed"] if "|" in layout.text[line : mark.start] else 0.0
    return Candidate(
        start=mark.start if line is None else line,
        begin=mark.start,
        style=mark.style,
        value=mark.value,
        number=layout.text[mark.start : mark.end].strip(),
        heading=_clean(cut.heading),
        written=_clean(cut.written),
        after=cut.after,
        following=layout.skip(cut.after),
        score=score,
        above=mark.above,
        stated=0 if line is None else layout.stated(line),
        form=wording.form.fullmatch(cut.heading) is not None,
        cell=_labels(cut, layout, wording),
    )


def _labels(cut: Cut, layout: Layout, wording: Wording) -> bool:
    """Return whether the text is a label of a table, or its first line: a narrow cell breaks a label over lines."""
    if layout.text[cut.after - 1] in "。！？":
        return False
    if wording.cell.match(cut.text):
        return True
    broken = len(cut.text) >= _BROKEN and layout.text[cut.after : cut.after + 1] == "\n"
    if not broken or wording.known_end(cut.text) == len(cut.text):
        return False
    below = layout.window(layout.skip(cut.after)).text
    label = wording.cell.match(cut.text + below)
    return label is not None and label.end() > len(cut.text)


def _place(text: str, mark: Ordinal) -> str:
    """Name what stands before an ordinal inside a line."""
    before = mark.start - 1
    spaced = before >= 0 and text[before] in _SPACES
    while before >= 0 and text[before] in _SPACES:
        before -= 1
    last = text[before] if before >= 0 else "\n"
    for place, endings in (
        ("after_stop", "。！？!?\n"),
        ("after_semicolon", "；;"),
        ("after_colon", "：:"),
        ("after_comma", "，,、（(《“由含及"),
        ("after_close", "）)”》"),
    ):
        if last in endings:
            return place
    if spaced:
        return "after_space"
    return "glued_arabic" if mark.style in (Style.ARABIC, Style.PAREN_ARABIC) else "glued"


def _plain(layout: Layout, numbered: list[Candidate], wording: Wording) -> list[Candidate]:
    said = {one.heading for one in numbered}
    return [
        Candidate(
            start=line.start,
            begin=layout.skip(line.start),
            style=Style.NONE,
            value=0,
            number=line.number,
            heading=line.heading,
            written=words(layout.written, line.start, line.end).removeprefix(line.number),
            after=line.end,
            following=layout.skip(line.end),
            score=wording.weights["unnumbered"] + line.score,
            stated=0 if line.statistics else layout.stated(line.start),
            level=line.level,
        )
        for line in unnumbered(layout, numbered, wording)
        if line.heading not in said or line.statistics
    ]


def _clean(heading: str) -> str:
    return re.sub(r"^[*#、.．：:]+|[*#：:。；;，,、.．]+$", "", heading)


def _cells(found: list[Candidate], layout: Layout, wording: Wording) -> list[Candidate]:
    """Mark cells: by their label, by a unit or number right after, or because a cell follows with nothing between."""
    marked: list[Candidate] = []
    begins = {one.begin for one in found if one.style is not Style.NONE}
    next_cell = -1
    for one in reversed(found):
        titles = one.form or wording.statistics.fullmatch(one.heading) is not None
        cell = not titles and 0 <= next_cell <= one.following
        if cell or _is_cell(one, titles or one.following in begins, layout, wording):
            one = replace(one, score=one.score + wording.weights["cell"])
            next_cell = one.start
        else:
            next_cell = -1
        marked.append(one)
    return marked[::-1]


def _is_cell(candidate: Candidate, titles: bool, layout: Layout, wording: Wording) -> bool:
    if candidate.style is Style.NONE or wording.statistics.fullmatch(candidate.heading):
        return False
    return candidate.cell or (not titles and wording.value.match(layout.text, candidate.following) is not None)


def _contents(found: list[Candidate], layout: Layout) -> list[Candidate]:
    """Drop a table of contents: entries with at most a page number under them that head a later part again."""
    later: dict[tuple[int, str], int] = {}
    for one in found:
        if one.value and one.score > 0:
            later[one.value, one.heading] = one.start
    kept = []
    for index, one in enumerate(found):
        follows = found[index + 1].start if index + 1 < len(found) else len(layout.text)
        repeated = later.get((one.value, one.heading), -1) > one.start
        if not (repeated and _LEADER.fullmatch(layout.text, one.after, follows)):
            kept.append(one)
    return kept
