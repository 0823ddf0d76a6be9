"""Text exports with tabs: a row per line, a cell per line; the forms of five counties as a person sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.growth import check_linear

from jiheng.formats import text
from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import DamagedDocument, LimitExceeded
from jiheng.model.location import Location

EXAMPLES = Path(__file__).parents[2] / "examples" / "text"


def read(content: str) -> Document:
    return text.read(content.encode(), DEFAULT_LIMITS)


def rows(grid: Grid) -> list[list[str]]:
    table: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row].append(cell.text)
    return table


def shown(document: Document) -> list[str | list[list[str]]]:
    """Paragraphs as texts, grids as rows of texts."""
    return [block.text if isinstance(block, Paragraph) else rows(block) for block in document.blocks]


# Tab rows.


def test_tab_rows_with_places() -> None:
    cells = (
        Cell("名称", 0, 0, Location(line=1, column=1)),
        Cell("", 0, 1, Location(line=1, column=2)),
        Cell("甲", 0, 2, Location(line=1, column=3)),
        Cell("", 1, 0, Location(line=2, column=1)),
        Cell("乙", 1, 1, Location(line=2, column=2)),
    )
    grid = Grid(2, 3, cells, Location(line=1), exact=False, how="制表符分隔，逐行一行")
    assert read("名称\t\t甲\n\t乙\n").blocks == (grid,)


def test_a_title_ends_a_table_of_tab_rows_a_blank_line_does_not() -> None:
    assert shown(read("a\tb\n\nc\td\n\n项目支出绩效目标表\n\ne\tf\n")) == [
        [["a", "b"], ["c", "d"]],
        "项目支出绩效目标表",
        [["e", "f"]],
    ]


def test_a_title_between_rows_without_blank_lines() -> None:
    assert shown(read("a\tb\n2024年部门项目支出预算绩效目标表\nc\td\n")) == [
        [["a", "b"]],
        "2024年部门项目支出预算绩效目标表",
        [["c", "d"]],
    ]


def test_page_numbers_do_not_break_a_table() -> None:
    assert shown(read("a\tb\n- 3 -\nc\td\n\n第 4 页 共 5 页\n\ne\tf\n")) == [
        [["a", "b"], ["c", "d"], ["e", "f"]],
        "- 3 -",
        "第 4 页 共 5 页",
    ]


def test_a_form_feed_does_not_break_a_table() -> None:
    assert shown(read("a\tb\n\fc\td\n")) == [[["a", "b"], ["c", "d"]]]


def test_a_row_of_one_cell_between_rows() -> None:
    assert shown(read("a\tb\tc\n合计\nd\te\tf\n")) == [[["a", "b", "c"], ["合计"], ["d", "e", "f"]]]


def test_a_line_runs_on_where_the_cell_cannot_end() -> None:
    (grid,) = read("目标\t加强管理，\n提高水平\n其他\t无\n").blocks
    assert isinstance(grid, Grid)
    assert rows(grid) == [["目标", "加强管理，\n提高水平"], ["其他", "无"]]
    assert grid.cells[1].lines == (1, 2)


def test_cells_with_line_breaks_of_their_own_when_the_widths_say_so() -> None:
    content = "名称\t内容\t数\n甲\t1、做好服务。\n2、维护稳定。\n3、其他\t5\n乙\t丙\t6\n绩效\n指标\t丁\t7\n"
    assert shown(read(content)) == [
        [
            ["名称", "内容", "数"],
            ["甲", "1、做好服务。\n2、维护稳定。\n3、其他", "5"],
            ["乙", "丙", "6"],
            ["绩效\n指标", "丁", "7"],
        ]
    ]


def test_quoted_cells_from_the_clipboard() -> None:
    assert shown(read('甲\t"一\n""二"""\t丙\n丁\t"三"字\t戊\n')) == [[["甲", '一\n"二"', "丙"], ["丁", '"三"字', "戊"]]]


def test_a_break_within_a_line_is_a_line_of_the_cell() -> None:
    (grid,) = read("甲\t一\x0b二\u2028三\n乙\t四\n").blocks
    assert isinstance(grid, Grid)
    assert (grid.cells[1].text, grid.cells[1].lines, grid.cells[2].at.line) == ("一\n二\n三", (1, 1, 1), 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    document = read(f"甲\t乙{end}丙\t丁{end}{end}戊{end}")
    assert shown(document) == [[["甲", "乙"], ["丙", "丁"]], "戊"]
    assert document.blocks[1].at == Location(line=4)


# A cell per line.


def test_a_cell_per_line_with_places() -> None:
    (grid,) = read("\t名称\n\t\n\t绩效\n指标\n\n\t\n\t甲\n").blocks
    cells = (
        Cell("名称", 0, 0, Location(line=1)),
        Cell("", 0, 1, Location(line=2)),
        Cell("绩效\n指标", 0, 2, Location(line=3), lines=(3, 4)),
        Cell("", 1, 0, Location(line=6)),
        Cell("甲", 1, 1, Location(line=7)),
    )
    assert grid == Grid(2, 3, cells, Location(line=1), exact=False, how="制表符开头逐行一格，空行分行")


def test_bookmarks_are_dropped_and_a_heading_ends_the_grid() -> None:
    document = read("\t甲\n\t\n\n\n[bookmark: _Toc_1]2.社区经费绩效目标表\n\t乙\n\t丙\n")
    assert shown(document) == [[["甲", ""]], "2.社区经费绩效目标表", [["乙", "丙"]]]
    assert [(hidden.text, hidden.why, hidden.at.line) for hidden in document.hidden] == [
        ("[bookmark: _Toc_1]", "mark", 5)
    ]


def test_a_bookmark_within_a_cell_that_began_empty() -> None:
    document = read("\t\n\n\n年度\n\t\n\n[bookmark: _GoBack]目\n标\n\t甲\n")
    assert shown(document) == [[["年度", "目\n标", "甲"]]]


def test_seals_and_dates_belong_to_the_cell() -> None:
    content = "\t审核意见\n\t同意\n（盖章）\n\n年   月   日\n\n\t意见\n\t\n\n\n（盖章）\n\n2023年1月5日\n\n\n"
    assert shown(read(content)) == [
        [["审核意见", "同意\n（盖章）\n年   月   日"], ["意见", "（盖章）\n2023年1月5日"]],
    ]


def test_signature_lines_behind_a_seal_are_paragraphs() -> None:
    assert shown(read("\t甲\n\t（盖章）\n年 月 日\n\n\n填表人：谭某\n\n单位负责人签字：\n")) == [
        [["甲", "（盖章）\n年 月 日"]],
        "填表人：谭某",
        "单位负责人签字：",
    ]


def test_an_attachment_behind_a_signature_begins_a_row() -> None:
    content = "\t单位负责人签字：\n\n\n填表人：王某\n\t\n\n\n附表2\n\t\n\n\t汇总\n"
    assert shown(read(content)) == [[["单位负责人签字：\n填表人：王某"], ["附表2", ""], ["汇总"]]]


def test_a_list_goes_on_behind_a_blank_line() -> None:
    assert shown(read("\t职责\n\t1、甲\n\n2、乙\n\n\t下一行\n")) == [[["职责", "1、甲\n2、乙"], ["下一行"]]]


def test_prose_behind_a_blank_line_ends_the_grid() -> None:
    assert shown(read("\t职责\n\t甲\n\n其余事项另行说明。\n\n\t下一行\n\t乙\n")) == [
        [["职责", "甲"]],
        "其余事项另行说明。",
        [["下一行", "乙"]],
    ]


def test_prose_behind_a_blank_last_cell_ends_the_grid() -> None:
    assert shown(read("\t备注\n\t\n\n三、其他说明\n\n正文。\n")) == [[["备注", ""]], "三、其他说明", "正文。"]


def test_a_page_number_within_a_table_of_cells() -> None:
    assert shown(read("\t甲\n\t乙\n\n- 2 -\n\n\t丙\n\t丁\n")) == [[["甲", "乙"], ["丙", "丁"]], "- 2 -"]


def test_both_styles_in_one_file() -> None:
    content = "一、说明\n\t甲\n\t乙\n\t丙\n\n第二部分\n\na\tb\nc\td\ne\tf\n"
    assert shown(read(content)) == ["一、说明", [["甲", "乙", "丙"]], "第二部分", [["a", "b"], ["c", "d"], ["e", "f"]]]


# The file as a whole.


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_nothing(data: bytes) -> None:
    assert text.read(data, DEFAULT_LIMITS) == Document((), "text")


def test_limits() -> None:
    with pytest.raises(LimitExceeded, match="单元格"):
        text.read(b"a\tb\nc\td\n", Limits(cells=3))
    with pytest.raises(LimitExceeded, match="字节"):
        text.read(b"a\tb\n", Limits(file_bytes=2))
    document = text.read(b"a\tbcdefgh\nc\td\n", Limits(cell_characters=4))
    assert [(hidden.text, hidden.why, hidden.at) for hidden in document.hidden] == [
        ("fgh", "cut_off", Location(line=1, column=2))
    ]


def test_rubbish_is_one_sentence() -> None:
    assert not text.sniff(bytes(range(256)) * 10, "a.txt")
    with pytest.raises(DamagedDocument, match=r"^[^。]+。$"):
        text.read(bytes(range(256)) * 10, DEFAULT_LIMITS)


# Five real exports.


def example(name: str) -> Document:
    return text.read((EXAMPLES / name).read_bytes(), DEFAULT_LIMITS)


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def test_korla_five_tables_of_tab_rows() -> None:
    document = example("korla-2019-2021-department-overall.txt")
    found = grids(document)
    assert [(grid.rows, grid.columns, grid.at.line) for grid in found] == [
        (28, 6, 7), (32, 5, 41), (22, 6, 78), (34, 5, 103), (35, 6, 142)
    ]  # fmt: skip
    assert rows(found[0])[22] == ["", "", "", "", "各项工作及服务落实及时性", "≥90%"]
    assert rows(found[3])[2] == ["年度", "街道统筹、规划、协调管理工作", "1718.08", "1718.08", "0.00"]
    prose = [(block.text, block.at.line) for block in document.blocks if isinstance(block, Paragraph)]
    assert prose[2:5] == [("附件1:", 36), ("部门单位整体支出绩效目标表", 38), ("(2019年度)", 39)]
    assert ("部", 101) in prose


def test_yutian_prose_and_seven_forms_of_cells() -> None:
    document = example("yutian-2023-projects.txt")
    found = grids(document)
    assert [(grid.rows, grid.columns) for grid in found] == [
        (15, 7),
        (16, 7),
        (16, 7),
        (15, 7),
        (16, 7),
        (16, 7),
        (11, 7),
    ]
    assert rows(found[0])[2:4] == [
        ["预算规模及资金用途", "预算数", "770000.00", "其中：财政    资金", "770000.00", "其他资金", ""],
        ["", "城镇社区工作经费"],
    ]
    assert rows(found[6])[-1] == [
        "",
        "成本指标",
        "人均发放水平",
        "人均发放水平",
        "依据工龄定级发放相应工资",
        "按照上级文件标准发放",
    ]
    titles = [block.text for block in document.blocks if isinstance(block, Paragraph)][-6:]
    assert titles[0] == "2.国有企业退休人员社会化管理补助资金绩效目标表"
    assert len(document.hidden) == 10


def test_nanyue_one_grid_with_broken_labels() -> None:
    (grid,) = example("nanyue-2020-department-overall.txt").blocks
    assert isinstance(grid, Grid)
    table = rows(grid)
    assert (grid.rows, grid.columns) == (65, 6)
    assert table[4] == ["", "绩效管理\n联系人", "李某某", "联系电话", "13000000000"]
    assert table[9] == ["", "649.4", "649.4", "", "", ""]
    assert table[50] == ["年度绩效指标\n部门整体支出", "目\n标\n4", "产出指标", "数量指标", "惠民社区数量", "=4个社区"]
    assert table[62:] == [
        ["其他需要说明的问题", ""],
        ["财政部门业务股室审核意见", "（盖章）\n年   月   日"],
        ["财政部门\n监督绩效股\n审核意见", "（盖章）\n年   月   日"],
    ]
    goal = next(cell for cell in grid.cells if cell.text == "目\n标\n4")
    assert (goal.at.line, goal.lines) == (356, (356, 357, 358))


def test_shifeng_attachments_follow_one_another_in_one_grid() -> None:
    (grid,) = example("shifeng-2023-attachments.txt").blocks
    assert isinstance(grid, Grid)
    table = rows(grid)
    assert table[:3] == [
        ["附表1", "", "", "", "", ""],
        ["2023年部门整体支出绩效目标表"],
        ["填报单位：（盖章）", "", "", "金额：万元"],
    ]
    begins = {row[0]: n for n, row in enumerate(table) if row[0].startswith("附表")}
    assert list(begins) == ["附表1", "附表2", "附表3-1", "附表3-2", "附表3-3"]
    assert table[begins["附表2"]] == ["附表2", "", "", ""]
    assert table[begins["附表3-3"] - 1][0].startswith("单位负责人签字：\n填表人： 王某")
    assert table[6] == ["", "其中：一般公共预算拨款", "874.97", "其中：基本支出", "510.38"]


def test_yongning_twenty_one_forms_of_tab_rows() -> None:
    document = example("yongning-2024-projects.txt")
    found = grids(document)
    assert len(found) == 21
    assert rows(found[0])[3] == ["项目资金 (万元)", "", "年度资金总额(含本级和市县)", "", "年度资金总额(含本级) 50万元"]
    assert rows(found[10])[-1] == ["满意度指标", "服务对象满意度指标", "指标1:群众满意度", "96%", ""]
    assert sum(isinstance(block, Paragraph) for block in document.blocks) == 22


def test_tabs_at_the_ends_of_wide_rows_make_no_cells() -> None:
    def reading(rows: int) -> Callable[[], Document]:
        data = ("a\tb" + "\t" * 998 + "\n").encode() * rows
        return lambda: text.read(data, DEFAULT_LIMITS)

    check_linear(reading, 300)
    (grid,) = reading(300)().blocks
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.columns, len(grid.cells)) == (300, 3, 900)


def test_blanks_inside_wide_rows_keep_the_columns() -> None:
    (grid,) = text.read(("a" + "\t" * 70 + "b\n").encode() * 3, DEFAULT_LIMITS).blocks
    assert isinstance(grid, Grid)
    assert [(cell.column, cell.text) for cell in grid.cells if cell.row == 1] == [(0, "a"), (1, ""), (70, "b")]


def test_places_and_texts_are_bounded() -> None:
    data = ("a" + "\t" * 9 + "b\n").encode() * 21
    with pytest.raises(LimitExceeded, match=r"上限 100 个的两倍.*--limit cells=数值 放宽"):
        text.read(data, Limits(cells=100))
    with pytest.raises(LimitExceeded, match="文字超过上限 50 个字"):
        text.read(data, Limits(text_characters=50))
