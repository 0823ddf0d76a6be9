"""Differences in words: what was, what is, where, in the form's unit; readable without colours."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from jiheng.model.declaration import Goal, Indicator, Kind, Labelled, Opinion, Scope, SpendingStep, Table, Task
from jiheng.model.differences import Comparison, FormRef, Pair, ReadFile, compare_files
from jiheng.model.finding import Unread
from jiheng.model.location import Location
from jiheng.report.differences_text import render
from jiheng.report.differences_words import closing_words, pair_words, place_words, sentence
from jiheng.report.terminal import open_console

BEFORE = Table(
    kind=Kind.PROJECT,
    money_unit="万元",
    project_name="修路",
    project_leader="张某",
    phone=None,
    fiscal_year=2024,
    budget={"total": Decimal(1000000), "other_funds": None},
    tasks=(Task(name="“三馆一站”运行", total=Decimal(178000), spending_plan=(SpendingStep(by="03", cumulative_percent=Decimal(25)),)),),
    goals=(Goal(scope=Scope.ANNUAL, text="保证办事处人员、工作队成员的工资及各项补贴、公岗工资社保补贴正常发放。"),),
    indicators=(
        Indicator(level1="产出指标", level2="质量指标", name="合格率", value_text="≥90%", operator=">=", number=Decimal(90), unit="%", weight=Decimal(10)),
        Indicator(level1="产出指标", level2="质量指标", name="及时率", value_text="100%", number=Decimal(100), unit="%"),
    ),
    opinions=(Opinion(by="主管部门", text="同意"),),
    extra=(Labelled(label="立项依据", text="甲文"),),
)  # fmt: skip


def said(before: Table, after: Table, *, spelling: bool = False) -> list[str]:
    comparison = made(before, after)
    pair = comparison.pairs[0]
    return [sentence(one, pair) for one in (pair.spelling if spelling else pair.differences)]


def made(before: Table, after: Table, **more: Any) -> Comparison:
    found = compare_files([before], [after]).pairs[0]
    forms = [
        FormRef(source=source, table=0, kind=table.kind, project=table.project_name or None, money_unit=table.money_unit or None)
        for source, table in (("旧.docx", before), ("新.xlsx", after))
    ]  # fmt: skip
    return Comparison(
        before=(ReadFile(source="旧.docx", tables=1),),
        after=(ReadFile(source="新.xlsx", tables=1),),
        pairs=(Pair(before=forms[0], after=forms[1], differences=found.differences, spelling=found.spelling),),
        version="0",
        **more,
    )


def row(n: int, **change: Any) -> Table:
    rows = list(BEFORE.indicators or ())
    rows[n] = replace(rows[n], **change)
    return replace(BEFORE, indicators=tuple(rows))


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (row(0, value_text="≥95%", number=Decimal(95)), ["第 1 条指标“合格率”的指标值由“≥90%”改为“≥95%”"]),
        (row(0, name="工程合格率"), ["第 1 条指标的三级指标由“合格率”改为“工程合格率”"]),
        (row(0, weight=Decimal(8)), ["第 1 条指标“合格率”的分值权重由 10 改为 8，减少 2 分"]),
        (row(1, basis="甲文"), ["第 2 条指标“及时率”的指标值确定依据原来没有，现在是“甲文”"]),
        (replace(BEFORE, budget={"total": Decimal(1250000), "other_funds": None}), ["资金总额由 100.00 万元改为 125.00 万元，增加 25.00 万元（25%）"]),
        (replace(BEFORE, budget={"total": Decimal(1000000), "other_funds": Decimal(0)}), ["其他资金原来空着，现在是 0.00 万元"]),
        (replace(BEFORE, project_leader=None), ["项目负责人原来是“张某”，现在空着"]),
        (replace(BEFORE, phone="123"), ["联系电话原来空着，现在是“123”"]),
        (replace(BEFORE, fiscal_year=2025), ["年度由 2024 改为 2025"]),
        (replace(BEFORE, kind=Kind.MONITORING), ["表的种类由“项目支出绩效目标表”改为“绩效运行监控表”"]),
        (replace(BEFORE, tasks=()), ["删去了第 1 项任务“‘三馆一站’运行”：总额 17.80 万元"]),
        (replace(BEFORE, indicators=(BEFORE.indicators or ())[:1]), ["删去了第 2 条指标“及时率”：二级指标“质量指标”，指标值“100%”"]),
        (replace(BEFORE, indicators=(BEFORE.indicators or ())[::-1]), ["第 1 条指标“合格率”移到了第 2 条指标的位置"]),
        (replace(BEFORE, extra=(Labelled(label="立项依据", text="乙文"),)), ["“立项依据”由“甲文”改为“乙文”"]),
        (replace(BEFORE, opinions=(Opinion(by="主管部门", text="不同意"),)), ["第 1 条审核意见“主管部门”的意见由“同意”改为“不同意”"]),
        (replace(BEFORE, goals=(Goal(scope=Scope.ANNUAL, text="做好防汛"),)), ["第 1 个目标的目标内容由“保证办事处人员、工作队成员的工资及各项补贴、公岗工资社保补贴正常发放。”改为“做好防汛”"]),
        (
            replace(BEFORE, tasks=(replace((BEFORE.tasks or ())[0], spending_plan=(SpendingStep(by="03", cumulative_percent=Decimal(30)),)),)),
            ["第 1 项任务的第 1 期支出计划·累计支出比例（%）由 25 改为 30，增加 5"],
        ),
    ],
)  # fmt: skip
def test_sentences(after: Table, sentences: list[str]) -> None:
    assert [one.replace("“‘三馆一站’运行”的第", "的第") for one in said(BEFORE, after)] == sentences


def test_spelling_in_words() -> None:
    after = row(0, value_text="≥ 90％")
    assert said(BEFORE, after) == []
    assert said(BEFORE, after, spelling=True) == ["第 1 条指标“合格率”的指标值原来写作“≥90%”，现在写作“≥ 90％”"]
    one, other = replace(BEFORE, budget_unit="甲局"), replace(BEFORE, filing_unit="甲局")
    assert said(one, other, spelling=True) == ["预算单位“甲局”写在另一个栏目里", "填报单位“甲局”写在另一个栏目里"]


def test_where_on_both_sides() -> None:
    here, there = Location(table=0, row=6, column=2), Location(sheet="表1", cell="C7")
    before = replace(BEFORE, cells={"project_leader": here})
    one = made(before, replace(BEFORE, project_leader="李某", cells={"project_leader": there})).pairs[0].differences[0]
    assert place_words(one) == "原来：第 1 张表第 7 行第 3 列；现在：工作表“表1”C7"
    assert place_words(replace(one, at_after=here)) == "两边都在第 1 张表第 7 行第 3 列"
    assert place_words(replace(one, at_before=None)) == "现在：工作表“表1”C7"


def shown(comparison: Comparison, width: int = 100, **more: Any) -> str:
    out = io.StringIO()
    open_console(out, width).print(render(comparison, **more))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_a_long_text_is_shown_by_what_changed_in_it() -> None:
    text = "保证办事处人员、工作队成员的工资及各项补贴、绩效工资社保补贴正常发放。"
    told = shown(made(BEFORE, replace(BEFORE, goals=(Goal(scope=Scope.ANNUAL, text=text),))))
    assert "第 1 个目标的目标内容改了" in told
    assert "…队成员的工资及各项补贴、［删：公岗］［增：绩效］工资社保补贴正常发放。" in told


def test_the_closing_says_what_was_compared() -> None:
    same = made(BEFORE, BEFORE)
    assert closing_words(same) == "比较了 1 对表：意思上没有差别"
    alone = FormRef(source="新.xlsx", table=1, kind=Kind.PROJECT, title="建桥")
    more = replace(same, only_after=(alone,), before=(ReadFile(source="旧.docx", tables=1, left_over=2),))
    assert closing_words(more) == "比较了 1 对表：意思上没有差别，只有现在才有的表 1 张，有 2 处文字没有读懂，没有比较"
    assert "第 2 张表“建桥”" in shown(more)
    nothing = Comparison(before=(), after=(), unread=(Unread(source="甲", error="乙"),), version="0")
    assert "比较了" not in shown(nothing)


def test_spelling_is_counted_and_listed_on_demand() -> None:
    comparison = made(BEFORE, row(0, value_text="≥ 90％"))
    assert "另有 1 处只是写法不同" in shown(comparison)
    assert "原来写作" not in shown(comparison)
    assert "原来写作“≥90%”" in shown(comparison, spelling=True)


def test_what_a_form_says_does_not_drive_the_terminal() -> None:
    told = shown(made(BEFORE, replace(BEFORE, project_name="修\x1b[2J路")))
    assert "\x1b" not in told
    assert "�[2J" in told


def test_the_forms_of_a_pair_are_named_once() -> None:
    pair = made(BEFORE, BEFORE).pairs[0]
    assert pair_words(pair, True) == "第 1 张表“修路”"
    assert pair_words(replace(pair, after=replace(pair.after, table=4)), True) == "第 1 张表 → 第 5 张表“修路”"
    assert pair_words(replace(pair, after=replace(pair.after, project="建桥")), False) == "“修路” → “建桥”"
