"""Pages that hold no report of their own: covering letters of attachments, frames, pictures, shells of scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from reports.errors import NotAReport
from reports.reading.htmltree import containers
from reports.reading.pieces import Grid, Paragraph, Piece
from reports.text.ordinals import CHINESE

_HEADING = re.compile(CHINESE)
_SENTENCE = re.compile("[，。；,;]")
_ADDRESS_PARTS = re.compile(r"[?#&=;]")
_COVER_LONG = 600
_LEAST = 30
"""Characters in sentences; a title with its date and source alone is no report."""
_LEAST_CELLS = 12


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a page may hold its report instead: names of attached files, addresses in frames, pictures in its body.

    `leads`: how many scripts, links and empty boxes it has, by which it may be drawn or lead on.
    """

    attachments: Sequence[str]
    frames: Sequence[str]
    pictures: int
    leads: int


def elsewhere(root: html.HtmlElement) -> Elsewhere:
    """Collect what may hold the report, before furniture is taken out of the page."""
    frames = [
        element.get("src") or ""
        for element in root.iter("frame", "iframe")
        if element.get("src") and "://" not in element.get("src")
    ]
    leads = sum(1 for _ in root.iter("script", "a")) + sum(1 for element in root.iter("div") if _is_empty_box(element))
    return Elsewhere(_attachments(root), frames, sum(1 for _ in root.iter("img")), leads)


def _is_empty_box(element: html.HtmlElement) -> bool:
    """Say whether a script may draw the page into this box: it is empty and has a name."""
    return bool(element.get("id") or element.get("class")) and not (len(element) or (element.text or "").strip())


def _attachments(root: html.HtmlElement) -> list[str]:
    """Return names of attached files: links, and frames or viewers that show a document."""
    ends = tuple(containers()["attachments"])
    found = []
    for element in root.iter("a", "iframe", "embed", "object"):
        address = element.get("href") or element.get("src") or element.get("data") or ""
        text = " ".join(element.text_content().split())
        parts = [part for part in (*_ADDRESS_PARTS.split(address), text) if part.lower().endswith(ends)]
        if parts:
            found.append(text or parts[-1].rsplit("/", 1)[-1])
    return found


def refuse_cover(file: str, pieces: Sequence[Piece], other: Elsewhere) -> None:
    """Raise NotAReport for a page whose report is not on the page itself, saying where it is."""
    paragraphs = [piece.text for piece in pieces if isinstance(piece, Paragraph)]
    text = "".join(paragraphs)
    if any(isinstance(piece, Grid) and len(piece.cells) >= _LEAST_CELLS for piece in pieces):
        return
    headings = sum(bool(_HEADING.match(paragraph)) for paragraph in paragraphs)
    has_parts = headings >= 3 or len(_HEADING.findall(text)) >= 4
    if other.attachments and not has_parts and len(text) < _COVER_LONG:
        name = other.attachments[0]
        raise NotAReport(file, f"the page is a covering letter: its attachment holds the report ({name})")
    if sum(len(paragraph) for paragraph in paragraphs if _SENTENCE.search(paragraph)) < _LEAST:
        raise NotAReport(file, _why_empty(other))


def _why_empty(other: Elsewhere) -> str:
    if other.frames:
        return f"the page only frames another one, which may hold the report: save that one ({other.frames[-1]})"
    if other.pictures:
        return (
            f"the page holds no article but {other.pictures} pictures; "
            "if they show the report, run them through text recognition (OCR) first"
        )
    if not other.leads:
        return f"the page holds fewer than {_LEAST} characters in sentences: too little for a report"
    return "the page holds no article; it may be drawn by a script or be a list of links"
