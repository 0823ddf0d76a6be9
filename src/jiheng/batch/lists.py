"""Reading a list that somebody handed over, .xlsx or .csv: the cells of its sheets, for whoever knows what they mean.

`read_apart` does it in a worker process that is stopped when it takes too long, for the file is whoever's. Nothing is
raised for a fault of the file.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import UNSET

from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome, our_fault, unread, without_options
from jiheng.batch.workers import Task, work_through
from jiheng.formats.container import Container
from jiheng.formats.document import Cell, Grid
from jiheng.formats.limits import Limits
from jiheng.formats.registry import old_kind, read_bytes
from jiheng.formats.starts import LOOKED_AT, is_pdf
from jiheng.formats.tally import Tally
from jiheng.formats.xlsx import worksheet_parts
from jiheng.formats.xlsx_sheet import column_letters, read_sheet
from jiheng.formats.xlsx_values import Values
from jiheng.model.errors import UnreadableDocument

SECONDS = 30.0
"""How long a list may take."""
LIMITS = Limits(
    file_bytes=10_000_000, part_bytes=60_000_000, total_bytes=100_000_000, parts=500, cells=400_000,
    text_characters=10_000_000, cell_characters=2_000, nesting=2, pages=1,
)  # fmt: skip
_FORMATS = ("xlsx", "csv")
_HIDDEN = ("hidden_row", "hidden_column")


class ListCell(msgspec.Struct, frozen=True, array_like=True):
    """A cell, its place from 0; `shown_row` is its row as the spreadsheet numbers it. `stored` is the number that it holds,
    which may be another than the one in `text`; blank where it holds none."""

    row: int
    column: int
    rowspan: int
    text: str
    shown_row: int
    stored: str = ""


class ListSheet(msgspec.Struct, frozen=True):
    """A sheet."""

    rows: int
    cells: tuple[ListCell, ...]


class Sheets(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds. `hides`: there is text in rows or columns that are hidden, which was not read.

    `error` is the sentence why it could not be read, else blank; `other`: it is no such file, whatever it is called.
    """

    sheets: tuple[ListSheet, ...] = ()
    hides: bool = False
    error: str = ""
    other: bool = False


def read_apart(path: Path, name: str, *, seconds: float = SECONDS) -> Sheets:
    """The sheets of a file, read in a worker process.

    :param path: where the file is kept, under whatever name.
    :param name: what it was called by whoever handed it over.
    :raises JihengError: where no worker process can be started.
    """
    (outcome,) = work_through([Found(path, name)], Task(_read_one, LIMITS, with_ledger=False), 1, seconds)
    if outcome.more:
        return msgspec.msgpack.decode(outcome.more, type=Sheets)
    return Sheets(error=without_options(str(outcome.declaration.error)))


def read_here(data: bytes, name: str) -> Sheets:
    """The sheets of a file of one's own, read in this process."""
    try:
        if is_pdf(data[:LOOKED_AT]) or old_kind(data) is not None:
            return Sheets(other=True)
        document = read_bytes(data, name, LIMITS)
        if document.format not in _FORMATS:
            return Sheets(other=True)
        grids = [block for block in document.blocks if isinstance(block, Grid)]
        hides = any(one.why in _HIDDEN and one.text.strip() for one in document.hidden)
        return Sheets(sheets=tuple(_sheet(grid, data) for grid in grids), hides=hides)
    except UnreadableDocument as error:
        return Sheets(error=str(error))


def _read_one(found: Found, limits: Limits, *, with_ledger: bool) -> Outcome:  # noqa: ARG001
    """In the worker: read the list; its trouble is told, never raised."""
    nothing = unread(found.source, "")
    try:
        read = read_here(found.path.read_bytes(), found.source)
    except OSError as error:
        return unread(found.source, f"系统读不出这个文件（系统错误号 {error.errno or '不明'}），请重新上传。")
    except MemoryError:
        return unread(found.source, "内存不足，读不下这个文件，请拆成小一些的文件后再试。")
    except Exception as error:
        return our_fault(found, error)
    return Outcome(nothing.declaration, more=msgspec.msgpack.encode(read))


def _sheet(grid: Grid, data: bytes) -> ListSheet:
    stored = _stored_numbers(data, grid.at.sheet) if grid.at.sheet is not UNSET else {}
    cells = tuple(
        ListCell(
            cell.row, cell.column, cell.rowspan, cell.text, _shown_row(cell),
            stored.get(cell.at.cell, "") if cell.at.cell is not UNSET else "",
        )
        for cell in grid.cells
    )  # fmt: skip
    return ListSheet(grid.rows, cells)


def _shown_row(cell: Cell) -> int:
    """From 1."""
    if cell.at.line is not UNSET:
        return cell.at.line
    if cell.at.cell is not UNSET:
        return int(cell.at.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return cell.row + 1


class _Stored(Values):
    """Shows numbers as they are stored, and nothing else."""

    def shown(self, stored: str, kind: str | None, style: str | None) -> str:  # noqa: ARG002
        """The number itself."""
        return stored if kind is None or kind == "n" else ""


def _stored_numbers(data: bytes, sheet: str) -> dict[str, str]:
    """The numbers of a worksheet as they are stored, by cell: what is shown may be rounded, and money must not be."""
    container = Container(data, LIMITS)
    part = worksheet_parts(container, LIMITS).get(sheet)
    if part is None:
        return {}
    values = _Stored(container, lambda _kind: None, date_1904=False)
    rows = read_sheet(container, part, sheet, values, LIMITS, Tally(LIMITS)).rows
    return {f"{column_letters(column)}{row}": text for row, cells in rows.items() for column, text in cells.items()}
