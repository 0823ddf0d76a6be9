"""A file as it looks, as HTML: every cell an element that can be found by its place and marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files as resources

from jiheng.model.location import Location
from jiheng.report.page import Page, PageBlock, PageCell
from jiheng.report.page_places import PagePlaces
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
    :param paths: the paths of the values that stand in each cell; the first becomes the element's `data-path`.
    """

    def __init__(
        self,
        prefix: str,
        page: Page | None,
        weights: Sequence[str],
        paths: Mapping[Location, Sequence[str]] | None = None,
    ) -> None:
        self.prefix = prefix
        self.page = page
        self.weights = weights
        self.places = PagePlaces(page)
        self.paths = paths or {}
        self.marked: dict[str, str] = {}
        self.flagged: dict[str, list[str]] = {}

    def cell_id(self, at: Location | None) -> str:
        """The element of a place; blank where there is none."""
        found = self.places.find(at)
        return self._id(found) if found is not None else ""

    def mark(self, at: Location | None, weight: str) -> str:
        """Give a cell a class; the heaviest stays. The element, or blank where there is none."""
        element = self.cell_id(at)
        if element:
            self.marked[element] = min(self.marked.get(element, weight), weight, key=self.weights.index)
        return element

    def flag(self, at: Location | None, flag: str) -> str:
        """Give a cell a class beside the one that it is marked with. The element, or blank where there is none."""
        element = self.cell_id(at)
        if element and flag not in self.flagged.setdefault(element, []):
            self.flagged[element].append(flag)
        return element

    def html(self) -> str:
        """The file, as it is marked by now."""
        if self.page is None:
            return '<p class="nothing">这份文件没有可以显示的表。</p>'
        return "\n".join(self._block(block) for block in self.page.blocks)

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
        element = self._id(at)
        classes = [self.marked[element]] if element in self.marked else []
        classes += sorted(self.flagged.get(element, ()))
        paths = self.paths.get(at)
        return (
            f' id="{element}"'
            + (f' class="place {" ".join(classes)}"' if classes else "")
            + (f' data-path="{safe(paths[0])}"' if paths else "")
        )

    def _id(self, at: Location) -> str:
        return f"{self.prefix}c{self.places.numbers[at]}"
