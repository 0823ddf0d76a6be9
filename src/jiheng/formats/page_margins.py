"""What stands at the head and foot of every page and belongs to none: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jiheng.formats.lattice import Lattice, find_lattices
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_text import TextLine, lines_of
from jiheng.formats.text_lines import is_furniture

_EDGE = 0.12
"""Share of a page's height, at its head and at its foot, that is looked at."""
_SAME_PLACE = 3.0
"""Points by which a running head may move from page to page."""
_FRAME = 0.85
"""Share of a page's width and height from which a box is a frame around it."""
_NUMBER = re.compile(r"第\d{1,4}页|^-?\d{1,4}-?$|\d{1,4}/\d{1,4}$|^[Pp]age\d+")
_TITLE = re.compile(
    r"^附(?:件|表|录)|(?:表|书|目标)(?:[（(][^（）()]{1,20}[）)])*$|^[（(]?(?:20\d\d|##)年?度?[）)]?$"
    r"|(?:单位|部门|日期|时间|编码|编号|年度|项目)(?:名称)?(?:[（(][^（）()]{1,6}[）)])?[:：]"
)
_CONTINUED = re.compile(r"^[（(]?(?:续表?|接上页|转下页|续上表).{0,8}$")
_SIGNED = re.compile(r"填表人|填报人|负责人|联系电话|联系人|审核人|签字|签章|盖章")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its ruled tables found, and the lines at its head and foot that stand in none of them."""

    page: Page
    lattices: list[Lattice]
    edges: list[TextLine]


def sheet_of(page: Page) -> Sheet:
    """Look at a page: its tables, and what stands in its margins."""
    lattices = _worth(find_lattices(page.rules), page)
    boxes = [lattice.box for lattice in lattices]
    head, foot = _EDGE * page.height, (1 - _EDGE) * page.height
    free = [
        piece
        for piece in page.pieces
        if (piece.y1 < head or piece.y0 > foot) and not any(_holds(box, piece) for box in boxes)
    ]
    return Sheet(page, lattices, lines_of(free))


def _holds(box: tuple[float, float, float, float], piece: Piece) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _worth(lattices: list[Lattice], page: Page) -> list[Lattice]:
    """Without frames around a page or around tables."""
    kept = []
    for lattice in lattices:
        x0, y0, x1, y1 = lattice.box
        if len(lattice.cells) == 1 and (
            (x1 - x0 > _FRAME * page.width and y1 - y0 > _FRAME * page.height)
            or any(other is not lattice and is_inside(other.box, lattice.box) for other in lattices)
        ):
            continue
        kept.append(lattice)
    return kept


def is_inside(inner: tuple[float, float, float, float], outer: tuple[float, float, float, float]) -> bool:
    """Whether a box lies within another."""
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def furniture(sheet: Sheet, before: Sheet | None, after: Sheet | None) -> list[TextLine]:
    """The lines of a page's margins that are page numbers, or that a page beside it has at the same place."""
    found = []
    for line in sheet.edges:
        text = _plain(line)
        if is_furniture(line.text()) or (_NUMBER.search(text) and not is_title_like(line)) or (not is_title_like(line) and (
            _repeated(line, after) or (_repeated(line, before) and not _SIGNED.search(text))
        )):
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
