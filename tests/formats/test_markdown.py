"""Markdown: signs dropped, pipe tables, tables in HTML with the lines they stand on."""

from __future__ import annotations

from jiheng.formats import markdown
from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.location import Location


def read(text: str) -> Document:
    return markdown.read(text.encode(), DEFAULT_LIMITS)


def shown(text: str) -> list[str | list[list[str]]]:
    """Paragraphs as texts, grids as rows of texts."""
    found: list[str | list[list[str]]] = []
    for block in read(text).blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found.append([[cell.text for cell in block.cells if cell.row == r] for r in range(block.rows)])
    return found


def test_headings_and_emphasis_lose_their_signs() -> None:
    text = "# 一、总体目标 #\n\n**附件1**\n\n标题\n===\n> 引文\n- 要点\n1. 列表\n\n---\n5次*0.6*2=6 \\* &lt;甲&gt;\n"
    assert shown(text) == ["一、总体目标", "附件1", "标题", "引文", "要点", "1. 列表", "5次*0.6*2=6 * <甲>"]


def test_a_pipe_table_with_escapes_and_breaks() -> None:
    (grid,) = read("题\n\n| 名称 | 甲\\|乙<br>丙 |\n|:--|--:|\n| | 3 |\n").blocks[1:]
    cells = (
        Cell("名称", 0, 0, Location(line=3, column=1)),
        Cell("甲|乙\n丙", 0, 1, Location(line=3, column=2), lines=(3, 3)),
        Cell("", 1, 0, Location(line=5, column=1)),
        Cell("3", 1, 1, Location(line=5, column=2)),
    )
    assert grid == Grid(2, 2, cells, Location(line=3), exact=False, how="竖线分隔")


def test_a_pipe_table_without_outer_pipes() -> None:
    assert shown("a | b | c\n--- | --- | ---\n1 | 2 |\n | 3 | 4\n") == [
        [["a", "b", "c"], ["1", "2", ""], ["", "3", "4"]]
    ]


def test_repeated_texts_stay_as_they_are() -> None:
    assert shown("| 目标 | 目标 | 值 |\n|---|---|---|\n| 甲 | 甲 | 1 |\n") == [
        [["目标", "目标", "值"], ["甲", "甲", "1"]]
    ]


def test_two_tables_are_two_grids() -> None:
    assert len(read("| a | b |\n|---|---|\n| 1 | 2 |\n\n| c | d |\n|---|---|\n| 3 | 4 |\n").blocks) == 2


def test_a_table_in_html_with_lines() -> None:
    text = "前文\n\n<table><tr><td rowspan=2>甲</td><td>乙<br>一</td></tr>\n<tr><td>丙</td></tr></table>\n\n后文\n"
    before, grid, after = read(text).blocks
    assert (before, after) == (Paragraph("前文", Location(line=1)), Paragraph("后文", Location(line=6)))
    assert grid == Grid(
        2,
        2,
        (
            Cell("甲", 0, 0, Location(line=3), rowspan=2),
            Cell("乙\n一", 0, 1, Location(line=3)),
            Cell("丙", 1, 1, Location(line=4)),
        ),
        Location(line=3),
    )


def test_html_around_a_title() -> None:
    assert shown('<div align="center">\n\n绩效目标表\n\n</div>\n<center>2024年</center>\n') == ["绩效目标表", "2024年"]


def test_struck_out_text_and_comments() -> None:
    document = read("预算~~10~~<del>11</del>12<!-- 旧\n的 -->万元\n尾\n")
    assert document.blocks == (
        Paragraph("预算12", Location(line=1)),
        Paragraph("万元", Location(line=2)),
        Paragraph("尾", Location(line=3)),
    )
    assert [hidden.text for hidden in document.hidden] == ["10", "11"]


def test_a_table_between_code_fences() -> None:
    assert shown("```\n名称\t金额\n甲\t1\n```\n") == [[["名称", "金额"], ["甲", "1"]]]


def test_sniff_goes_by_the_name() -> None:
    assert markdown.sniff(b"# a", "A.MD")
    assert not markdown.sniff(b"# a", "a.txt")
    assert not markdown.sniff(b"PK\x03\x04", "a.md")
