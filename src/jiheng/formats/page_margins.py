"""What stands at the head and foot of every page and belongs to none: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jiheng.formats.page import Page, Piece
from jiheng.formats.page_sheet import Sheet
from jiheng.formats.page_text import TextLine
from jiheng.formats.text_lines import is_furniture

_SAME_PLACE = 3.0
"""Points by which a running head may move from page to page."""
_NUMBER = re.compile(r"第\d{1,4}页|^-?\d{1,4}-?$|\d{1,4}/\d{1,4}$|^[Pp]age\d+")
_TITLE = re.compile(
    r"^附(?:件|表|录)|(?:表|书)(?:[（(][^（）()]{1,20}[）)])*$|^[（(]?20\d\d年?度?[）)]?$"
    r"|(?:单位|部门|日期|时间|编码|编号|年度|项目)(?:名称)?(?:[（(][^（）()]{1,6}[）)])?[:：]"
)
_CONTINUED = re.compile(r"^[（(]?(?:续表?|接上页|转下页|续上表).{0,8}$")
_SIGNED = re.compile(r"填表人|填报人|负责人|联系电话|联系人|审核人|签字|签章|盖章")


def furniture(sheet: Sheet, before: Sheet | None, after: Sheet | None) -> list[TextLine]:
    """The lines of a page's margins that are page numbers, or that a page beside it has at the same place."""
    found = []
    for line in sheet.edges:
        text = _plain(line)
        is_title = line.y0 < sheet.page.height / 2 and is_title_like(line)
        comes_again = _repeated(line, after) or (_repeated(line, before) and not _SIGNED.search(text))
        if is_furniture(line.text()) or (not is_title and (_NUMBER.search(text) or comes_again)):
            found.append(line)
    return found


def _plain(line: TextLine) -> str:
    return "".join(line.text().split())


def _repeated(line: TextLine, other: Sheet | None) -> bool:
    """Whether another page has the same line at the same place, but for its numbers."""
    if other is None:
        return False
    text = _shape(line)
    return any(abs(there.y0 - line.y0) < _SAME_PLACE and _shape(there) == text for there in other.edges)


def _shape(line: TextLine) -> str:
    return re.sub(r"\d+", "#", _plain(line))


def is_title_like(line: TextLine) -> bool:
    """A line that may be the head of a form: its title, year, attachment label, or what stands labelled above it."""
    text = _plain(line)
    return _TITLE.search(text) is not None and not is_continued(line)


def is_continued(line: TextLine) -> bool:
    """续表: what follows belongs to the table of the page before."""
    return _CONTINUED.search(_plain(line)) is not None


def off_page(page: Page) -> list[Piece]:
    """Texts that stand outside the paper: a spreadsheet prints the text of a merged cell on every page it touches."""
    return [
        piece
        for piece in page.pieces
        if not (0 <= (piece.x0 + piece.x1) / 2 <= page.width and 0 <= (piece.y0 + piece.y1) / 2 <= page.height)
    ]


def without(pieces: Iterable[Piece], lines: Sequence[TextLine], more: Sequence[Piece]) -> list[Piece]:
    """The pieces but for those of some lines, and some more."""
    gone = {id(piece) for line in lines for piece in line.pieces} | {id(piece) for piece in more}
    return [piece for piece in pieces if id(piece) not in gone]
