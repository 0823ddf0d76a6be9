"""What a PDF that was just made is printed with: its fonts, the sizes of its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

_DEEPEST = 8
_NAME = 256
_MILLIMETRES = 25.4 / 72


def embedded_fonts(data: bytes) -> list[tuple[str, bool]]:
    """The fonts of the texts of a PDF, each with whether the file holds it."""
    found: dict[str, bool] = {}
    with PdfDocument(data) as document:
        for page in document:
            for piece in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=_DEEPEST):
                font = pdfium.FPDFTextObj_GetFont(piece.raw)
                if font:
                    found.setdefault(_name_of(font), pdfium.FPDFFont_GetIsEmbedded(font) == 1)
            page.close()
    return list(found.items())


def _name_of(font: object) -> str:
    buffer = ctypes.create_string_buffer(_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, _NAME)
    name = buffer.value.decode(errors="replace")
    return name.partition("+")[2] or name


def page_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of every page in whole millimetres."""
    with PdfDocument(data) as document:
        for page in document:
            width, height = page.get_size()
            yield round(width * _MILLIMETRES), round(height * _MILLIMETRES)
            page.close()
