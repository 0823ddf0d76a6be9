"""The picture that a scanned page consists of: which one it is, and whether it is whole."""

from __future__ import annotations

import ctypes
import io
import warnings
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from jiheng.formats.jpeg import has_hole
from jiheng.formats.limits import Limits
from jiheng.model.errors import LimitExceeded

_PICTURE = 0.5
"""Share of a page that one picture covers where the page is a scan."""
_CODED = frozenset(("DCTDecode", "JPXDecode", "CCITTFaxDecode", "JBIG2Decode"))
"""Codes whose pixels are not simply listed."""
_LISTED_LEAST, _LISTED_MOST = 0.95, 1.02
"""Part of the listed pixels that must be there: some scanners leave out the last rows, some add a few bytes."""
_LOOKED_AT = 200
"""Characters that tell whether the text of a page can be seen."""
_STORED = {1: (1,), 8: (2, 3, 4, 6, 8), 24: (12, 16, 24)}
"""Bits per pixel in the file, by those after decoding, which is all that can be asked for: the last is the most."""


def covering(page: PdfPage) -> Iterator[Any]:
    """The pictures that cover most of a page."""
    left, bottom, right, top = page.get_bbox()
    area = (right - left) * (top - bottom)
    numbers = [ctypes.c_float() for _ in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if pdfium.FPDFPageObj_GetBounds(item, *numbers):
            x0, y0, x1, y1 = (number.value for number in numbers)
            if (x1 - x0) * (y1 - y0) > _PICTURE * area:
                yield item


def hides_text(page: PdfPage, layer: PdfTextPage) -> bool:
    """Whether a picture is what one sees of a page, and its text is that of a scanner's own recognition: invisible, or
    drawn below the picture."""
    pictures = {ctypes.addressof(item.contents) for item in covering(page)}
    if not pictures:
        return False
    for index in range(min(layer.count_chars(), _LOOKED_AT)):
        written = pdfium.FPDFText_GetTextObject(layer.raw, index)
        if written and pdfium.FPDFTextObj_GetTextRenderMode(written) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            break
    else:
        return True
    for index in reversed(range(pdfium.FPDFPage_CountObjects(page.raw))):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            return False
        if ctypes.addressof(item.contents) in pictures:
            return True
    return False


def refuse_huge(page: PdfPage, number: int, limits: Limits) -> None:
    """Refuse a page whose picture has more pixels than a scan needs, before it is unpacked."""
    for item in covering(page):
        facts = pdfium.FPDF_IMAGEOBJ_METADATA()
        if not pdfium.FPDFImageObj_GetImageMetadata(item, page.raw, facts):
            continue
        if facts.width * facts.height > limits.pixels:
            raise LimitExceeded(
                f"PDF 第 {number} 页的图片有 {facts.width}×{facts.height} 像素，超过上限 {limits.pixels} 像素，"
                "请按 200 至 300 dpi 重新扫描，或用 --limit pixels=数值 放宽。"
            )


def is_damaged(page: PdfPage, limits: Limits) -> bool:
    """Whether one of these pictures lacks a part; what shows the page draws what is there, and says nothing."""
    return any(_lacks(item, page, limits) for item in covering(page))


def _lacks(item: Any, page: PdfPage, limits: Limits) -> bool:
    facts = pdfium.FPDF_IMAGEOBJ_METADATA()
    if not pdfium.FPDFImageObj_GetImageMetadata(item, page.raw, facts):
        return False
    filters = _filters(item)
    code = filters[-1] if filters and filters[-1] in _CODED else ""
    if not code:
        return not _is_listed(item, facts.width, facts.height, facts.bits_per_pixel)
    if code not in ("DCTDecode", "JPXDecode") or facts.width * facts.height > limits.pixels:
        return False
    data = _decoded(item) if len(filters) > 1 else _raw(item)
    return not _is_whole(data, code)


def _is_listed(item: Any, width: int, height: int, bits: int) -> bool:
    """Whether there are as many bytes as the pixels take, in one way or another to store them."""
    there: int = pdfium.FPDFImageObj_GetImageDataDecoded(item, None, 0)
    sizes = [(width * stored + 7) // 8 * height for stored in _STORED.get(bits, ())]
    return (
        not sizes
        or there >= _LISTED_LEAST * sizes[-1]
        or any(_LISTED_LEAST * size <= there <= _LISTED_MOST * size for size in sizes)
    )


def _is_whole(data: bytes, code: str) -> bool:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:  # told where the page is recognised
        return True
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            image.load()
    except UnidentifiedImageError:
        return code != "DCTDecode"
    except (OSError, SyntaxError, ValueError):
        return False
    return code != "DCTDecode" or not has_hole(data)


def _filters(item: Any) -> list[str]:
    names = []
    buffer = ctypes.create_string_buffer(64)
    for index in range(pdfium.FPDFImageObj_GetImageFilterCount(item)):
        pdfium.FPDFImageObj_GetImageFilter(item, index, buffer, len(buffer))
        names.append(buffer.value.decode("ascii", "replace"))
    return names


def _raw(item: Any) -> bytes:
    size = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
    buffer = (ctypes.c_char * size)()
    pdfium.FPDFImageObj_GetImageDataRaw(item, buffer, size)
    return bytes(buffer)


def _decoded(item: Any) -> bytes:
    """What is left when the outer filters are taken off, that of the picture kept."""
    size = pdfium.FPDFImageObj_GetImageDataDecoded(item, None, 0)
    buffer = (ctypes.c_char * size)()
    pdfium.FPDFImageObj_GetImageDataDecoded(item, buffer, size)
    return bytes(buffer)
