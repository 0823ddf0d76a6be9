"""The real forms: every cell of every table agrees with another reader of the format."""

from __future__ import annotations

from pathlib import Path

import docx as other
from docx.table import _Cell
from tests.formats.office_builders import grids, prose, shape

from jiheng.formats import docx
from jiheng.formats.limits import DEFAULT_LIMITS

Place = tuple[int, int, int, int, str]


def expected(table: other.table.Table) -> list[Place]:
    """The cells of a table whose vertical merges keep their columns."""
    made: list[list[int | str]] = []
    above: dict[tuple[int, int], list[int | str]] = {}
    for number, row in enumerate(table._tbl.tr_lst):
        current: dict[tuple[int, int], list[int | str]] = {}
        for cell in row.tc_lst:
            extent = (cell.grid_offset, cell.grid_span)
            if cell.vMerge == "continue":
                above[extent][2] += 1  # type: ignore[operator]
                current[extent] = above[extent]
                continue
            text = "\n".join(paragraph.text for paragraph in _Cell(cell, table).paragraphs).strip("\n")
            made.append([number, extent[0], 1, extent[1], "" if text.isspace() else text])
            if cell.vMerge:
                current[extent] = made[-1]
        above = current
    return sorted(tuple(item) for item in made)  # type: ignore[misc]


def test_tables_and_prose_agree(examples: Path) -> None:
    paths = sorted(examples.rglob("*.docx"))
    assert paths
    for path in paths:
        document = docx.read(path.read_bytes(), DEFAULT_LIMITS)
        reference = other.Document(str(path))
        assert [shape(grid) for grid in grids(document)] == [expected(table) for table in reference.tables], path.name
        body = [paragraph.text.strip("\n") for paragraph in reference.paragraphs if paragraph.text.strip()]
        assert [text for part, text in prose(document) if part == "body"] == body, path.name
