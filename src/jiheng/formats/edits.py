"""Changes to an office file: what may be asked of the formats that can be written. They know nothing of budgets.

All places are those of the file as it is given, as its reader tells them; they are found before anything is changed. What no
edit touches stays as it is, byte for byte; a changed part differs only where an edit says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """Put `text` in the place of the characters `start`..`end` of a cell's or paragraph's text, as its reader gives that.

    The new text takes the formatting of the run that holds the first replaced character (of an insertion: the character
    before it, in an empty cell the formatting of its paragraph mark). `\\n` begins a new paragraph in Word, a new line in
    Excel and HTML. `number` is what the text means where it is nothing but a number: a cell of Excel that holds a number
    keeps holding one, if its number format then shows `text`.
    """

    at: Location
    start: int
    end: int
    text: str
    number: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """Put `times` blank copies of the row of a cell directly below it.

    Formatting and spans are those of the row; its texts are left out. The cells in `grow` are not copied but span the
    copies too (labels at the left). So do cells from above that reach across or end at this row while the row has no cell
    of its own there.
    """

    at: Location
    times: int
    grow: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRows:
    """Put `times` copies of a block of rows, from the row of `first` to that of `last`, directly below it.

    The copies are those of the block as the file gives it, whatever other edits do with its rows and texts. Of the cells
    in `keep` the text is copied too (labels); all others are blank. Cells of the block are copied with their spans; those
    that begin above it and reach its last row, or across, span the copies too. No cell may begin above and end in the
    block, nor begin in it and end below. Blocks must not overlap.
    """

    first: Location
    last: Location
    times: int
    keep: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRow:
    """Take out the row of a cell. Cells that span it and other rows lose one row; one that begins in it begins below, with
    its text."""

    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRows:
    """Let rows change places: `rows` are cells of the rows, from top to bottom, and the row that is to be the n-th of them
    is now the `order[n]`-th.

    All cells move with their formatting but those in `keep` and those that span several rows, which stay where they are.
    """

    rows: tuple[Location, ...]
    order: tuple[int, ...]
    keep: tuple[Location, ...] = ()


Edit = TextEdit | CopyRow | CopyRows | DeleteRow | OrderRows


def anchor(edit: Edit) -> Location:
    """The place that an edit is told by: its cell, of several rows that of the first."""
    if isinstance(edit, OrderRows):
        return edit.rows[0] if edit.rows else Location()
    return edit.first if isinstance(edit, CopyRows) else edit.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A file after its edits. `refused` are those that could not be made, each with one Chinese sentence why; `notes` are
    sentences about the file itself (it is protected, it carries tracked changes)."""

    data: bytes
    refused: tuple[tuple[Edit, str], ...] = ()
    notes: tuple[str, ...] = ()
