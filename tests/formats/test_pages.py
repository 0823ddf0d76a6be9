"""Pages become blocks: cells with their texts, paragraphs, and what a page break had cut in two."""

from __future__ import annotations

from tests.formats.pages_drawn import HEIGHT, box, page, ruled, written

from jiheng.formats.document import Block, Grid, Paragraph
from jiheng.formats.page import Page, Piece, Rule
from jiheng.formats.pages import assemble


def blocks(*pages: Page) -> list[Block]:
    return assemble(pages).blocks


def texts(grid: Block) -> list[list[str]]:
    assert isinstance(grid, Grid)
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def test_pieces_go_to_the_cells_they_stand_in() -> None:
    pieces, rules = ruled([["项目名称", "道路养护"], ["主管部门", ""]])
    (grid,) = blocks(page(pieces, rules))
    assert texts(grid) == [["项目名称", "道路养护"], ["主管部门", ""]]
    assert isinstance(grid, Grid)
    assert grid.exact
    assert grid.cells[1].at.box == (153.0, 103.0, 193.0, 113.0)
    assert grid.cells[3].at.box == (150.0, 120.0, 250.0, 140.0)


def test_a_line_of_several_pieces_is_one_text() -> None:
    rules = box(50, 100, 350, 130)
    pieces = [written("办公楼", 53, 105), written("“三防”", 83, 106), written("工程", 113, 105)]
    (grid,) = blocks(page(pieces, rules))
    assert texts(grid) == [["办公楼“三防”工程"]]


def test_wrapped_lines_are_joined_and_ended_ones_are_not() -> None:
    rules = box(50, 100, 156, 200)
    lines = ["保障机关正常运转，提", "高服务水平。", "1.完成全部任务。"]
    pieces = [written(line, 53, 105 + 12 * n) for n, line in enumerate(lines)]
    (grid,) = blocks(page(pieces, rules))
    assert texts(grid) == [["保障机关正常运转，提高服务水平。\n1.完成全部任务。"]]


def test_text_set_downwards_in_two_columns() -> None:
    rules = box(50, 100, 90, 200)
    right = [written(character, 72, 105 + 11 * n) for n, character in enumerate("项目绩效")]
    left = [written(character, 54, 105 + 11 * n) for n, character in enumerate("目标情况")]
    (grid,) = blocks(page([*right, *left], rules))
    assert texts(grid) == [["项目绩效目标情况"]]


def test_prose_beside_tables() -> None:
    pieces, rules = ruled([["甲", "乙"]], y=150)
    title = written("项目支出绩效目标表", 200, 60, 16)
    unit = [written("填报单位：某局", 50, 120), written("单位：万元", 400, 120)]
    found = blocks(page([*pieces, title, *unit], rules))
    assert [block.text for block in found if isinstance(block, Paragraph)] == [
        "项目支出绩效目标表",
        "填报单位：某局\t单位：万元",
    ]
    assert isinstance(found[-1], Grid)


def test_a_frame_around_a_page_is_no_table() -> None:
    pieces, rules = ruled([["甲", "乙"]])
    (grid,) = blocks(page(pieces, [*rules, *box(10, 10, 585, 832)]))
    assert texts(grid) == [["甲", "乙"]]


def test_a_table_in_a_cell() -> None:
    inner, inner_rules = ruled([["内一", "内二"]], x=160, y=110, width=60)
    rules = [*box(50, 100, 400, 150), Rule(150, 100, 150, 150), *inner_rules]
    (grid,) = blocks(page([written("外", 55, 105), *inner], rules))
    assert isinstance(grid, Grid)
    assert texts(grid) == [["外", ""]]
    assert texts(grid.cells[1].grids[0]) == [["内一", "内二"]]


HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]


def tail_of_page(rows: list[list[str]]) -> tuple[list[Piece], list[Rule]]:
    return ruled(rows, y=HEIGHT - 40 - 20 * len(rows))


def test_a_table_goes_on_over_a_page() -> None:
    first = page(*tail_of_page([HEAD, ["产出指标", "数量指标", "道路里程", "≥12公里"]]))
    second = page(*ruled([["", "质量指标", "合格率", "=100%"]], y=60), number=2)
    (grid,) = blocks(first, second)
    assert isinstance(grid, Grid)
    assert grid.rows == 3
    assert [(cell.text, cell.rowspan) for cell in grid.cells if cell.column == 0] == [("一级指标", 1), ("产出指标", 2)]
    assert texts(grid)[2] == ["质量指标", "合格率", "=100%"]


def test_a_repeated_head_is_taken_away_and_told() -> None:
    first = page(*tail_of_page([HEAD, ["产出指标", "数量指标", "道路里程", "≥12公里"]]))
    second = page(*ruled([HEAD, ["效益指标", "社会效益", "通行能力", "改善"]], y=60), number=2)
    assembled = assemble([first, second])
    (grid,) = assembled.blocks
    assert [row[0] for row in texts(grid)] == ["一级指标", "产出指标", "效益指标"]
    assert [(hidden.text, hidden.why) for hidden in assembled.hidden] == [(text, "repeated") for text in HEAD]


def test_a_row_cut_by_the_page_is_one() -> None:
    first = page(*tail_of_page([["年度目标", "完成道路养护十二公"]]))
    second = page(*ruled([["", "里。"], ["绩效指标", "数量"]], y=60), number=2)
    (grid,) = blocks(first, second)
    assert texts(grid) == [["年度目标", "完成道路养护十二公里。"], ["绩效指标", "数量"]]


def test_a_full_row_is_no_rest_of_the_one_before() -> None:
    first = page(*tail_of_page([["产出指标", "数量指标", "道路养护里程数字很长", "≥12公里"]]))
    second = page(*ruled([["", "", "桥梁", "≥2座"]], y=60), number=2)
    (grid,) = blocks(first, second)
    assert isinstance(grid, Grid)
    assert grid.rows == 2
    assert texts(grid)[1] == ["桥梁", "≥2座"]


def test_a_title_between_two_pages_parts_their_tables() -> None:
    first = page(*tail_of_page([["项目名称", "甲"]]))
    pieces, rules = ruled([["项目名称", "乙"]], y=100)
    second = page([written("项目支出绩效目标表", 200, 60, 16), *pieces], rules, number=2)
    assert [type(block) for block in blocks(first, second)] == [Grid, Paragraph, Grid]


def test_a_page_with_room_left_ends_its_table() -> None:
    first = page(*ruled([["项目名称", "甲"]], y=100))
    second = page(*ruled([["项目名称", "乙"]], y=60), number=2)
    assert len(blocks(first, second)) == 2


def test_what_stands_in_the_margins_does_not_part_a_table() -> None:
    pieces, rules = tail_of_page([["产出指标", "数量"]])
    foot, head = "霍山县财政局 打印于 2024-01-15", written("2024年部门预算", 60, 20, 14)
    first = page([*pieces, written("— 3 —", 280, 815), written(foot, 60, 822), head], rules)
    more, more_rules = ruled([["效益指标", "质量"]], y=60)
    second = page([*more, written(foot, 60, 822), head], more_rules, number=2)
    assembled = assemble([first, second])
    (grid,) = assembled.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == 2
    assert [hidden.why for hidden in assembled.hidden] == ["margin"] * 5


def test_a_continued_mark_does_not_part_a_table() -> None:
    first = page(*tail_of_page([["产出指标", "数量"]]))
    more, rules = ruled([["效益指标", "质量"]], y=80)
    assembled = assemble([first, page([*more, written("（续表）", 480, 62)], rules, number=2)])
    (grid,) = assembled.blocks
    assert isinstance(grid, Grid)
    assert grid.rows == 2


def test_titles_that_come_again_on_every_page_are_kept() -> None:
    title = written("项目支出绩效目标表", 200, 40, 16)
    pages = [
        page([*(made := ruled([["项目名称", name]], y=80))[0], title], made[1], n) for n, name in ((1, "甲"), (2, "乙"))
    ]
    assert [type(block) for block in blocks(*pages)] == [Paragraph, Grid, Paragraph, Grid]


def test_a_label_printed_with_the_second_part_of_its_cell() -> None:
    first = page(*tail_of_page([["产出指标", "数量指标", "里程", "≥12"], ["", "社会效益", "通行", "改善"]]))
    second = page(*ruled([["效益指标", "生态效益", "绿化", "≥2"]], y=60), number=2)
    (grid,) = blocks(first, second)
    assert isinstance(grid, Grid)
    label = next(cell for cell in grid.cells if cell.text == "效益指标")
    assert (label.row, label.rowspan) == (1, 2)


def test_prose_goes_on_over_a_page() -> None:
    line = "保障机关正常运转，保障机关正常运转，保障机关正常运转，保障机关正常运转"
    first = page([written(line, 60, 700), written(line, 60, 716)], [])
    second = page([written("完毕。", 60, 60), written("二、其他", 80, 80)], [], number=2)
    assert [block.text for block in blocks(first, second) if isinstance(block, Paragraph)] == [
        line + line + "完毕。",
        "二、其他",
    ]


def unruled(rows: list[list[str]], columns: list[float]) -> list[Piece]:
    return [
        written(text, x, 100 + 24 * r)
        for r, row in enumerate(rows)
        for x, text in zip(columns, row, strict=True)
        if text
    ]


def test_columns_without_lines() -> None:
    rows = [HEAD, ["产出指标", "数量指标", "道路里程", "≥12公里"], ["", "质量指标", "合格率", "=100%"]]
    rows += [["", "时效指标", "及时率", "≥95%"], ["效益指标", "社会效益", "通行", "改善"]]
    (grid,) = blocks(page(unruled(rows, [50, 130, 210, 330]), []))
    assert texts(grid) == [HEAD, ["产出指标", "数量指标", "道路里程", "≥12公里"], *rows[2:]]


def test_a_label_in_the_middle_of_its_rows_without_lines() -> None:
    rows = [HEAD, ["", "数量指标", "道路里程", "≥12公里"], ["产出指标", "质量指标", "合格率", "=100%"]]
    rows += [["", "时效指标", "及时率", "≥95%"], ["效益指标", "社会效益", "通行", "改善"]]
    (grid,) = blocks(page(unruled(rows, [50, 130, 210, 330]), []))
    assert isinstance(grid, Grid)
    label = next(cell for cell in grid.cells if cell.text == "产出指标")
    assert (label.row, label.rowspan) == (1, 3)


def test_spread_out_prose_is_no_table() -> None:
    pieces = []
    for n in range(12):
        x = 60.0
        for k in range(5):
            text = "保障机关正常运转工作有序开展"[: 4 + (n * (k + 3) + k) % 7]
            pieces.append(written(text, x, 100 + 14 * n))
            x = pieces[-1].x1 + 4
    assert all(isinstance(block, Paragraph) for block in blocks(page(pieces, [])))
