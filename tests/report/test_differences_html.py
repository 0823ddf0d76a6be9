"""The page of differences: alone, escaped, every difference at a cell on either side."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from jiheng.batch.comparing import Call, compare_found
from jiheng.batch.files import find
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.report.differences_html import render_html

OFFICE = Path(__file__).parents[2] / "examples" / "office"
OLD, NEW = OFFICE / "korla-2019-department-overall.docx", OFFICE / "korla-2021-department-overall.docx"


def compared(before: Path, after: Path) -> Call:
    files = list(find([before])), list(find([after]))
    return compare_found(*files, DEFAULT_LIMITS, with_page=True, each=lambda _outcome, _path: None)


@cache
def page(spelling: bool = False) -> str:
    call = compared(OLD, NEW)
    return render_html(call.comparison, call.pages_before, call.pages_after, spelling=spelling)


def test_it_stands_alone() -> None:
    assert not re.search(r"https?://|<link|<script src|@import|url\(", page())


def test_every_difference_points_at_cells_that_are_there_and_marked() -> None:
    found = re.findall(r'class="finding (\w+)" .*? data-before="(\w*)" data-after="(\w*)"', page())
    pair = compared(OLD, NEW).comparison.pairs[0]
    assert len(found) == len(pair.differences)
    marked = set(re.findall(r' id="(\w+)" class="place \w+"', page()))
    for kind, before, after in found:
        assert before or after
        assert {before, after} - {""} <= marked
        assert kind not in ("changed", "moved") or (before.startswith("b") and after.startswith("a"))


def test_whole_rows_are_marked_at_a_cell_of_their_own() -> None:
    pair = compared(OLD, NEW).comparison.pairs[0]
    gone = [
        str(one.at_before)
        for one in pair.differences
        if (one.path_before or "").startswith("indicators[") and one.path_after is None
    ]
    assert len(gone) > 10
    assert len(set(gone)) == len(gone)


def test_texts_are_shown_with_their_changes() -> None:
    assert re.search(r'<span class="cuts">.*<del>.*</del><ins>.*</ins>', page())


def test_spelling_on_demand() -> None:
    assert 'class="finding spelling"' not in page()
    assert "只是写法不同" in page()
    assert 'class="finding spelling"' in page(spelling=True)


def test_what_the_form_says_is_escaped(tmp_path: Path) -> None:
    for name, unit in (("旧.csv", "<script>alert(1)</script>"), ("新.csv", "<b>乙局</b>")):
        rows = [
            "部门整体支出绩效目标表,,,",
            f"部门名称,{unit},,",
            "任务名称,总额(万元),财政拨款,其他资金",
            "修路,10,9,0",
            "合计,10,9,0",
        ]
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    call = compared(tmp_path / "旧.csv", tmp_path / "新.csv")
    text = render_html(call.comparison, call.pages_before, call.pages_after)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<b>乙局" not in text


def test_nothing_differs_or_nothing_can_be_compared() -> None:
    call = compared(NEW, NEW)
    assert "意思上没有差别。" in render_html(call.comparison, call.pages_before, call.pages_after)
    empty = replace(call.comparison, pairs=(), before=(), after=())
    assert "没有可以比较的表" in render_html(empty, {}, {})
