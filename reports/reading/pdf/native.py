"""PDFium's objects as plain values: a page's box, its glyphs, its paths. All calls into native code stand here."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from reports.reading.pdf.content import Content, Picture, RawGlyph, Shape, TextObject
from reports.reading.pdf.geometry import UNMOVED, Box, Matrix, Point, around, common, moved, moved_box, times
from reports.reading.pdf.settings import SETTINGS

_DEEPEST = 8
"""Forms within forms; PDFium itself draws no deeper."""
_LEFT_OUT = {
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_WATERMARK,
}
"""Annotations that are no content: stamps and watermarks are drawn over it, notes open on demand."""
_INVISIBLE_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_WIDEST = 4.0
"""Ems of the widest glyph there is, a dash over two characters, set slanting."""
_SOFT_HYPHEN_OF_PDFIUM = 2


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
    budget = [SETTINGS.path_points, SETTINGS.objects]
    orders = iter(range(1 << 30))
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for index in range(count):
        _walk(pdfium.FPDFPage_GetObject(page.raw, index), UNMOVED, 0, content, orders, budget)
    _add_glyphs(page, content)
    return content


def _walk(handle: Any, above: Matrix, depth: int, content: Content, orders: Iterator[int], budget: list[int]) -> None:
    budget[1] -= 1
    if budget[1] < 0:
        raise OverflowError
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        if depth < _DEEPEST:
            inner = times(_matrix(handle), above)
            for index in range(pdfium.FPDFFormObj_CountObjects(handle)):
                _walk(pdfium.FPDFFormObj_GetObject(handle, index), inner, depth + 1, content, orders, budget)
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        content.texts[_address(handle)] = _text(handle, next(orders), above, depth)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        shape = _shape(handle, next(orders), above, budget)
        content.shapes += [shape] if shape else []
    else:
        content.pictures.append(Picture(next(orders), moved_box(_bounds(handle), above)))


def _text(handle: Any, order: int, above: Matrix, depth: int) -> TextObject:
    layered = depth > 0
    for index in reversed(range(pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        layered = layered or _mark_name(mark) == "OC"
        if _has_actual_text(mark):
            # What stands in the file for those who copy it may differ from what is printed.
            pdfium.FPDFPageObj_RemoveMark(handle, mark)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    return TextObject(handle, order, _clip(handle, above), layered, mode in _INVISIBLE_MODES, _colour(handle, mode))


def _mark_name(mark: Any) -> str:
    buffer, length = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length)
    return bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")


def _has_actual_text(mark: Any) -> bool:
    kind = pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText")
    return bool(kind != pdfium.FPDF_OBJECT_UNKNOWN)


def _colour(handle: Any, mode: int) -> tuple[int, int, int, int] | None:
    """Return the colour that the glyphs are filled with, or where they are only outlined their lines'."""
    values = [ctypes.c_uint() for _ in range(4)]
    outlined = mode in {pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP}
    call = pdfium.FPDFPageObj_GetStrokeColor if outlined else pdfium.FPDFPageObj_GetFillColor
    if not call(handle, *values):
        return None
    red, green, blue, alpha = (value.value for value in values)
    return red, green, blue, alpha


def _clip(handle: Any, above: Matrix) -> Box | None:
    """Return the box of all clipping paths of an object, None where nothing is clipped."""
    path = pdfium.FPDFPageObj_GetClipPath(handle)
    box: Box | None = None
    for index in range(max(0, pdfium.FPDFClipPath_CountPaths(path))) if path else ():
        segments = min(pdfium.FPDFClipPath_CountPathSegments(path, index), 200)
        points = [_point(pdfium.FPDFClipPath_GetPathSegment(path, index, at), above) for at in range(segments)]
        one = around(points) if points else None
        box = one if box is None or one is None else common(box, one)
    return box


def _shape(handle: Any, order: int, above: Matrix, budget: list[int]) -> Shape | None:
    count = pdfium.FPDFPath_CountSegments(handle)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)
    budget[0] -= max(0, count)
    if budget[0] < 0 or not (mode.value or stroke.value):
        return None
    matrix = times(_matrix(handle), above)
    subpaths: list[list[Point]] = []
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, at)
        point = _point(segment, matrix)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([])
        subpaths[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            subpaths[-1].append(subpaths[-1][0])
    filled = _brightness(handle, pdfium.FPDFPageObj_GetFillColor) if mode.value else None
    stroked = _brightness(handle, pdfium.FPDFPageObj_GetStrokeColor) if stroke.value else None
    return Shape(order, tuple(map(tuple, subpaths)), filled, stroked)


def _brightness(handle: Any, call: Any) -> float:
    """Return how bright a colour is on white paper; a pattern passes for dark."""
    values = [ctypes.c_uint() for _ in range(4)]
    if not call(handle, *values):
        return 0.0
    red, green, blue, alpha = (value.value for value in values)
    return on_white(red, green, blue, alpha)


def on_white(red: int, green: int, blue: int, alpha: int) -> float:
    """Return the brightness of a colour laid on white paper, from 0 black to 1 white."""
    return 1 - (1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255) * alpha / 255


def _add_glyphs(page: Any, content: Content) -> None:
    handle = pdfium.FPDFText_LoadPage(page.raw)
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
        owner = _address(pdfium.FPDFText_GetTextObject(handle, index))
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


UNMAPPED = "\ufffd"
"""Stands for a glyph whose character the font does not tell."""


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


def show(text: TextObject, shown: bool) -> None:
    """Let the page be drawn with or without the text object."""
    pdfium.FPDFPageObj_SetIsActive(text.handle, shown)


def _matrix(handle: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return UNMOVED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _point(segment: Any, matrix: Matrix) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return moved(x.value, y.value, matrix)


def _bounds(handle: Any) -> Box:
    values = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *values)
    left, bottom, right, top = (value.value for value in values)
    return left, bottom, right, top


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
