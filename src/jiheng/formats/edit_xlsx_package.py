"""Small things that all edits of workbooks need: places, and the list of formulas."""

from __future__ import annotations

import re

from msgspec import UNSET

from jiheng.formats.edit_xlsx_sheet import Place
from jiheng.formats.package import Package
from jiheng.formats.xlsx_sheet import LAST_ROW, column_number
from jiheng.model.location import Location

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def place_of(at: Location) -> Place | None:
    """Row and column of a cell; None for what is none."""
    found = _CELL.fullmatch("" if at.cell is UNSET else at.cell)
    if found is None:
        return None
    column, row = column_number(found[1]), int(found[2])
    return (row, column) if column and 0 < row <= LAST_ROW else None


def drop_calculation_order(package: Package) -> None:
    """Leave out the part that lists the formulas, which every program makes anew."""
    main = package.container.main_part("xl/workbook.xml")
    link = package.link(main, "calcChain")
    if link is not None and link.target in package.container:
        package.remove(link.target, main)
