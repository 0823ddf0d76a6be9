"""Pages put together to a document: ruled tables as grids, prose between them, both joined over page breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jiheng.formats.document import Block, Hidden, Paragraph
from jiheng.formats.lattice import Lattice, find_lattices
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_break import goes_on, join
from jiheng.formats.page_columns import imagined_rules
from jiheng.formats.page_table import Table, fill
from jiheng.formats.page_text import TextLine, around, is_full, lines_of
from jiheng.formats.text_lines import is_furniture

_MARGIN = 36.0
"""Points of a page's foot that no table reaches into."""
_EDGE = 0.1
"""Share of a page's height, at its head and foot, where page numbers and running heads stand."""
_LOW = 0.6
"""Share of a page's height that text fills before it goes on on the next."""
_SMALL = 12.5
"""Points up to which a running head is high."""
_FRAME = 0.85
"""Share of a page's width and height from which a box is a frame around it."""
_PROSE = 20.0
"""Ems from which lines are long enough to be prose that was broken."""


@dataclass(slots=True)
class Assembled:
    """The blocks of pages, and the texts that were left out with the reason."""

    blocks: list[Block] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


@dataclass(slots=True)
class _Prose:
    """A paragraph: its lines on this page, and those that it goes on with on the next ones."""

    lines: list[TextLine]
    more: list[TextLine] = field(default_factory=list)

    @property
    def top(self) -> float:
        return self.lines[0].y0

    @property
    def text(self) -> str:
        return "".join(line.text("\t") for line in (*self.lines, *self.more))

    def paragraph(self, page: Page) -> Paragraph:
        confidence = min(line.confidence for line in (*self.lines, *self.more))
        return Paragraph(self.text, page.at(*around(self.lines)), confidence=confidence)


@dataclass(slots=True)
class _Laid:
    """A page: its tables and paragraphs from top to bottom, and the sides of what stands on it."""

    page: Page
    parts: list[Table | _Prose]
    left: float
    right: float


def assemble(pages: Iterable[Page]) -> Assembled:
    """The pages in their order, as blocks in reading order."""
    out = Assembled()
    before: _Laid | None = None
    for page in pages:
        here = _lay_out(page)
        if before is not None:
            if before.page.number + 1 == page.number:
                out.hidden += _join_over_break(before, here)
            out.blocks += _blocks(before)
        before = here
    if before is not None:
        out.blocks += _blocks(before)
    return out


def _blocks(laid: _Laid) -> Iterable[Block]:
    for part in laid.parts:
        yield part.grid() if isinstance(part, Table) else part.paragraph(laid.page)


def _lay_out(page: Page) -> _Laid:
    filled, pieces = _tables(_worth(find_lattices(page.rules), page), page.pieces, page)
    if not any(len(lattice.cells) > 1 for lattice, _ in filled):
        level = [rule for rule in page.rules if rule.y0 == rule.y1]
        more, pieces = _tables(find_lattices(imagined_rules(lines_of(pieces), level)), pieces, page)
        filled += more
    parts: list[Table | _Prose] = [
        table for index, (lattice, table) in enumerate(filled) if not _nest(lattice, table, filled[index + 1 :])
    ]
    lines = lines_of(pieces)
    left = min((*(line.x0 for line in lines), *(lattice.box[0] for lattice, _ in filled)), default=0.0)
    right = max((*(line.x1 for line in lines), *(lattice.box[2] for lattice, _ in filled)), default=0.0)
    breaks = [table.top for _, table in filled]
    parts += _paragraphs(lines, left, right, breaks)
    parts.sort(key=lambda part: part.top)
    return _Laid(page, parts, left, right)


def _tables(
    lattices: list[Lattice], pieces: list[Piece], page: Page
) -> tuple[list[tuple[Lattice, Table]], list[Piece]]:
    """The tables of lattices, and the pieces that stand in none."""
    filled = []
    # Small ones first: a table in a cell of another takes its texts before that one does.
    for lattice in sorted(lattices, key=_area):
        table, pieces = fill(lattice, pieces, page)
        filled.append((lattice, table))
    return filled, pieces


def _worth(lattices: list[Lattice], page: Page) -> list[Lattice]:
    """Without frames around a page or around tables."""
    kept = []
    for lattice in lattices:
        x0, y0, x1, y1 = lattice.box
        if len(lattice.cells) == 1 and (
            (x1 - x0 > _FRAME * page.width and y1 - y0 > _FRAME * page.height)
            or any(other is not lattice and _inside(other.box, lattice.box) for other in lattices)
        ):
            continue
        kept.append(lattice)
    return kept


_Box = tuple[float, float, float, float]


def _inside(inner: _Box, outer: _Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _area(lattice: Lattice) -> float:
    x0, y0, x1, y1 = lattice.box
    return (x1 - x0) * (y1 - y0)


def _nest(lattice: Lattice, table: Table, larger: list[tuple[Lattice, Table]]) -> bool:
    """Put a table into the cell of a larger one that it stands in, if there is one."""
    for outer, around_it in larger:
        if not _inside(lattice.box, outer.box):
            continue
        for cell, holder in zip(outer.cells, around_it.cells, strict=True):
            if _inside(lattice.box, outer.box_of(cell)):
                holder.grids.append(table.grid())
                return True
    return False


def _paragraphs(lines: list[TextLine], left: float, right: float, breaks: list[float]) -> Iterable[_Prose]:
    """Lines of prose as paragraphs: a line that was full goes on in the next, if no table stands between."""
    group: list[TextLine] = []
    for line in lines:
        if group:
            above = group[-1]
            parted = any(above.y0 < top < line.y0 for top in breaks)
            if parted or line.y0 - above.y1 > 1.5 * above.em or not _goes_on(above, line, left, right):
                yield _Prose(group)
                group = []
        group.append(line)
    if group:
        yield _Prose(group)


def _goes_on(above: TextLine, line: TextLine, left: float, right: float) -> bool:
    """Whether a line of prose is the next one of the paragraph of another."""
    em = min(above.em, line.em)
    if "\t" in above.text("\t") or "\t" in line.text("\t") or abs(above.em - line.em) > 0.2 * em:
        return False
    # A first line may be indented; the lines behind it begin further left.
    indented = above.x0 - line.x0
    return -0.6 * em < indented < 3.5 * em and right - left > _PROSE * em and is_full(above, line, left, right)


def _join_over_break(before: _Laid, here: _Laid) -> list[Hidden]:
    """Join the table or paragraph that ends a page with its other part on the next; gives back what that repeats."""
    last = next((part for part in reversed(before.parts) if not _is_furniture(part, before.page)), None)
    first = next(
        (part for part in here.parts if not (_is_furniture(part, here.page) or _is_running_head(part, before))), None
    )
    if isinstance(last, _Prose) and isinstance(first, _Prose):
        above, line = (last.more or last.lines)[-1], first.lines[0]
        left, right = min(before.left, here.left), max(before.right, here.right)
        if last.lines[-1].y1 > _LOW * before.page.height and _goes_on(above, line, left, right):
            last.more += first.lines
            here.parts.remove(first)
        return []
    if not (isinstance(last, Table) and isinstance(first, Table)):
        return []
    if not goes_on(last, first, before.page.height - _MARGIN - last.bottom):
        return []
    repeated = [Hidden(text, "repeated", first.at) for text in join(last, first)]
    # What comes later finds the whole table here.
    here.parts[here.parts.index(first)] = last
    before.parts.remove(last)
    return repeated


def _is_furniture(part: Table | _Prose, page: Page) -> bool:
    """A page number: in so many words, or a bare one in the margin."""
    if isinstance(part, Table):
        return False
    line, text = part.lines[0], part.text
    in_margin = line.y0 > (1 - _EDGE) * page.height or line.y1 < _EDGE * page.height
    return is_furniture(text) or (in_margin and len(text) <= 4 and text.isdecimal())


def _is_running_head(part: Table | _Prose, before: _Laid) -> bool:
    """A line that stands at the same place of the page before, and is small print at its top."""
    if isinstance(part, Table):
        return False
    line, text = part.lines[0], part.text
    if line.y1 > _EDGE * before.page.height or line.em > _SMALL or text.rstrip("）)").endswith("表"):
        return False
    return any(
        isinstance(other, _Prose) and abs(other.lines[0].y0 - line.y0) < 2 and other.text == text
        for other in before.parts
    )
