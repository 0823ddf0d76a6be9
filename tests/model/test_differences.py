"""What differs between two forms: laws over all examples, spelling that is no difference, rows known again, speed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jiheng.forms.reading import read_file
from jiheng.model.alignment import out_of_order
from jiheng.model.comparing import counterparts
from jiheng.model.declaration import (
    CostEstimate,
    FundLine,
    Goal,
    Indicator,
    Kind,
    Labelled,
    Opinion,
    Scope,
    SpendingStep,
    Table,
    Task,
)
from jiheng.model.differences import Change, Difference, compare, compare_files
from jiheng.model.location import Location
from jiheng.model.places import value_at, with_value
from jiheng.model.sameness import mark_key
from jiheng.model.text_changes import Cut, Piece, pieces
from tests.growth import check_linear

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted([*(EXAMPLES / "office").iterdir(), *(EXAMPLES / "text").iterdir()])
named = pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
LISTS = ("tasks", "indicators", "goals", "work_plan", "fund_lines", "cost_estimates", "safeguards", "extra")
NO_EDIT = ("operator", "number", "unit", "scope", "is_section", "by", "deviation_causes")
"""Parts of another value, and what is no free text."""


@cache
def tables(path: Path) -> tuple[Table, ...]:
    return read_file(path).declaration.tables or ()


def told(found: list[Difference]) -> list[tuple[Any, ...]]:
    return [(one.kind.value, one.path_before, one.path_after, one.value_before, one.value_after) for one in found]


def kinds(found: list[Difference]) -> set[Change]:
    return {one.kind for one in found}


# ---- laws over the examples


@named
def test_a_form_does_not_differ_from_itself(path: Path) -> None:
    for table in tables(path):
        assert compare(table, table, spelling=True) == []
    found = compare_files(tables(path), tables(path))
    assert [(pair.before, pair.after) for pair in found.pairs] == [(n, n) for n in range(len(tables(path)))]
    assert not any(pair.differences or pair.spelling for pair in found.pairs)


def edits(table: Table) -> Iterator[tuple[str, Table]]:
    """The table with one of its printed values changed, one after the other."""
    for path in table.cells or ():
        value, field = value_at(table, path), path.rpartition(".")[2]
        if value is None or path == "money_unit" or path.startswith("blank_levels") or field in NO_EDIT:
            continue
        if isinstance(value, Decimal):
            yield path, with_value(table, path, str(value + 7))
        elif isinstance(value, int):
            yield path, with_value(table, path, value + 1)
        elif isinstance(value, str):
            yield path, with_value(table, path, "全新的内容甲乙")


@named
def test_one_edited_value_is_one_difference(path: Path) -> None:
    for table in tables(path)[:8]:
        for place, edited in edits(table):
            found = compare(table, edited)
            assert [(one.kind, one.path_before, one.path_after) for one in found] == [(Change.CHANGED, place, place)]
            assert [one.kind for one in compare(edited, table)] == [Change.CHANGED]


@named
def test_rows_in_another_order_are_only_moved(path: Path) -> None:
    for table in tables(path):
        for key in LISTS:
            rows = list(getattr(table, key) or ())
            random.Random(5).shuffle(rows)
            assert kinds(compare(table, replace(table, **{key: tuple(rows)}))) <= {Change.MOVED}


@named
def test_a_lost_row_is_one_difference(path: Path) -> None:
    for table in tables(path):
        for key in ("tasks", "indicators", "goals", "fund_lines", "cost_estimates", "safeguards"):
            rows = getattr(table, key) or ()
            for n in range(len(rows)):
                shorter = replace(table, **{key: rows[:n] + rows[n + 1 :]})
                assert [one.kind for one in compare(table, shorter)] == [Change.REMOVED]
                assert [one.kind for one in compare(shorter, table)] == [Change.ADDED]


@pytest.mark.parametrize("name", ["shifeng-2023-attachments", "yongning-2024-projects"])
def test_word_and_excel_of_the_same_form_say_the_same(name: str) -> None:
    found = compare_files(tables(EXAMPLES / "office" / f"{name}.docx"), tables(EXAMPLES / "office" / f"{name}.xlsx"))
    assert len(found.pairs) == 5
    assert [pair.differences for pair in found.pairs] == [()] * 5
    assert found.only_after == ()
    assert len(found.only_before) == (16 if name.startswith("yongning") else 0)


def test_twenty_one_forms_against_the_one_that_is_asked_for() -> None:
    forms = tables(EXAMPLES / "office" / "yongning-2024-projects.docx")
    found = compare_files(forms, forms[13:14])
    assert [(pair.before, pair.after, pair.differences) for pair in found.pairs] == [(13, 0, ())]
    assert len(found.only_before) == 20


def test_two_versions_of_one_declaration() -> None:
    forms = tables(EXAMPLES / "text" / "korla-2019-2021-department-overall.txt")
    found = compare(forms[3], forms[4])
    assert ("changed", "indicators[10].value_text", "indicators[10].value_text", "≤5986.34元", "≤6.43万元") in told(
        found
    )
    changed = {one.path_after: one for one in found if one.kind is Change.CHANGED}
    assert set(changed) == {"tasks[4].name", "goals[0].text", "indicators[10].value_text", "indicators[12].name"}
    cuts = [(one.cut, one.text) for one in changed["goals[0].text"].pieces if one.cut is not Cut.SAME]
    assert cuts == [(Cut.DELETED, "公岗"), (Cut.INSERTED, "绩效")]
    assert [one.name for one in found if one.kind is Change.REMOVED] == ["受益群众满意度"]


# ---- spelling is not meaning


def indicator(name: str = "覆盖率", value: str | None = "≥90%", **more: Any) -> Indicator:
    more = {"level1": "产出指标", "level2": "质量指标", **more}
    return with_value(
        Table(kind=Kind.PROJECT, indicators=(Indicator(name=name, **more),)), "indicators[0].value_text", value
    ).indicators[0]  # type: ignore[index]


def form(*indicators: Indicator, **more: Any) -> Table:
    return Table(kind=Kind.PROJECT, indicators=indicators, **more)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (indicator(value="˃90%"), indicator(value="＞90%")),
        (indicator(value="≥90%"), indicator(value="不低于90%")),
        (indicator(value="≥ 90 ％"), indicator(value=">=90%")),
        (indicator(value="50万元"), indicator(value="500000元")),
        (indicator(value="有效提高。"), indicator(value="有效 提高")),
        (indicator(), Indicator(level1="产出指标（50分）", level2="质量", name="覆盖率", value_text="90", operator=">=", number=Decimal(90), unit="%")),
        (indicator(level1="产出 指标"), indicator(level1="一、产出指标(50)")),
        (indicator(level1="效益指标", level2="满意度指标"), indicator(level1="满意度指标", level2="服务对象满意度指标")),
        (indicator(level1=None), indicator()),
        (indicator(name="“三馆一站”开放率"), indicator(name='"三馆一站" 开放率：')),
    ],
)  # fmt: skip
def test_spelling_is_no_difference_and_is_listed_on_demand(before: Indicator, after: Indicator) -> None:
    assert compare(form(before), form(after)) == []
    spelt = compare(form(before), form(after), spelling=True)
    assert kinds(spelt) <= {Change.SPELLING}


def test_what_is_spelt_otherwise_is_listed() -> None:
    found = compare(form(indicator(value="˃90%")), form(indicator(value="＞90%")), spelling=True)
    assert told(found) == [("spelling", "indicators[0].value_text", "indicators[0].value_text", "˃90%", "＞90%")]


def test_a_bare_cost_is_in_the_unit_of_its_form() -> None:
    cost = {"level1": "成本指标", "level2": "经济成本指标"}
    one = form(indicator("总成本", "50", **cost), money_unit="万元")
    other = form(indicator("总成本", "500000", **cost), money_unit="元")
    assert compare(one, other) == []
    assert told(compare(one, replace(other, money_unit="万元"))) == [
        ("changed", "indicators[0].value_text", "indicators[0].value_text", "50", "500000")
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("≥90%", "≤90%"), ("≥90%", "90%"), ("90%", "90"), ("90人", "90户"), ("50万元", "50元")]
)
def test_these_values_differ(before: str, after: str) -> None:
    assert kinds(compare(form(indicator(value=before)), form(indicator(value=after)))) == {Change.CHANGED}


def test_absent_and_blank_are_the_same_and_nought_is_not() -> None:
    one = form(project_name=None, budget={"total": Decimal(5), "other_funds": None})
    other = form(budget={"total": Decimal("5.00")}, phone=None, tasks=(), extra=(Labelled(label="填报日期"),))
    assert compare(one, other) == []
    found = compare(one, form(budget={"total": Decimal(5), "other_funds": Decimal(0)}))
    assert told(found) == [("added", "budget.other_funds", "budget.other_funds", None, "0")]


def test_the_unit_under_another_label_is_no_difference() -> None:
    assert compare(form(budget_unit="甲局", filing_unit=None), form(filing_unit="甲 局")) == []
    assert len(compare(form(budget_unit="甲局"), form(filing_unit="乙局"))) == 2


def test_an_amount_has_its_difference_and_percent() -> None:
    one = compare(form(budget={"total": Decimal(80000)}), form(budget={"total": Decimal(100000)}))[0]
    assert (one.is_money, one.difference, one.percent) == (True, "20000", "25")
    one = compare(form(budget={"total": Decimal(0)}), form(budget={"total": Decimal("1.50")}))[0]
    assert (one.difference, one.percent) == ("1.5", None)
    one = compare(form(indicator(weight=Decimal(10))), form(indicator(weight=Decimal(8))))[0]
    assert (one.is_money, one.difference) == (False, "-2")


# ---- rows known again


def test_a_renamed_indicator_is_changed_not_replaced() -> None:
    before = form(indicator("受训人数", "≥90人"), indicator("社区网格数", "23个"), indicator("群众知晓率", "≥85%"))
    after = form(indicator("群众知晓率", "≥85%"), indicator("培训合格人数", "≥90人"), indicator("社区网格总数", "24个"))
    found = told(compare(before, after))
    assert ("changed", "indicators[1].name", "indicators[2].name", "社区网格数", "社区网格总数") in found
    assert ("changed", "indicators[1].value_text", "indicators[2].value_text", "23个", "24个") in found
    assert ("changed", "indicators[0].name", "indicators[1].name", "受训人数", "培训合格人数") in found
    assert ("moved", "indicators[2]", "indicators[0]", None, None) in found
    assert len(found) == 4


def test_an_indicator_replaced_by_another_is_removed_and_added() -> None:
    found = compare(form(indicator("受训人数", "≥90人")), form(indicator("设备完好率", "100%")))
    assert [one.kind for one in found] == [Change.REMOVED, Change.ADDED]


def test_the_same_name_in_two_trees_stays_in_its_tree() -> None:
    before = form(indicator("满意度", "90%", goal=1), indicator("满意度", "95%", goal=2))
    after = form(indicator("满意度", "90%", goal=1), indicator("满意度", "96%", goal=2))
    assert told(compare(before, after)) == [
        ("changed", "indicators[1].value_text", "indicators[1].value_text", "95%", "96%")
    ]


def goal(number: int | None, text: str) -> Goal:
    return Goal(scope=Scope.ANNUAL, number=number, text=text)


def test_a_goal_put_in_front_moves_the_numbers_and_the_trees_of_the_others() -> None:
    old = (goal(1, "保障干部工资按时发放"), goal(2, "改善辖区环境卫生"))
    new = (goal(1, "做好防汛抗旱"), goal(2, "保障干部工资按时发放"), goal(3, "改善辖区环境卫生状况"))
    before = form(indicator("发放率", goal=1), indicator("清扫率", goal=2), goals=old)
    after = form(indicator("发放率", goal=2), indicator("清扫率", goal=3), goals=new)
    found = compare(before, after)
    assert [(one.kind, one.path_after) for one in found] == [
        (Change.CHANGED, "goals[2].text"),
        (Change.ADDED, "goals[0]"),
    ]


def test_the_only_goal_of_its_scope_is_changed_however_it_is_rewritten() -> None:
    def goals(period: str, year: str) -> Table:
        of_period = Goal(scope=Scope.IMPLEMENTATION_PERIOD, number=None, text=period)
        return form(indicator("发放率"), goals=(of_period, goal(None, year)))

    before, after = (
        goals("三年建成覆盖城乡的养老网络", "建成五个社区食堂"),
        goals("完成旧楼加装电梯", "改造两千户的燃气管"),
    )
    assert told(compare(before, after)) == [
        ("changed", "goals[0].text", "goals[0].text", "三年建成覆盖城乡的养老网络", "完成旧楼加装电梯"),
        ("changed", "goals[1].text", "goals[1].text", "建成五个社区食堂", "改造两千户的燃气管"),
    ]
    assert counterparts(before, after)["goals[1]"] == "goals[1]"


def test_one_of_several_goals_that_gave_way_to_another_is_removed_and_added() -> None:
    before = form(goals=(goal(1, "保障干部工资按时发放"), goal(2, "改善辖区环境卫生")))
    after = form(goals=(goal(1, "做好防汛抗旱"), goal(2, "保障干部工资按时发放")))
    assert [one.kind for one in compare(before, after)] == [Change.REMOVED, Change.ADDED]
    assert counterparts(before, after) == {"goals[0]": "goals[1]", "goals[1]": None}


def test_what_stands_in_the_place_of_a_row_has_the_same_neighbours() -> None:
    names = ("受训人数", "社区网格数", "群众知晓率", "设备完好率")
    before = form(*(indicator(name, f"{n}人") for n, name in enumerate(names)))

    def after(*rows: str) -> dict[str, str | None]:
        kept = {name: f"{n}人" for n, name in enumerate(names)}
        return counterparts(before, form(*(indicator(name, kept.get(name, "全部完成")) for name in rows)))

    row = "indicators[{}]".format
    assert after("受训人数", "培训满意率", "群众知晓率", "设备完好率") == {row(n): row(n) for n in range(4)}
    assert after("受训人数", "培训满意率", "防汛物资", "设备完好率") == {row(n): row(n) for n in range(4)}, (
        "two for two"
    )
    gone = after("受训人数", "培训满意率", "设备完好率")
    assert (gone[row(1)], gone[row(2)]) == (None, None), "one for two: which it is nobody knows"
    assert after("受训人数", "群众知晓率", "培训满意率", "设备完好率")[row(1)] is None, "between others"
    assert after("受训人数", "社区网格数", "群众知晓率", "防汛物资")[row(3)] == row(3), "at the end"


def test_tasks_are_known_by_name_then_content_then_amount() -> None:
    before = form(tasks=(
        Task(name="任务1", content="基本支出", total=Decimal(100)), Task(name="任务2", content="修桥", total=Decimal(40)),
        Task(name="食堂运行", total=Decimal(70)),
    ))  # fmt: skip
    after = form(tasks=(
        Task(name="任务1", content="修桥", total=Decimal(45)), Task(name="任务2", content="基本支出", total=Decimal(100)),
        Task(name="后勤保障", total=Decimal(70)),
    ))  # fmt: skip
    found = told(compare(before, after))
    assert ("changed", "tasks[1].total", "tasks[0].total", "40", "45") in found
    assert ("changed", "tasks[2].name", "tasks[2].name", "食堂运行", "后勤保障") in found
    assert not {"added", "removed"} & {one[0] for one in found}


def test_the_other_lists() -> None:
    before = form(
        fund_lines=(FundLine(number="1", name="甲", amount=Decimal(1)), FundLine(number="2", name="乙", amount=Decimal(2))),
        spending_plan=(SpendingStep(by="03", cumulative_percent=Decimal(25)), SpendingStep(by="06", cumulative_percent=Decimal(50))),
        cost_estimates=(CostEstimate(direction="培训", item="教材", amount=Decimal(3)),),
        opinions=(Opinion(by="主管部门", text="同意"),), extra=(Labelled(label="立项依据", text="甲文"),), safeguards=("1、加强领导", "2、落实责任"),
    )  # fmt: skip
    after = form(
        fund_lines=(FundLine(number="1", name="乙", amount=Decimal(2)),),
        spending_plan=(SpendingStep(by="06", cumulative_percent=Decimal(60)), SpendingStep(by="03", cumulative_percent=Decimal(25))),
        cost_estimates=(CostEstimate(direction="培训", item="教材", amount=Decimal(4)),),
        opinions=(Opinion(by="财政部门", text="同意"), Opinion(by="主管部门", text="不同意")), extra=(Labelled(label="立项 依据：", text="乙文"),), safeguards=("1、落实责任",),
    )  # fmt: skip
    assert {(one.kind.value, one.path_before, one.path_after) for one in compare(before, after)} == {
        ("removed", "fund_lines[0]", None),
        ("changed", "spending_plan[1].cumulative_percent", "spending_plan[0].cumulative_percent"),
        ("changed", "cost_estimates[0].amount", "cost_estimates[0].amount"),
        ("added", None, "opinions[0]"),
        ("changed", "opinions[0].text", "opinions[1].text"),
        ("changed", "extra[0].text", "extra[0].text"),
        ("removed", "safeguards[0]", None),
    }


def test_what_one_merged_cell_holds_is_told_once() -> None:
    cells = {f"indicators[{n}].level2": Location(table=0, row=3, column=1) for n in range(3)}
    before = form(*(indicator(f"指标{name}") for name in "甲乙丙"), cells=cells)
    after = form(*(indicator(f"指标{name}", level2="数量指标") for name in "甲乙丙"), cells=cells)
    found = compare(before, after)
    assert [(one.path_after, one.same_cell) for one in found] == [
        ("indicators[0].level2", ("indicators[1].level2", "indicators[2].level2"))
    ]
    assert found[0].at_after == Location(table=0, row=3, column=1)


# ---- pairing forms


def project(name: str, year: int | None = 2024, code: str | None = None, **more: Any) -> Table:
    return Table(kind=Kind.PROJECT, budget_unit="甲局", project_name=name, project_code=code, fiscal_year=year, **more)


def paired(before: list[Table], after: list[Table]) -> list[tuple[int, int]]:
    return [(pair.before, pair.after) for pair in compare_files(before, after).pairs]


def test_forms_are_paired_by_project_and_nearest_year() -> None:
    assert paired([project("修路"), project("建桥")], [project("建桥", 2025), project("修路", 2025)]) == [
        (0, 1),
        (1, 0),
    ]
    assert paired([project("修路", 2024), project("修路", 2025)], [project("修路", 2025), project("修路", 2024)]) == [
        (0, 1),
        (1, 0),
    ]
    assert paired(
        [project("修路", code="P0001"), project("修路", code="P0002")], [project("修路二期", code="P0002")]
    ) == [(1, 0)]
    assert paired([project("修路"), project("建桥")], [project("绿化"), project("建桥")]) == [(1, 1)]


def test_forms_without_a_name_are_paired_by_what_they_say() -> None:
    one, two = form(indicator("甲率"), indicator("乙率")), form(indicator("丙率"), indicator("丁率"))
    assert paired([one, two], [two, replace(one, title="新表")]) == [(0, 1), (1, 0)]
    assert paired([one, two], [form(indicator("戊率"))]) == []


def test_one_form_against_one_is_always_compared() -> None:
    one, other = form(indicator("甲率")), Table(kind=Kind.NARRATIVE, budget_unit="乙局")
    found = compare_files([one], [other])
    assert [(pair.before, pair.after) for pair in found.pairs] == [(0, 0)]
    assert ("changed", "kind", "kind", "project", "narrative") in told(list(found.pairs[0].differences))
    assert compare_files([], [one]).only_after == (0,)


# ---- texts


@given(st.text("甲乙丙12，。 \nab", max_size=60), st.text("甲乙丙12，。 \nab", max_size=60))
def test_pieces_make_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.cut is not Cut.DELETED).strip() == after.strip()
    assert mark_key("".join(one.text for one in found if one.cut is not Cut.INSERTED)) == mark_key(before)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("完成修路5986.34米并通车", "完成修路6.43米并通车", "完成修路[-5986.34][+6.43]米并通车"),
        ("确保机关，正常办公", "确保机关,正常 运转办公", "确保机关,正常 [+运转]办公"),
        ("甲乙丙丁", "戊己庚辛", "[-甲乙丙丁][+戊己庚辛]"),
    ],
)
def test_pieces_are_readable(before: str, after: str, shown: str) -> None:
    marks = {Cut.SAME: "{}", Cut.DELETED: "[-{}]", Cut.INSERTED: "[+{}]"}
    assert "".join(marks[one.cut].format(one.text) for one in pieces(before, after)) == shown


def test_very_long_texts_take_no_time() -> None:
    def comparing(length: int) -> Callable[[], list[Piece]]:
        clauses = [f"第{n}项工作按时完成，" for n in range(length)]
        third = length // 3
        after = [*clauses[:third], "中间加了一句，", *clauses[third : 2 * third], *clauses[2 * third + 3 :]]
        return lambda: list(pieces("".join(clauses), "".join(after)))

    check_linear(comparing, 12_000)
    found = comparing(12_000)()
    assert [one.text for one in found if one.cut is Cut.INSERTED] == ["中间加了一句，"]


# ---- order and speed


@given(st.permutations(range(12)))
def test_the_fewest_rows_are_moved(order: list[int]) -> None:
    pairs = list(enumerate(order))
    kept = [other for one, other in pairs if (one, other) not in out_of_order(pairs)]
    assert kept == sorted(kept)
    assert out_of_order(list(enumerate(range(12)))) == set()


@pytest.mark.parametrize("change", ["values", "names", "everything", "order"])
def test_long_forms_take_time_in_step_with_their_rows(change: str) -> None:
    def comparing(length: int) -> Callable[[], list[Difference]]:
        rows = [indicator(f"第{n}号村道路硬化工程完成数量", f"≥{n + 1}个") for n in range(length)]
        if change == "order":
            other = random.Random(1).sample(rows, len(rows))
        elif change == "values":
            other = [replace(row, value_text=f"≥{n + 2}个", number=Decimal(n + 2)) for n, row in enumerate(rows)]
        elif change == "names":
            other = [replace(row, name=str(row.name).replace("硬化", "亮化")) for row in rows]
        else:
            other = [indicator(f"完全不同的{n}指标名称", "有效") for n in range(length)]
        return lambda: compare(form(*rows), form(*other))

    length = 2000
    check_linear(comparing, length)
    found = comparing(length)()
    expected = {"values": {Change.CHANGED}, "names": {Change.CHANGED}, "order": {Change.MOVED}}
    assert kinds(found) == expected.get(change, {Change.REMOVED, Change.ADDED})
    assert change == "order" or len(found) == (2 * length if change == "everything" else length)


def test_the_json_of_a_row_is_flat() -> None:
    task = Task(name="甲", total=Decimal("10"), spending_plan=(SpendingStep(by="03", cumulative_percent=Decimal(25)),))
    one = compare(form(), form(tasks=(task,)))[0]
    assert one.value_after == {
        "name": "甲", "total": "10", "spending_plan[0].by": "03", "spending_plan[0].cumulative_percent": "25",
    }  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(one), type=Difference) == one
