"""Tables of Word documents: spans, merges, rows that are not whole, tables in tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import grids, p, prose, shape, tbl, tc, tr, word
from tests.growth import check_linear

from jiheng.formats import docx
from jiheng.formats.document import Document, Grid
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import LimitExceeded
from jiheng.model.location import Location


def read_grid(*rows: str) -> Grid:
    document = docx.read(word(tbl(*rows)), DEFAULT_LIMITS)
    (grid,) = grids(document)
    return grid


def test_spans_in_both_directions() -> None:
    grid = read_grid(
        tr(tc("绩效指标", span=2), tc("指标值")),
        tr(tc("产出指标", merge="restart"), tc("数量指标"), tc("≥90%")),
        tr(tc(merge="continue"), tc("质量指标"), tc("")),
    )
    assert (grid.rows, grid.columns) == (3, 3)
    assert shape(grid) == [
        (0, 0, 1, 2, "绩效指标"),
        (0, 2, 1, 1, "指标值"),
        (1, 0, 2, 1, "产出指标"),
        (1, 1, 1, 1, "数量指标"),
        (1, 2, 1, 1, "≥90%"),
        (2, 1, 1, 1, "质量指标"),
        (2, 2, 1, 1, ""),
    ]
    assert [cell.at for cell in grid.cells][-1] == Location(table=0, row=2, column=2)
    assert grid.at == Location(table=0)
    assert grid.exact


def test_a_merge_can_span_rows_and_columns() -> None:
    grid = read_grid(
        tr(tc("目标", span=2, merge="restart"), tc("甲")),
        tr(tc(span=2, merge="continue"), tc("乙")),
        tr(tc("目标", span=2, merge="restart"), tc("丙")),
        tr(tc(span=2, merge="continue"), tc("丁")),
    )
    assert shape(grid) == [
        (0, 0, 2, 2, "目标"),
        (0, 2, 1, 1, "甲"),
        (1, 2, 1, 1, "乙"),
        (2, 0, 2, 2, "目标"),
        (2, 2, 1, 1, "丙"),
        (3, 2, 1, 1, "丁"),
    ]


def test_a_merge_whose_right_border_was_dragged_still_continues() -> None:
    grid = read_grid(
        tr(tc("一级", span=2, merge="restart"), tc("甲")),
        tr(tc(merge="continue"), tc("乙", span=2)),
        tr(tc(span=2, merge="continue"), tc("丙")),
    )
    assert shape(grid) == [
        (0, 0, 3, 1, "一级"),
        (0, 2, 1, 1, "甲"),
        (1, 1, 1, 2, "乙"),
        (2, 2, 1, 1, "丙"),
    ]


def test_a_merge_whose_left_border_was_dragged_still_continues() -> None:
    grid = read_grid(
        tr(tc("甲"), tc("一级", span=2, merge="restart")),
        tr(tc("乙", span=2), tc(merge="continue")),
    )
    assert shape(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 2, 2, "一级"), (1, 0, 1, 1, "乙")]


def test_a_continuation_with_nothing_above_is_a_cell_of_its_own() -> None:
    grid = read_grid(tr(tc("甲"), tc("乙", merge="continue")), tr(tc("丙"), tc("丁", merge="continue")))
    assert shape(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 2, 1, "乙"), (1, 0, 1, 1, "丙")]


def test_a_continuation_that_cannot_be_joined_keeps_its_text() -> None:
    grid = read_grid(
        tr(tc("宽", span=2, merge="restart"), tc("甲")),
        tr(tc("乙"), tc("丙", merge="continue"), tc("丁")),
    )
    assert shape(grid) == [
        (0, 0, 1, 2, "宽"),
        (0, 2, 1, 1, "甲"),
        (1, 0, 1, 1, "乙"),
        (1, 1, 1, 1, "丙"),
        (1, 2, 1, 1, "丁"),
    ]


def test_text_under_a_merged_cell_is_hidden_not_lost() -> None:
    document = docx.read(
        word(tbl(tr(tc("上", merge="restart"), tc("甲")), tr(tc("被盖住", merge="continue"), tc("乙")))), DEFAULT_LIMITS
    )
    assert shape(grids(document)[0]) == [(0, 0, 2, 1, "上"), (0, 1, 1, 1, "甲"), (1, 1, 1, 1, "乙")]
    assert [(h.text, h.why, h.at) for h in document.hidden] == [
        ("被盖住", "hidden_text", Location(table=0, row=1, column=0))
    ]


def test_old_horizontal_merges() -> None:
    restart, goes_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    grid = read_grid(
        tr(tc("合计", properties=restart), tc("", properties=goes_on), tc("12")),
        tr(tc("甲"), tc("乙"), tc("丙")),
    )
    assert shape(grid) == [
        (0, 0, 1, 2, "合计"),
        (0, 2, 1, 1, "12"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
    ]


def test_rows_that_begin_late_or_end_early() -> None:
    grid = read_grid(
        tr(tc("甲"), tc("乙"), tc("丙")),
        tr(tc("丁"), tc("戊"), properties='<w:gridBefore w:val="1"/>'),
        tr(tc("己"), properties='<w:gridAfter w:val="2"/>'),
        tr(),
    )
    assert (grid.rows, grid.columns) == (4, 3)
    assert shape(grid) == [
        (0, 0, 1, 1, "甲"),
        (0, 1, 1, 1, "乙"),
        (0, 2, 1, 1, "丙"),
        (1, 1, 1, 1, "丁"),
        (1, 2, 1, 1, "戊"),
        (2, 0, 1, 1, "己"),
    ]


def test_absurd_spans_are_kept_within_reason() -> None:
    grid = read_grid(tr(tc("甲", properties='<w:gridSpan w:val="2000000000"/>'), tc("乙")))
    assert [cell.colspan for cell in grid.cells] == [1024, 1]
    grid = read_grid(
        tr(tc("甲", properties='<w:gridSpan w:val="-3"/>'), tc("乙", properties='<w:gridSpan w:val="x"/>'))
    )
    assert shape(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")]


def test_hidden_and_deleted_rows_are_not_read_but_keep_their_number() -> None:
    document = docx.read(
        word(
            tbl(
                tr(tc("甲"), tc("1")),
                tr(tc("乙"), tc("2"), properties="<w:hidden/>"),
                tr(tc("<w:p><w:del><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>"), properties="<w:del/>"),
                tr(tc("丁"), tc("4")),
            )
        ),
        DEFAULT_LIMITS,
    )
    (grid,) = grids(document)
    assert grid.rows == 2
    assert shape(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "丁"), (1, 1, 1, 1, "4")]
    assert grid.cells[-1].at == Location(table=0, row=3, column=1)
    assert [(h.text, h.why, h.at) for h in document.hidden] == [
        ("乙", "hidden_row", Location(table=0, row=1, column=0)),
        ("2", "hidden_row", Location(table=0, row=1, column=1)),
        ("丙", "deleted", Location(table=0, row=2, column=0)),
    ]


def test_a_deleted_cell_is_blank() -> None:
    document = docx.read(word(tbl(tr(tc("甲", properties="<w:cellDel/>"), tc("乙")))), DEFAULT_LIMITS)
    assert shape(grids(document)[0]) == [(0, 0, 1, 1, ""), (0, 1, 1, 1, "乙")]
    assert [(h.text, h.why) for h in document.hidden] == [("甲", "deleted")]


def test_content_controls_around_rows_and_cells() -> None:
    grid = read_grid(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{tr(tc('甲'), tc('乙'))}</w:sdtContent></w:sdt>",
        f"<w:tr>{tc('丙')}<w:sdt><w:sdtContent>{tc('丁')}</w:sdtContent></w:sdt></w:tr>",
        tr(tc(f"<w:sdt><w:sdtContent>{p('戊')}</w:sdtContent></w:sdt>{p('己')}")),
        tr(tc("<w:p><w:sdt><w:sdtContent><w:r><w:t>庚</w:t></w:r></w:sdtContent></w:sdt></w:p>")),
    )
    assert shape(grid) == [
        (0, 0, 1, 1, "甲"),
        (0, 1, 1, 1, "乙"),
        (1, 0, 1, 1, "丙"),
        (1, 1, 1, 1, "丁"),
        (2, 0, 1, 1, "戊\n己"),
        (3, 0, 1, 1, "庚"),
    ]


def test_tables_are_counted_in_the_body_only() -> None:
    inner = tbl(tr(tc("内一"), tc("内二")))
    document = docx.read(
        word(
            p("一")
            + tbl(tr(tc(f"{p('外')}{inner}{p('尾')}{inner}")))
            + f"<w:sdt><w:sdtContent>{p('二')}{tbl(tr(tc('控件中')))}</w:sdtContent></w:sdt>"
            + p()
            + p("三")
        ),
        DEFAULT_LIMITS,
    )
    assert [block.at for block in document.blocks] == [
        Location(paragraph=0),
        Location(table=0),
        Location(paragraph=1),
        Location(table=1),
        Location(paragraph=3),
    ]
    outer = grids(document)[0].cells[0]
    assert outer.text == "外\n尾"
    assert [grid.at for grid in outer.grids] == [Location(table=(0, 0, 0, 0)), Location(table=(0, 0, 0, 1))]
    assert [cell.at for cell in outer.grids[1].cells] == [
        Location(table=(0, 0, 0, 1), row=0, column=0),
        Location(table=(0, 0, 0, 1), row=0, column=1),
    ]
    assert shape(outer.grids[0]) == [(0, 0, 1, 1, "内一"), (0, 1, 1, 1, "内二")]


def nested(depth: int) -> str:
    table = tbl(tr(tc("最里面")))
    for _ in range(depth - 1):
        table = tbl(tr(tc(table + p())))
    return table


def test_tables_nested_as_deep_as_the_limit() -> None:
    (grid,) = grids(docx.read(word(nested(20)), DEFAULT_LIMITS))
    for _ in range(19):
        (grid,) = grid.cells[0].grids
    assert shape(grid) == [(0, 0, 1, 1, "最里面")]
    assert len(grid.at.table) == 1 + 19 * 3  # type: ignore[arg-type]


@pytest.mark.parametrize("depth", [21, 50, 80, 200, 2000])
def test_tables_nested_deeper_are_refused_in_one_sentence(depth: int) -> None:
    with pytest.raises(LimitExceeded) as refused:
        docx.read(word(nested(depth)), DEFAULT_LIMITS)
    assert str(refused.value).endswith(("后再读取。", "--limit nesting=数值 放宽。"))


def test_too_many_cells_are_refused() -> None:
    data = word(tbl(*[tr(tc("甲"), tc("乙"))] * 10))
    with pytest.raises(LimitExceeded, match=r"超过上限 19 个.*--limit cells="):
        docx.read(data, Limits(cells=19))
    assert len(grids(docx.read(data, Limits(cells=20)))[0].cells) == 20


def test_blank_cells_do_not_count_as_cells_but_as_places() -> None:
    data = word(tbl(*[tr(tc("甲"), tc(), tc())] * 10))
    assert len(grids(docx.read(data, Limits(cells=15)))[0].cells) == 30
    with pytest.raises(LimitExceeded, match="超过单元格上限 14 个的两倍"):
        docx.read(data, Limits(cells=14))


def test_a_wide_table_keeps_blanks_only_behind_texts() -> None:
    merged = tr(tc("甲", merge="restart"), tc("乙", span=3), tc(), *[tc()] * 80)
    below = tr(tc(merge="continue"), tc(), *[tc()] * 80, tc("末"))
    (grid,) = grids(docx.read(word(tbl(merged, below)), DEFAULT_LIMITS))
    assert shape(grid) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 3, "乙"), (0, 4, 1, 1, ""), (1, 82, 1, 1, "末")]
    assert (grid.rows, grid.columns) == (2, 83)


def test_blank_cells_by_the_hundred_thousand_are_quick() -> None:
    def reading(rows: int) -> Callable[[], Document]:
        data = word("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>") * rows + "</w:tbl>")
        return lambda: docx.read(data, Limits(ratio=10_000))

    (grid,) = grids(reading(100)())
    assert not grid.cells
    check_linear(reading, 100)


def test_the_text_of_a_document_is_bounded() -> None:
    data = word(tbl(*[tr(tc("甲" * 50), tc("乙" * 50))] * 10))
    assert grids(docx.read(data, Limits(text_characters=1000)))
    with pytest.raises(LimitExceeded, match=r"文字超过上限 999 个字.*--limit text_characters="):
        docx.read(data, Limits(text_characters=999))


def test_an_unusual_prefix_and_comments_read_the_same() -> None:
    body = p("一") + tbl(tr(tc("甲", span=2), tc("乙", merge="restart")), tr(tc("丙"), tc("丁"), tc(merge="continue")))
    usual = docx.read(word(body), DEFAULT_LIMITS)
    commented = docx.read(word("<!-- <w:rPr> -->" + body), DEFAULT_LIMITS)
    assert commented.blocks == usual.blocks
    assert prose(usual) == [("body", "一")]


CELLS = st.tuples(
    st.integers(1, 3), st.sampled_from(["", "", "restart", "continue"]), st.sampled_from(["", "", "", "h"])
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_cells_never_overlap_and_no_text_is_lost(plan: list[list[tuple[int, str, str]]]) -> None:
    made, texts = [], []
    for r, row in enumerate(plan):
        cells = []
        for k, (width, merge, horizontal) in enumerate(row):
            text = f"{r}.{k}"
            texts.append(text)
            cells.append(tc(text, span=width, merge=merge, properties="<w:hMerge/>" if horizontal and k else ""))
        made.append(tr(*cells))
    document = docx.read(word(tbl(*made)), DEFAULT_LIMITS)
    (grid,) = grids(document)
    assert sorted([cell.text for cell in grid.cells] + [hidden.text for hidden in document.hidden]) == sorted(texts)
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        area = {(cell.row + i, cell.column + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
        assert area
        assert not area & taken
        taken |= area
        assert cell.row + cell.rowspan <= grid.rows
        assert cell.column + cell.colspan <= grid.columns
    assert [(cell.row, cell.column) for cell in grid.cells] == sorted((cell.row, cell.column) for cell in grid.cells)
