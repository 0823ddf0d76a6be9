"""Tables drawn with characters in plain text."""

from __future__ import annotations

import pytest

from jiheng.formats import text
from jiheng.formats.document import Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS


def shown(content: str) -> list[str | list[list[str]]]:
    """Paragraphs as texts, grids as rows of texts."""
    found: list[str | list[list[str]]] = []
    for block in text.read(content.encode(), DEFAULT_LIMITS).blocks:
        if isinstance(block, Grid):
            found.append([[cell.text for cell in block.cells if cell.row == r] for r in range(block.rows)])
        else:
            found.append(block.text)
    return found


def test_outer_pipes_no_rule() -> None:
    assert shown("绩效目标表\n| 甲 | | 乙 |\n| | 丙\\|丁 | |\n\n后文\n") == [
        "绩效目标表",
        [["甲", "", "乙"], ["", "丙|丁", ""]],
        "后文",
    ]


def test_inner_pipes_only() -> None:
    assert shown("甲 | 乙 | 丙\n | 丁 | 戊\n己 | |\n") == [[["甲", "乙", "丙"], ["", "丁", "戊"], ["己", "", ""]]]


def test_full_width_pipes() -> None:
    assert shown("甲｜乙\n丙｜丁\n") == [[["甲", "乙"], ["丙", "丁"]]]


def test_a_blank_line_and_a_page_number_do_not_end_it() -> None:
    assert shown("| 甲 | 乙 |\n\n- 2 -\n\n| 丙 | 丁 |\n") == [[["甲", "乙"], ["丙", "丁"]], "- 2 -"]


def test_a_row_that_is_closed_further_down() -> None:
    assert shown("| 甲 | 一\n二\n三 | 乙 |\n| 丙 | 四 | 丁 |\n| 戊 | 五 | 己 |\n") == [
        [["甲", "一\n二\n三", "乙"], ["丙", "四", "丁"], ["戊", "五", "己"]]
    ]


def test_one_line_with_a_pipe_is_prose() -> None:
    assert shown("首页 | 政务公开\n\n正文\n") == ["首页 | 政务公开", "正文"]


def test_a_frame_with_a_line_per_row() -> None:
    content = "+----+----+\n| 甲 | 乙 |\n+----+----+\n| 1  | 2  |\n| 3  | 4  |\n+----+----+\n"
    assert shown(content) == [[["甲", "乙"], ["1", "2"], ["3", "4"]]]


def test_a_frame_with_cells_of_several_lines() -> None:
    content = "+----+----+\n| 甲 | 乙 |\n+====+====+\n| 一 | 1  |\n| 二 |    |\n+----+----+\n| 三 | 2  |\n+----+----+\n"
    assert shown(content) == [[["甲", "乙"], ["一\n二", "1"], ["三", "2"]]]


BOX = """
┌────┬────┬────┐
│一级│二级│ 值 │
├────┼────┼────┤
│    │数量│ 1  │
│产出├────┼────┤
│指标│质量│ 2  │
│    │指标│    │
├────┴────┼────┤
│  合  计  │ 3  │
└─────────┴────┘
"""


def test_box_characters_with_merged_cells() -> None:
    assert shown(BOX) == [
        [["一级", "二级", "值"], ["产出\n指标", "数量", "1"], ["", "质量\n指标", "2"], ["合  计", "3"]]
    ]


def test_lines_of_a_cell_keep_their_numbers() -> None:
    (grid,) = text.read(BOX.encode(), DEFAULT_LIMITS).blocks
    assert isinstance(grid, Grid)
    label = next(cell for cell in grid.cells if cell.text == "产出\n指标")
    assert (label.at.line, label.lines, grid.how, grid.exact) == (6, (6, 7), "字符画框", False)


@pytest.mark.parametrize("content", ["----\n", "| |\n", "|--|\n|--|\n", "├──┤\n│\n", "+--+\n", "====\n甲\n"])
def test_scraps_are_no_tables(content: str) -> None:
    blocks = text.read(content.encode(), DEFAULT_LIMITS).blocks
    assert all(isinstance(block, Paragraph) for block in blocks)
