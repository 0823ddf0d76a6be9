"""A file as it looks, as HTML: every cell an element that can be found by its place and marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files as resources

from jiheng.model.location import Location
from jiheng.report.page import Page, PageBlock, PageCell
from jiheng.report.prose import clean


def safe(text: str) -> str:
    """A text as it stands in a page."""
    return escape(clean(text))


def asset(name: str) -> str:
    """A style or script of the pages, which stands in them: they need no network."""
    return resources("jiheng.report").joinpath("assets", name).read_text(encoding="utf-8")


class FilePage:
    """A file as it looks, and the element of each of its cells.

    :param prefix: what the ids of its elements begin with.
    :param weights: the classes that a cell may be marked with, the heaviest first.
    """

    def __init__(self, prefix: str, page: Page | None, weights: Sequence[str]) -> None:
        self.prefix = prefix
        self.page = page
        self.weights = weights
        self.ids: dict[Location, str] = {}
        self.by_line: dict[int, list[PageCell | PageBlock]] = {}
        self.boxes: list[tuple[Location, str]] = []
        self.marked: dict[str, str] = {}
        for block in page.blocks if page is not None else ():
            self._register(block)

    def cell_id(self, at: Location | None) -> str:
        """The element of a place; blank where there is none."""
        if at is None:
            return ""
        found = self.ids.get(at)
        if found is None and isinstance(at.line, int):
            near = self.by_line.get(at.line) or ()
            found = next((self.ids[item.at] for item in near if item.text.strip()), None)
        if found is None and isinstance(at.page, int) and at.box:
            found = next((element for box, element in self.boxes if _holds(box, at)), None)
        return found or ""

    def mark(self, at: Location | None, weight: str) -> str:
        """Give a cell a class; the heaviest stays. The element, or blank where there is none."""
        element = self.cell_id(at)
        if element:
            self.marked[element] = min(self.marked.get(element, weight), weight, key=self.weights.index)
        return element

    def html(self) -> str:
        """The file, as it is marked by now."""
        if self.page is None:
            return '<p class="nothing">这份文件没有可以显示的表。</p>'
        return "\n".join(self._block(block) for block in self.page.blocks)

    def _register(self, block: PageBlock) -> None:
        if not block.cells and not block.rows:
            self._place(block)
        for cell in block.cells:
            self._place(cell)
            for inner in cell.grids:
                self._register(inner)

    def _place(self, item: PageCell | PageBlock) -> None:
        element = self.ids.setdefault(item.at, f"{self.prefix}c{len(self.ids)}")
        if isinstance(item.at.page, int):
            self.boxes.append((item.at, element))
        lines = item.lines if isinstance(item, PageCell) else ()
        for line in lines or ((item.at.line,) if isinstance(item.at.line, int) else ()):
            self.by_line.setdefault(line, []).append(item)

    def _block(self, block: PageBlock) -> str:
        if not block.rows and not block.cells:
            return f"<p{self._mark_of(block.at)}>{safe(block.text)}</p>"
        return f'<div class="sheet"><table class="form">{"".join(self._rows(block))}</table></div>'

    def _rows(self, block: PageBlock) -> Iterator[str]:
        by_row: dict[int, dict[int, PageCell]] = {}
        for cell in block.cells:
            by_row.setdefault(cell.row, {})[cell.column] = cell
        free: dict[int, int] = {}
        """For each column, the first row that no cell from above covers."""
        for row in range(block.rows):
            made = []
            column = 0
            while column < block.columns:
                found = by_row.get(row, {}).get(column)
                if free.get(column, 0) > row or found is None:
                    made.append("" if free.get(column, 0) > row else "<td></td>")
                    column += 1
                    continue
                free.update(dict.fromkeys(range(column, column + found.colspan), row + found.rowspan))
                made.append(self._cell(found))
                column += found.colspan
            yield f"<tr>{''.join(made)}</tr>"

    def _cell(self, cell: PageCell) -> str:
        spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        inner = "".join(self._block(grid) for grid in cell.grids)
        return f"<td{spans}{self._mark_of(cell.at)}>{safe(cell.text)}{inner}</td>"

    def _mark_of(self, at: Location) -> str:
        element = self.ids[at]
        weight = self.marked.get(element)
        return f' id="{element}" class="place {weight}"' if weight is not None else f' id="{element}"'


def _holds(cell: Location, at: Location) -> bool:
    """Whether the middle of a box lies in that of a cell."""
    if cell.page != at.page or not cell.box or not at.box:
        return False
    x, y = (at.box[0] + at.box[2]) / 2, (at.box[1] + at.box[3]) / 2
    return cell.box[0] <= x <= cell.box[2] and cell.box[1] <= y <= cell.box[3]
