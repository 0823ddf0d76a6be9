"""How a file looks: its paragraphs and grids with the places of their cells, for reports that show the form itself."""

from __future__ import annotations

import msgspec

from jiheng.formats.document import Cell, Document, Grid
from jiheng.model.location import Location


class PageCell(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A cell: its text, its place, what it spans, the grids that stand in it, and in text files the lines that it is on."""

    text: str
    at: Location
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    grids: tuple[PageBlock, ...] = ()
    lines: tuple[int, ...] = ()


class PageBlock(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A paragraph (`text`, no cells) or a grid of so many rows and columns."""

    at: Location
    text: str = ""
    rows: int = 0
    columns: int = 0
    cells: tuple[PageCell, ...] = ()


class Page(msgspec.Struct, frozen=True, gc=False):
    """A file's blocks in reading order."""

    blocks: tuple[PageBlock, ...]


def page_of(document: Document) -> Page:
    """How an opened file looks."""
    return Page(
        tuple(
            _grid(block) if isinstance(block, Grid) else PageBlock(at=block.at, text=block.text)
            for block in document.blocks
            if isinstance(block, Grid) or block.text.strip()
        )
    )


def _grid(grid: Grid) -> PageBlock:
    cells = tuple(_cell(cell) for cell in grid.cells)
    return PageBlock(at=grid.at, rows=grid.rows, columns=grid.columns, cells=cells)


def _cell(cell: Cell) -> PageCell:
    return PageCell(
        text=cell.text,
        at=cell.at,
        row=cell.row,
        column=cell.column,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
        grids=tuple(_grid(inner) for inner in cell.grids),
        lines=cell.lines,
    )


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Page)


def page_json(page: Page) -> bytes:
    """The page as one compact JSON document in UTF-8; the same page always gives the same bytes."""
    return _encoder.encode(page)


def page_of_json(data: bytes | str) -> Page:
    """A page out of its JSON.

    :raises msgspec.ValidationError: where the JSON is not of a page's shape.
    """
    return _decoder.decode(data)
