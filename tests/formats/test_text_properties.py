"""What holds for every text: nothing is lost, nothing is read twice, every place exists, the time grows with the size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import check_linear

from jiheng.formats import text
from jiheng.formats.document import Document, Grid
from jiheng.formats.encoding import decode
from jiheng.formats.limits import DEFAULT_LIMITS

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "text").glob("*.txt"))

PIECES = [
    "\t", "\n", "\n\n", "\r\n", "  ", "    ", "　", "\x0b", "\f", "甲", "乙丙", "目标1：", "2、", "（盖章）", "年 月 日", "附表2",
    "绩效目标表", "- 3 -", "12.5", "≥90%", "。", "产出指标", "[bookmark: x]", "填表人：", "第一部分", "abc", "，", "（", "（一）",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
WORDS = st.sampled_from(
    ["", "甲", "产出指标", "数量指标", "≥90%", "（万元）", "目标1：做好工作", "12.50", "社会公众满意度指标"]
)
ALIGNED = st.lists(st.lists(st.tuples(WORDS, st.integers(2, 12)), max_size=5), max_size=14).map(
    lambda rows: "\n".join("".join(word + " " * gap for word, gap in row) for row in rows)
)


def characters(document: Document) -> Counter[str]:
    """Every character of the blocks that is no blank, and of the marks that were taken out."""
    counted: Counter[str] = Counter()
    for block in document.blocks:
        for part in (cell.text for cell in block.cells) if isinstance(block, Grid) else (block.text,):
            counted.update(c for c in part if not c.isspace())
    for hidden in document.hidden:
        counted.update(c for c in hidden.text if not c.isspace())
    return counted


def check(data: bytes) -> None:
    document = text.read(data, DEFAULT_LIMITS)
    content = decode(data)
    assert characters(document) == Counter(c for c in content if not c.isspace())
    last = content.count("\n") + content.count("\r") - content.count("\r\n") + 1
    for block in document.blocks:
        assert 1 <= (block.at.line or 0) <= last
        if isinstance(block, Grid):
            check_grid(block, last)


def check_grid(grid: Grid, last: int) -> None:
    places = [(cell.row, cell.column) for cell in grid.cells]
    assert places == sorted(set(places))
    assert all(row < grid.rows and column < grid.columns for row, column in places)
    for cell in grid.cells:
        parts = cell.text.count("\n") + 1
        assert len(cell.lines) in ((0, parts) if parts == 1 else (parts,))
        assert all(1 <= line <= last for line in (*cell.lines, cell.at.line or 0))
        assert not cell.lines or cell.at.line == cell.lines[0]


@given(TEXTS)
def test_nothing_is_lost(content: str) -> None:
    check(content.encode())


@given(ALIGNED)
def test_nothing_is_lost_in_columns(content: str) -> None:
    check(content.encode())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_lost_of_a_real_form(path: Path) -> None:
    check(path.read_bytes())


@given(st.lists(st.sampled_from([*PIECES, "|", "│", "├──┤", "+---+", '"']), max_size=60).map("".join))
def test_drawn_tables_never_break(content: str) -> None:
    text.read(content.encode(), DEFAULT_LIMITS)


SLOW = {
    "one line": "目标" * 150_000,
    "one line of tabs": "a\t" * 100_000,
    "one line of columns": "a   " * 100_000,
    "tab rows": "a\tb\tc\n" * 10_000,
    "tab rows and lines": "a\tb\nplain\n" * 10_000,
    "page numbers": "a\tb\n- 3 -\n\n" * 10_000,
    "cells": "\t甲\n\n" * 10_000,
    "empty cells and lines": "\t\n\n甲\n" * 10_000,
    "columns": "项目名称    甲    乙\n" * 10_000,
    "columns and lines": "a   b\nplain text\n" * 10_000,
    "pipes left open": "| a\nb\n" * 10_000,
    "frames": "+---+---+\n| a | b |\n" * 10_000,
    "marks left open": "[bookmark: " * 30_000,
    "quotes left open": '"a\t"b\n' * 10_000,
    "short lines": "项目\n" * 20_000,
    "titles": "绩效目标表\n" * 10_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_time_grows_with_the_size(name: str) -> None:
    content = SLOW[name]

    def reading(size: int) -> Callable[[], object]:
        data = content[:size].encode()
        return lambda: text.read(data, DEFAULT_LIMITS)

    check_linear(reading, len(content))
