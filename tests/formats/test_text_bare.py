"""A cell per line and nothing else, as copied from a web page; and prose, which is not that."""

from __future__ import annotations

from jiheng.formats import text
from jiheng.formats.document import Cell, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.location import Location


def blocks(content: str) -> tuple[Paragraph | Grid, ...]:
    return text.read(content.encode(), DEFAULT_LIMITS).blocks


def test_a_row_per_line() -> None:
    title, grid = blocks("项目支出绩效目标表\n项目名称\n网格经费\n项目期\n1年\n绩效\n目标\n")
    assert title == Paragraph("项目支出绩效目标表", Location(line=1))
    words = ("项目名称", "网格经费", "项目期", "1年", "绩效", "目标")
    cells = tuple(Cell(word, n, 0, Location(line=n + 2)) for n, word in enumerate(words))
    assert grid == Grid(6, 1, cells, Location(line=2), exact=False, how="逐行一格")


def test_blank_lines_part_the_rows() -> None:
    (grid,) = blocks("项目名称\n网格经费\n\n项目期\n1年\n\n一级指标\n二级指标\n指标值\n")
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.row, cell.column) for cell in grid.cells][2:5] == [
        ("项目期", 1, 0),
        ("1年", 1, 1),
        ("一级指标", 2, 0),
    ]
    assert grid.how == "逐行一格，空行分行"


def test_a_blank_line_behind_every_cell() -> None:
    (grid,) = blocks("\n\n".join(["项目名称", "网格经费", "项目期", "1年", "一级指标", "二级指标", "指标值"]))
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.columns, grid.how) == (7, 1, "逐行一格")


def test_the_next_title_begins_another_grid() -> None:
    cells = "项目名称\n甲\n项目期\n1年\n属性\n延续\n"
    found = blocks(f"项目支出绩效目标表\n{cells}附件2\n项目支出绩效目标表\n{cells}")
    assert [block.rows if isinstance(block, Grid) else block.text for block in found] == [
        "项目支出绩效目标表", 6, "附件2", "项目支出绩效目标表", 6
    ]  # fmt: skip


def test_page_numbers_stay_outside() -> None:
    found = blocks("项目名称\n甲\n项目期\n- 2 -\n1年\n属性\n延续\n")
    assert [block.rows if isinstance(block, Grid) else block.text for block in found] == [6, "- 2 -"]


def test_prose_stays_prose() -> None:
    content = (
        "第一部分\n总体目标\n\n一、主要工作\n" + "加强组织领导，成立工作专班，明确责任分工，确保任务落实到位。\n" * 8
    )
    assert all(isinstance(block, Paragraph) for block in blocks(content))
