"""Small documents for tests of the binder: a grid from rows of texts, with spans where a test needs them."""

from __future__ import annotations

from typing import Any

from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.forms.reading import Reading, read_document
from jiheng.model.declaration import Table
from jiheng.model.location import Location

Text = str | tuple[str, int] | tuple[str, int, int]
"""A text, a text over some columns, or a text over some rows and columns."""


def grid(*rows: list[Text], exact: bool = True, how: str = "") -> Grid:
    """A grid; a cell is put at the first free place of its row, as HTML does."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(rows):
        c = 0
        for item in row:
            while (r, c) in taken:
                c += 1
            text, size = (
                (item, (1, 1)) if isinstance(item, str) else (item[0], item[1:] if len(item) == 3 else (1, item[1]))
            )
            height, width = size
            taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
            at = Location(table=0, row=r, column=c) if exact else Location(line=r + 1, column=c + 1)
            cells.append(Cell(text, r, c, at, height, width))
            c += width
    return Grid(
        max(r for r, _ in taken) + 1,
        max(c for _, c in taken) + 1,
        tuple(cells),
        Location(table=0),
        exact=exact,
        how=how,
    )


def document(*blocks: str | Grid) -> Document:
    """A document of paragraphs and grids."""
    made = [Paragraph(b, Location(paragraph=n)) if isinstance(b, str) else b for n, b in enumerate(blocks)]
    return Document(tuple(made), "test")


def read(*blocks: str | Grid) -> Reading:
    """The reading of such a document."""
    return read_document(document(*blocks), "test")


def only_table(*blocks: str | Grid) -> Table:
    """The one form of such a document."""
    tables: Any = read(*blocks).declaration.tables
    (table,) = tables
    return table


def facts(row: Any, *keys: str) -> tuple[Any, ...]:
    """Some values of a record, numbers as text."""
    values = (getattr(row, key) for key in keys)
    return tuple(str(value) if value is not None and not isinstance(value, str) else value for value in values)


HEAD: list[Text] = ["一级指标", "二级指标", "三级指标", "指标值"]
TITLE = "项目支出绩效目标表"
