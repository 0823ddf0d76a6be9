"""Draw a table of the contract as a Word or Excel file, in the layouts that counties use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tests.counties.office.excel import Sheet, xlsx
from tests.counties.office.layout import tree_head, tree_rows, tree_size
from tests.counties.office.model import Cell, Grid, Indicator, Para, Tree, Value, head
from tests.counties.office.word import docx, page_break

from .build import FACTORS

Form = dict[str, Any]
Blocks = list[Grid | Para]
SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜"}
SCORED = ("description", "basis", "weight", "polarity", "actual_text", "expected_text", "score", "deviation")


def money(form: Form, yuan: str | None, places: int = 2) -> str:
    """An amount as the form prints it; blank where it is blank."""
    if yuan is None:
        return ""
    value = Decimal(yuan) / FACTORS[form.get("money_unit", "万元")]
    rounded = round(value, places)
    return f"{rounded:.{places}f}" if rounded == value else f"{value.normalize():f}"


def budget(form: Form, key: str) -> str:
    return money(form, (form.get("budget") or {}).get(key))


def tree_of(form: Form, goal: int | None = None) -> Tree:
    """The indicators as a tree of the drawing helpers, blank levels at the end of their first level."""
    out: Tree = []

    def put(first: str, second: str, indicator: Indicator) -> None:
        if not out or out[-1][0] != first:
            out.append((first, []))
        if not out[-1][1] or out[-1][1][-1][0] != second:
            out[-1][1].append((second, []))
        out[-1][1][-1][1].append(indicator)

    blanks = list(form.get("blank_levels") or [])
    rows = [r for r in form.get("indicators") or [] if goal is None or r.get("goal") == goal]
    for n, row in enumerate(rows):
        text, unit = row.get("value_text") or "", row.get("unit") or ""
        sign = SIGNS.get(row.get("operator") or "", "")
        bare = row.get("number") or ""
        printed = sign + text + unit if bare and text == bare else text
        value = Value(printed, row.get("operator") or "", bare, unit, sign, bare, unit)
        more = {k: row[k] for k in SCORED if row.get(k)}
        put(row["level1"] or "", row["level2"] or "", Indicator(row.get("name") or "", value, more))
        last = n + 1 == len(rows) or rows[n + 1]["level1"] != row["level1"]
        for blank in [b for b in blanks if last and b["level1"] == row["level1"]]:
            blanks.remove(blank)
            put(blank["level1"], blank["level2"], Indicator("", Value("")))
    for blank in blanks:
        put(blank["level1"], blank["level2"], Indicator("", Value("")))
    return out


def goal_text(form: Form, scope: str = "annual", label: str = "目标{}：") -> str:
    found = [g for g in form.get("goals") or [] if g["scope"] == scope and g.get("text")]
    if len(found) == 1 and not found[0].get("number"):
        return str(found[0]["text"])
    return "\n".join(label.format(g["number"]) + g["text"] for g in found)


def year_line(form: Form) -> list[Para]:
    year = form.get("fiscal_year")
    if not year or str(year) in (form.get("title") or ""):
        return []
    return [Para(f"（{year}年度）", "center")]


def top(form: Form) -> Blocks:
    out: Blocks = []
    if form.get("attachment"):
        out.append(Para(form["attachment"]))
    out.append(Para(form.get("title") or "项目支出绩效目标表", "center", True))
    return out + year_line(form)


def bottom(form: Form) -> Blocks:
    labels = {"head": "单位负责人", "preparer": "填表人", "phone": "联系电话"}
    parts = [f"{label}：{form[key]}" for key, label in labels.items() if form.get(key)]
    return [Para("　　　　".join(parts))] if parts else []


# --- project forms --------------------------------------------------------------------------------------------------------


def central(form: Form) -> Blocks:
    """项目支出绩效目标表 of one year, levels merged, the unit in the label of the money."""
    t = tree_of(form)
    unit = form.get("money_unit", "万元")
    g = Grid(5, widths=[1300, 1500, 1700, 3000, 1600])
    g.add("项目名称", Cell(form.get("project_name") or "", 4))
    g.add("主管部门", Cell(form.get("competent_department") or "", 2), "实施单位", form.get("implementing_unit") or "")
    g.add("项目属性", Cell(form.get("project_attribute") or "", 2), "项目期", form.get("project_period") or "")
    sources = [("其中：财政拨款", "fiscal_appropriation"), ("上年结转", "carry_over"), ("其他资金", "other_funds")]
    shown = [(label, k) for label, k in sources if k in (form.get("budget") or {})]
    g.add(Cell(f"项目资金\v（{unit}）", 1, 1 + len(shown)), Cell("年度资金总额：", 2), Cell(budget(form, "total"), 2))
    for label, key in shown:
        g.add(Cell(label, 2), Cell(budget(form, key), 2))
    g.add("年度\v总体\v目标", Cell(goal_text(form), 4))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩\v效\v指\v标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)], label="指标{}：")
    return [*top(form), g, *bottom(form)]


def two_sided(form: Form) -> Blocks:
    """含本级和市县 on the left, 含本级 on the right, amounts inside the label cells."""
    t = tree_of(form)
    unit = form.get("money_unit", "万元")

    def labelled(label: str, key: str) -> str:
        text = budget(form, key)
        return f"{label} {text}{unit}" if text else label

    g = Grid(6)
    g.add("项目名称", Cell(form.get("project_name") or "", 5))
    g.add("主管部门", Cell(form.get("competent_department") or "", 2), "实施单位", Cell(form["implementing_unit"], 2))
    g.add("项目属性", Cell(form["project_attribute"], 2), "项目期", Cell(form["project_period"], 2))
    g.add(
        Cell(f"项目资金\v（{unit}）", 1, 3),
        Cell(labelled("年度资金总额（含本级和市县）", "all_levels_total"), 2),
        Cell(labelled("年度资金总额（含本级）", "total"), 3),
    )
    for label, key in (("其中：财政拨款", "fiscal_appropriation"), ("其他资金", "other_funds")):
        g.add(Cell(labelled(label, "all_levels_" + key), 2), Cell(labelled(label, key), 3))
    own = goal_text(form, "annual_own_level")
    g.add(Cell("绩效\v目标", 1, 2), Cell("年度总体绩效目标（含本级和市县）", 2), Cell("年度绩效目标（含本级）", 3))
    g.add(Cell("目标：" + goal_text(form, "annual_all_levels"), 2), Cell("目标：" + own, 3))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)], label="指标{}：")
    return [*top(form), g]


def columns(form: Form) -> Blocks:
    """One row an indicator, operator, value and unit in three columns, levels repeated, weights where there are any."""
    t = tree_of(form)
    weighted = any(i.get("weight") for i in form["indicators"])
    width = 9 if weighted else 7
    g = Grid(width)
    year = form.get("fiscal_year")
    title = form.get("title") or ""
    g.add(Cell(title if not year or str(year) in title else f"{title}（{year}年度）", width, align="center"))
    g.add(Cell("单位：" + form.get("money_unit", "万元"), width, align="right"))
    g.add("项目名称", Cell(form.get("project_name") or "", width - 1))
    if form.get("budget_unit"):
        g.add(
            "预算单位",
            Cell((form["unit_code"] + "-" if form.get("unit_code") else "") + form["budget_unit"], width - 1),
        )
    else:
        rest = width - 4
        g.add(
            "主管部门",
            Cell(form.get("competent_department") or "", 2),
            "实施单位",
            Cell(form["implementing_unit"], rest),
        )
    if form.get("project_period"):
        rest = width - 4
        g.add("项目属性", Cell(form.get("project_attribute") or "", 2), "项目期", Cell(form["project_period"], rest))
    g.add(Cell("项目资金", 1, 2), Cell("年度资金总额", 2), Cell("财政拨款", 2), Cell("其他资金", width - 5))
    g.add(
        Cell(budget(form, "total"), 2),
        Cell(budget(form, "fiscal_appropriation"), 2),
        Cell(budget(form, "other_funds"), width - 5),
    )
    g.add("总体目标", Cell(goal_text(form), width - 1))
    titles = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    keys = ["level1", "level2", "name", "sign", "number", "unit"]
    if weighted:
        titles += ["权重", "指标方向性"]
        keys += ["weight", "polarity"]
    tree_head(g, [(x, 1) for x in titles], left=Cell("绩效指标", 1, tree_size(t) + 1))
    tree_rows(g, t, [(k, 1) for k in keys], merge="repeat", qualitative="定性")
    return [g]


def hebei(form: Form) -> Blocks:
    """编码 and 名称, the use of money without a label, a payment plan, six columns with description and basis."""
    t = tree_of(form)
    g = Grid(8)
    unit = form.get("money_unit", "元")
    g.add(
        Cell((form.get("unit_code") or "") + (form.get("budget_unit") or ""), 5, border=False),
        Cell(f"单位：{unit}", 3, border=False),
    )
    g.add("项目编码", Cell(form.get("project_code") or "", 3), "项目名称", Cell(form.get("project_name") or "", 3))
    g.add(
        Cell("预算规模及资金用途", 1, 2),
        "预算数",
        Cell(budget(form, "total")),
        "其中：财政\v资金",
        Cell(budget(form, "fiscal_appropriation")),
        "其他资金",
        Cell(budget(form, "other_funds"), 2),
    )
    g.add(Cell(form.get("fund_use") or "", 7))
    steps = {s["by"]: s.get("cumulative_percent") for s in form.get("spending_plan") or []}
    months = [("03", "3月底", 2), ("06", "6月底", 2), ("10", "10月底", 1), ("12", "12月底", 2)]
    g.add(Cell("资金支出计划（%）", 1, 2), *[Cell(label, w) for _, label, w in months])
    g.add(*[Cell(f"{steps[m]}%" if steps.get(m) else "", w) for m, _, w in months])
    g.add("绩效目标", Cell("1." + goal_text(form), 7))
    tree = Grid(6)
    tree_head(tree, [(x, 1) for x in ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")])
    tree_rows(tree, t, [(k, 1) for k in ("level1", "level2", "name", "description", "value", "basis")])
    return [Para(form["title"], "center", True), *year_line(form), g, Para(), tree]


# --- department, fund and evaluation forms --------------------------------------------------------------------------------


def department(form: Form) -> Blocks:
    """任务, 总体目标 and tree of the central form."""
    t = tree_of(form)
    tasks = form.get("tasks") or []
    unit = form.get("money_unit", "万元")
    g = Grid(6, widths=[1000, 1500, 3200, 1100, 1100, 1100])
    g.add(Cell("部门（单位）名称", 2), Cell(form.get("budget_unit") or "", 4))
    g.add(
        Cell("年度\v主要\v任务", 1, len(tasks) + 3),
        Cell("任务名称", 1, 2),
        Cell("主要内容", 1, 2),
        Cell(f"预算金额（{unit}）", 3),
    )
    g.add("总额", "财政拨款", "其他资金")
    keys = ("total", "fiscal_appropriation", "other_funds")
    for task in tasks:
        g.add(task["name"] or "", task["content"] or "", *[money(form, task.get(k)) for k in keys])
    g.add(Cell("金额合计", 2), *[budget(form, k) for k in keys])
    g.add(Cell("年度\v总体\v目标"), Cell(goal_text(form), 5))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 2)],
        left=Cell("年度\v绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 2)])
    return [*top(form), g, *bottom(form)]


def hunan_department(form: Form) -> Blocks:
    """年度预算申请 by source and use, 重点工作计划, tree."""
    t = tree_of(form)
    g = Grid(6)
    g.add("部门名称", Cell(form.get("budget_unit") or "", 5))
    g.add(Cell("年度预算申请\v（万元）", 1, 5), Cell("资金总额：" + budget(form, "total"), 5))
    g.add(Cell("按收入性质分", 2), Cell("按支出性质分", 3))
    g.add(
        "其中：一般公共预算拨款",
        budget(form, "general_public_budget"),
        "其中：基本支出",
        Cell(budget(form, "basic_expenditure"), 2),
    )
    g.add("政府性基金拨款", budget(form, "government_funds"), "项目支出", Cell(budget(form, "project_expenditure"), 2))
    g.add("其他资金", budget(form, "other_funds"), "", Cell("", 2))
    g.add("部门职责概述", Cell(form.get("duties") or "", 5))
    plan = form.get("work_plan") or []
    g.add(Cell("年度重点工作计划", 1, len(plan) + 1), Cell("事项", 1), Cell("责任单位/科室", 1), Cell("工作目标", 3))
    for item in plan:
        g.add(item["item"] or "", item["responsible"] or "", Cell(item["objective"] or "", 3))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值及单位", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    heads: Blocks = [Para(form["attachment"])] if form.get("attachment") else []
    return [*heads, Para(form["title"], "center", True), Para("金额：万元", "right"), g, *bottom(form)]


def fund_summary(form: Form) -> Blocks:
    g = Grid(5)
    g.add("序号", "名称", "金额", "实施期绩效目标", "年度绩效目标")
    g.add("", "合计", budget(form, "total"), goal_text(form, "implementation_period"), goal_text(form))
    for row in form.get("fund_lines") or []:
        texts = [row.get(k) or "" for k in ("implementation_goal", "annual_goal")]
        g.add(row["number"] or "", row["name"] or "", money(form, row.get("amount")), *texts)
    heads: Blocks = [Para(form["attachment"])] if form.get("attachment") else []
    return [*heads, Para(form["title"], "center", True), Para("金额单位：万元", "right"), g, *bottom(form)]


def fund_direction(form: Form) -> Blocks:
    t = tree_of(form)
    g = Grid(8)
    parent = form.get("parent_fund") or ""
    g.add("支出方向\v（子项）", Cell(form["direction"], 3), Cell("所属专项", 1, 2), "名称", Cell(parent, 2))
    g.add("项目金额", Cell(budget(form, "total"), 3), "金额", Cell(budget(form, "parent_fund_amount"), 2))
    g.add("项目实施期", Cell(form.get("project_period") or "", 7))
    g.add("实施期绩效目标", Cell(goal_text(form, "implementation_period"), 7))
    g.add("年度绩效目标", Cell(goal_text(form), 7))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值及单位", 2), ("绩效标准", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 2), ("basis", 1)])
    lines = form.get("cost_estimates") or []
    g.add(
        Cell("支出明细及测算说明", 1, len(lines) + 2),
        Cell("支出内容简介", 2),
        "支出明细",
        "金额",
        Cell("支出测算依据及过程说明", 3),
    )
    for row in lines:
        calculation = Cell(row.get("calculation") or "", 3)
        g.add(Cell(row["direction"] or "", 2), row["item"] or "", money(form, row.get("amount")), calculation)
    g.add(Cell("合计", 3), money(form, form.get("cost_estimate_total")), Cell("", 3))
    heads: Blocks = [Para(form["attachment"])] if form.get("attachment") else []
    return [*heads, Para(form["title"], "center", True), Para("金额单位：万元", "right"), g, *bottom(form)]


def self_evaluation(form: Form) -> Blocks:
    t = tree_of(form)
    b = form.get("budget") or {}
    g = Grid(9)
    g.add(Cell("项目名称", 2), Cell(form.get("project_name") or "", 7))
    g.add(
        Cell("主管部门", 2),
        Cell(form["competent_department"], 3),
        Cell("实施单位", 2),
        Cell(form["implementing_unit"], 2),
    )
    rows = [("年度资金总额", ""), ("其中：当年财政拨款", "fiscal_appropriation_"), ("其他资金", "other_funds_")]
    rows = [r for r in rows if not r[1] or r[1] + "executed" in b]
    g.add(
        Cell("项目资金（万元）", 2, len(rows) + 1),
        "",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    )
    for label, prefix in rows:
        rate = b.get(prefix + "execution_rate")
        g.add(
            label,
            *[money(form, b.get(prefix + k)) for k in ("initial", "adjusted", "executed")],
            b.get(prefix + "weight") or "—",
            f"{rate}%" if rate else "",
            b.get(prefix + "score") or "—",
        )
    goal = (form.get("goals") or [{}])[0]
    g.add(Cell("年度总体目标", 1, 2), Cell("预期目标", 4), Cell("实际完成情况", 4))
    g.add(Cell(goal.get("text") or "", 4), Cell(goal.get("actual_text") or "", 4))
    titles = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    tree_head(g, [(x, 1) for x in titles], left=Cell("绩\v效\v指\v标", 1, tree_size(t) + 1))
    keys = ["level1", "level2", "name", "value", "actual_text", "weight", "score", "deviation"]
    tree_rows(g, t, [(k, 1) for k in keys])
    g.add(Cell("总分", 6), form.get("total_weight") or "", form.get("total_score") or "", "")
    return [*top(form), g]


LAYOUTS: dict[str, tuple[Callable[[Form], Blocks], str]] = {
    "central": (central, "docx"),
    "central_sheet": (central, "xlsx"),
    "two_sided": (two_sided, "docx"),
    "columns": (columns, "xlsx"),
    "columns_word": (columns, "docx"),
    "hebei": (hebei, "docx"),
    "department": (department, "docx"),
    "department_sheet": (department, "xlsx"),
    "hunan": (hunan_department, "docx"),
    "summary": (fund_summary, "docx"),
    "direction": (fund_direction, "docx"),
    "direction_sheet": (fund_direction, "xlsx"),
    "self_evaluation": (self_evaluation, "docx"),
}


def file_of(forms: Sequence[tuple[str, Form]]) -> tuple[str, bytes]:
    """The suffix and the bytes of a file with these forms, each (layout, form); all of one file type."""
    made = [(LAYOUTS[layout][0](form), LAYOUTS[layout][1]) for layout, form in forms]
    (kind,) = {suffix for _, suffix in made}
    if kind == "xlsx":
        return kind, xlsx([Sheet(f"表{n}", blocks, width=_width(blocks)) for n, (blocks, _) in enumerate(made, 1)])
    blocks: Blocks = []
    for n, (more, _) in enumerate(made):
        blocks += ([page_break()] if n else []) + more
    return kind, docx(blocks)


def _width(blocks: Blocks) -> int:
    return max((b.columns for b in blocks if isinstance(b, Grid)), default=1)


__all__ = ["LAYOUTS", "file_of", "head"]
