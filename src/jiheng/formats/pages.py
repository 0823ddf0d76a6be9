"""Pages put together to a document: ruled tables as grids, prose between them, both joined over page breaks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jiheng.formats.document import Block, Hidden, Paragraph
from jiheng.formats.lattice import Lattice, find_lattices
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_break import goes_on, join
from jiheng.formats.page_columns import imagined_rules
from jiheng.formats.page_halves import put_beside, same_rows
from jiheng.formats.page_margins import furniture, is_continued, is_title_like, off_page, without
from jiheng.formats.page_sheet import Sheet, is_inside, sheets_of
from jiheng.formats.page_table import Table, fill
from jiheng.formats.page_text import TextLine, around, is_full, lines_of

_MARGIN = 36.0
"""Points of a page's foot that no table reaches into."""
_HELD = 20
"""Pages that are held back for what later ones may add."""
_BETWEEN = 4
"""Lines, at most, that stand between the parts of a table."""
_LOW = 0.6
"""Share of a page's height that text fills before it goes on on the next."""
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
    laid: deque[_Laid] = deque()
    sheets = (sheet for page in pages for sheet in sheets_of(page))
    last, this = None, next(sheets, None)
    while this is not None:
        after = next(sheets, None)
        here = _lay_out(this, last, after, out)
        if laid and laid[-1].page.number + 1 == here.page.number:
            _join_over_break(laid[-1], here, out)
            _mark_rest(laid, here)
        laid.append(here)
        if len(laid) > _HELD:
            _finish(laid, out)
        last, this = this, after
    while laid:
        _finish(laid, out)
    return out


def _finish(laid: deque[_Laid], out: Assembled) -> None:
    """Give out the blocks of the first page that is held, with the columns that stand on later ones."""
    first = laid.popleft()
    for table in [part for part in first.parts if isinstance(part, Table)]:
        for page in laid:
            for half in [part for part in page.parts if isinstance(part, Table) and part.half_of is table]:
                if put_beside(table, half):
                    page.parts.remove(half)
    out.blocks += _blocks(first)


def _blocks(laid: _Laid) -> Iterable[Block]:
    for part in laid.parts:
        yield part.grid() if isinstance(part, Table) else part.paragraph(laid.page)


def _lay_out(sheet: Sheet, before: Sheet | None, after: Sheet | None, out: Assembled) -> _Laid:
    page = sheet.page
    margins, unseen = furniture(sheet, before, after), off_page(page)
    out.hidden += (Hidden(line.text(), "margin", page.at(*around([line]))) for line in margins)
    out.hidden += (Hidden(piece.text, "hidden_text", page.place(piece)) for piece in unseen)
    pieces = without(page.pieces, margins, unseen)
    filled, pieces, over = _tables(sheet.lattices or _imagined(page, pieces), pieces, page)
    out.hidden += (Hidden(piece.text, "mark", page.place(piece)) for piece in over)
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


def _imagined(page: Page, pieces: list[Piece]) -> list[Lattice]:
    """The table without vertical lines, or without any, that texts stand in."""
    return find_lattices(imagined_rules(lines_of(pieces), [rule for rule in page.rules if rule.y0 == rule.y1]))


_Filled = list[tuple[Lattice, Table]]


def _tables(lattices: list[Lattice], pieces: list[Piece], page: Page) -> tuple[_Filled, list[Piece], list[Piece]]:
    """The tables of lattices, the pieces that stand in none, and those that are only laid over one."""
    filled: _Filled = []
    over: list[Piece] = []
    # Small ones first: a table in a cell of another takes its texts before that one does.
    for lattice in sorted(lattices, key=_area):
        table, pieces, more = fill(lattice, pieces, page)
        filled.append((lattice, table))
        over += more
    return filled, pieces, over


def _area(lattice: Lattice) -> float:
    x0, y0, x1, y1 = lattice.box
    return (x1 - x0) * (y1 - y0)


def _nest(lattice: Lattice, table: Table, larger: list[tuple[Lattice, Table]]) -> bool:
    """Put a table into the cell of a larger one that it stands in, if there is one."""
    for outer, around_it in larger:
        if not is_inside(lattice.box, outer.box):
            continue
        for cell, holder in zip(outer.cells, around_it.cells, strict=True):
            if is_inside(lattice.box, outer.box_of(cell)):
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


def _join_over_break(before: _Laid, here: _Laid, out: Assembled) -> None:
    """Join the table or paragraph that ends a page with its other part on the next."""
    if not before.parts or not here.parts:
        return
    last, first = before.parts[-1], here.parts[0]
    if isinstance(last, _Prose) and isinstance(first, _Prose):
        above, line = (last.more or last.lines)[-1], first.lines[0]
        left, right = min(before.left, here.left), max(before.right, here.right)
        if last.lines[-1].y1 > _LOW * before.page.height and _goes_on(above, line, left, right):
            last.more += first.lines
            here.parts.remove(first)
            return
    _join_tables(before, here, out)


def _mark_rest(laid: deque[_Laid], here: _Laid) -> None:
    """Say of a table that it may belong to one on a page before: it begins its page where that one ended its own, or
    it is the right half of a spreadsheet that was too wide."""
    before, first = laid[-1], here.parts[0] if here.parts else None
    if isinstance(first, Table) and before.parts and isinstance(before.parts[-1], Table):
        first.continues = True
    for part in here.parts:
        if isinstance(part, Table):
            part.half_of = next((table for table in _earlier(laid) if same_rows(table, part)), None)
            part.continues = part.continues or part.half_of is not None


def _earlier(laid: deque[_Laid]) -> Iterator[Table]:
    for page in laid:
        yield from (part for part in page.parts if isinstance(part, Table) and part.half_of is None)


def _join_tables(before: _Laid, here: _Laid, out: Assembled) -> None:
    """Put the first table of a page under the last one of the page before, if it is its other part."""
    upper = next((part for part in reversed(before.parts) if isinstance(part, Table)), None)
    lower = next((part for part in here.parts if isinstance(part, Table)), None)
    if upper is None or lower is None:
        return
    between = [part for part in before.parts[before.parts.index(upper) + 1 :] if isinstance(part, _Prose)]
    between += [part for part in here.parts[: here.parts.index(lower)] if isinstance(part, _Prose)]
    lines = [line for part in between for line in part.lines]
    if len(lines) > _BETWEEN or any(is_title_like(line) for line in lines):
        return
    foot = min((part.top for part in between if part in before.parts), default=before.page.height - _MARGIN)
    if not goes_on(upper, lower, foot - upper.bottom):
        return
    out.hidden += (Hidden(text, "repeated", lower.at) for text in join(upper, lower))
    # What comes later finds the whole table here; what stood between is said before it.
    here.parts[here.parts.index(lower)] = upper
    before.parts.remove(upper)
    for part in between:
        if all(is_continued(line) for line in part.lines):
            laid = before if part in before.parts else here
            out.hidden.append(Hidden(part.text, "margin", part.paragraph(laid.page).at))
            laid.parts.remove(part)
