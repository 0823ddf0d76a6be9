"""What a case is made of: cells, grids, paragraphs, values that know both their print and their gold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

OPERATORS = {
    "=": "=",
    "＝": "=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    ">=": ">=",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "<=": "<=",
    ">": ">",
    "＞": ">",
    "˃": ">",
    "<": "<",
    "＜": "<",
    "˂": "<",
}


@dataclass(frozen=True)
class Case:
    """One file a county office might have made, with the reading it must give."""

    name: str
    filename: str
    data: bytes
    gold: dict[str, Any]
    note: str


@dataclass
class Cell:
    """A cell of a grid; a line feed parts paragraphs, a vertical tab is a break inside a paragraph."""

    text: str = ""
    cols: int = 1
    rows: int = 1
    bold: bool = False
    align: str = ""
    border: bool = True
    docx: str | None = None
    html: str | None = None
    xlsx: Number | Formula | Rich | None = None
    attrs: str = ""


@dataclass(frozen=True)
class Number:
    """A number of a sheet and its number format."""

    value: str
    format: str = "General"


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the office program stored."""

    formula: str
    value: str
    format: str = "General"


@dataclass(frozen=True)
class Rich:
    """A text in several runs, as a shared string with formatting."""

    runs: Sequence[str]


@dataclass
class Gap:
    """Grid columns at the start or end of a Word row that no cell covers (gridBefore, gridAfter)."""

    cols: int = 1


@dataclass
class Row:
    cells: list[Cell | Gap]
    hidden: bool = False
    head: bool = False
    options: dict[str, Any] = field(default_factory=dict)


@dataclass
class Grid:
    """A table; cells flow into free places as in HTML."""

    columns: int
    rows: list[Row] = field(default_factory=list)
    widths: Sequence[int] = ()

    def add(self, *cells: Cell | Gap | str | tuple, hidden: bool = False, head: bool = False, **options: Any) -> Row:
        row = Row([as_cell(c) for c in cells], hidden, head, options)
        self.rows.append(row)
        return row

    def placed(self) -> list[list[tuple[int, Cell | Gap]]]:
        """The cells of each row with the grid column where each begins."""
        taken: set[tuple[int, int]] = set()
        out: list[list[tuple[int, Cell | Gap]]] = []
        for r, row in enumerate(self.rows):
            column, line = 0, []
            for cell in row.cells:
                while (r, column) in taken:
                    column += 1
                line.append((column, cell))
                for dr in range(getattr(cell, "rows", 1)):
                    for dc in range(cell.cols):
                        assert (r + dr, column + dc) not in taken, f"row {r}: cells overlap"
                        taken.add((r + dr, column + dc))
                column += cell.cols
            out.append(line)
        for r in range(len(self.rows)):
            used = {c for (row, c) in taken if row == r}
            assert used == set(range(self.columns)), (
                f"row {r} covers {sorted(used)} of {self.columns}: {self.rows[r].cells}"
            )
        assert max(r for r, _ in taken) < len(self.rows), "a row span runs out of the grid"
        return out


@dataclass
class Para:
    text: str = ""
    align: str = ""
    bold: bool = False
    docx: str | None = None
    html: str | None = None


def as_cell(value: Cell | Gap | str | tuple) -> Cell | Gap:
    if isinstance(value, (Cell, Gap)):
        return value
    if isinstance(value, tuple):
        return Cell(*value)
    return Cell(value)


def head(text: str, cols: int = 1, rows: int = 1) -> Cell:
    return Cell(text, cols, rows, bold=True, align="center")


@dataclass(frozen=True)
class Value:
    """A printed value and what it means: laid out from its parts, never parsed."""

    text: str
    operator: str = ""
    number: str = ""
    unit: str = ""
    sign: str = ""
    printed_number: str = ""
    printed_unit: str = ""


def value(sign: str, number: str, unit: str = "", *, text: str | None = None) -> Value:
    printed = number
    number = number.replace(",", "")
    operator = OPERATORS[sign] if sign else ""
    return Value(sign + printed + unit if text is None else text, operator, number, unit, sign, printed, unit)


def words(text: str) -> Value:
    return Value(text)


@dataclass
class Indicator:
    name: str
    value: Value
    more: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        return self.more.get(key, "")


SCORED = ("description", "basis", "weight", "polarity", "actual_text", "expected_text", "score", "deviation")
BLANK = {"", "—", "——", "/", "-", "－"}
KEY = re.compile(r"^([a-z_0-9]+)=(.*)$", re.S)

Tree = list[tuple[str, list[tuple[str, list[Indicator]]]]]


def tree(lines: str) -> Tree:
    """`一级|二级|名称|符号|数|单位|key=text` or `一级|二级|名称|文字|...`; an empty level repeats the one above."""
    out: Tree = []
    for line in lines.strip().split("\n"):
        fields = [f.strip() for f in line.strip().split("|")]
        more = {m[1]: m[2] for f in fields[3:] if (m := KEY.match(f))}
        first, second, name, *rest = fields[:3] + [f for f in fields[3:] if not KEY.match(f)]
        if len(rest) == 3:
            val = value(*rest)
        else:
            assert len(rest) <= 1, line
            val = words(rest[0] if rest else "")
        if "print" in more:
            val = Value(more.pop("print"), val.operator, val.number, val.unit, val.sign, val.printed_number, val.unit)
        if first:
            out.append((first, []))
        if second:
            out[-1][1].append((second, []))
        out[-1][1][-1][1].append(Indicator(name, val, more))
    return out


def flat(tree_: Tree) -> Iterable[tuple[str, str, Indicator]]:
    for first, seconds in tree_:
        for second, indicators in seconds:
            for indicator in indicators:
                yield first, second, indicator


def indicator_gold(
    first: str, second: str, i: Indicator, *, split: bool = False, goal: int | None = None, keys: Sequence[str] = SCORED
) -> dict[str, Any]:
    """The contract's entry; `split` where operator, value and unit stand in three columns."""
    entry: dict[str, Any] = {"goal": goal} if goal else {}
    entry |= {"level1": plain(first), "level2": plain(second), "name": plain(i.name)}
    if i.value.text not in BLANK:
        entry["value_text"] = (i.value.printed_number or i.value.text) if split else plain(i.value.text)
        for key in ("operator", "number", "unit"):
            if getattr(i.value, key):
                entry[key] = getattr(i.value, key)
    for key in keys:
        if i.get(key) not in BLANK:
            entry[key] = plain(i.get(key))
    return entry


def tree_gold(tree_: Tree, **options: Any) -> list[dict[str, Any]]:
    return [indicator_gold(a, b, i, **options) for a, b, i in flat(tree_) if i.name or i.value.text not in BLANK]


def plain(text: str) -> str:
    return text.replace("\v", "").strip()


def wan(text: str) -> str | None:
    """An amount printed in 万元, in yuan."""
    return scaled(text, 10000)


def yuan(text: str) -> str | None:
    return scaled(text, 1)


def yi(text: str) -> str | None:
    return scaled(text, 100000000)


def scaled(text: str, factor: int) -> str | None:
    text = text.replace(",", "").strip()
    if text in BLANK:
        return None
    amount = (Decimal(text) * factor).normalize()
    return f"{amount:f}" if amount else "0"


def table(kind: str, **keys: Any) -> dict[str, Any]:
    """A TABLE without its blank keys."""
    if "budget" in keys:
        keys["budget"] = {k: v for k, v in keys["budget"].items() if v is not None}
    return {"kind": kind} | {k: v for k, v in keys.items() if v not in (None, "", [], {})}


def line(**keys: Any) -> dict[str, Any]:
    """A row of tasks, plans or funds without its blank keys."""
    return {k: v for k, v in keys.items() if v not in (None, "")}


def goal(scope: str, text: str, number: int | None = None, actual: str | None = None) -> dict[str, Any]:
    out: dict[str, Any] = {"scope": scope, "number": number, "text": plain(text)}
    if actual:
        out["actual_text"] = plain(actual)
    return out


def numbered(scope: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    return [goal(scope, text, n) for n, text in enumerate(texts, 1)]


def goal_lines(texts: Sequence[str], label: str = "目标{}：") -> str:
    return "\n".join(label.format(n) + text for n, text in enumerate(texts, 1))


def gold(filename: str, *tables: dict[str, Any]) -> dict[str, Any]:
    return {"source": filename, "tables": list(tables)}
