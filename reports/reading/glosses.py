"""Readings put in brackets behind characters (國(guo)資(zi)委): copies of pages have them, no report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reports.reading.pieces import Grid, Notice, Paragraph, Piece

FEWEST = 8
"""Different readings that a text has to hold before any is left out: a report may explain a name's reading or two."""
_GLOSSES = re.compile(r"(?<=[\u4e00-\u9fff])(?:\s?[(（]\s?[A-Za-zÀ-ɏ]{1,6}\s?[)）])+")
_READING = re.compile(r"[A-Za-zÀ-ɏ]{1,6}")
_SYLLABLE = re.compile(r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,3}(?:ng?|r)?")


def without_glosses(
    pieces: Iterable[Piece | Notice], metadata: Mapping[str, str]
) -> tuple[list[Piece | Notice], Mapping[str, str]]:
    """Return pieces and metadata as they are, or without readings and with a notice where the text is full of them."""
    held = list(pieces)
    found = {reading for text in _texts(held) for run in _GLOSSES.findall(text) for reading in _readings(run)}
    if len(found) < FEWEST:
        return held, metadata
    told = Notice("readings_left_out", "readings in brackets behind characters are left out of the text")
    return [told, *map(_mapped, held)], {key: _plain(value) for key, value in metadata.items()}


def _texts(pieces: Iterable[Piece | Notice]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield piece.text
        elif isinstance(piece, Grid):
            yield from (cell.text for cell in piece.cells)


def _mapped(piece: Piece | Notice) -> Piece | Notice:
    if isinstance(piece, Paragraph):
        return replace(piece, text=_plain(piece.text))
    if isinstance(piece, Grid):
        return replace(piece, cells=tuple(replace(cell, text=_plain(cell.text)) for cell in piece.cells))
    return piece


def _plain(text: str) -> str:
    return _GLOSSES.sub(lambda run: "" if _readings(run[0]) else run[0], text)


def _readings(run: str) -> list[str]:
    """Return the readings of one run of brackets in plain letters; none where a word is no syllable: (app)."""
    plain = "".join(c for c in unicodedata.normalize("NFD", run.lower()) if not unicodedata.combining(c))
    words = _READING.findall(plain)
    return words if all(_SYLLABLE.fullmatch(word) for word in words) else []
