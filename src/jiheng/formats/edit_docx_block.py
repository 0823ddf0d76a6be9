"""Copies of a block of rows of a Word table: blank but for the labels that they keep."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jiheng.formats.document import Cell
from jiheng.formats.edit_docx_cells import UNIQUE, TableCell, TableRow, blank_cell, blank_row_head
from jiheng.formats.edit_docx_plan import Refused
from jiheng.formats.edit_docx_source import Source
from jiheng.formats.xml_nodes import Node, without_attributes
from jiheng.model.location import Location

_OPENED = frozenset({"ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple"})
"""What is left out around the text that it holds: it has a number of its own, or shows what is stored elsewhere."""
_CUT = frozenset(
    {
        *("del", "moveFrom", "rPrChange", "pPrChange", "numberingChange", "delText", "sectPr", "tbl", "tcPr"),
        *("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldChar", "fldData", "instrText", "delInstrText"),
        *("bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "commentReference", "annotationRef"),
        *("footnoteReference", "endnoteReference", "lastRenderedPageBreak", "altChunk", "subDoc"),
        *("drawing", "pict", "object", "AlternateContent", "contentPart"),
    }
)
_RANGES = ("RangeStart", "RangeEnd")


def check_block(cells: Sequence[Cell], top: int, bottom: int) -> None:
    """Refuse a block of rows that a merged cell leaves at one side only.

    :param cells: those of the table, as the reader gives them; `top` and `bottom` are rows of theirs.
    """
    for cell in cells:
        end = cell.row + cell.rowspan - 1
        if cell.row < top <= end < bottom:
            what = "从这些行的上面开始，到中间结束"
        elif top <= cell.row <= bottom < end:
            what = "从这些行中间开始，到下面的行才结束"
        else:
            continue
        raise Refused(f"合并的单元格（{cell.at}）{what}，这些行不能整块复制，请改选包含整个合并单元格的行")


def copied_row(source: Source, row: TableRow, shown: Collection[Location], keep: Collection[Location]) -> TableRow:
    """A row like another one, blank but for the cells `keep`.

    :param shown: the places of the cells of the table; any other is part of one above.
    """
    cells = []
    for cell in row.cells:
        merge = "restart" if cell.merge == "continue" and cell.at in shown else cell.merge
        content = _content(source, cell) if cell.at in keep else ""
        cells.append(blank_cell(source, cell, merge, content))
    return TableRow(row.node, row.unit, cells, list(cells), blank=blank_row_head(source, row))


def _content(source: Source, cell: TableCell) -> str:
    """What a cell holds, without what may be there only once."""
    return "".join(_clean(source, child) for child in cell.node.children)


def _clean(source: Source, node: Node) -> str:
    local = node.local
    if local == "del" and _of_mark(node):
        # The text goes on in the next paragraph.
        return f'<{node.name}{source.declared(node)} w:id="{source.fresh_id()}" w:author=""/>'
    if local in _CUT or local.endswith(_RANGES):
        return ""
    if local in _OPENED:
        return "".join(_clean(source, child) for child in node.children)
    children = [_clean(source, child) for child in node.children]
    if (
        local == "r"
        and children
        and not any(text for text, c in zip(children, node.children, strict=True) if c.local != "rPr")
    ):
        return ""
    tag = source.text(node.start, node.inside)
    out, at = [without_attributes(tag, *UNIQUE)], node.inside
    for child, text in zip(node.children, children, strict=True):
        out += (source.text(at, child.start), text)
        at = child.after
    return "".join((*out, source.text(at, node.after)))


def _of_mark(node: Node) -> bool:
    """Whether it tells of the mark of a paragraph."""
    outer = node.parent
    return outer is not None and outer.local == "rPr" and outer.parent is not None and outer.parent.local == "pPr"
