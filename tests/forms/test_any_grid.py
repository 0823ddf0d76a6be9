"""Whatever a grid holds, it is read without an error, and every text of it is accounted for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.formats.document import Grid
from jiheng.forms.vocabulary import vocabulary
from jiheng.model.declaration import from_json, to_json
from tests.forms.builders import Text, document, grid, read

WORDS = sorted(word for words in vocabulary().by_group.values() for word in words)
VALUES = [
    "", "", "", "—", "≥90%", "5个", "100", "3.5万元", "修路", "产出指标", "数量指标", "成本指标", "效益指标", "满意度指标", "指标1：", "√",
    "目标1", "目标1：甲 目标2：乙", "1.甲", "2、乙", "年度资金总额50万元", "其中：财政拨款 40", "填报人：王某 联系电话：13000000000", "合计", "总分",
    "审核意见", "（盖章）", "2024年度", "单位：万元", "项目支出绩效目标表", "附件1", "- 3 -", "439001某某局", "☑新增 □延续", "3月底", "6月底", "30%", "……",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(VALUES), st.sampled_from(WORDS), st.text(max_size=6))
CELLS: st.SearchStrategy[Text] = st.one_of(
    TEXTS, st.tuples(TEXTS, st.integers(1, 3)), st.tuples(TEXTS, st.integers(1, 3), st.integers(1, 2))
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12)
HOWS = st.sampled_from(["", "空格对齐", "逐行一格", "逐行一格，空行分行"])


def plain(rows: list[list[Text]], how: str) -> Grid:
    """A grid of a text export: no spans; one cell a row where it is `逐行一格`."""
    texts = [[cell if isinstance(cell, str) else cell[0] for cell in row] for row in rows]
    if how == "逐行一格":
        texts = [[text] for row in texts for text in row]
    return grid(*texts, exact=False, how=how)  # type: ignore[arg-type]


def holds(*blocks: str | Grid) -> None:
    reading = read(*blocks)
    assert from_json(to_json(reading.declaration)) == reading.declaration
    made = document(*blocks)
    texts = [block.text for block in made.blocks if not isinstance(block, Grid)]
    texts += [cell.text for block in made.blocks if isinstance(block, Grid) for cell in block.cells]
    assert len(reading.ledger.entries) == sum(bool(text.strip()) for text in texts)


@settings(max_examples=300)
@given(ROWS, st.booleans())
def test_any_grid_of_an_office_file(rows: list[list[Text]], titled: bool) -> None:
    holds(*(["2024年项目支出绩效目标表"] if titled else []), grid(*rows), "填表人：张某")


@settings(max_examples=300)
@given(ROWS, HOWS)
def test_any_grid_of_a_text_export(rows: list[list[Text]], how: str) -> None:
    holds("2024年项目支出绩效自评表", plain(rows, how))


@settings(max_examples=150)
@given(ROWS, ROWS)
def test_any_two_grids_around_a_tree(above: list[list[Text]], below: list[list[Text]]) -> None:
    tree = grid(["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "甲", "1个"])
    holds("部门整体支出绩效目标表", grid(*above), tree, grid(*below))
