"""Tables aligned by blanks: columns, wrapped cells, labels in the middle of their rows."""

from __future__ import annotations

from jiheng.formats import text
from jiheng.formats.document import Document, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS


def read(content: str) -> Document:
    return text.read(content.encode(), DEFAULT_LIMITS)


def shown(content: str) -> list[str | list[list[str]]]:
    """Paragraphs as texts, grids as rows of texts."""
    found: list[str | list[list[str]]] = []
    for block in read(content).blocks:
        if isinstance(block, Grid):
            found.append([[cell.text for cell in block.cells if cell.row == r] for r in range(block.rows)])
        else:
            found.append(block.text)
    return found


TOP = """
                  项目支出绩效目标表

  项目名称      社区网格经费        实施单位      街道办事处
  项目属性      延续项目            项目期        1年
  绩效目标      目标1：完成网格管理，保持街面整洁，及时处置各
                类事项。
                目标2：提高满意度。
  一级指标      二级指标            三级指标      指标值
  产出指标      数量指标            网格数量      =33个
                                    巡查次数和    ≥1200次
                                    处置次数
                质量指标            处置率        ≥95%
  效益指标      社会效益指标        居民安全感    提高

  注：本表一式两份，由预算单位填写，财政部门审核后批复。
"""


def test_labels_on_top_and_wrapped_cells() -> None:
    assert shown(TOP) == [
        "项目支出绩效目标表",
        [
            ["项目名称", "社区网格经费", "实施单位", "街道办事处"],
            ["项目属性", "延续项目", "项目期", "1年"],
            ["绩效目标", "目标1：完成网格管理，保持街面整洁，及时处置各\n类事项。\n目标2：提高满意度。"],
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "网格数量", "=33个"],
            ["", "", "巡查次数和\n处置次数", "≥1200次"],
            ["", "质量指标", "处置率", "≥95%"],
            ["效益指标", "社会效益指标", "居民安全感", "提高"],
        ],
        "注：本表一式两份，由预算单位填写，财政部门审核后批复。",
    ]


def test_places_and_lines() -> None:
    grid = read(TOP).blocks[1]
    assert isinstance(grid, Grid)
    goal = next(cell for cell in grid.cells if cell.text.startswith("目标1"))
    assert (goal.at.line, goal.at.column, goal.lines) == (6, 2, (6, 7, 8))
    assert (grid.exact, grid.how) == (False, "空格对齐")


CENTRED = """
  项目名称    社区网格经费
              一级指标      二级指标        三级指标      指标值
                                            网格数量      =33个
                            数量指标        巡查次数      ≥1200次
  绩效指标    产出指标                      处置次数      ≥900次
                            质量指标        处置率        ≥95%
                            时效指标        处置时限      ≤2日
              效益指标      社会效益指标    居民安全感    提高
"""


def test_labels_in_the_middle_belong_to_their_first_row() -> None:
    assert shown(CENTRED) == [
        [
            ["项目名称", "社区网格经费"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
            ["", "产出指标", "数量指标", "网格数量", "=33个"],
            ["", "", "", "巡查次数", "≥1200次"],
            ["", "", "", "处置次数", "≥900次"],
            ["", "", "质量指标", "处置率", "≥95%"],
            ["", "", "时效指标", "处置时限", "≤2日"],
            ["", "效益指标", "社会效益指标", "居民安全感", "提高"],
        ]
    ]


GAPPED = """
  一级指标    二级指标        三级指标      指标值

                              网格数量      =33个
              数量指标
                              巡查和处置
  产出指标                    次数          ≥1200次

              质量指标        处置率        ≥95%

  效益指标    社会效益        安全感        提高
              指标
"""


def test_blank_lines_between_rows_and_labels_in_them() -> None:
    assert shown(GAPPED) == [
        [
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "网格数量", "=33个"],
            ["", "", "巡查和处置\n次数", "≥1200次"],
            ["", "质量指标", "处置率", "≥95%"],
            ["效益指标", "社会效益\n指标", "安全感", "提高"],
        ]
    ]


def test_every_sign_counted_as_one_column() -> None:
    lines = [("项目名称", "社区网格经费", "1"), ("主管部门及代码", "甲乙丙", "≥90%"), ("期", "一年（2023年）", "22")]
    content = "\n".join(a.ljust(12) + b.ljust(14) + c for a, b, c in lines)
    assert shown(content) == [[list(line) for line in lines]]


def test_centred_cells() -> None:
    content = "\n".join(
        [
            "   名称        金额      备注",
            "  街道办        12       甲乙",
            " 社区经费      3.5        丙",
            " 网格工作      100      一二三",
        ]
    )
    assert shown(content) == [
        [["名称", "金额", "备注"], ["街道办", "12", "甲乙"], ["社区经费", "3.5", "丙"], ["网格工作", "100", "一二三"]]
    ]


def test_a_page_number_within_a_table() -> None:
    content = "名称    金额    年份\n甲      1       2023\n\n              - 4 -\n\f乙      2       2024\n丙      3       2025\n"
    assert shown(content) == [
        [["名称", "金额", "年份"], ["甲", "1", "2023"], ["乙", "2", "2024"], ["丙", "3", "2025"]],
        "- 4 -",
    ]


def test_two_long_texts_side_by_side() -> None:
    content = """
  项目名称    网格经费                      实施单位
  资金        总额                          分担
  目标        目标：改造老旧小区的供水管网  目标：新建小区的消防通道，增
              ，保障居民用水安全。          设灭火器材。
  指标        数量                          质量
"""
    (grid,) = shown(content)
    assert grid[2] == [
        "目标",
        "目标：改造老旧小区的供水管网\n，保障居民用水安全。",
        "目标：新建小区的消防通道，增\n设灭火器材。",
    ]


def test_the_line_of_the_unit_above_a_table_is_a_paragraph() -> None:
    content = (
        "填报单位：街道办        金额单位：万元\n名称    金额    年份\n甲      1       2023\n乙      2       2024\n"
    )
    assert shown(content)[0] == "填报单位：街道办        金额单位：万元"


def test_prose_with_wide_blanks_is_prose() -> None:
    content = "一、总体目标\n　　加强管理。\n填表人：王某          联系电话：22000000\n\n完。\n"
    assert all(isinstance(block, Paragraph) for block in read(content).blocks)
