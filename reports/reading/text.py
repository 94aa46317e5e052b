"""Plain text and markdown, also what crawlers and PDF converters leave: one reader, for suffixes mix them up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reports.model import Document
from reports.normalise import normalise
from reports.reading.decode import decode
from reports.reading.draft import Paragraph, Piece, assemble
from reports.reading.facts import facts
from reports.reading.noise import is_page_mark
from reports.reading.rows import cell_lines, pipe_table, tab_table
from reports.reading.unwrap import join, starts_item, unwrap, wrap_width

_HEADER_END = re.compile(r"[=\-—]{2,}\s*正文\s*[=\-—]{2,}")
_HEADER_LINES = 40
_HEADER_ENTRY = re.compile(r"\s*[\"']?([^:：\s]{1,12})[\"']?\s*[:：]\s*(.*)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1")
_RULE = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|={3,}|`{3,}\w*|~{3,}\w*)")
_INLINE = (
    (re.compile(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)|</?(?:p|div|span|b|strong|center|font|u|img|a)\b[^<>]*>", re.I), ""),
    (re.compile(r"\[([^\]]+)\]\((?:https?:|/|#|mailto:)[^)]*\)"), r"\1"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"\*\*+"), ""),
    (re.compile(r"^\s{0,3}>\s?"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])"), r"\1"),
    (re.compile(r"&nbsp;|&emsp;|&ensp;"), " "),
)
# A comment's end left by a crawler stands between navigation and article, and nothing of either crosses it.
_LINE_BREAK = re.compile(r"<br\s*/?>|(?<!\S)(?:<!--|-->)(?!\S)", re.I)
_STOPS_SHORT = re.compile(r"[，。](?s:.*)[\u4e00-\u9fff，、]$|[《（][^》）]*$")
_PAGE_LONG = 40


def read_text(data: bytes, file: str) -> Document:
    """Read `.txt` or `.md` bytes. Raises UndecodableText."""
    text = normalise(decode(data, file))
    metadata, body = _split_header(text.split("\n"))
    return assemble(file, "md" if file.lower().endswith((".md", ".markdown")) else "txt", text_pieces(body), metadata)


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
    lines = [line for line in lines if not is_page_mark(line)]
    limit = wrap_width([line.strip() for line in lines if "\t" not in line and "|" not in line])
    pieces: list[Piece] = []
    group: list[str] = []
    at = 0
    while at < len(lines):
        table = pipe_table(lines, at) or cell_lines(lines, at) or tab_table(lines, at)
        if table is None and _is_running(lines[at]):
            group += _cleaned(lines[at])
            at += 1
            continue
        pieces += _paragraphs(group, limit)
        group = []
        if table is not None:
            piece, at = table
            pieces.append(piece)
        else:
            pieces += _set_off(lines[at].strip())
            at += 1
    pieces += _paragraphs(group, limit)
    return _across_pages(pieces)


def _is_running(line: str) -> bool:
    line = line.strip()
    return bool(line) and not (_HEADING.fullmatch(line) or _RULE.fullmatch(line) or _BOLD_LINE.fullmatch(line))


def _set_off(line: str) -> list[Piece]:
    """Return what a line that stands alone holds: a heading, a bold line, or nothing (a rule, an empty line)."""
    if heading := _HEADING.fullmatch(line):
        title, level = heading[2], len(heading[1])
        text = " ".join(_cleaned(title))
        return [Paragraph(text, level, _BOLD_LINE.fullmatch(title) is not None)] if text else []
    if _BOLD_LINE.fullmatch(line):
        return [Paragraph(text, bold=True) for text in _cleaned(line)]
    return []


def _cleaned(line: str) -> list[str]:
    """Return the line without markdown's marks, cut where a break or a comment's remains stand."""
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    return [part.strip() for part in _LINE_BREAK.split(line) if part.strip()]


def _paragraphs(lines: Sequence[str], limit: int | None) -> list[Piece]:
    return [Paragraph(text) for text in (unwrap(lines, limit) if limit else lines)]


def _across_pages(pieces: Sequence[Piece]) -> list[Piece]:
    """Join a long paragraph that stops in mid-sentence to the running text after it: a page ended there."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, piece):
            joined[-1] = Paragraph(join(last.text, piece.text))
        else:
            joined.append(piece)
    return joined


def _goes_on(first: Paragraph, second: Paragraph) -> bool:
    if {first.level, second.level} != {None} or first.bold or second.bold or starts_item(second.text):
        return False
    stops_short = len(first.text) >= _PAGE_LONG and _STOPS_SHORT.search(first.text)
    return bool(stops_short) and re.match(r"[\u4e00-\u9fff].{10,}[，。；]", second.text, re.S) is not None
