"""The ruling lines that a PDF page draws: strokes, thin filled boxes, the edges of stroked boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from jiheng.formats.limits import Limits
from jiheng.formats.page import Rule
from jiheng.formats.pdf_space import Space
from jiheng.formats.tally import exceeded

_THIN = 3.0
"""Points up to which a filled box is a line."""
_BOX = 6.0
"""Points from which it is the ground of a text."""
_SHORT = 1.0
"""Points below which a line is a dot."""
_PALE = 245
"""Red, green and blue from which a line cannot be seen on white paper."""
_DEPTH = 8
"""Forms in forms that are looked into."""

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


Box = tuple[float, float, float, float]


def read_rules(page: PdfPage, space: Space, limits: Limits) -> tuple[list[Rule], list[Box]]:
    """The ruling lines of a page and its filled boxes, in the coordinates of `space`."""
    reader = _Rules(space, limits)
    reader.take(pdfium.FPDFPage_CountObjects(page.raw), pdfium.FPDFPage_GetObject, page.raw, _IDENTITY, 0)
    return reader.rules, reader.fills


class _Rules:
    def __init__(self, space: Space, limits: Limits) -> None:
        self.rules: list[Rule] = []
        self.fills: list[Box] = []
        self._space = space
        self._limit = limits.page_objects
        self._objects = 0
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def take(self, count: int, get: object, owner: object, outer: _Matrix, depth: int) -> None:
        """The lines of a page or of a form in it."""
        self._objects += count
        if self._objects > self._limit:
            raise exceeded(f"PDF 的一页里有 {self._objects} 个图形对象，超过上限 {self._limit} 个", "page_objects")
        for index in range(count):
            item = get(owner, index)  # type: ignore[operator]
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = _times(_matrix_of(item), outer)
                self.take(pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject, item, inner, depth + 1)

    def _path(self, path: object, outer: _Matrix) -> None:
        if not pdfium.FPDFPath_GetDrawMode(path, self._fill, self._stroke):
            return
        stroked, filled = bool(self._stroke.value), self._fill.value != pdfium.FPDF_FILLMODE_NONE
        stroked = stroked and self._visible(pdfium.FPDFPageObj_GetStrokeColor, path)
        filled = filled and self._visible(pdfium.FPDFPageObj_GetFillColor, path)
        if stroked:
            matrix = _times(_matrix_of(path), outer)
            for x0, y0, x1, y1 in self._segments(path):
                self._add(*_apply(matrix, x0, y0), *_apply(matrix, x1, y1))
        elif filled:
            left, bottom, right, top = self._numbers
            if pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top):
                corners = [_apply(outer, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
                xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
                self._thin(min(xs), min(ys), max(xs), max(ys))

    def _visible(self, colour_of: object, path: object) -> bool:
        red, green, blue, alpha = self._colour
        if not colour_of(path, red, green, blue, alpha):  # type: ignore[operator]
            return True
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _PALE

    def _segments(self, path: object) -> Iterator[tuple[float, float, float, float]]:
        """The straight lines of a path, in its own coordinates."""
        x, y = self._numbers[0], self._numbers[1]
        start = last = (0.0, 0.0)
        for index in range(pdfium.FPDFPath_CountSegments(path)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            point = (x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield (*last, *point)
            last = point
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield (*last, *start)
                last = start

    def _thin(self, left: float, bottom: float, right: float, top: float) -> None:
        """A filled box: a line along its middle where it is thin."""
        width, height = right - left, top - bottom
        if width > _BOX and height > _BOX:
            self.fills.append(self._space.box(left, bottom, right, top))
        if height <= _THIN and width > 2 * height:
            middle = (bottom + top) / 2
            self._add(left, middle, right, middle)
        elif width <= _THIN and height > 2 * width:
            middle = (left + right) / 2
            self._add(middle, bottom, middle, top)

    def _add(self, x0: float, y0: float, x1: float, y1: float) -> None:
        x0, y0, x1, y1 = self._space.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if x1 - x0 >= _SHORT and y1 - y0 <= max(1.0, 0.01 * (x1 - x0)):
            self.rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        elif y1 - y0 >= _SHORT and x1 - x0 <= max(1.0, 0.01 * (y1 - y0)):
            self.rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


def _matrix_of(item: object) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """The matrix that does first the inner, then the outer."""
    a, b, c, d, e, f = inner
    x, y = _apply(outer, e, f)
    return (
        a * outer[0] + b * outer[2],
        a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2],
        c * outer[1] + d * outer[3],
        x,
        y,
    )


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
