"""Places where a heading might stand, each with a score from its place on the line, its cut and its wording."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reports.model import Document
from reports.sections.cuts import Cutter
from reports.sections.layout import Layout
from reports.sections.ordinals import Ordinal, Style, ordinals
from reports.sections.unnumbered import unnumbered, words
from reports.sections.wording import Wording

_SPACES = " \t\u3000\xa0"
_LIST = 300
_LEADER = re.compile(r"[\s.．…·\d\-—]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible heading. `start` is where its section would begin, `value` 0 where it has no ordinal.

    `heading` is in simplified script, `written` as the report has it. `level` is fixed for headings without ordinal, 0 otherwise. `form`: worded as the statutory form words its parts.
    """

    start: int
    style: Style
    value: int
    number: str
    heading: str
    written: str
    after: int
    score: float
    level: int = 0
    form: bool = False
    touches: int | None = None
    cell: bool = False


def candidates(document: Document, wording: Wording) -> list[Candidate]:
    """Return everything that could be a heading, in order; cells of statistics tables score far below zero."""
    layout = Layout(document, wording.script)
    marks = [mark for mark in ordinals(layout.text) if not layout.in_table(mark.start)]
    cutter = Cutter(layout, wording, frozenset(mark.start for mark in marks))
    found = _listed([(mark, _numbered(mark, layout, cutter, wording)) for mark in marks], layout, wording)
    found += _plain(layout, found, wording)
    found.sort(key=lambda one: (one.start, one.after))
    found = _cells(found, layout, wording)
    return _contents(_touching(found, layout, wording), layout)


def _numbered(mark: Ordinal, layout: Layout, cutter: Cutter, wording: Wording) -> Candidate | None:
    line = layout.line_start(mark.start)
    place = "line_start" if line is not None else _place(layout.text, mark)
    weights = wording.weights
    cut = cutter.cut(mark.end, line is not None)
    if len(cut.heading) < 2 or weights[place] + cut.score < weights["hopeless"]:
        return None
    score = weights[place] + cut.score + weights.get(mark.style.value, 0.0)
    if line is not None:
        score += weights["hint"] if layout.hinted(line, mark.start) else 0.0
        score += weights["tabbed"] if "|" in layout.text[line : mark.start] else 0.0
    return Candidate(
        start=mark.start if line is None else line,
        style=mark.style,
        value=mark.value,
        number=layout.text[mark.start : mark.end].strip(),
        heading=_clean(cut.heading),
        written=_clean(cut.written),
        after=cut.after,
        score=score,
        form=wording.form.fullmatch(cut.heading) is not None,
        cell=wording.cell.match(cut.text) is not None,
    )


def _listed(found: list[tuple[Ordinal, Candidate | None]], layout: Layout, wording: Wording) -> list[Candidate]:
    """Keep what could be a heading; mark down what goes on with a list inside a line: 一、…；二、…。三、…"""
    kept: list[Candidate] = []
    before: dict[Style, tuple[Ordinal, bool]] = {}
    for mark, one in found:
        last, headed = before.get(mark.style, (mark, True))
        listed = not headed and last.value + 1 == mark.value and mark.start - last.end < _LIST
        if listed and one and "\n" not in layout.text[last.end : mark.start]:
            one = replace(one, score=one.score + wording.weights["listed"])
        before[mark.style] = mark, one is not None and one.score > wording.weights["in_list"]
        if one:
            kept.append(one)
    return kept


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
    weights = wording.weights
    return [
        Candidate(
            line.start,
            Style.NONE,
            0,
            "",
            line.heading,
            words(layout.written, line.start, line.end),
            line.end,
            weights["unnumbered"] + line.score,
            line.level,
        )
        for line in unnumbered(layout, numbered, wording)
        if line.heading not in said or line.statistics
    ]


def _clean(heading: str) -> str:
    return re.sub(r"^[*#、.．：:]+|[*#：:。；;，,、.．]+$", "", heading)


def _cells(found: list[Candidate], layout: Layout, wording: Wording) -> list[Candidate]:
    """Mark cells: by their label, by a unit or number right after, or because a cell follows with nothing between."""
    marked: list[Candidate] = []
    for one in reversed(found):
        followed = (
            bool(marked)
            and layout.skip(one.after) >= marked[-1].start
            and marked[-1].score < wording.weights["cell"] / 2
        )
        cell = _is_cell(one, layout, wording) or (
            followed and not one.form and not wording.statistics.fullmatch(one.heading)
        )
        marked.append(replace(one, score=one.score + wording.weights["cell"]) if cell else one)
    return marked[::-1]


def _is_cell(one: Candidate, layout: Layout, wording: Wording) -> bool:
    if one.style is Style.NONE or wording.statistics.fullmatch(one.heading):
        return False
    return one.cell or not one.form and wording.value.match(layout.text, layout.skip(one.after)) is not None


def _touching(found: list[Candidate], layout: Layout, wording: Wording) -> list[Candidate]:
    """Tell which candidate directly follows another's heading; inside a line that is a good place for one."""
    ends = {layout.skip(one.after): index for index, one in enumerate(found) if one.score > 0}
    joined = []
    for one in found:
        index = ends.get(layout.skip(one.start))
        if index is None:
            joined.append(one)
            continue
        in_line = layout.line_start(layout.skip(one.start)) is None
        bonus = wording.weights["after_heading"] - wording.weights["glued"] if in_line else 0.0
        joined.append(replace(one, score=one.score + bonus, touches=index))
    return joined


def _contents(found: list[Candidate], layout: Layout) -> list[Candidate]:
    """Drop a table of contents: entries with nothing but a page number after them whose very words head a later part."""
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
