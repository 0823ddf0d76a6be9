"""What stands beside the cells of a sheet in other parts and has to follow its rows: notes, drawings, tables, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.formats.edit_xlsx_formula import Gone
from jiheng.formats.edit_xlsx_nodes import Node, parse_nodes
from jiheng.formats.edit_xlsx_rowmap import RowMap
from jiheng.formats.edit_xlsx_shift import Blocked, Shifter
from jiheng.formats.package import Package
from jiheng.formats.xlsx_sheet import Merge, parse_range

_DATA = re.compile(rb"<(?:\w+:)?ClientData\b[^>]*>.*?</(?:\w+:)?ClientData\s*>", re.DOTALL)
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_ROW = re.compile(rb"<(?:\w+:)?Row>\s*([0-9]{1,7})\s*</")
_COLUMN = re.compile(rb"<(?:\w+:)?Column>\s*([0-9]{1,5})\s*</")
_ANCHOR = re.compile(rb"<(?:\w+:)?Anchor>\s*([0-9,\s-]{15,100}?)\s*</")
_FORMULA = re.compile(rb"<(?:\w+:)?Fmla(?:Link|Range|Txbx)>([^<]*)</")
_SHAPE = re.compile(rb"<(?:\w+:)?shape\b")
_SHAPE_END = re.compile(rb"</(?:\w+:)?shape\s*>")
_PRINTED = frozenset(("_xlnm.Print_Area", "_xlnm._FilterDatabase"))
_KINDS = {
    "comments": "批注",
    "threadedComment": "批注",
    "drawing": "图形",
    "table": "表格样式",
    "ctrlProp": "控件",
}


def tables_of(package: Package, part: str) -> Iterator[Merge]:
    """The ranges of a sheet that are tables of the kind that Excel names so."""
    for link in package.container.relationships(part):
        if link.kind == "table" and link.target in package.container:
            area = parse_range(parse_nodes(package.part(link.target)).children[0].get("ref") or "")
            if area is not None:
                yield area


def has_pivot(package: Package, part: str) -> bool:
    """Whether a sheet shows a pivot table."""
    return any(link.kind == "pivotTable" for link in package.container.relationships(part))


def shift_beside(package: Package, part: str, sheet: str, rows: RowMap) -> Iterator[Shifter]:
    """The parts that belong to the sheet whose rows change."""
    for link in package.container.relationships(part):
        if link.target not in package.container:
            continue
        if link.kind in _KINDS:
            shifter = Shifter(package.part(link.target), sheet, sheet, rows, f"{_KINDS[link.kind]} ")
            shifter.around(parse_nodes(shifter.part).children[0], _nothing)
            yield shifter
        elif link.kind == "vmlDrawing":
            shifter = Shifter(package.part(link.target), sheet, sheet, rows, "批注框")
            _shift_boxes(shifter)
            yield shifter


def shift_everywhere(package: Package, main: str, sheet: str, rows: RowMap) -> Iterator[Shifter]:
    """The parts of the whole workbook that name rows of the sheet: names, charts, sources of pivot tables."""
    shifter = Shifter(package.part(main), sheet, None, rows, "名称")
    for node in parse_nodes(shifter.part).walk():
        if node.tag == "definedName":
            name = node.get("name") or ""
            taking = shifter.taking_in if name in _PRINTED else rows
            shifter.text(node, shifter.formula(node.text, f"“{name}”", rows=taking))
    yield shifter
    for name in package.container.names():
        if not name.endswith(".xml"):
            continue
        if "/charts/" in name:
            shifter = Shifter(package.part(name), sheet, "", rows, "图表")
            shifter.around(parse_nodes(shifter.part).children[0], _nothing)
            yield shifter
        elif "pivotcachedefinition" in name:
            shifter = Shifter(package.part(name), sheet, sheet, rows, "数据透视表")
            for node in parse_nodes(shifter.part).walk():
                if node.tag == "worksheetSource" and (node.get("sheet") or "").casefold() == sheet.casefold():
                    shifter.one_range(node, "ref", rows)
            yield shifter


def _nothing(_: Node) -> bool:
    return False


def _shift_boxes(shifter: Shifter) -> None:
    """The boxes of notes and the old controls: they are searched, not parsed, as they are not always XML."""
    xml = shifter.bytes.xml
    for data in _DATA.finditer(xml):
        found = _ROW.search(data[0])
        column = _COLUMN.search(data[0])
        shift: int | None = None
        if found is not None and column is not None and _NOTE.search(data[0]):
            row = int(found[1]) + 1
            try:
                new = shifter.rows.cell(int(column[1]) + 1, row)
            except Gone:
                _drop_shape(shifter, data.start(), data.end())
                continue
            shift = new - row
            shifter.splices.put(data.start() + found.start(1), data.start() + found.end(1), str(new - 1).encode())
        _shift_anchor(shifter, data, shift)
        for formula in _FORMULA.finditer(data[0]):
            text = formula[1].decode()
            made = shifter.formula(text)
            if made != text:
                shifter.splices.put(data.start() + formula.start(1), data.start() + formula.end(1), made.encode())


def _shift_anchor(shifter: Shifter, data: re.Match[bytes], shift: int | None) -> None:
    anchor = _ANCHOR.search(data[0])
    numbers = [piece.strip() for piece in anchor[1].split(b",")] if anchor is not None else []
    if anchor is None or len(numbers) != 8 or not all(re.fullmatch(rb"-?[0-9]{1,7}", one) for one in numbers):
        return
    for place in (2, 6):
        old = int(numbers[place])
        new = shifter.rows.place(old + 1) - 1 if shift is None else max(old + shift, 0)
        numbers[place] = str(new).encode()
    made = b", ".join(numbers)
    if [int(one) for one in numbers] != [int(piece) for piece in anchor[1].split(b",")]:
        shifter.splices.put(data.start() + anchor.start(1), data.start() + anchor.end(1), made)


def _drop_shape(shifter: Shifter, start: int, end: int) -> None:
    """Take the box of a note out whose row is deleted."""
    xml = shifter.bytes.xml
    begin = [one.start() for one in _SHAPE.finditer(xml, 0, start)]
    finish = _SHAPE_END.search(xml, end)
    if not begin or finish is None or _SHAPE_END.search(xml, begin[-1], start) is not None:
        raise Blocked("批注框", "", ValueError())
    shifter.splices.replace(begin[-1], finish.end(), b"")
