"""Reads PDF files: their text layer and ruling lines page by page, pictures of pages by character recognition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from jiheng.formats.document import Document, Hidden, Metadata, Wanted
from jiheng.formats.limits import Limits
from jiheng.formats.page import Page
from jiheng.formats.pages import assemble
from jiheng.formats.pdf_picture import covering, hides_text, is_damaged, refuse_huge
from jiheng.formats.pdf_rules import read_rules
from jiheng.formats.pdf_space import Space
from jiheng.formats.pdf_text import is_garbled, read_text, turn_of
from jiheng.formats.tally import Tally, exceeded
from jiheng.model.errors import DamagedDocument, MissingPart, ProtectedDocument

if TYPE_CHECKING:
    from jiheng.formats.scan import Emptiness

_PASSWORD = "PDF 加了打开密码，请先用 WPS 或 PDF 阅读器打开，取消密码并另存后再读取。"
_DAMAGED = "PDF 文件已损坏或没有下载完，打不开，请重新获取原文件。"
_DAMAGED_PICTURE = "PDF 第 {number} 页的图片已损坏，有一部分看不到，请重新获取原文件，或重新扫描这一页。"
_NO_PAGES = "PDF 里没有页面，请重新获取原文件。"
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-Z])(?:(\d\d)'?(\d\d)?)?)?")
_FEW = 16
"""Characters up to which a page with such a picture has no text layer: a page number, a stamp of the scanner."""
_BEHIND = 12
"""Pages behind a wanted one that are read although they are not wanted themselves."""
_DPI = 200.0
_LARGEST = 5000.0
"""Pixels, at most, of the longer side of a page that is drawn for recognition."""
_POINTS = 72.0
_ANNOTATIONS = 20_000
_DRAWN = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP))
"""What is laid over a page and belongs to what it says: filled-in fields, typed text, stamps."""
_NOTES = frozenset((pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_FREETEXT))


def read(data: bytes, limits: Limits, wanted: Wanted | None = None) -> Document:
    """The pages of a PDF.

    :param wanted: what a cheap look at the text of a page says; pages that are not wanted are listed as passed over,
        but for those behind a wanted one, into which it may go on.
    """
    pdf = _opened(data)
    try:
        if len(pdf) == 0:
            raise DamagedDocument(_NO_PAGES)
        if len(pdf) > limits.pages:
            raise exceeded(f"PDF 有 {len(pdf)} 页，超过上限 {limits.pages} 页", "pages")
        reader = _Reader(pdf, limits, wanted)
        assembled = assemble(reader.pages())
        reader.check()
        return Document(
            blocks=tuple(assembled.blocks),
            format="pdf",
            metadata=_metadata(pdf, reader.notes),
            hidden=(*reader.hidden, *assembled.hidden),
        )
    finally:
        pdf.close()


def _opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise ProtectedDocument(_PASSWORD) from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise ProtectedDocument(
                "PDF 用的加密方式打不开，请用 WPS 或 PDF 阅读器打开，取消加密并另存后再读取。"
            ) from error
        raise DamagedDocument(_DAMAGED) from error


class _Reader:
    """One reading of one file, page by page, so that only one is held open."""

    def __init__(self, pdf: PdfDocument, limits: Limits, wanted: Wanted | None) -> None:
        self._pdf = pdf
        self._limits = limits
        self._wanted = wanted
        self._tally = Tally(limits)
        self._emptiness: Emptiness | None = None
        self._has_text = False
        self.hidden: list[Hidden] = []
        self.notes = 0

    def pages(self) -> Iterator[Page]:
        """The pages worth reading, in their order."""
        unwanted = _BEHIND
        for number in range(1, len(self._pdf) + 1):
            page = self._open(number)
            try:
                layer = page.get_textpage()
                characters = layer.count_chars()
                self._tally.characters(characters)
                if characters <= _FEW and any(covering(page)):
                    yield self._scanned(page, number)
                    continue
                text = layer.get_text_range()
                self._has_text = self._has_text or bool(text.strip())
                if is_garbled(text):
                    yield self._scanned(page, number)
                    continue
                unwanted = 0 if self._wanted is None or self._wanted(text) else unwanted + 1
                if unwanted < _BEHIND:
                    yield self._seen(page, layer, number)
                elif text.strip():
                    width, height = page.get_size()
                    self.hidden.append(Hidden(text, "passed_over", Page(number, width, height).at(0, 0, width, height)))
            finally:
                page.close()

    def check(self) -> None:
        """Refuse a file of scans in which no text was found at all."""
        if self._emptiness is not None and not self._has_text:
            self._emptiness.check()

    def _open(self, number: int) -> PdfPage:
        """A page, what is filled into its fields drawn onto it."""
        try:
            page = self._pdf[number - 1]
            kinds = _annotations(page)
            self.notes += sum(kind in _NOTES for kind in kinds)
            flattened = any(kind in _DRAWN for kind in kinds) and (
                pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
            )
            if flattened:
                page.close()
                page = self._pdf[number - 1]
        except PdfiumError as error:
            raise DamagedDocument(
                f"PDF 第 {number} 页已损坏，读不出来，请重新获取原文件，或去掉这一页后再读取。"
            ) from error
        return page

    def _seen(self, page: PdfPage, layer: PdfTextPage, number: int) -> Page:
        """A page as one sees it: where that is a picture, what a scanner wrote below it is trusted only if need be."""
        if hides_text(page, layer):
            with suppress(MissingPart):
                return self._scanned(page, number)
        return self._printed(page, layer, number)

    def _printed(self, page: PdfPage, layer: PdfTextPage, number: int) -> Page:
        """A page with a text layer."""
        turn = turn_of(layer)
        space = Space(page, turn)
        rules, fills = read_rules(page, space, self._limits)
        text = read_text(layer, space, rules, fills, turn)
        if not text.usable:
            return self._scanned(page, number)
        self._tally.cells(len(text.pieces))
        made = Page(number, space.width, space.height, text.pieces, rules, fills, space.shown_turn)
        for pieces, why in ((text.marks, "mark"), (text.unseen, "hidden_text")):
            self.hidden += (Hidden(piece.text, why, made.place(piece)) for piece in pieces)
        return made

    def _scanned(self, page: PdfPage, number: int) -> Page:
        """A page that is a picture, its characters recognised."""
        from jiheng.formats.scan import Emptiness, read_page  # slow to import, and optional

        refuse_huge(page, number, self._limits)
        if is_damaged(page, self._limits):
            raise DamagedDocument(_DAMAGED_PICTURE.format(number=number))
        dpi = min(_DPI, _LARGEST * _POINTS / max(page.get_size()))
        bitmap = page.render(scale=dpi / _POINTS, rev_byteorder=True)
        try:
            picture = bitmap.to_numpy()
            made = read_page(picture, number, dpi)
            self._emptiness = self._emptiness or Emptiness()
            self._emptiness.note(picture, made)
            return made
        finally:
            bitmap.close()


def _annotations(page: PdfPage) -> list[int]:
    """The kinds of what is laid over a page."""
    kinds = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            kinds.append(pdfium.FPDFAnnot_GetSubtype(annotation))
            pdfium.FPDFPage_CloseAnnot(annotation)
    return kinds


def _metadata(pdf: PdfDocument, notes: int) -> Metadata:
    facts = pdf.get_metadata_dict(skip_empty=True)
    return Metadata(
        author=facts.get("Author"),
        created=_date(facts.get("CreationDate", "")),
        modified=_date(facts.get("ModDate", "")),
        comments=notes,
    )


def _date(text: str) -> str | None:
    """A date of a PDF (`D:20230105093000+08'00'`) in ISO 8601."""
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    zone = "" if sign is None else "Z" if sign == "Z" or hours is None else f"{sign}{hours}:{minutes or '00'}"
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"
