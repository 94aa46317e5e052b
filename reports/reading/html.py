"""Pages as agencies publish them: the article's paragraphs and tables, and what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import html

from reports.model import Document
from reports.normalise import normalise
from reports.reading.article import find_article
from reports.reading.css import embed_sheets
from reports.reading.decode import decode
from reports.reading.facts import facts, printed
from reports.reading.glosses import without_glosses
from reports.reading.htmlcontrols import show_controls
from reports.reading.htmltable import is_data, read_table
from reports.reading.htmltree import BLOCKS, BOLD, containers, prune, tree, walk
from reports.reading.htmlvisible import keep_visible
from reports.reading.pieces import Paragraph, Piece, assemble, one_line
from reports.reading.stub_pages import elsewhere, refuse_cover
from reports.reading.text import text_pieces
from reports.text.wording import patterns

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_SPACES = re.compile(r"[ \t\r\n\xa0\u3000]+")
_SOURCE_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_TITLE_END = re.compile(r"\s*(?:_{1,2}|\||—{1,2}|--|>>)\s*|\s+-\s+")
_TITLE = patterns("carrier_patterns.toml")("page_title")
_ABOVE = 30
_REPEATED = 6
"""Lines at a page's beginning that the next may repeat."""
_PAGER_SIGNS = re.compile(r"[\s\d|/<>«»‹›.…\[\]【】]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_html(
    data: bytes, file: str, sheets: Callable[[str], str | None] | None = None, further: Sequence[bytes] = ()
) -> Document:
    """Read a page; `sheets` gives those of the sheets it links to that were saved with it, by their address.

    `further` are the pages on which its report goes on.

    Raises UndecodableText, or NotAReport where the page has no report but says where one is.
    """
    root = _parsed(data, file)
    kept = list(root.iter())  # what nobody holds lxml would make anew at every step through the tree
    if sheets is not None:
        embed_sheets(root, sheets)
    other = elsewhere(root)
    _settle(root, file)
    metadata = _metadata(root)
    body = root.find("body")
    article = find_article(body if body is not None else root)
    pieces = flow(article)
    refuse_cover(file, pieces, other)
    if further:
        pieces = [piece for piece in pieces if not _is_pager(piece)]
        pieces += [piece for page in further for piece in _further(page, file, pieces)]
    del kept
    title = _title_above(article[0]) if article else None
    if title and one_line(title) not in _opening(pieces):
        pieces.insert(0, Paragraph(title, 1))
        if not _TITLE.fullmatch(metadata.get("title", "")):
            metadata = {**metadata, "title": title}
    return assemble(file, "html", *without_glosses(pieces, metadata))


def _further(data: bytes, file: str, first: Sequence[Piece]) -> list[Piece]:
    """Return what a further page of a report has: its article without what each page repeats, title and pager."""
    root = _parsed(data, file)
    _settle(root, file)
    body = root.find("body")
    pieces = [piece for piece in flow(find_article(body if body is not None else root)) if not _is_pager(piece)]
    opening = {one_line(piece.text) for piece in first[:_REPEATED] if isinstance(piece, Paragraph)}
    for place, piece in enumerate(pieces):
        if place == _REPEATED or not isinstance(piece, Paragraph) or one_line(piece.text) not in opening:
            return pieces[place:]
    return []


def _is_pager(piece: Piece) -> bool:
    """Tell the line of links to a report's other pages (上一页 1 2 下一页)."""
    return isinstance(piece, Paragraph) and not _PAGER_SIGNS.sub("", _without_pager_words(piece.text))


def _without_pager_words(text: str) -> str:
    for word in containers()["pager"]:
        text = text.replace(word, "")
    return text


def page_pieces(data: bytes, file: str) -> list[Piece]:
    """Return all paragraphs and tables of a page that is a part of another file: all of it is text."""
    root = _parsed(data, file)
    _settle(root, file)
    body = root.find("body")
    return flow([body if body is not None else root])


def _settle(root: html.HtmlElement, file: str) -> None:
    """Leave in the tree what a reader of the page sees, all of it as text."""
    keep_visible(root, file)
    show_controls(root, {table for table in root.iter("table") if is_data(table)})
    prune(root)


def _parsed(data: bytes, file: str) -> html.HtmlElement:
    declared = _CHARSET.search(data[:4096])
    return tree(decode(data, file, declared[1].decode("ascii") if declared else None), file)


def _title_above(article: html.HtmlElement) -> str | None:
    """Return the title a page prints above the container of its article, the nearest one if it repeats it."""
    before: list[str] = []
    for event, element, own in walk(article.getroottree().getroot()):
        if element is article:
            break
        if event == "start" and element.tag in {"a", "title"}:
            continue
        before += [own] if own.strip() else []
    return next((text.strip() for text in reversed(before[-_ABOVE:]) if _TITLE.fullmatch(one_line(text))), None)


def _opening(pieces: list[Piece]) -> str:
    """Return the start of the text in one line: a title may be broken over lines there."""
    return one_line("\n".join(piece.text for piece in pieces[:5] if isinstance(piece, Paragraph)))


def _metadata(root: html.HtmlElement) -> Mapping[str, str]:
    """Collect <meta> names, the title, and the labelled line agencies print below it (来源：… 发布时间：…)."""
    tags = {
        (meta.get("name") or meta.get("property") or ""): meta.get("content") or ""
        for meta in reversed(list(root.iter("meta")))
    }
    found = facts("html", tags)
    title = root.findtext(".//title") or root.findtext(".//h1") or ""
    found.setdefault("title", _TITLE_END.split(one_line(title))[0])
    return {**printed(normalise("\n".join(root.itertext()))), **found}


@dataclass(slots=True)
class _Line:
    """The paragraph being read. `plain` counts characters outside bold, `level` is the heading around it."""

    parts: list[str] = field(default_factory=list)
    plain: int = 0
    level: int | None = None

    def add(self, text: str, bold: bool, level: int | None) -> None:
        self.parts.append(text)
        if text.strip():
            self.plain += 0 if bold else len(text.strip())
            self.level = level

    def close(self) -> list[Piece]:
        text = _SPACES.sub(" ", _SOURCE_BREAK.sub("", "".join(self.parts))).strip()
        bold = not self.plain
        level = self.level
        self.parts, self.plain, self.level = [], 0, None
        return [Paragraph(text, level, bold)] if text else []


def flow(elements: Iterable[html.HtmlElement]) -> list[Piece]:
    """Return the paragraphs and data tables of the elements in reading order."""
    pieces: list[Piece] = []
    for element in elements:
        pieces += _flow(element)
    return pieces


def _flow(root: html.HtmlElement) -> list[Piece]:
    pieces: list[Piece] = []
    line = _Line()
    inside: html.HtmlElement | None = None
    bold = 0
    levels: list[str] = []
    for event, element, own in walk(root):
        if inside is not None:
            if event == "start" or element is not inside:
                continue
            inside = None
        elif event == "start" and _is_whole(element):
            pieces += [*line.close(), *_whole(element)]
            inside = element
            continue
        step = 1 if event == "start" else -1
        bold += step * _is_bold(element)
        if element.tag in BLOCKS:
            pieces += line.close()
        if element.tag in _HEADINGS:
            levels.append(element.tag) if event == "start" else levels.pop()
        line.add(own, bold > 0, _HEADINGS[levels[-1]] if levels else None)
    return [*pieces, *line.close()]


def _is_whole(element: html.HtmlElement) -> bool:
    return element.tag == "pre" or (element.tag == "table" and is_data(element))


def _whole(element: html.HtmlElement) -> list[Piece]:
    """Return what is read as one thing: a data table, or text set as typed."""
    if element.tag == "table":
        return [read_table(element)]
    return text_pieces(normalise(element.text_content()).split("\n"))


def _is_bold(element: html.HtmlElement) -> bool:
    return element.tag in {"b", "strong"} or element.get(BOLD) is not None
