"""Indicator trees as rows of a grid: which columns, what is merged, what stands left of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .model import Cell, Grid, Indicator, Tree, flat, head

Column = tuple[str, int] | tuple[Callable[[Indicator], str | Cell], int]


def tree_head(grid: Grid, titles: Sequence[tuple[str, int]], left: Cell | None = None) -> None:
    cells = [head(text, cols) for text, cols in titles]
    grid.add(*([left] if left else []), *cells)


def tree_rows(
    grid: Grid,
    tree: Tree,
    columns: Sequence[Column],
    *,
    left: Cell | None = None,
    merge: str = "merge",
    label: str = "",
    numbering: str = "level2",
    qualitative: str = "定性",
) -> None:
    """Add a row per indicator. `merge`: levels merged, left blank below, or repeated; `label`: `指标{}：`."""
    count = 0
    spans = _spans(tree)
    for n, (first, second, indicator) in enumerate(flat(tree)):
        fresh1, fresh2 = spans[n]
        count = 1 if (fresh1 if numbering == "level1" else fresh2) else count + 1
        cells: list[Cell] = [left] if left and n == 0 else []
        for key, cols in columns:
            if key == "level1":
                cells += _level(first, fresh1, cols, merge)
            elif key == "level2":
                cells += _level(second, fresh2, cols, merge)
            elif key == "name":
                cells.append(Cell((label.format(count) if label else "") + indicator.name, cols))
            elif callable(key):
                made = key(indicator)
                cells.append(made if isinstance(made, Cell) else Cell(made, cols))
            else:
                cells.append(_value(indicator, key, cols, qualitative))
        grid.add(*cells)


def _value(indicator: Indicator, key: str, cols: int, qualitative: str) -> Cell:
    v = indicator.value
    if key == "value":
        return Cell(v.text, cols, align="center")
    if key == "sign":
        return Cell(v.sign or (qualitative if v.text else ""), cols, align="center")
    if key == "number":
        return Cell(v.printed_number or v.text, cols, align="center")
    if key == "unit":
        return Cell(v.printed_unit, cols, align="center")
    return Cell(indicator.get(key), cols)


def _level(text: str, fresh: int, cols: int, merge: str) -> list[Cell]:
    if merge == "merge":
        return [Cell(text, cols, fresh, align="center")] if fresh else []
    if merge == "blank":
        return [Cell(text if fresh else "", cols, align="center")]
    return [Cell(text, cols, align="center")]


def _spans(tree: Tree) -> list[tuple[int, int]]:
    """For each row, how many rows its fresh level-1 and level-2 cells cover (0: not fresh)."""
    out = []
    for _, seconds in tree:
        rows = sum(len(i) for _, i in seconds)
        for k, (_, indicators) in enumerate(seconds):
            out.append((rows if k == 0 else 0, len(indicators)))
            out += [(0, 0)] * (len(indicators) - 1)
    return out


def tree_size(tree: Tree) -> int:
    return sum(1 for _ in flat(tree))
