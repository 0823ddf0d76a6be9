"""What lies over a sheet or belongs to it in a workbook for publication: drawings, notes, charts, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from jiheng.formats.release_package import Parts
from jiheng.formats.release_texts import drop, take_attribute
from jiheng.formats.xlsx_sheet import column_letters, parse_range
from jiheng.formats.xlsx_values import NAMESPACE

_S = NAMESPACE
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ANCHORS = tuple(_DRAWING + kind for kind in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHART_FORMULA = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"
_SHAPE = "{urn:schemas-microsoft-com:vml}shape"
_CLIENT = "{urn:schemas-microsoft-com:office:excel}ClientData"
_TABLE_DATA = tuple(_S + name for name in ("filterColumn", "sortState", "calculatedColumnFormula", "totalsRowFormula"))


def clean_drawn(parts: Parts, sheet: str, root: etree._Element) -> None:
    """Clean what belongs to a sheet."""
    for name in parts.of_kind("vmlDrawing", sheet):
        _drop_note_boxes(parts, name)
    for name in parts.of_kind("drawing", sheet):
        _clean_drawing(parts, name)
    _clean_tables(parts, sheet, root)


def clean_charts(parts: Parts, is_gone: Callable[[etree._Element], bool]) -> None:
    """Charts of cells that are not taken along show the values that are stored with them."""
    for name, root in parts.trees():
        for formula in root.iter(_CHART_FORMULA):
            if is_gone(formula):
                formula.text = "#REF!"
                parts.touch(name)


def _drop_note_boxes(parts: Parts, name: str) -> None:
    root = parts.tree(name)
    for shape in list(root.iter(_SHAPE)) if root is not None else ():
        client = shape.find(_CLIENT)
        if client is not None and client.get("ObjectType") == "Note":
            drop(shape)
            parts.touch(name)


def _clean_drawing(parts: Parts, name: str) -> None:
    root = parts.tree(name)
    if root is None:
        return
    # A form control is marked as hidden too: its other description draws it.
    hidden = [
        anchor
        for one in root.iter(_DRAWING + "cNvPr")
        if one.get("hidden") in ("1", "true") and next(one.iterancestors(_ALTERNATE), None) is None
        for anchor in one.iterancestors(*_ANCHORS)
    ]
    for anchor in hidden:
        drop(anchor)
    parts.removed.count("hidden_text", len(hidden))
    taken = [take_attribute(element, key) for element in root.iter("*") for key in ("macro", "textlink")]
    if hidden or any(taken):
        parts.touch(name)


def _clean_tables(parts: Parts, sheet: str, root: etree._Element) -> None:
    """A table names its columns; one whose head is partly hidden would name those."""
    shown = {cell.get("r") for cell in root.iter(_S + "c") if len(cell)}
    for link in [link for link in parts.links.get(sheet, ()) if link.kind == "table"]:
        table = parts.tree(link.part)
        if table is None:
            continue
        for element in list(table.iter(*_TABLE_DATA)):
            drop(element)
            parts.touch(link.part)
        if any(reference not in shown for reference in _head(table.get("ref") or "")):
            parts.links[sheet].remove(link)
            parts.removed.count("table")


def _head(reference: str) -> Iterator[str]:
    """The cells in the first row of a range."""
    merge = parse_range(reference)
    if merge is not None:
        for column in range(merge.left, merge.right + 1):
            yield f"{column_letters(column)}{merge.top}"
