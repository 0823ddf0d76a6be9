"""Spreadsheets too wide for the paper: the columns that were printed on other pages, put beside the first ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiheng.formats.page_table import Table, TableCell

_ROWS = 6
"""Heights, more than these, that two tables share by no accident."""
_SAME = 1.0
"""Points within which they are the same."""
_ALIKE = 0.4
"""Share of the texts of a table that are in another, from which they are two forms of one layout."""
_WORDS = re.compile("[一-鿿]")
"""What a label has, and an amount that two columns share has not."""


def same_rows(one: Table, other: Table) -> bool:
    """Whether two tables of different pages begin with the very same rows."""
    return (
        len(one.ys) == len(other.ys) > _ROWS
        and all(abs(a - b) < _SAME for a, b in zip(one.ys, other.ys, strict=True))
        and not _alike(one, other)
    )


def _alike(one: Table, other: Table) -> bool:
    """Whether they say the same, but for what was filled in."""
    mine, theirs = set(_texts(one)), set(_texts(other))
    return len(mine & theirs) > _ALIKE * max(min(len(mine), len(theirs)), 1)


def _texts(table: Table) -> Iterable[str]:
    return ("".join(cell.text.split()) for cell in table.cells if len(cell.text) > 1)


def put_beside(left: Table, right: Table) -> bool:
    """Put the columns of the right half behind those of the left one; False where their rows do not fit."""
    if left.rows != right.rows:
        return False
    columns, width = len(left.xs) - 1, len(right.xs) - 1
    ends = {(cell.r0, cell.r1): cell for cell in left.cells if cell.c1 == columns}
    for cell in right.cells:
        before = ends.get((cell.r0, cell.r1)) if cell.c0 == 0 else None
        if before is not None and _goes_across(before, cell, width):
            before.c1 = columns + cell.c1
            if cell.text and not before.text:
                before.text, before.at, before.confidence = cell.text, cell.at, cell.confidence
            continue
        cell.c0 += columns
        cell.c1 += columns
        left.cells.append(cell)
    left.xs = [*left.xs, *(left.xs[-1] + x - right.xs[0] for x in right.xs[1:])]
    return True


def _goes_across(before: TableCell, cell: TableCell, width: int) -> bool:
    """Whether a merged cell was cut: its text is printed on both pages, or on one of them."""
    if cell.text and before.text:
        return "".join(cell.text.split()) == "".join(before.text.split()) and _WORDS.search(cell.text) is not None
    return cell.c1 == width and bool(cell.text or before.text)
