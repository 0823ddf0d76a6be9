"""What every reader produces: a document of paragraphs and grids. Readers know nothing of budgets.

Cells are made by the hundred thousand, so they are msgspec structs: a fifth of the time of a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from jiheng.model.location import Location


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A paragraph of prose outside every grid, its text as printed (tracked deletions left out)."""

    text: str
    at: Location
    part: str = "body"
    """`body`, or where else it stands: `header`, `footer`, `textbox`, `footnote`, `comment`."""
    confidence: float = 1.0
    """How sure the reader is of the text, 0 to 1: less than 1 only where it was recognised in a picture."""


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A cell of a grid. A position that a span covers is no cell.

    `text` is the text as shown, paragraphs and line breaks as `\\n`. Text that a nested grid holds is not in it.
    """

    text: str
    row: int
    column: int
    at: Location
    rowspan: int = 1
    colspan: int = 1
    grids: tuple[Grid, ...] = ()
    lines: tuple[int, ...] = ()
    """Text formats: the source line of each `\\n`-separated part of `text`, when the cell covers several lines."""
    confidence: float = 1.0
    """As of a paragraph; that of the least certain line of the cell."""


class Grid(msgspec.Struct, frozen=True):
    """A table: `rows` × `columns` positions, its cells sorted by row, then column.

    `exact` is True where the file itself says which cell stands where and what it spans (office files, HTML, CSV).
    It is False where a text export lost that: then rows are trustworthy, `column` is the ordinal of the field in its row
    (blank fields counted), spans are 1, and cells may have slid sideways.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    at: Location
    exact: bool = True
    how: str = ""
    """How a grid was rebuilt from text, in Chinese words; blank for exact grids."""
    continues: bool = False
    """It begins a page without a line above it and is not joined to the one before: it may be that one's rest."""


Block = Paragraph | Grid
Wanted = Callable[[str], bool]
"""Whether a page with this text may be worth reading."""


class Hidden(msgspec.Struct, frozen=True):
    """A text of the file that is not read, and why: `hidden_row`, `hidden_column`, `hidden_sheet`,
    `hidden_text`, `covered` (it lies under a merged cell of a worksheet, or a second cell claims the place of another),
    `deleted`, `cut_off` (the tail of a cell longer than the limit), `mark` (bookmarks of text exports, watermarks),
    `comment`, `repeated` (a head row that a table repeats on its next page), `passed_over` (a page of which a cheap look
    said that there is no form on it), `margin` (page numbers, running heads and feet)."""

    text: str
    why: str
    at: Location


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a release copy must not carry. Times are as the file holds them (ISO 8601)."""

    author: str | None = None
    last_modified_by: str | None = None
    created: str | None = None
    modified: str | None = None
    revisions: int = 0
    comments: int = 0
    bookmarks: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a list of blocks in reading order. `format` is the kind of file (`docx`, `xls`, `html`, `text` ...); what
    was converted before it was read keeps the name of its own (`doc`, `rtf` ...)."""

    blocks: tuple[Block, ...]
    format: str
    metadata: Metadata = field(default_factory=Metadata)
    hidden: tuple[Hidden, ...] = ()
