"""Writing a drawn document as .docx, .xlsx or text, and telling what stands at a place of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unseen.grid import Cell, Document, Grid

Locate = Callable[[dict[str, Any]], str]
"""From the place of a finding (`at`) to the text that stands there."""

ENDS = {"docx": ".docx", "xlsx": ".xlsx", "tab": ".txt", "lines": ".txt"}


def write(document: Document, how: str, path: Path) -> Locate:
    """Write the document in this way."""
    return {"docx": _docx, "xlsx": _xlsx, "tab": _tab, "lines": _lines}[how](document, path)


def _docx(document: Document, path: Path) -> Locate:
    from docx import Document as Word
    from docx.oxml.ns import qn

    word = Word()
    body = word.element.body
    for old in list(body.iterchildren()):
        if old.tag != qn("w:sectPr"):
            body.remove(old)
    grids: list[Grid] = []
    paragraphs: list[str] = []
    for block in document.blocks:
        if isinstance(block, str):
            word.add_paragraph(block)
            paragraphs.append(block)
            continue
        grids.append(block)
        table = word.add_table(0, block.columns)
        table.style = "Table Grid"
        for row in range(block.rows):
            _docx_row(table, block, row)
    word.core_properties.author = document.author
    word.core_properties.last_modified_by = document.author
    word.save(str(path))

    def locate(at: dict[str, Any]) -> str:
        if "table" in at:
            found = grids[at["table"]].at(at["row"], at["column"])
            return found.text if found else ""
        number = at.get("paragraph", -1)
        return paragraphs[number] if 0 <= number < len(paragraphs) else ""

    return locate


def _docx_row(table: Any, grid: Grid, row: int) -> None:
    """Add a row; cells are merged as they are drawn, because merging them afterwards takes long."""
    from docx.table import _Cell

    drawn = table._tbl.add_tr()
    column = 0
    while column < grid.columns:
        cell = grid.at(row, column)
        assert cell is not None
        element = drawn.add_tc()
        if cell.width > 1:
            element.grid_span = cell.width
        if cell.height > 1:
            element.vMerge = "restart" if cell.row == row else "continue"
        if cell.row == row:
            _Cell(element, table).text = cell.text
        column += cell.width


def _xlsx(document: Document, path: Path) -> Locate:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "绩效目标表"
    book.properties.creator = document.author or None
    line = Side(style="thin")
    framed = Border(left=line, right=line, top=line, bottom=line)
    wrapped = Alignment(wrap_text=True, vertical="center")
    owner: dict[str, str] = {}
    top = 1
    wide = max(block.columns for block in document.blocks if isinstance(block, Grid))
    for block in document.blocks:
        if isinstance(block, str):
            sheet.cell(top, 1, block)
            sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=wide)
            owner[f"A{top}"] = block
            top += 1
            continue
        for cell in block.cells:
            row, column = top + cell.row, 1 + cell.column
            drawn = sheet.cell(row, column, cell.text or None)
            drawn.alignment = wrapped
            drawn.number_format = "@"
            if cell.text:
                drawn.data_type = "s"  # “=48条” is a text, no formula
            for r in range(cell.height):
                for c in range(cell.width):
                    owner[f"{get_column_letter(column + c)}{row + r}"] = cell.text
                    sheet.cell(row + r, column + c).border = framed
            if cell.width > 1 or cell.height > 1:
                sheet.merge_cells(
                    start_row=row,
                    start_column=column,
                    end_row=row + cell.height - 1,
                    end_column=column + cell.width - 1,
                )
        top += block.rows
    book.save(path)
    return lambda at: owner.get(at.get("cell", ""), "")


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _lay(document: Document, path: Path, put: Callable[[Grid, int], list[str]]) -> Locate:
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, str):
            lines += [_flat(block), ""]
        else:
            for row in range(block.rows):
                lines += put(block, row)
            lines.append("")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lambda at: lines[at["line"] - 1] if 0 < at.get("line", 0) <= len(lines) else ""


def _tab(document: Document, path: Path) -> Locate:
    def put(grid: Grid, row: int) -> list[str]:
        texts = []
        for column in range(grid.columns):
            cell = grid.at(row, column)
            texts.append(_flat(cell.text) if cell and (cell.row, cell.column) == (row, column) else "")
        return ["\t".join(texts)]

    return _lay(document, path, put)


def _lines(document: Document, path: Path) -> Locate:
    def put(grid: Grid, row: int) -> list[str]:
        seen: list[Cell] = []
        for column in range(grid.columns):
            cell = grid.at(row, column)
            if cell and cell not in seen:
                seen.append(cell)
        return ["\t" + (_flat(cell.text) if cell.row == row else "") for cell in seen] + [""]

    return _lay(document, path, put)
