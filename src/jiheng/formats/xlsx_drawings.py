"""The texts that float over a worksheet: text boxes and shapes."""

from __future__ import annotations

from lxml import etree

from jiheng.formats.container import Container
from jiheng.formats.document import Paragraph
from jiheng.formats.xlsx_sheet import LAST_COLUMN, LAST_ROW, column_letters
from jiheng.formats.xlsx_values import plain_text
from jiheng.model.location import Location

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_FROM = _DRAWING + "from"
_BODY = _DRAWING + "txBody"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = _MAIN + "p"
_T = _MAIN + "t"
_BREAK = _MAIN + "br"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_boxes(container: Container, part: str, sheet: str) -> list[Paragraph]:
    """The paragraphs of the text boxes of a sheet, each at the cell under the box's upper left corner."""
    root = container.tree(part)
    found: list[Paragraph] = []
    for anchor in root if root is not None else ():
        at = _place(anchor, sheet)
        for body in anchor.iter(_BODY):
            if any(outer.tag == _FALLBACK for outer in body.iterancestors()):
                continue
            for paragraph in body.iterchildren(_P):
                parts = ("\n" if piece.tag == _BREAK else piece.text or "" for piece in paragraph.iter(_T, _BREAK))
                text = plain_text("".join(parts))
                if text:
                    found.append(Paragraph(text, at, "textbox"))
    return found


def _place(anchor: etree._Element, sheet: str) -> Location:
    corner = anchor.find(_FROM)
    if corner is None:
        return Location(sheet=sheet)
    row, column = (_int(corner.findtext(_DRAWING + axis)) + 1 for axis in ("row", "col"))
    return Location(sheet=sheet, cell=f"{column_letters(min(column, LAST_COLUMN))}{min(row, LAST_ROW)}")


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
