"""Pages put together to a document: ruled tables as grids, tables that go on over a page break joined, prose between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from jiheng.formats.document import Block, Hidden, Paragraph
from jiheng.formats.lattice import Lattice, find_lattices
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_table import Table, fill, goes_on, join
from jiheng.formats.page_text import TextLine, is_full, lines_of
from jiheng.formats.text_lines import is_furniture

_MARGIN = 36.0
"""Points of a page's foot that no table reaches into."""
_EDGE = 0.1
"""Share of a page's height, at its head and foot, where page numbers and running heads stand."""
_FRAME = 0.85
"""Share of a page's width and height from which a box is a frame around it."""


@dataclass(slots=True)
class Assembled:
    """The blocks of pages, and the texts that were left out with the reason."""

    blocks: list[Block] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


@dataclass(slots=True)
class _Laid:
    """A page: its tables, and the lines of prose between them, from top to bottom."""

    page: Page
    parts: list[Table | TextLine]


def assemble(pages: Iterable[Page]) -> Assembled:
    """The pages in their order, as blocks in reading order."""
    out = Assembled()
    laid: list[_Laid] = []
    for page in pages:
        here = _lay_out(page)
        if laid:
            _join_over_break(laid, here, out)
        laid.append(here)
    for here in laid:
        _blocks(here, out)
    return out


def _lay_out(page: Page) -> _Laid:
    pieces = page.pieces
    filled: list[tuple[Lattice, Table]] = []
    # Small ones first: a table in a cell of another takes its texts before that one does.
    for lattice in sorted(_worth(find_lattices(page.rules), page), key=_area):
        table, pieces = fill(lattice, pieces, page)
        filled.append((lattice, table))
    parts: list[Table | TextLine] = [
        table for index, (lattice, table) in enumerate(filled) if not _nested(lattice, table, filled[index + 1 :])
    ]
    parts += lines_of(pieces)
    parts.sort(key=lambda part: part.top if isinstance(part, Table) else part.y0)
    return _Laid(page, parts)


def _area(lattice: Lattice) -> float:
    x0, y0, x1, y1 = lattice.box
    return (x1 - x0) * (y1 - y0)


def _nested(lattice: Lattice, table: Table, larger: list[tuple[Lattice, Table]]) -> bool:
    """Put a table into the cell of a larger one that it stands in, if there is one."""
    for outer, around in larger:
        for cell, holder in zip(outer.cells, around.cells, strict=True):
            x0, y0, x1, y1 = outer.box_of(cell)
            a0, b0, a1, b1 = lattice.box
            if x0 <= a0 and y0 <= b0 and a1 <= x1 and b1 <= y1:
                holder.grids.append(table.grid())
                return True
    return False


def _worth(lattices: list[Lattice], page: Page) -> list[Lattice]:
    """Without frames around a page or around tables."""
    kept = []
    for lattice in lattices:
        x0, y0, x1, y1 = lattice.box
        if len(lattice.cells) == 1 and (
            (x1 - x0 > _FRAME * page.width and y1 - y0 > _FRAME * page.height)
            or any(other is not lattice and _inside(other, lattice) for other in lattices)
        ):
            continue
        kept.append(lattice)
    return kept


def _inside(inner: Lattice, outer: Lattice) -> bool:
    a, b = inner.box, outer.box
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def _join_over_break(laid: list[_Laid], here: _Laid, out: Assembled) -> None:
    """Put the first table of a page under the last one before it, where it is that one's other part."""
    before = laid[-1]
    if before.page.number + 1 != here.page.number:
        return
    last = next((part for part in reversed(before.parts) if isinstance(part, Table) or not _is_furniture(part, before.page)), None)
    heads: list[TextLine] = []
    first: Table | TextLine | None = None
    for part in here.parts:
        if isinstance(part, Table) or not (_is_furniture(part, here.page) or _is_running_head(part, before)):
            first = part
            break
        heads.append(part)
    if not isinstance(first, Table):
        return
    if not isinstance(last, Table):
        return
    page = before.page
    room = page.height - _MARGIN - last.bottom
    if not goes_on(last, first, room):
        return
    for text in join(last, first):
        out.hidden.append(Hidden(text, "repeated", first.at))
    here.parts.remove(first)
    # What comes later finds the table here.
    before.parts.remove(last)
    here.parts.insert(here.parts.index(heads[-1]) + 1 if heads else 0, last)


def _is_furniture(line: TextLine, page: Page) -> bool:
    """A page number: in so many words, or a bare one in the margin."""
    text = line.text()
    in_margin = line.y0 > (1 - _EDGE) * page.height or line.y1 < _EDGE * page.height
    return is_furniture(text) or (in_margin and len(text) <= 4 and text.isdecimal())


def _is_running_head(line: TextLine, before: _Laid) -> bool:
    """A line that stands at the same place of the page before, and is small print at its top."""
    if line.y1 > _EDGE * before.page.height or line.em > 12.5 or line.text().rstrip("）)").endswith("表"):
        return False
    return any(
        isinstance(other, TextLine) and abs(other.y0 - line.y0) < 2 and other.text() == line.text()
        for other in before.parts
    )


def _blocks(here: _Laid, out: Assembled) -> None:
    lines: list[TextLine] = []
    for part in here.parts:
        if isinstance(part, TextLine):
            lines.append(part)
            continue
        out.blocks += _paragraphs(lines, here.page)
        lines = []
        out.blocks.append(part.grid())
    out.blocks += _paragraphs(lines, here.page)


def _paragraphs(lines: list[TextLine], page: Page) -> Iterable[Paragraph]:
    """Lines of prose as paragraphs: a line that was full goes on in the next."""
    if not lines:
        return
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    group = [lines[0]]
    for above, line in pairwise(lines):
        if _same_paragraph(above, line, left, right):
            group.append(line)
        else:
            yield _paragraph(group, page)
            group = [line]
    yield _paragraph(group, page)


def _same_paragraph(above: TextLine, line: TextLine, left: float, right: float) -> bool:
    em = min(above.em, line.em)
    if "\t" in above.text("\t") or "\t" in line.text("\t"):
        return False
    if abs(above.em - line.em) > 0.2 * em or line.y0 - above.y1 > 1.5 * em:
        return False
    # A first line may be indented; the lines behind it begin further left.
    return -0.6 * em < above.x0 - line.x0 < 3.5 * em and right - left > 20 * em and is_full(above, line, left, right)


def _paragraph(lines: list[TextLine], page: Page) -> Paragraph:
    x0, y0 = min(line.x0 for line in lines), lines[0].y0
    x1, y1 = max(line.x1 for line in lines), lines[-1].y1
    text = "".join(line.text("\t") for line in lines)
    return Paragraph(text, page.at(x0, y0, x1, y1), confidence=min(line.confidence for line in lines))


def lines_text(pieces: Iterable[Piece]) -> str:
    """The text of pieces line by line, for a look at a page."""
    return "\n".join(line.text() for line in lines_of(pieces))
