"""Reads scans: pictures of printed pages, as image files or as pages of a PDF.

The libraries it needs come with the extra `ocr`; they are imported when the first picture is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jiheng.formats.limits import Limits
from jiheng.model.errors import MissingPart, UnreadableDocument

if TYPE_CHECKING:
    import numpy as np

    from jiheng.formats.document import Document
    from jiheng.formats.page import Page

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".bmp", ".gif", ".webp")

NO_TEXT = "图片里没有找到文字，不像是扫描的表格，请检查是否选错了文件，或按 200 dpi 以上重新扫描。"
"""What is said of a file whose pages hold no text."""
_BLANK = "图片是空白的，没有文字，请检查是否选错了文件，或把有字的一面朝扫描仪重新扫描。"
_BLACK = "图片是全黑的，看不到文字，请检查是否选错了文件，或重新扫描。"
_LIGHT, _DARK = 200, 64
"""Grey from which a page is blank when nothing on it is darker, and black when nothing is lighter."""
_MISSING = "读取扫描件和图片需要文字识别组件，这里没有安装，请运行 make setup 或 pip install 'jiheng[ocr]'。"
_STARTS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def sniff(head: bytes, _name: str) -> bool:
    """Whether the file is a picture."""
    return (
        head.startswith(_STARTS)
        or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
        # Two letters may also begin a text.
        or (head.startswith(b"BM") and b"\0" in head)
    )


def read(data: bytes, limits: Limits) -> Document:
    """The pages of an image file: one, or as many as a TIFF has."""
    from jiheng.formats.document import Document
    from jiheng.formats.pages import assemble

    with _ocr_needed():
        from jiheng.formats import scan_file

        pages, emptiness = [], Emptiness()
        for number, picture in enumerate(scan_file.pictures(data, limits), 1):
            pages.append(read_page(picture.array, number, picture.dpi))
            emptiness.note(picture.array, pages[-1])
    emptiness.check()
    assembled = assemble(pages)
    return Document(blocks=tuple(assembled.blocks), format="scan", hidden=tuple(assembled.hidden))


def read_page(image: np.ndarray[Any, Any], number: int, dpi: float | None = None) -> Page:
    """A page in a picture (height × width, grey or RGB): its text and ruling lines; no pieces where it holds no text.

    :param number: the page's number, from 1.
    :param dpi: dots per inch of the picture, where known; only the boxes depend on it.
    :raises MissingPart: where the extra `ocr` is not installed.
    """
    with _ocr_needed():
        from jiheng.formats.scan_page import page_of

        return page_of(image, number, dpi)


class Emptiness:
    """Keeps count of the pages of a file that hold no text, to refuse one that holds none."""

    def __init__(self) -> None:
        self._has_text = False
        self._darkest, self._lightest = 255, 0

    def note(self, image: np.ndarray[Any, Any], page: Page) -> None:
        """One more page, and the picture it was read from."""
        self._has_text = self._has_text or bool(page.pieces)
        if not self._has_text and image.size:
            self._darkest = min(self._darkest, int(image.min()))
            self._lightest = max(self._lightest, int(image.max()))

    def check(self) -> None:
        """Refuse the file where no page held text."""
        if self._has_text:
            return
        if self._darkest > _LIGHT:
            raise UnreadableDocument(_BLANK)
        raise UnreadableDocument(_BLACK if self._lightest < _DARK else NO_TEXT)


@contextmanager
def _ocr_needed() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MissingPart(_MISSING) from error
