"""Formulas that several cells of a sheet share, and those of their own that the cells would have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.formats.edit_xlsx_formula import Unclear, translated
from jiheng.formats.edit_xlsx_nodes import Node
from jiheng.formats.edit_xlsx_sheet import Place, SheetNodes


@dataclass(frozen=True, slots=True)
class OwnFormula:
    """A cell, the element of its shared formula, and what its own formula would be: None where that cannot be told."""

    place: Place
    cell: Node
    formula: Node
    text: str | None


def shared_formulas(sheet: SheetNodes, number: str | None = None) -> Iterator[OwnFormula]:
    """The cells of a sheet that share a formula, or those that share the one of that number."""
    first: dict[str, tuple[Place, str]] = {}
    for place, cell in sheet.cells():
        formula = cell.child("f")
        if formula is None or formula.get("t") != "shared" or number not in (None, formula.get("si")):
            continue
        key = formula.get("si") or ""
        if formula.text.strip():
            first[key] = place, formula.text
            yield OwnFormula(place, cell, formula, formula.text)
        else:
            yield OwnFormula(place, cell, formula, _own(place, first.get(key)))


def _own(place: Place, first: tuple[Place, str] | None) -> str | None:
    if first is None:
        return None
    (row, column), text = first
    try:
        return translated(text, place[0] - row, place[1] - column)
    except Unclear:
        return None
