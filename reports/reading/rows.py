"""Tables written in plain text with pipes or tabs. What is not safely a table is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.inline import cleaned
from reports.reading.pieces import Grid, grid
from reports.text.ordinals import CHINESE

_PIPE_RULE = re.compile(r"\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_SENTENCE = re.compile(r"[。；！？]$")
_LABELLED = re.compile(r"^[^：:]{2,12}[：:]")
_HEADING = re.compile(rf"#{{1,6}}\s|{CHINESE}")
_QUOTED = re.compile(r'(^|\t)"([^"\t]*)"(?=\t|$)')
_LONG = 200


def pipe_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read the pipe table that begins at line `at`; return it and the line after it."""
    if at and _is_pipe(lines, at - 1):
        return None  # the lines from there on are rules alone
    end = at
    while end < len(lines) and _is_pipe(lines, end):
        end += 1
    rows = [pipe_cells(line) for line in lines[at:end] if not _PIPE_RULE.fullmatch(line)]
    return (grid(rows), end) if rows else None


def _is_pipe(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()
    if len(line) > 1 and line.startswith("|") and line.endswith("|"):
        return True
    # GFM lets the outer pipes go; then only the rule below a header tells a table from a sentence with a bar.
    around = [lines[i] for i in (at + 1, at, at - 1) if 0 <= i < len(lines)]
    return "|" in line and any("|" in other and _PIPE_RULE.fullmatch(other) for other in around)


def pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return ["\n".join(cleaned(cell)) for cell in _UNESCAPED_PIPE.split(inner)]


def tab_table(lines: Sequence[str], at: int) -> tuple[Grid, int] | None:
    """Read rows of tab-separated cells from line `at`; ragged rows stay so, a leading tab is an empty first cell."""
    if not _is_tab_row(lines[at]):
        return None
    end = at
    apart = at + 2 < len(lines) and not lines[at + 1].strip() and _same_row(lines, at, at + 2)
    while end < len(lines) and (_is_tab_row(lines[end]) or _is_lone_cell(lines, end)):
        end += 2 if apart and _same_row(lines, end, end + 2) and not lines[end + 1].strip() else 1
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[at:end] if line.strip(" ")]
    return (grid(rows), end) if len(rows) > 1 or len(rows[0]) > 2 else None


def _same_row(lines: Sequence[str], at: int, other: int) -> bool:
    """Tell whether both are rows of as many cells: some converters put an empty line after each."""
    return other < len(lines) and _is_tab_row(lines[other]) and lines[at].count("\t") == lines[other].count("\t")


def unquoted(lines: Sequence[str]) -> list[str]:
    """Undo what a spreadsheet does to a cell with line ends: quotes around it, doubled quotes inside."""
    whole: list[str] = []
    for line in lines:
        if whole and _is_open(whole[-1]) and len(whole[-1]) < _LONG:
            whole[-1] += line
        else:
            whole.append(line)
    return [_QUOTED.sub(r"\1\2", line) if "\t" in line else line for line in whole]


def _is_open(line: str) -> bool:
    return "\t" in line and line.count('"') % 2 == 1 and (line.startswith('"') or '\t"' in line)


def _is_tab_row(line: str) -> bool:
    """Tell a row from an indented paragraph and from a signature line (负责人：…→审核人：…)."""
    cells = [cell.strip() for cell in line.split("\t")]
    if "\t" not in line.strip(" ").lstrip("\t") and line.count("\t") < 2:
        return False
    filled = [cell for cell in cells if cell]
    if not filled or any(len(cell) > _LONG or _SENTENCE.search(cell) for cell in filled):
        return False
    return sum(bool(_LABELLED.match(cell)) for cell in filled) * 2 <= len(filled)


def _is_lone_cell(lines: Sequence[str], at: int) -> bool:
    """Tell a row whose empty cells an editor stripped (第二十条第（五）项): short, between two rows, no heading."""
    line = lines[at].strip()
    if not (0 < at < len(lines) - 1) or not 0 < len(line) <= 30 or _HEADING.match(line) or _SENTENCE.search(line):
        return False
    return _is_tab_row(lines[at - 1]) and _is_tab_row(lines[at + 1])
