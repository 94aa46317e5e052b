"""What a page of a PDF file draws, object by object: texts with their colour and clip, paths, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from reports.reading.pdf.content import Content, Picture, Shape, TextObject
from reports.reading.pdf.geometry import UNMOVED, Box, Matrix, Point, around, common, moved, moved_box, times
from reports.reading.pdf.settings import SETTINGS

_DEEPEST = 8
"""Forms within forms; PDFium itself draws no deeper."""
_INVISIBLE_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}


def add_objects(page: Any, content: Content) -> None:
    """Add what the page draws. Raises OverflowError where it has more than a page can show."""
    budget = [SETTINGS.path_points, SETTINGS.objects]
    orders = iter(range(1 << 30))
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        _walk(pdfium.FPDFPage_GetObject(page, index), UNMOVED, 0, content, orders, budget)


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
        content.texts[address(handle)] = _text(handle, next(orders), above, depth)
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


def address(handle: Any) -> int:
    """Return where the object lies in memory: the text page names the object of each glyph by it."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
