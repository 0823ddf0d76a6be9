"""Labels of a text export that were broken over two lines: the lower fragments go back to the upper ones."""

from __future__ import annotations

import msgspec

from jiheng.formats.document import Cell, Grid
from jiheng.forms.reflow import JoinedCell, is_level_name
from jiheng.forms.vocabulary import label_of, level_of, opinion_of
from jiheng.model.language import fold

ALIGNED = "空格对齐"
"""How the text reader marks a grid whose columns it found by blanks: only there a cell's lines can come apart."""


def mend(grid: Grid) -> Grid:
    """The grid with the lower halves of labels joined to the row above; a row of nothing else is gone."""
    if grid.how != ALIGNED:
        return grid
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    _stand_up(rows)
    rows = [_beside(row) for row in rows]
    kept: list[list[Cell]] = []
    joined = sum(map(len, rows)) < len(grid.cells)
    for row in rows:
        pairs, whole = _halves(kept[-1], row) if kept else ({}, False)
        if pairs:
            kept[-1] = [_join(cell, pairs[cell.column]) if cell.column in pairs else cell for cell in kept[-1]]
            joined = True
        if not whole:
            kept.append([cell for cell in row if cell.column not in pairs])
    if not joined:
        return grid
    cells = tuple(
        cell if cell.row == r else msgspec.structs.replace(cell, row=r) for r, row in enumerate(kept) for cell in row
    )
    return msgspec.structs.replace(grid, rows=len(kept), cells=cells)


def _stand_up(rows: list[list[Cell]]) -> None:
    """Join a label that is printed downwards beside its rows (`年 / 度 / 工 / 作 / 任务`) into the first of them."""
    for r, row in enumerate(rows):
        first = row[0] if row and row[0].text.strip() and len(fold(row[0].text)) <= 3 else None
        if first is None:
            continue
        run = [first]
        for later in rows[r + 1 : r + 8]:
            cell = next((cell for cell in later if cell.column == first.column), None)
            if cell is None or not cell.text.strip() or len(fold(cell.text)) > 3:
                break
            run.append(cell)
        for size in range(len(run), 1, -1):
            if label_of("".join(cell.text for cell in run[:size])) is not None:
                row[0] = _joined(run[:size])
                for k, cell in enumerate(run[1:size], 1):
                    rows[r + k] = [other for other in rows[r + k] if other is not cell]
                break


def _joined(cells: list[Cell]) -> Cell:
    whole = cells[0]
    for cell in cells[1:]:
        whole = _join(whole, cell)
    return whole


def _beside(row: list[Cell]) -> list[Cell]:
    """The row with `电 | 话`, a label whose blanks were taken for columns, in one cell."""
    for n, cell in enumerate(row):
        if not cell.text.strip() or len(fold(cell.text)) > 2:
            continue
        size = 1
        while n + size < len(row) and 0 < len(fold(row[n + size].text)) <= 2:
            size += 1
        for k in range(size, 1, -1):
            parts = row[n : n + k]
            if label_of("".join(part.text for part in parts)) is not None:
                whole = JoinedCell(
                    text="".join(part.text for part in parts),
                    row=cell.row,
                    column=cell.column,
                    at=cell.at,
                    lines=cell.lines,
                    parts=tuple(parts),
                )
                return _beside([*row[:n], whole, *row[n + k :]])
    return row


def _halves(upper: list[Cell], lower: list[Cell]) -> tuple[dict[int, Cell], bool]:
    """The cells of the lower row that make a label together with the cell above them, and whether that is the whole row.

    Beside other cells only a fragment counts whose upper half is no label by itself (`项目资金（万` / `元）`).
    """
    filled = [cell for cell in lower if cell.text.strip()]
    above = {cell.column: cell for cell in upper if cell.text.strip()}
    pairs: dict[int, Cell] = {}
    for cell in filled[:8]:
        head = above.get(cell.column)
        if head is not None and len(cell.text) <= 16 and _is_label(head.text, cell.text):
            pairs[cell.column] = cell
    if filled and len(pairs) == len(filled):
        return pairs, True
    own = {column: cell for column, cell in pairs.items() if _is_fragment(above[column].text, cell.text)}
    return own, False


def _is_fragment(upper: str, lower: str) -> bool:
    first, second = fold(upper), fold(lower)
    return label_of(first) is None and not level_of(first) and label_of(second) is None and not level_of(second)


def _is_label(upper: str, lower: str) -> bool:
    first, second = fold(upper), fold(lower)
    if len(first) > 20:
        return False
    whole = first + second
    if label_of(first) is not None and label_of(second) is not None and len(first) > 2 and len(second) > 2:
        return False  # two labels, one below the other
    return label_of(whole) is not None or bool(level_of(whole) and is_level_name(whole)) or bool(opinion_of(whole))


def _join(upper: Cell, lower: Cell) -> JoinedCell:
    parts = upper.parts if isinstance(upper, JoinedCell) else (upper,)
    lines = [line for cell in (*parts, lower) for line in (cell.lines or (cell.at.line,)) if isinstance(line, int)]
    return JoinedCell(
        text=f"{upper.text}\n{lower.text}",
        row=upper.row,
        column=upper.column,
        at=upper.at,
        lines=tuple(lines),
        parts=(*parts, lower),
    )
