"""Cutting a page to one form: its blocks, and its rows and columns of the grids that it shares with others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from jiheng.model.location import Location
from jiheng.report.page import Page, PageBlock, PageCell


class Holdings:
    """Which forms each cell and paragraph of a page belongs to.

    :param values: for each form, the places of its values on the page.
    :param labels: for each form, the places of its other texts.
    """

    def __init__(self, page: Page, values: Sequence[set[Location]], labels: Sequence[set[Location]]) -> None:
        self.page = page
        self.owners: dict[Location, set[int]] = {}
        self.values: dict[Location, set[int]] = {}
        for number, (held, said) in enumerate(zip(values, labels, strict=True)):
            for at in held:
                self.values.setdefault(at, set()).add(number)
            for at in held | said:
                self.owners.setdefault(at, set()).add(number)
        for block in page.blocks:
            if block.cells:
                self._share_heads(block)
        self.of_block = [self.owners_of(block) for block in page.blocks]

    def owners_of(self, item: PageBlock | PageCell) -> set[int]:
        """The forms that have something in a block or a cell."""
        inside = item.cells if isinstance(item, PageBlock) else item.grids
        found = set(self.owners.get(item.at, ())) if isinstance(item, PageCell) or not inside else set()
        for inner in inside:
            found |= self.owners_of(inner)
        return found

    def _share_heads(self, block: PageBlock) -> None:
        """In a list of projects, one a row, only the first has labels: the head above all of them is everyone's."""
        valued = {number for cell in block.cells for number in self.values.get(cell.at, ())}
        labelled: dict[int, list[PageCell]] = {}
        for cell in block.cells:
            for number in self.owners.get(cell.at, set()) - self.values.get(cell.at, set()):
                labelled.setdefault(number, []).append(cell)
        head: list[PageCell] = []
        for number in sorted(valued):
            head = labelled.get(number, head)
            if number not in labelled:
                for cell in head:
                    self.owners[cell.at].add(number)


def cut_page(holdings: Holdings, number: int, *, heads_follow: bool) -> Page:
    """The page of one form.

    :param heads_follow: what belongs to no form, and stands between two, is taken for the head of the second.
    """
    blocks = holdings.page.blocks
    mine = [n for n, owners in enumerate(holdings.of_block) if number in owners]
    if not mine:
        return Page(())
    first, last = mine[0], mine[-1]
    if heads_follow:
        while first > 0 and not holdings.of_block[first - 1]:
            first -= 1
        if not any(holdings.of_block[last + 1 :]):
            last = len(blocks) - 1
    kept = []
    for n in range(first, last + 1):
        owners = holdings.of_block[n]
        if number in owners:
            kept.append(_cut_block(holdings, blocks[n], number))
        elif not owners:
            kept.append(blocks[n])
    return Page(tuple(kept))


def _cut_block(holdings: Holdings, block: PageBlock, number: int) -> PageBlock:
    if not block.cells or holdings.owners_of(block) == {number}:
        return block
    return _Grid(holdings, block, number).cut()


class _Grid:
    """A grid that several forms share, and the one that is to be shown."""

    def __init__(self, holdings: Holdings, block: PageBlock, number: int) -> None:
        self.holdings = holdings
        self.block = block
        self.number = number
        owned = [(cell, holdings.owners_of(cell)) for cell in block.cells]
        self.own = [cell for cell, owners in owned if owners == {number}]
        self.shared = [cell for cell, owners in owned if number in owners and len(owners) > 1]
        self.foreign = [cell for cell, owners in owned if owners and number not in owners]

    def cut(self) -> PageBlock:
        """The grid without the rows, and where that does not do, without the columns, of other forms."""
        own_rows = {row for cell in self.own for row in _rows(cell)}
        rows = _kept(own_rows, {cell.row for cell in self.shared}, {cell.row for cell in self.foreign})
        columns: Collection[int] = range(self.block.columns)
        beside = [cell for cell in self.foreign if cell.row in rows]
        if beside:
            own_columns = {column for cell in self.own for column in _columns(cell)}
            columns = _kept(own_columns, {cell.column for cell in self.shared}, {cell.column for cell in beside})
        return self._only(sorted(rows), sorted(columns))

    def _only(self, rows: Sequence[int], columns: Sequence[int]) -> PageBlock:
        new_row = {row: n for n, row in enumerate(rows)}
        new_column = {column: n for n, column in enumerate(columns)}
        foreign = {id(cell) for cell in self.foreign}
        cells = []
        for cell in self.block.cells:
            down = [new_row[row] for row in _rows(cell) if row in new_row]
            across = [new_column[column] for column in _columns(cell) if column in new_column]
            if not down or not across:
                continue
            if id(cell) in foreign and (cell.row not in new_row or cell.column not in new_column):
                continue
            cells.append(
                msgspec.structs.replace(
                    cell,
                    row=down[0],
                    column=across[0],
                    rowspan=len(down),
                    colspan=len(across),
                    grids=tuple(self._inner(cell)),
                )
            )
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return msgspec.structs.replace(self.block, rows=len(rows), columns=len(columns), cells=tuple(cells))

    def _inner(self, cell: PageCell) -> Iterator[PageBlock]:
        for grid in cell.grids:
            owners = self.holdings.owners_of(grid)
            if self.number in owners:
                yield _cut_block(self.holdings, grid, self.number)
            elif not owners:
                yield grid


def _kept(own: set[int], shared: set[int], foreign: set[int]) -> set[int]:
    """The rows or columns from the first to the last that hold something of the form, without those of others only."""
    held = own | shared
    return {n for n in range(min(held), max(held) + 1) if n in own or n not in foreign} if held else set()


def _rows(cell: PageCell) -> range:
    return range(cell.row, cell.row + cell.rowspan)


def _columns(cell: PageCell) -> range:
    return range(cell.column, cell.column + cell.colspan)
