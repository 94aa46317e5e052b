"""The glyphs of a page of a PDF file: character, place, size, turn and font of each, as PDFium tells them."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

from reports.reading.pdf.content import Content, RawGlyph
from reports.reading.pdf.geometry import Box
from reports.reading.pdf.objects import address
from reports.reading.pdf.settings import SETTINGS

UNMAPPED = "\ufffd"
"""Stands for a glyph whose character the font does not tell."""
_WIDEST = 4.0
"""Ems of the widest glyph there is, a dash over two characters, set slanting."""
_SOFT_HYPHEN_OF_PDFIUM = 2


def add_glyphs(page: Any, content: Content) -> None:
    """Add to each text object its glyphs. Raises OverflowError where there are more than a page can show."""
    handle = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(handle)
        if count > SETTINGS.glyphs:
            raise OverflowError(count)
        _read_glyphs(handle, count, content)
    finally:
        pdfium.FPDFText_ClosePage(handle)


def _read_glyphs(handle: Any, count: int, content: Content) -> None:
    """Add the glyphs that the page draws, without the spaces and line ends that PDFium makes up between them."""
    ink, loose, matrix = [ctypes.c_double() for _ in range(4)], pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    fonts: dict[int, str] = {}
    high = 0
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        owner = address(pdfium.FPDFText_GetTextObject(handle, index))
        text = content.texts.get(owner)
        if text is None:
            continue
        pdfium.FPDFText_GetCharBox(handle, index, *ink)
        left, right, bottom, top = (value.value for value in ink)
        pdfium.FPDFText_GetLooseCharBox(handle, index, loose)
        pdfium.FPDFText_GetMatrix(handle, index, matrix)
        pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
        if owner not in fonts:
            fonts[owner] = _font_name(text.handle)
        size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        box = (left, bottom, right, top)
        text.glyphs.append(
            RawGlyph(
                _character(code, pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1),
                (x.value, y.value),
                box,
                _advance((loose.left, loose.bottom, loose.right, loose.top), box, size),
                math.degrees(math.atan2(matrix.b, matrix.a)),
                size,
                fonts[owner],
                owner,
            )
        )


def _advance(loose: Box, ink: Box, size: float) -> Box:
    """Return the place a glyph takes. PDFium gives that of vertical fonts in units of the font: the ink stands in."""
    return loose if max(loose[2] - loose[0], loose[3] - loose[1]) <= _WIDEST * size else ink


def _character(code: int, error: bool) -> str:
    if code == _SOFT_HYPHEN_OF_PDFIUM:
        return "-"
    if error or code in {0, 0xFFFE, 0xFFFF} or 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return UNMAPPED
    return chr(code)


def _font_name(handle: Any) -> str:
    font = pdfium.FPDFTextObj_GetFont(handle)
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")
