"""The real forms: every cell of every sheet agrees with another reader of the format."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from tests.formats.office_builders import grids

from jiheng.formats import xlsx
from jiheng.formats.limits import DEFAULT_LIMITS


def shown(value: object, number_format: str) -> str:
    if isinstance(value, (int, float)) and number_format == "0%":
        return f"{value:.0%}"
    return "" if value is None else str(value)


def test_sheets_agree(examples: Path) -> None:
    paths = sorted(examples.rglob("*.xlsx"))
    assert paths
    for path in paths:
        found = grids(xlsx.read(path.read_bytes(), DEFAULT_LIMITS))
        for grid, sheet in zip(found, openpyxl.load_workbook(path).worksheets, strict=True):
            spans = {merge.start_cell.coordinate: merge.size for merge in sheet.merged_cells.ranges}
            expected = {}
            for row in sheet.iter_rows():
                for cell in row:
                    if type(cell).__name__ != "MergedCell":
                        size = spans.get(cell.coordinate, {"rows": 1, "columns": 1})
                        text = shown(cell.value, cell.number_format)
                        expected[cell.coordinate] = (size["rows"], size["columns"], text)
            assert {str(c.at.cell): (c.rowspan, c.colspan, c.text) for c in grid.cells} == expected, path.name
            assert str(grid.at.sheet) == sheet.title
