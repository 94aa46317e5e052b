"""Plain text and markdown, also what crawlers and PDF converters leave: one reader, for suffixes mix them up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reports.model import Document
from reports.normalise import normalise
from reports.reading.celllines import cell_lines
from reports.reading.decode import decode
from reports.reading.facts import facts
from reports.reading.glosses import without_glosses
from reports.reading.htmltable import TablesInText
from reports.reading.inline import cleaned
from reports.reading.noise import is_page_mark
from reports.reading.pieces import Grid, Paragraph, Piece, assemble
from reports.reading.rows import pipe_table, tab_table, unquoted
from reports.reading.stacked import Stacked
from reports.reading.unwrap import join, starts_item, unwrap, wrap_width
from reports.text.wording import patterns

_HEADER_END = patterns("carrier_patterns.toml")("header_end")
_HEADER_LINES = 40
_HEADER_ENTRY = re.compile(r"\s*[\"']?([^:：\s]{1,12})[\"']?\s*[:：]\s*(.*)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1")
_RULE = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|={3,}|`{3,}\w*|~{3,}\w*)")
_IN_MID_SENTENCE = re.compile("[\u4e00-\u9fff，、]")
_PAGE_LONG = 40


def read_text(data: bytes, file: str) -> Document:
    """Read `.txt` or `.md` bytes. Raises UndecodableText."""
    text = normalise(decode(data, file))
    metadata, body = _split_header(text.split("\n"))
    form = "md" if file.lower().endswith((".md", ".markdown")) else "txt"
    return assemble(file, form, *without_glosses(text_pieces(body), metadata))


def _split_header(lines: Sequence[str]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Part a crawler's header (标题: … up to ==== 正文 ====) or a front matter (--- … ---) from the text."""
    end = next((i for i, line in enumerate(lines[:_HEADER_LINES]) if _HEADER_END.fullmatch(line.strip())), None)
    first = 0
    if end is None and lines[0].strip() == "---":
        first = 1
        end = next((i for i, line in enumerate(lines[1:_HEADER_LINES], 1) if line.strip() == "---"), None)
    if end is None:
        return {}, lines[1:] if lines[0].strip() == "正文" else lines
    entries = [match.groups() for line in lines[first:end] if (match := _HEADER_ENTRY.fullmatch(line))]
    return facts("text", {key: value.strip("\"' ") for key, value in reversed(entries)}), lines[end + 1 :]


def text_pieces(lines: Sequence[str]) -> list[Piece]:
    """Return paragraphs and tables of normalised lines."""
    lines = unquoted(_without_page_marks(lines))
    limit = wrap_width([line.strip() for line in lines if "\t" not in line and "|" not in line])
    pieces: list[Piece] = []
    group: list[str] = []
    html, stacked = TablesInText(lines), Stacked(lines)
    at = 0
    while at < len(lines):
        table = html.at(at) or _table(lines, at, stacked)
        if table is None and _is_running(lines[at]):
            group += cleaned(lines[at])
            at += 1
            continue
        _append(pieces, _paragraphs(group, limit))
        group = []
        if table is not None:
            grids, at = table
            pieces += grids
        else:
            pieces += _set_off(lines[at].strip())
            at += 1
    _append(pieces, _paragraphs(group, limit))
    return pieces


def _table(lines: Sequence[str], at: int, stacked: Stacked) -> tuple[list[Grid], int] | None:
    plain = pipe_table(lines, at) or cell_lines(lines, at) or tab_table(lines, at) or stacked.row(at)
    return ([plain[0]], plain[1]) if plain else None


def _without_page_marks(lines: Sequence[str]) -> list[str]:
    """Take page marks out; text before and after one are apart, rows of a table are not."""
    kept: list[str] = []
    for line in lines:
        if not is_page_mark(line):
            kept.append(line)
        elif kept and not re.search(r"[\t|]", kept[-1]):
            kept.append("")
    return kept


def _is_running(line: str) -> bool:
    line = line.strip()
    return bool(line) and not (_HEADING.fullmatch(line) or _RULE.fullmatch(line) or _BOLD_LINE.fullmatch(line))


def _set_off(line: str) -> list[Piece]:
    """Return what a line that stands alone holds: a heading, a bold line, or nothing (a rule, an empty line)."""
    if heading := _HEADING.fullmatch(line):
        title, level = heading[2].rstrip("#").rstrip(), len(heading[1])
        text = " ".join(cleaned(title))
        return [Paragraph(text, level, _BOLD_LINE.fullmatch(title) is not None)] if text else []
    if _BOLD_LINE.fullmatch(line):
        return [Paragraph(text, bold=True) for text in cleaned(line)]
    return []


def _paragraphs(lines: Sequence[str], limit: int | None) -> list[Paragraph]:
    return [Paragraph(text) for text in (unwrap(lines, limit) if limit else lines)]


def _append(pieces: list[Piece], group: Sequence[Paragraph]) -> None:
    """Add a group of paragraphs; its first may go on from a long one a page's end cut in mid-sentence."""
    last = pieces[-1] if pieces else None
    if group and isinstance(last, Paragraph) and _goes_on(last, group[0]):
        pieces[-1] = Paragraph(join(last.text, group[0].text))
        group = group[1:]
    pieces += group


def _goes_on(first: Paragraph, second: Paragraph) -> bool:
    if {first.level, second.level} != {None} or first.bold or second.bold or starts_item(second.text):
        return False
    return _stops_short(first.text) and re.match(r"[\u4e00-\u9fff].{10,}[，。；]", second.text, re.S) is not None


def _stops_short(text: str) -> bool:
    """Tell a long text that ends within a sentence or within brackets."""
    if len(text) < _PAGE_LONG:
        return False
    opened, closed = (max(map(text.rfind, marks)) for marks in ("《（", "》）"))
    return opened > closed or (_IN_MID_SENTENCE.match(text[-1]) is not None and any(mark in text for mark in "，。"))
