"""Which text stands at a location of a document, and whether it prints a value."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.model.location import Location

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_MONEY = frozenset({"total", "fiscal_appropriation", "other_funds", "amount", "cost_estimate_total"})
_NUMBERS = frozenset(
    {
        "number",
        "weight",
        "score",
        "cumulative_percent",
        "established_posts",
        "actual_staff",
        "total_weight",
        "total_score",
    }
)
_OPERATORS = {">=": ">=≥≧⩾", "<=": "<=≤≦⩽", ">": ">＞˃", "<": "<＜˂", "=": "=＝"}


class Places:
    """The texts of a document by their locations."""

    def __init__(self, document: Document) -> None:
        self.exact: dict[Location, str] = {}
        self.lines: dict[int, list[str]] = defaultdict(list)
        self.count = 0
        for text, at, lines in _texts(document):
            if text.strip() or at not in self.exact:
                self.exact[at] = text
            for line in {*lines, *([at.line] if isinstance(at.line, int) else [])}:
                self.lines[line].append(text)
            self.count += bool(text.strip())
        self.count += sum(bool(item.text.strip()) for item in document.hidden)

    def texts(self, at: Location) -> list[str]:
        """What stands there: the cell; in text without columns the line, and the lines that a broken cell goes on over."""
        found = [self.exact[at]] if at in self.exact else []
        if isinstance(at.line, int) and at.column is UNSET:
            lines = ["\n".join(self.lines.get(n, ())) for n in range(at.line, at.line + 7)]
            found += [*self.lines.get(at.line, ()), "\n".join(lines)]
        return [text for text in found if text.strip()]

    def prints(self, at: Location, path: str, value: Any) -> bool:
        """Whether the value of a path is printed at a location."""
        return any(prints(text, path, value) for text in self.texts(at))


def _texts(document: Document) -> Iterator[tuple[str, Location, tuple[int, ...]]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.at, ()
        else:
            yield from _of_grid(block)


def _of_grid(grid: Grid) -> Iterator[tuple[str, Location, tuple[int, ...]]]:
    for cell in grid.cells:
        yield from _of_cell(cell)


def _of_cell(cell: Cell) -> Iterator[tuple[str, Location, tuple[int, ...]]]:
    yield cell.text, cell.at, cell.lines
    for grid in cell.grids:
        yield from _of_grid(grid)


def value_at(table: Any, path: str) -> Any:
    """The value of a path such as `tasks[3].total` in a table of plain dicts."""
    value = table
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        value = value[int(index)] if index else value.get(name) if isinstance(value, dict) else None
        if value is None:
            return None
    return value


def squeezed(text: str) -> str:
    """The text without white space, width and form of characters made equal."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def prints(text: str, path: str, value: Any) -> bool:
    """Whether the text of a cell prints the value that was read from it."""
    key = path.rsplit(".", 1)[-1].split("[")[0]
    if key in ("deviation_causes", "likelihood") and text.strip() in ("√", "✓", "☑", "■"):
        return True  # the tick stands in the cell, its meaning in the head above
    parts = [*text.split("\n"), text]  # a line of its own each, or one number broken over lines
    found = [Decimal(number.replace(",", "")) for part in parts for number in _NUMBER.findall(squeezed(part))]
    if path.startswith("budget.") or key in _MONEY:
        return any(number * scale == abs(Decimal(value)) for number in found for scale in (1, 10**4, 10**8))
    if (key in _NUMBERS and _NUMBER.search(str(value))) or isinstance(value, int):
        return any(number == abs(Decimal(str(value))) for number in found)
    if key == "operator":
        return any(mark in text for mark in _OPERATORS[value])
    if key == "by":
        return str(value).lstrip("0") in squeezed(text) or not str(value).isdigit()
    return squeezed(str(value)) in squeezed(text)
