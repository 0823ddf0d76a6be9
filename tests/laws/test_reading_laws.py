"""Spelling is not meaning: the laws of reading, over every office example.

The writing laws (GetPut, PutGet, CreateGet) come with the writer; these are the ones that hold of `get` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.formats.registry import open_document
from jiheng.forms.ledger import Became
from jiheng.forms.reading import read_document
from jiheng.forms.vocabulary import label_of
from jiheng.model.declaration import to_json
from jiheng.model.language import parse_amount

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "office").iterdir())
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
named = pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])


def rewritten(document: Document, change: Callable[[str], str], *, labels: bool = False) -> Document:
    """The document with every cell's text changed (only cells that are labels, on demand), prose left as it is."""
    entries = read_document(document, "x").ledger.entries
    places = {entry.at for entry in entries if not labels or entry.became is Became.LABEL}

    def of_cell(cell: Cell) -> Cell:
        text = change(cell.text) if cell.at in places else cell.text
        return msgspec.structs.replace(cell, text=text, grids=tuple(map(of_grid, cell.grids)))

    def of_grid(grid: Grid) -> Grid:
        return msgspec.structs.replace(grid, cells=tuple(map(of_cell, grid.cells)))

    blocks = tuple(block if isinstance(block, Paragraph) else of_grid(block) for block in document.blocks)
    return Document(blocks, document.format, document.metadata, document.hidden)


def facts(document: Document) -> Any:
    tables = msgspec.json.decode(to_json(read_document(document, "x").declaration))["tables"]
    for table in tables:
        table.pop("signatures", None)  # it keeps its labels as printed
        table.pop("extra", None)
    return tables


def spaced(text: str) -> str:
    """Blanks and line breaks inside a label."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " \n", text) if label_of(text) else text


def decorated(text: str) -> str:
    """An asterisk before a label and a colon behind it."""
    return f"*{text}：" if label_of(text) and not text.rstrip().endswith(("：", ":")) else text


@named
@pytest.mark.parametrize("change", [spaced, decorated])
def test_how_a_label_is_spelt_does_not_matter(path: Path, change: Callable[[str], str]) -> None:
    document = open_document(path)
    assert facts(rewritten(document, change, labels=True)) == facts(document)


@named
def test_full_width_digits_are_the_same_amounts(path: Path) -> None:
    document = open_document(path)

    def wide(text: str) -> str:
        return text.translate(FULL_WIDTH) if parse_amount(text) is not None else text

    before, after = facts(document), facts(rewritten(document, wide))
    for first, second in zip(before, after, strict=True):
        assert second.get("budget") == first.get("budget")
        for rows in ("tasks", "fund_lines", "cost_estimates"):
            money = ("total", "fiscal_appropriation", "other_funds", "amount")
            assert [[row.get(key) for key in money] for row in second.get(rows, [])] == [
                [row.get(key) for key in money] for row in first.get(rows, [])
            ]


@named
def test_reading_twice_gives_the_same(path: Path) -> None:
    assert to_json(read_document(open_document(path), "x").declaration) == to_json(
        read_document(open_document(path), "x").declaration
    )
