"""Tables that a page break cuts in two, put together again: columns, merged cells and cut rows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from jiheng.formats.page_table import Table, TableCell
from jiheng.formats.page_text import is_full

_SAME_EDGE = 4.0
"""Points within which two column edges are one, on two pages."""
_LONG = 3
"""Lines from which a cell holds prose, which may go on in a new paragraph."""
_STUMP = 3
"""Characters up to which a text at the head of a page is the end of the label of several rows, and not a new one."""
_TOUCHES = 0.9
"""Ems between a text and the side of its cell where the text fills it."""
_PADDING = 4.0
"""Points that a text keeps from the sides of its cell, at least."""
_HEADS = 2
"""Texts in a row, more than these, that are no accident when they come again."""
_HEAD_ROWS = 8
"""Rows up to which a head is repeated on the next page."""


def goes_on(above: Table, below: Table, room: float) -> bool:
    """Whether a table is the other part of the one that ends the page before.

    :param room: points between the end of the upper part and the end of its page.
    """
    width = above.xs[-1] - above.xs[0]
    if abs(below.xs[-1] - below.xs[0] - width) > _SAME_EDGE:
        return False
    if any(not cell.closed_below for cell in above.cells if cell.r1 == above.rows):
        return True
    if any(not cell.closed_above for cell in below.cells if cell.r0 == 0):
        return True
    if _repeats_head(above, below):
        return True
    return room < max(1.2 * below.first_row + 40.0, 90.0)


def _repeats_head(above: Table, below: Table) -> bool:
    """Whether a row of several texts is the first of both."""
    ours = [text for _, _, text in _row(below, 0) if text]
    return len(ours) > _HEADS and ours == [text for _, _, text in _row(above, 0) if text]


def join(above: Table, below: Table) -> list[str]:
    """Put the lower part of a table under the upper one; gives back the texts of head rows that it repeats."""
    _share_columns(above, below)
    repeated = _drop_repeated_head(above, below)
    last = {(cell.c0, cell.c1): cell for cell in above.cells if cell.r1 == above.rows}
    pairs = [(last.get((cell.c0, cell.c1)), cell) for cell in below.cells if cell.r0 == 0]
    cut = _is_cut_row(pairs)
    merged = [(upper, lower) for upper, lower in pairs if upper is not None] if cut else _spanning(pairs)
    offset = above.rows - cut
    dropped = {id(lower) for _, lower in merged}
    for upper, lower in merged:
        _continue(upper, lower, offset)
    for cell in below.cells:
        if id(cell) not in dropped:
            cell.r0 += offset
            cell.r1 += offset
            above.cells.append(cell)
    above.rows = offset + below.rows
    above.bottom = below.bottom
    return repeated


def _share_columns(above: Table, below: Table) -> None:
    """Give both parts the column edges of both; mirrored margins may have moved the lower one."""
    shift = below.xs[0] - above.xs[0]
    xs: list[float] = []
    for edge in sorted((*above.xs, *(x - shift for x in below.xs))):
        if not xs or edge - xs[-1] > _SAME_EDGE:
            xs.append(edge)
    for table, moved in ((above, 0.0), (below, shift)):
        places = [min(range(len(xs)), key=lambda index: abs(xs[index] - x + moved)) for x in table.xs]
        for cell in table.cells:
            cell.c0, cell.c1 = places[cell.c0], max(places[cell.c1], places[cell.c0] + 1)
        table.xs = xs


def _drop_repeated_head(above: Table, below: Table) -> list[str]:
    """Take the head rows away that the lower part repeats from the first rows of the upper one."""
    count = 0
    while count < min(above.rows, below.rows - 1, _HEAD_ROWS):
        ours = _row(below, count)
        if not any(text for _, _, text in ours) or ours != _row(above, count):
            break
        count += 1
    # A head of which a cell hangs into the row behind is not whole.
    while count and any(cell.r0 < count < cell.r1 for cell in below.cells):
        count -= 1
    if not count:
        return []
    gone = [cell.text for cell in below.cells if cell.r0 < count and cell.text]
    below.cells = [cell for cell in below.cells if cell.r0 >= count]
    for cell in below.cells:
        cell.r0 -= count
        cell.r1 -= count
    below.rows -= count
    return gone


def _row(table: Table, row: int) -> list[tuple[int, int, str]]:
    return sorted((cell.c0, cell.c1, "".join(cell.text.split())) for cell in table.cells if cell.r0 == row)


class _Meeting(Enum):
    """How the last cell of a column on one page and the first on the next meet."""

    SPANS = auto()
    """No line closes either: it is one cell."""
    SAID = auto()
    """All its text stands on the page before."""
    CUT = auto()
    """Its text fills it to the end of the page, a full line last, and that below begins right at the head."""
    LOOSE = auto()
    """A line was full, and its text may go on."""
    NEW = auto()
    """Another text begins."""
    EMPTY = auto()


_Pair = tuple[TableCell | None, TableCell]


def _meeting(upper: TableCell | None, lower: TableCell) -> _Meeting:
    if upper is None:
        return _Meeting.NEW
    if not (upper.closed_below or lower.closed_above):
        return _Meeting.SPANS
    if not lower.text:
        return _Meeting.SAID if upper.text else _Meeting.EMPTY
    if not upper.text:
        return _Meeting.NEW
    last, first = upper.lines[-1], lower.lines[0]
    prose = len(upper.lines) >= _LONG or len(upper.lines) + len(lower.lines) > _LONG + 1
    full = is_full(last, first, upper.left + _PADDING, upper.right - _PADDING)
    if upper.bottom - last.y1 < _TOUCHES * last.em and first.y0 - lower.top < _TOUCHES * first.em and (full or prose):
        return _Meeting.CUT
    return _Meeting.LOOSE if full else _Meeting.NEW


def _is_cut_row(pairs: Sequence[_Pair]) -> bool:
    """Whether the first row of the lower part is the rest of the last row of the upper one."""
    meetings = [_meeting(upper, lower) for upper, lower in pairs]
    if _Meeting.SPANS in meetings:  # the lines say which cells go on
        return all(meeting is _Meeting.SPANS for meeting in meetings)
    going = meetings.count(_Meeting.CUT) * 2 + meetings.count(_Meeting.LOOSE)
    return _Meeting.NEW not in meetings and _Meeting.SAID in meetings and going > 1


def _spanning(pairs: Sequence[_Pair]) -> list[tuple[TableCell, TableCell]]:
    """The merged cells left of the first new text of a row that go on from the page before."""
    meetings = [_meeting(upper, lower) for upper, lower in pairs]
    if _Meeting.SPANS in meetings:
        return [
            (upper, lower)
            for (upper, lower), meeting in zip(pairs, meetings, strict=True)
            if meeting is _Meeting.SPANS and upper is not None
        ]
    merged: list[tuple[TableCell, TableCell]] = []
    stump = False
    for (upper, lower), meeting in zip(pairs, meetings, strict=True):
        if upper is None:
            break
        cut = meeting in (_Meeting.CUT, _Meeting.LOOSE)
        rows = max(upper.r1 - upper.r0, lower.r1 - lower.r0)
        stump = stump or (cut and (_is_open(upper.text) or len(lower.text) <= (_STUMP if rows > 1 else 1)))
        if meeting is _Meeting.SAID or (cut and stump):
            merged.append((upper, lower))
        else:
            break
    return merged if len(merged) < len(pairs) else []


def _is_open(text: str) -> bool:
    """Whether a bracket is not closed."""
    return sum(map(text.count, "（(")) > sum(map(text.count, "）)"))


def _continue(upper: TableCell, lower: TableCell, offset: int) -> None:
    """Let a cell go on into the next page."""
    if lower.text:
        full = not upper.lines or is_full(
            upper.lines[-1], lower.lines[0], upper.left + _PADDING, upper.right - _PADDING
        )
        upper.text = f"{upper.text}{'' if full else chr(10)}{lower.text}"
        upper.confidence = min(upper.confidence, lower.confidence)
        if not upper.lines:
            upper.at = lower.at
        upper.lines += lower.lines
    upper.grids += lower.grids
    upper.r1 = max(upper.r1, lower.r1 + offset)
    upper.right, upper.bottom, upper.closed_below = lower.right, lower.bottom, lower.closed_below
