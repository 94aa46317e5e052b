"""A PDF file opened with PDFium, its pages, what their fields show, their pictures as pixels.

Calls into native code stand here, in `objects.py` and in `glyphs.py` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from reports.reading.pdf.content import Content, RawGlyph, TextObject
from reports.reading.pdf.geometry import Box
from reports.reading.pdf.glyphs import add_glyphs
from reports.reading.pdf.objects import add_objects
from reports.reading.pdf.settings import SETTINGS

_LEFT_OUT = {
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_WATERMARK,
}
"""Annotations that are no content: stamps and watermarks are drawn over it, notes open on demand."""


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Yield the document, its form fields made ready to be drawn. Raises pypdfium2.PdfiumError."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


@contextmanager
def page_of(document: Any, number: int) -> Iterator[tuple[Any, list[RawGlyph]]]:
    """Yield the page, counted from 0, with what its fields and annotations show made part of it.

    Ticks of boxes that are ticked come beside it as characters, because most are drawn as shapes.
    """
    page = document[number]
    ticks: list[RawGlyph] = []
    if pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
        ticks = _keep_content(page.raw, document.formenv)
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    try:
        yield page, ticks
    finally:
        page.close()


def _keep_content(page: Any, forms: Any) -> list[RawGlyph]:
    """Remove the annotations that are no content or are not shown; return the ticks of the others."""
    ticks: list[RawGlyph] = []
    for index in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        kind, flags = pdfium.FPDFAnnot_GetSubtype(annotation), pdfium.FPDFAnnot_GetFlags(annotation)
        left_out = kind in _LEFT_OUT or flags & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW)
        if kind == pdfium.FPDF_ANNOT_WIDGET and forms and not left_out:
            ticked = pdfium.FPDFAnnot_IsChecked(forms.raw, annotation)
            ticks += [_tick(annotation)] if ticked else []
        pdfium.FPDFPage_CloseAnnot(annotation)
        if left_out:
            pdfium.FPDFPage_RemoveAnnot(page, index)
    return ticks


def _tick(annotation: Any) -> RawGlyph:
    rect = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, rect)
    box = (rect.left, rect.bottom, rect.right, rect.top)
    size = max(SETTINGS.least_size, rect.top - rect.bottom)
    return RawGlyph("√", (rect.left, rect.bottom + 0.12 * size), box, box, 0.0, size, "", 0)


def content_of(page: Any, ticks: list[RawGlyph]) -> Content:
    """Return what the page draws. Raises OverflowError where it has more than a page can show."""
    content = Content(tuple(page.get_bbox()), {}, [], [], ticks)
    add_objects(page.raw, content)
    add_glyphs(page.raw, content)
    return content


def drawn(page: Any, box: Box) -> tuple[NDArray[numpy.uint8], float]:
    """Return the page as grey pixels in the orientation of its own space, and the pixels a point."""
    longest = max(box[2] - box[0], box[3] - box[1], 1.0)
    scale = min(1.0, SETTINGS.render_longest / longest)
    bitmap = page.render(
        scale=scale, rotation=-page.get_rotation() % 360, grayscale=True, may_draw_forms=False, draw_annots=False
    )
    try:
        pixels = bitmap.to_numpy()
        return numpy.array(pixels.reshape(pixels.shape[:2])), scale
    finally:
        bitmap.close()


def show(text: TextObject, visible: bool) -> None:
    """Let the page be drawn with or without the text object."""
    pdfium.FPDFPageObj_SetIsActive(text.handle, visible)
