"""Values that are told by which of several cells of a row is ticked: 完成目标可能性, 偏差原因分析."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.forms.sheet import Line, Spot
from jiheng.model.language import fold

TICK = "√"
_UNDER = {"likelihood": "likelihood", "deviation": "deviation_causes"}
"""The head over a group of columns to tick, and the field that it is the head of."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell to tick: which field, and which of its values."""

    field: str
    value: str
    spot: Spot


def boxes_of(line: Line) -> Iterator[Box]:
    """The cells to tick of a row of indicators."""
    for spot in line.spots:
        head = _head_of(spot)
        if head is None:
            continue
        over = head.grid.cover(head.r0 - 1, head.c0) if head.grid is not None and head.r0 else None
        field = _UNDER.get(over.term("tree") or "") if over is not None else None
        if field is not None and over is not None and over.c1 - over.c0 > 1 and head.term("tree") != "deviation":
            yield Box(field, fold(head.text), spot)


def _head_of(spot: Spot) -> Spot | None:
    """The nearest label above a cell."""
    grid = spot.grid
    row = spot.r0 - 1
    while grid is not None and grid.exact and row >= 0:
        above = grid.cover(row, spot.c0)
        if above is not None and above.label is not None:
            return above
        row = min(row, above.r0 if above is not None else row) - 1
    return None
