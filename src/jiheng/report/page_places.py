"""Finding a place of a declaration on a page: the cell or paragraph that it means."""

from __future__ import annotations

from jiheng.model.location import Location
from jiheng.report.page import Page, PageBlock, PageCell


class PagePlaces:
    """The cells and paragraphs of a page by their places, numbered in reading order."""

    def __init__(self, page: Page | None) -> None:
        self.numbers: dict[Location, int] = {}
        self._by_line: dict[int, list[PageCell | PageBlock]] = {}
        self._boxes: dict[int, list[Location]] = {}
        for block in page.blocks if page is not None else ():
            self._register(block)

    def find(self, at: Location | None) -> Location | None:
        """The place of the cell or paragraph that a place means: itself, that of its line, or what its box lies in."""
        if at is None or at in self.numbers:
            return at
        found = None
        if isinstance(at.line, int):
            near = self._by_line.get(at.line) or ()
            found = next((item.at for item in near if item.text.strip()), None)
        if found is None and isinstance(at.page, int) and at.box:
            found = next((cell for cell in self._boxes.get(at.page, ()) if _holds(cell, at)), None)
        return found

    def _register(self, block: PageBlock) -> None:
        if not block.cells and not block.rows:
            self._place(block)
        for cell in block.cells:
            self._place(cell)
            for inner in cell.grids:
                self._register(inner)

    def _place(self, item: PageCell | PageBlock) -> None:
        self.numbers.setdefault(item.at, len(self.numbers))
        if isinstance(item.at.page, int):
            self._boxes.setdefault(item.at.page, []).append(item.at)
        lines = item.lines if isinstance(item, PageCell) else ()
        for line in lines or ((item.at.line,) if isinstance(item.at.line, int) else ()):
            self._by_line.setdefault(line, []).append(item)


def _holds(cell: Location, at: Location) -> bool:
    """Whether the middle of a box lies in that of a cell."""
    if not cell.box or not at.box:
        return False
    x, y = (at.box[0] + at.box[2]) / 2, (at.box[1] + at.box[3]) / 2
    return cell.box[0] <= x <= cell.box[2] and cell.box[1] <= y <= cell.box[3]
