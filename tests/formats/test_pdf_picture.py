"""Scanned pages of a PDF whose picture is damaged, blank or no form."""

from __future__ import annotations

import ctypes
import io
import re
import zlib
from functools import cache

import numpy as np
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from tests.golden.cases import ROOT
from tests.pictures import SCANS

from jiheng.formats.document import Document
from jiheng.formats.jpeg import has_hole
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.formats.pdf_picture import covering, hides_text, is_damaged
from jiheng.formats.registry import read_bytes
from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument


@cache
def scan() -> Image.Image:
    return Image.open(SCANS / "scan.png").convert("RGB")


def pdf(*images: Image.Image) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return buffer.getvalue()


def jpeg(**options: object) -> bytes:
    buffer = io.BytesIO()
    scan().save(buffer, "JPEG", **options)
    return buffer.getvalue()


def hollow(data: bytes, start: float, end: float) -> bytes:
    """Zeros in a part of the largest stream of a PDF."""
    found = max(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL), key=lambda item: len(item[1]))
    first = found.start(1) + int(len(found[1]) * start)
    last = found.start(1) + int(len(found[1]) * end) - 2
    return data[:first] + bytes(last - first) + data[last:]


def read(data: bytes) -> Document:
    return read_bytes(data, "表.pdf")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "RGBA"])
def test_a_whole_picture(mode: str) -> None:
    page = PdfDocument(pdf(scan().convert(mode)))[0]
    assert any(covering(page))
    assert not is_damaged(page, DEFAULT_LIMITS)


@pytest.mark.parametrize(("start", "end"), [(0.5, 1), (0.3, 0.6), (0.0001, 1)])
def test_a_picture_that_was_not_fully_written(start: float, end: float) -> None:
    with pytest.raises(DamagedDocument, match="第 1 页的图片已损坏"):
        read(hollow(pdf(scan()), start, end))


def test_a_picture_that_ends_early() -> None:
    data = pdf(scan())
    found = max(re.finditer(rb"/Length (\d+)", data), key=lambda item: int(item[1]))
    size = int(found[1])
    with pytest.raises(DamagedDocument, match="第 1 页的图片已损坏"):
        read(data.replace(found[0], b"/Length %d" % (size // 2)).replace(b"\xff\xd9", b"\0\0"))


def listed(bits: int, space: bytes, data: bytes, side: int = 1001) -> bytes:
    """A PDF with a picture whose pixels are simply listed."""
    coded = zlib.compress(data, 1)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
        b"endobj\n4 0 obj<</Length 24>>stream\n600 0 0 800 0 0 cm /I Do\nendstream endobj\n"
        b"5 0 obj<</Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace %b/Filter/FlateDecode"
        b"/Length %d>>stream\n%b\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    ) % (side, side, bits, space, len(coded), coded)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
@pytest.mark.parametrize(("space", "parts"), [(b"/DeviceGray", 1), (b"/DeviceRGB", 3), (b"/DeviceCMYK", 4)])
def test_pixels_that_are_listed(bits: int, space: bytes, parts: int) -> None:
    data = bytes((1001 * bits * parts + 7) // 8 * 1001)
    for share, damaged in ((1, False), (0.98, False), (0.1, True)):
        page = PdfDocument(listed(bits, space, data[: int(len(data) * share)]))[0]
        assert is_damaged(page, DEFAULT_LIMITS) == damaged


def test_a_picture_smaller_than_it_claims() -> None:
    with pytest.raises(DamagedDocument, match="第 1 页的图片已损坏"):
        read(listed(8, b"/DeviceGray", b"abcde", 8_000))


@pytest.mark.parametrize(("colour", "words"), [("white", "空白"), ("black", "全黑")])
def test_pages_without_anything(colour: str, words: str) -> None:
    sheet = Image.new("L", (827, 1169), colour)
    with pytest.raises(UnreadableDocument, match=words):
        read(pdf(sheet, sheet))


def test_a_blank_page_among_others() -> None:
    assert read(pdf(scan(), Image.new("L", (827, 1169), "white"))).blocks


@pytest.mark.parametrize("options", [{"optimize": True}, {"progressive": True}, {"quality": 30}])
def test_large_white_areas_are_no_holes(options: dict[str, object]) -> None:
    buffer = io.BytesIO()
    sheet = np.full((3000, 3000), 255, np.uint8)
    sheet[:50] = np.random.default_rng(1).integers(0, 255, (50, 3000), np.uint8)
    Image.fromarray(sheet).save(buffer, "JPEG", **options)
    assert not has_hole(buffer.getvalue())
    assert not has_hole(jpeg(**options))


def test_an_image_file_with_a_hole() -> None:
    data = jpeg()
    with pytest.raises(DamagedDocument, match="图片已损坏"):
        read_bytes(data[: len(data) // 2] + bytes(len(data) // 2 - 2) + data[-2:], "表.jpg")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(LimitExceeded, match=r"第 1 页的图片有 20000×20000 像素，超过上限.*--limit pixels="):
        read(pdf(Image.new("1", (20_000, 20_000), 1)))


def with_text(picture: Image.Image, mode: int) -> bytes:
    """A picture of a page, and a line of text in this render mode on top of it."""
    document = PdfDocument(pdf(picture))
    page, font = document[0], pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    written = pdfium.FPDFPageObj_CreateTextObj(document, font, 12)
    words = "project performance target form 2024".encode("utf-16-le") + b"\0\0"
    pdfium.FPDFText_SetText(written, ctypes.cast(words, ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FPDFTextObj_SetTextRenderMode(written, mode)
    pdfium.FPDFPageObj_Transform(written, 1, 0, 0, 1, 60, 700)
    pdfium.FPDFPage_InsertObject(page, written)
    pdfium.FPDFPage_GenerateContent(page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("mode", "hidden"), [(pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, True), (pdfium.FPDF_TEXTRENDERMODE_FILL, False)]
)
def test_what_a_scanner_wrote_below_its_picture(mode: int, hidden: bool) -> None:
    page = PdfDocument(with_text(scan(), mode))[0]
    assert hides_text(page, page.get_textpage()) is hidden


def test_a_page_without_a_picture_hides_nothing() -> None:
    page = PdfDocument(ROOT / "tests" / "fixtures" / "pdf" / "cid-font.pdf")[0]
    assert not hides_text(page, page.get_textpage())
