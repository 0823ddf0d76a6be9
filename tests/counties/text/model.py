"""The model of a printed form: paragraphs and grids of cells with spans, and the reading it must give.

A layout builds a Form once; render.py prints the same Form in many export styles. What the gold says is
written down while the cells are made, so it never depends on a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Cell:
    text: str = ""
    rows: int = 1
    cols: int = 1
    label: bool = False  # a label may be broken in the middle by an export


def L(text: str, cols: int = 1, rows: int = 1) -> Cell:
    """A label cell."""
    return Cell(text, rows, cols, True)


def V(text: str = "", cols: int = 1, rows: int = 1) -> Cell:
    """A value cell."""
    return Cell(text, rows, cols, False)


class Grid:
    """Rows of equal width; a cell that a span covers belongs to its owner."""

    def __init__(self, width: int, widths: Sequence[int] | None = None):
        self.width = width
        self.widths = widths  # printed widths for the aligned style, in half-width columns
        self.owner: list[list[tuple[int, int]]] = []
        self.cells: dict[tuple[int, int], Cell] = {}
        self._pending: dict[tuple[int, int], tuple[int, int]] = {}

    def row(self, *cells: Cell | str) -> Grid:
        r = len(self.owner)
        line: list[Any] = [self._pending.pop((r, c), None) for c in range(self.width)]
        c = 0
        for item in cells:
            cell = item if isinstance(item, Cell) else V(item)
            while c < self.width and line[c] is not None:
                c += 1
            if c + cell.cols > self.width:
                raise ValueError(f"row {r} is too wide at {cell.text!r}")
            for k in range(cell.cols):
                if line[c + k] is not None:
                    raise ValueError(f"row {r}: {cell.text!r} runs into a tall cell")
                line[c + k] = (r, c)
                for down in range(1, cell.rows):
                    self._pending[(r + down, c + k)] = (r, c)
            self.cells[(r, c)] = cell
            c += cell.cols
        if None in line:
            raise ValueError(f"row {r} has an open cell: {[getattr(x, 'text', x) for x in cells]}")
        self.owner.append(line)
        return self

    def done(self) -> Grid:
        if self._pending:
            raise ValueError("a tall cell runs over the end of the grid")
        return self

    def line(self, r: int) -> list[tuple[Cell, bool, bool]]:
        """(cell, covered from above, covered from the left) for every column of row r."""
        return [(self.cells[(r0, c0)], r0 < r, c0 < c) for c, (r0, c0) in enumerate(self.owner[r])]


def cut(grid: Grid, rows: int) -> Grid:
    """The first rows of a grid, as a file that breaks off leaves them; tall cells end where the table ends."""
    out = Grid(grid.width, grid.widths)
    out.owner = grid.owner[:rows]
    out.cells = {
        (r, c): Cell(cell.text, min(cell.rows, rows - r), cell.cols, cell.label)
        for (r, c), cell in grid.cells.items()
        if r < rows
    }
    return out


@dataclass(frozen=True)
class Para:
    parts: tuple[str, ...]
    role: str = "text"  # title, year, attach, meta, head, page, text

    @property
    def text(self) -> str:
        return "".join(self.parts)


def P(*parts: str, role: str = "text") -> Para:
    return Para(tuple(parts), role)


def title(text: str) -> Para:
    return P(text, role="title")


def meta(*parts: str) -> Para:
    return P(*parts, role="meta")


@dataclass
class Form:
    blocks: list[Para | Grid]
    tables: list[dict] = field(default_factory=list)


def join(*forms: Form) -> Form:
    return Form([b for f in forms for b in f.blocks], [t for f in forms for t in f.tables])


# ---- amounts -------------------------------------------------------------------------------------------------


def wan(text: str) -> str:
    """Yuan of an amount printed in 万元."""
    return plain(Decimal(text.replace(",", "")) * 10000)


def yuan(text: str) -> str:
    return plain(Decimal(text.replace(",", "")))


def yi(text: str) -> str:
    return plain(Decimal(text) * 100000000)


def plain(d: Decimal) -> str:
    text = format(d.normalize(), "f")
    return "0" if Decimal(text) == 0 else text


# ---- indicators ----------------------------------------------------------------------------------------------

OPERATORS = {
    "=": "=",
    "＝": "=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    ">": ">",
    "＞": ">",
    "˃": ">",
    "<": "<",
    "＜": "<",
    "˂": "<",
}
HALF = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


@dataclass(frozen=True)
class Ind:
    name: str
    value: str  # "≥|95|%" says operator, number and unit; a text without | has none
    more: dict

    @property
    def printed(self) -> str:
        return self.value.replace("|", "")

    @property
    def parts(self) -> tuple[str, str, str]:
        bits = self.value.split("|") if "|" in self.value else ["", "", ""]
        return bits[0], bits[1], bits[2]

    def get(self, key: str) -> str:
        return self.more.get(key, "")


def I(name: str, value: str, **more: str) -> Ind:
    return Ind(name, value, more)


Tree = list[tuple[str, list[tuple[str, list[Ind]]]]]


def gold_of(ind: Ind, level1: str, level2: str, goal: int | None = None, columns: bool = False) -> dict:
    """The gold entry; columns=True where operator, value and unit stand in columns of their own."""
    out: dict[str, Any] = {"level1": level1, "level2": level2, "name": ind.name}
    if goal is not None:
        out["goal"] = goal
    operator, number, unit = ind.parts
    if "|" in ind.value:
        out["value_text"] = number if columns else ind.printed
        out["operator"] = OPERATORS.get(operator)
        out["number"] = number.translate(HALF).replace(",", "") or None
        out["unit"] = (unit[1:-1] if unit[:1] in "(（" and unit[-1:] in ")）" else unit) or None
    else:
        out["value_text"] = ind.value
        if ind.get("operator"):  # =全年: an operator before words
            out["operator"] = ind.get("operator")
        if columns and ind.get("unit"):
            out["unit"] = ind.get("unit")
    for key in ("description", "basis", "weight", "polarity", "actual_text", "expected_text", "score", "deviation"):
        text = ind.get(key)
        if text and text not in ("—", "——", "/", "-"):
            out[key] = text
    return {k: v for k, v in out.items() if v not in (None, "")}


def tree_gold(tree: Tree, goal: int | None = None, columns: bool = False) -> list[dict]:
    return [
        gold_of(ind, one, two, goal, columns)
        for one, seconds in tree
        for two, inds in seconds
        for ind in inds
        if ind.name or ind.value
    ]


def leaves(tree: Tree) -> int:
    return sum(len(inds) for _, seconds in tree for _, inds in seconds)


def tree_rows(tree: Tree, shape, numbered: bool = False, one_cols: int = 1, two_cols: int = 1) -> list[list[Cell]]:
    """Rows of the tree: level-1 and level-2 cells as tall as what stands beside them; shape(ind, name) gives the rest."""
    rows: list[list[Cell]] = []
    for one, seconds in tree:
        first = L(one, one_cols, sum(len(inds) for _, inds in seconds))
        for two, inds in seconds:
            second = L(two, two_cols, len(inds))
            for n, ind in enumerate(inds, 1):
                name = f"指标{n}：{ind.name}" if numbered else ind.name
                row = [c if isinstance(c, Cell) else V(c) for c in shape(ind, name)]
                if second is not None:
                    row.insert(0, second)
                if first is not None:
                    row.insert(0, first)
                first = second = None  # type: ignore[assignment]
                rows.append(row)
    return rows


def add_tree(grid: Grid, head: Iterable[Cell], tree: Tree, shape, corner: Cell | None = None, **kw: Any) -> None:
    """The head row and the rows of a tree; a corner cell gets as tall as both."""
    rows = tree_rows(tree, shape, **kw)
    first = list(head)
    if corner is not None:
        first.insert(0, L(corner.text, corner.cols, len(rows) + 1))
    grid.row(*first)
    for row in rows:
        grid.row(*row)


# ---- gold ----------------------------------------------------------------------------------------------------


def table(kind: str, **keys: Any) -> dict:
    out = {"kind": kind}
    out.update({k: v for k, v in keys.items() if v not in (None, "", [], {})})
    return out


def goal(scope: str, text: str, number: int | None = None, actual: str | None = None) -> dict:
    out: dict[str, Any] = {"scope": scope, "number": number, "text": text}
    if actual:
        out["actual_text"] = actual
    return out


def numbered_goals(scope: str, texts: Sequence[str]) -> list[dict]:
    return [goal(scope, t, n) for n, t in enumerate(texts, 1)]


def print_goals(texts: Sequence[str], mark: str = "目标{}：", glue: str = "\n") -> str:
    return glue.join(mark.format(n) + t for n, t in enumerate(texts, 1))
