"""Drawing a described form the way the places do it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from tests.unseen.forms_of import Form
from tests.unseen.grid import Document, Grid

Indicator = dict[str, str]
_VALUE = re.compile(r"^(?!\d{4}年)(≥|≤|=|＝|>|<|＞|＜|˃)?\s*(\d[\d.,]*)\s*(.*)$")


def draw(form: Form) -> Document:
    """The document of one form."""
    document = Document()
    _LAYOUTS[form["layout"]](document, form)
    document.author = form.get("author", "")
    return document


def _amount(form: Form, key: str) -> str:
    return str((form.get("money") or {}).get(key) or "")


def _runs(rows: list[Indicator], *keys: str) -> list[list[Indicator]]:
    return [list(found) for _, found in groupby(rows, key=lambda one: tuple(one[key] for key in keys))]


def _tree(
    grid: Grid,
    rows: list[Indicator],
    widths: tuple[int, int, int],
    more: list[tuple[str, int, Callable[[Indicator], str]]],
    *,
    left: str = "",
    heads: tuple[str, str, str] = ("一级指标", "二级指标", "三级指标"),
    numbered: bool = False,
    head_row: bool = True,
) -> None:
    """The indicator tree: level 1 and 2 merged downward, a label on the left."""
    lead: list[tuple[str, int, int]] = [(left, 1, len(rows) + 1 if head_row else len(rows))] if left else []
    if head_row:
        titles = [*zip(heads, widths, strict=True), *((name, width) for name, width, _ in more)]
        grid.row(*lead, *titles)
        lead = []
    for first in _runs(rows, "level1"):
        for second in _runs(first, "level2"):
            for n, one in enumerate(second):
                cells: list[Any] = list(lead)
                lead = []
                if one is first[0]:
                    cells.append((one["level1"], widths[0], len(first)))
                if n == 0:
                    cells.append((one["level2"], widths[1], len(second)))
                name = f"指标{n + 1}：{one['name']}" if numbered and one["name"] else one["name"]
                cells.append((name, widths[2]))
                cells += [(get(one), width) for _, width, get in more]
                grid.row(*cells)


def _field(key: str) -> Callable[[Indicator], str]:
    return lambda one: one.get(key, "")


def _heads(document: Document, form: Form, title: str) -> None:
    document.say(form.get("no", ""), form.get("title", title), form.get("year_line", f"（{form['year']}年度）"))


def _central(document: Document, form: Form) -> None:
    _heads(document, form, "项目支出绩效目标申报表")
    grid = Grid(6)
    grid.row("项目名称", (form["name"], 5))
    if form.get("code"):
        grid.row("项目编码", (form["code"], 5))
    grid.row("主管部门", (form["dept"], 2), "实施单位", (form["unit"], 2))
    if "attr" in form:
        grid.row("项目属性", (form["attr"], 2), "项目期", (form.get("period", ""), 2))
    money = [("total", "年度资金总额"), ("fiscal", "其中：财政拨款")]
    money += [("gov", "政府性基金拨款")] if "gov" in form["money"] else []
    money += [("carry", "上年结转")] if "carry" in form["money"] else []
    money.append(("other", "其他资金"))
    unit = form.get("money_unit", "万元")
    mid = form.get("mid") or {}
    for n, (key, label) in enumerate(money):
        lead = [(f"项目资金\n（{unit}）", 1, len(money))] if n == 0 else []
        if mid:
            grid.row(*lead, label.replace("年度", "中期"), str(mid.get(key) or ""), label, (_amount(form, key), 2))
        else:
            grid.row(*lead, (label, 2), (_amount(form, key), 3))
    if "mid_goal" in form:
        grid.row(("总体目标", 1, 2), (f"实施期目标（{form['mid_years']}）", 2), ("年度目标", 3))
        grid.row((form["mid_goal"], 2), (form["goal"], 3))
    else:
        grid.row("年度绩效目标", (form["goal"], 5))
    more: list[Any] = [("指标值", 1, _field("value"))]
    if form.get("bases"):
        more.append(("指标值确定依据", 1, _field("basis")))
        _tree(grid, form["ind"], (1, 1, 1), more, left="绩效指标", numbered=bool(form.get("numbered")))
    else:
        _tree(grid, form["ind"], (1, 1, 2), more, left="绩效指标", numbered=bool(form.get("numbered")))
    document.blocks.append(grid)
    _signed(document, form)


def _ningxia(document: Document, form: Form) -> None:
    """Two columns: of all levels, and of the own level."""
    _heads(document, form, "部门项目支出预算绩效目标表")
    grid = Grid(5)
    grid.row("项目名称", (form["name"], 4))
    grid.row("主管部门", (form["dept"], 2), "实施单位", form["unit"])
    grid.row("项目属性", (form["attr"], 2), "项目期", form["period"])
    rows = [("年度资金总额", "total"), ("其中：财政拨款", "fiscal"), ("其他资金", "other")]
    for n, (label, key) in enumerate(rows):
        lead = [("项目资金\n（万元）", 1, 3)] if n == 0 else []
        ends = ("（含本级和市县）", "（含本级）") if n == 0 else ("", "")
        grid.row(*lead, label + ends[0], str(form["all"].get(key) or ""), label + ends[1], _amount(form, key))
    grid.row(("绩效目标", 1, 2), ("年度总体绩效目标（含本级和市县）", 2), ("年度绩效目标（含本级）", 2))
    grid.row((form["all_goal"], 2), (form["goal"], 2))
    more: list[Any] = [("指标值", 1, _field("value"))]
    _tree(grid, form["ind"], (1, 1, 1), more, left="绩效指标", numbered=True)
    document.blocks.append(grid)


def _two_columns(document: Document, form: Form) -> None:
    """The central form of 2015 with the mid-term and the annual values side by side."""
    _heads(document, form, "项目支出绩效目标申报表")
    grid = Grid(8)
    grid.row("项目名称", (form["name"], 7))
    grid.row("主管部门及代码", (form["dept"], 3), "实施单位", (form["unit"], 3))
    grid.row("项目属性", (form["attr"], 3), "项目期", (form["period"], 3))
    rows = [("资金总额：", "total"), ("其中：财政拨款", "fiscal"), ("其他资金", "other")]
    for n, (label, key) in enumerate(rows):
        lead = [("项目资金（万元）", 1, 3)] if n == 0 else []
        head = ("中期", "年度") if n == 0 else ("", "")
        grid.row(*lead, (head[0] + label, 2), str(form["mid"].get(key) or ""), (head[1] + label, 3), _amount(form, key))
    grid.row(("总体目标", 1, 2), (f"中期目标（{form['mid_years']}）", 3), ("年度目标", 4))
    grid.row((form["mid_goal"], 3), (form["goal"], 4))
    indicators = form["ind"]
    heads = ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")
    grid.row(("绩效指标", 1, len(indicators) + 1), *heads)
    for first in _runs(indicators, "level1"):
        for second in _runs(first, "level2"):
            for n, one in enumerate(second):
                cells: list[Any] = [(one["level1"], 1, len(first))] if one is first[0] else []
                left = [(one["level2"], 1, len(second))] if n == 0 else []
                label = f"指标{n + 1}：{one['name']}"
                grid.row(*cells, *left, label, one.get("mid", one["value"]), *left, label, one["value"])
    document.blocks.append(grid)


def _yunnan(document: Document, form: Form) -> None:
    """One row for each indicator, with the kind and the rule of scoring behind it."""
    document.say(form.get("no", ""), form.get("title", f"{form['year']}年项目支出绩效目标表"), "单位：万元")
    grid = Grid(8)
    grid.row("项目名称", (form["name"], 3), "项目编码", (form["code"], 3))
    grid.row("主管部门", (form["dept"], 3), "实施单位", (form["unit"], 3))
    grid.row(
        "预算金额",
        _amount(form, "total"),
        "其中：财政拨款",
        _amount(form, "fiscal"),
        "其他资金",
        (_amount(form, "other"), 3),
    )
    grid.row("年度绩效目标", (form["goal"], 7))
    more: list[Any] = [
        ("指标性质", 1, lambda one: _parts(one)[0].replace("定性", "＝") or "＝"),
        ("指标值", 1, lambda one: _parts(one)[1]),
        ("度量单位", 1, lambda one: _parts(one)[2]),
        ("指标属性", 1, lambda one: "定性指标" if _parts(one)[0] == "定性" else "定量指标"),
        ("评分规则", 1, lambda one: one.get("description", "")),
    ]
    _tree(grid, form["ind"], (1, 1, 1), more)
    document.blocks.append(grid)


def _transfer(document: Document, form: Form) -> None:
    """A transfer of the upper level, handed on to a county."""
    _heads(document, form, "转移支付区域绩效目标表")
    grid = Grid(6)
    grid.row(("专项名称", 2), (form["name"], 4))
    grid.row(("省级主管部门", 2), form["province"], ("县级主管部门", 2), form["dept"])
    rows = [("年度金额：", "total"), ("其中：中央补助", "central"), ("省级补助", "provincial"), ("地方资金", "other")]
    for n, (label, key) in enumerate(rows):
        grid.row(*([("资金情况（万元）", 2, 4)] if n == 0 else []), (label, 2), (_amount(form, key), 2))
    grid.row("年度目标", (form["goal"], 5))
    _tree(grid, form["ind"], (1, 1, 2), [("指标值", 1, _field("value"))], left="绩效指标")
    document.blocks.append(grid)


def _hubei(document: Document, form: Form) -> None:
    """With the values of the last two years before this year's."""
    _heads(document, form, "项目支出绩效目标申报表")
    document.say(f"填报日期：{form['date']}")
    grid = Grid(8)
    grid.row("项目名称", (form["name"], 3), "项目编码", (form["code"], 3))
    grid.row("项目主管部门", (form["dept"], 3), "项目执行单位", (form["unit"], 3))
    grid.row("项目负责人", (form["leader"], 3), "联系电话", (form["phone"], 3))
    grid.row("项目类型", (form["attr"], 3), "起止时间", (form["period"], 3))
    grid.row("立项依据", (form["why"], 7))
    grid.row(
        "项目总预算（万元）",
        _amount(form, "total"),
        "其中：财政拨款",
        (_amount(form, "fiscal"), 2),
        "其他资金",
        (_amount(form, "other"), 2),
    )
    grid.row("年度绩效目标", (form["goal"], 7))
    indicators = form["ind"]
    grid.row(
        ("年度绩效目标表", 1, len(indicators) + 2),
        ("一级指标", 1, 2),
        ("二级指标", 1, 2),
        ("三级指标", 1, 2),
        ("指标值", 3),
        ("指标值确定依据", 1, 2),
    )
    grid.row("前年", "上年", "预期当年实现")
    more: list[Any] = [
        ("", 1, lambda one: one.get("reason", "")),
        ("", 1, lambda one: one.get("forecast", "")),
        ("", 1, _field("value")),
        ("", 1, _field("basis")),
    ]
    _tree(grid, indicators, (1, 1, 1), more, head_row=False)
    document.blocks.append(grid)


def _signed(document: Document, form: Form) -> None:
    parts = [f"单位负责人：{form['head']}"] if "head" in form else []
    parts += [f"填表人：{form['preparer']}"] if "preparer" in form else []
    parts += [f"审核人：{form['reviewer']}"] if "reviewer" in form else []
    parts += [f"联系电话：{form['phone']}"] if "phone" in form else []
    parts += [f"填报日期：{form['date']}"] if "date" in form else []
    document.say("　　".join(parts))


def _hunan(document: Document, form: Form) -> None:
    _heads(document, form, "项目支出绩效目标申报表")
    document.say(f"填报单位（盖章）：{form['unit']}　　　　单位负责人：{form.get('head', '')}")
    grid = Grid(6)
    grid.row(("项目基本情况", 1, 7), "项目名称", (form["name"], 4))
    grid.row("项目属性", (form["attr"], 2), "主管部门", form["dept"])
    grid.row("项目起止时间", (form["period"], 2), "项目负责人", form.get("leader", ""))
    grid.row("年度资金总额（万元）", (_amount(form, "total"), 4))
    grid.row("其中：财政拨款", (_amount(form, "fiscal"), 2), "其他资金", _amount(form, "other"))
    grid.row("立项依据", (form.get("why", ""), 4))
    grid.row("项目概况", (form.get("about", ""), 4))
    grid.row(("项目绩效目标", 1, 2), "实施期绩效目标", (form["mid_goal"], 4))
    grid.row("本年度绩效目标", (form["goal"], 4))
    more: list[Any] = [("指标值及单位", 1, _field("value")), ("绩效标准", 1, _field("basis"))]
    _tree(grid, form["ind"], (1, 1, 1), more, left="项目年度绩效指标")
    document.blocks.append(grid)
    document.say(f"填表人：{form.get('preparer', '')}　　联系电话：{form.get('phone', '')}")


def _hebei(document: Document, form: Form) -> None:
    document.say(f"{form['number']}.{form['name']}绩效目标表")
    grid = Grid(7)
    grid.row((f"{form['unit_code']}{form['unit']}", 5), (f"单位：{form.get('money_unit', '元')}", 2))
    grid.row("项目编码", (form["code"], 2), "项目名称", (form["name"], 3))
    fiscal, other = _amount(form, "fiscal"), _amount(form, "other")
    grid.row(
        ("预算规模及资金用途", 1, 2), "预算数", _amount(form, "total"), "其中：财政资金", fiscal, "其他资金", other
    )
    grid.row((form["use"], 6))
    plan = form["plan"]
    grid.row(("资金支出计划（%）", 1, 2), "3月底", "6月底", "10月底", ("12月底", 3))
    grid.row(plan[0][0], plan[0][1], plan[0][2], (plan[0][3], 3))
    grid.row("绩效目标", (form["goal"], 6))
    document.blocks.append(grid)
    tree = Grid(6)
    more: list[Any] = [
        ("绩效指标描述", 1, _field("description")),
        ("指标值", 1, _field("value")),
        ("指标值确定依据", 1, _field("basis")),
    ]
    _tree(tree, form["ind"], (1, 1, 1), more)
    document.blocks.append(tree)


def _parts(one: Indicator) -> tuple[str, str, str]:
    """Operator, number and unit of a value for the layouts that print three columns."""
    if "operator" in one or "unit" in one:
        return one.get("operator", ""), one["value"], one.get("unit", "")
    found = _VALUE.match(one["value"])
    if not one["value"]:
        return "", "", ""
    return (found[1] or "", found[2], found[3]) if found else ("定性", one["value"], "")


def _sichuan(document: Document, form: Form) -> None:
    _heads(document, form, "部门预算项目支出绩效目标表")
    document.say("金额单位：万元")
    grid = Grid(8)
    grid.row("项目名称", (form["name"], 7))
    grid.row("主管部门", (form["dept"], 3), "实施单位", (form["unit"], 3))
    rows = [("年度资金总额", "total"), ("其中：财政拨款", "fiscal"), ("其他资金", "other")]
    for n, (label, key) in enumerate(rows):
        grid.row(*([("项目资金", 1, 3)] if n == 0 else []), (label, 3), (_amount(form, key), 4))
    grid.row("年度目标", (form["goal"], 7))
    more: list[Any] = [
        ("指标性质", 1, lambda one: _parts(one)[0]),
        ("指标值", 1, lambda one: _parts(one)[1]),
        ("度量单位", 1, lambda one: _parts(one)[2]),
        ("权重", 1, _field("weight")),
        ("指标方向性", 1, lambda one: one.get("polarity") or ("反向指标" if "≤" in one["value"] else "正向指标")),
    ]
    _tree(grid, form["ind"], (1, 1, 1), more)
    document.blocks.append(grid)


def _department(document: Document, form: Form) -> None:
    _heads(document, form, "部门（单位）整体支出绩效目标申报表")
    grid = Grid(6)
    grid.row("部门（单位）名称", (form["unit"], 5))
    tasks, total = form["tasks"], form["tasks_total"]
    grid.row(("年度主要任务", 1, len(tasks) + 3), ("任务名称", 1, 2), ("主要内容", 1, 2), ("预算金额（万元）", 3))
    grid.row("总额", "财政拨款", "其他资金")
    lines = [(name, content, *amounts) for name, content, *amounts in tasks]
    whole = (("金额合计", 2), *total)
    for one in [whole, *lines] if form.get("total_first") else [*lines, whole]:
        grid.row(*one)
    grid.row("年度总体目标", (form["goal"], 5))
    more: list[Any] = [("指标值", 2, _field("value"))]
    _tree(grid, form["ind"], (1, 1, 1), more, left="年度绩效指标", numbered=bool(form.get("numbered")))
    document.blocks.append(grid)
    _signed(document, form)


def _department_hunan(document: Document, form: Form) -> None:
    _heads(document, form, "部门整体支出绩效目标申报表")
    document.say(f"填报单位（盖章）：{form['unit']}　　　　单位负责人：{form.get('head', '')}")
    grid = Grid(7)
    info, revenue, spend, three = form["info"], form["revenue"], form["spend"], form["three"]
    grid.row(("部门基本信息", 1, 10), ("预算单位", 1), (form["unit"], 5))
    grid.row("绩效管理联系人", (info["contact"], 2), "联系电话", (info["phone"], 2))
    grid.row("人员编制数", (info["posts"], 2), "实有人数", (info["staff"], 2))
    grid.row("部门职能职责概述", (info["duties"], 5))
    grid.row(("单位年度收入预算（万元）", 6))
    grid.row("收入合计", "一般公共预算", "政府性基金拨款", "非税收入拨款", ("其他资金", 2))
    grid.row(revenue["total"], revenue["general"], revenue["gov"], revenue["nontax"], (revenue["other"], 2))
    grid.row(("单位年度支出预算（万元）", 6))
    grid.row(("支出合计", 2), ("基本支出", 2), ("项目支出", 2))
    grid.row((spend["total"], 2), (spend["basic"], 2), (spend["project"], 2))
    grid.row(
        ("其中：三公经费预算（万元）", 1, 2),
        ("合计", 1),
        ("公务用车运行和购置费", 2),
        "因公出国（境）费",
        ("公务接待费", 2),
    )
    grid.row((three["total"], 1), (three["cars"], 2), three["abroad"], (three["reception"], 2))
    grid.row("年度绩效目标\n部门整体支出", (form["goal"], 6))
    more: list[Any] = [("三级指标目标值", 2, _field("value"))]
    heads = ("一级指标", "二级指标", "三级指标内容")
    trees = _runs(form["ind"], "goal")
    if len(trees) == 1:
        _tree(grid, form["ind"], (1, 1, 2), more, left="年度绩效指标\n部门整体支出", heads=heads)
    else:
        rows = len(form["ind"]) + 1
        grid.row(("年度绩效指标\n部门整体支出", 1, rows), ("", 1), *zip(heads, (1, 1, 1), strict=True), (more[0][0], 2))
        for rows_of in trees:
            _tree(grid, rows_of, (1, 1, 1), more, left=f"目标{rows_of[0]['goal']}", head_row=False)
    grid.row("其他需要说明的问题", (form.get("notes", ""), 6))
    document.blocks.append(grid)


def _monitoring(document: Document, form: Form) -> None:
    _heads(document, form, "项目支出绩效目标执行监控表")
    span = form["months"]
    grid = Grid(16)
    grid.row(("项目名称", 2), (form["name"], 14))
    grid.row(("主管部门及代码", 2), (form["dept"], 6), ("实施单位", 2), (form["unit"], 6))
    rows = list(form["money"].items())
    heads = ("年初预算数", f"{span}执行数", f"{span}执行率", "全年预计执行数")
    grid.row(("项目资金（万元）", 2, len(rows) + 1), ("", 2), *((one, 3) for one in heads))
    for label, amounts in rows:
        grid.row((label, 2), *((one, 3) for one in amounts))
    grid.row(("年度总体目标", 2), (form["goal"], 14))
    ticks = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
    chances = ("确定能", "有可能", "完全不可能")
    high = len(form["ind"]) + 2
    grid.row(
        ("绩效指标", 1, high),
        *((one, 1, 2) for one in ("一级指标", "二级指标", "三级指标", "年度指标值")),
        (f"{span}执行情况", 1, 2),
        ("全年预计完成情况", 1, 2),
        ("偏差原因分析", 6),
        ("完成目标可能性", 3),
    )
    grid.row(*ticks, "原因说明", *chances)

    def tick(head: str) -> Callable[[Indicator], str]:
        return lambda one: "√" if head in (one.get("chance", ""), one.get("cause", "")) else ""

    more: list[Any] = [
        ("", 1, _field("value")),
        ("", 1, _field("actual")),
        ("", 1, _field("forecast")),
        *(("", 1, tick(one)) for one in ticks),
        ("", 1, _field("reason")),
        *(("", 1, tick(one)) for one in chances),
    ]
    _tree(grid, form["ind"], (1, 1, 1), more, head_row=False)
    document.blocks.append(grid)


def _evaluation(document: Document, form: Form) -> None:
    _heads(document, form, "项目支出绩效自评表")
    grid = Grid(10)
    grid.row("项目名称", (form["name"], 9))
    grid.row("主管部门", (form["dept"], 4), "实施单位", (form["unit"], 4))
    rows = list(form["money"].items())
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    grid.row(("项目资金\n（万元）", 1, len(rows) + 1), ("", 2), *heads[:5], (heads[5], 2))
    for label, amounts in rows:
        grid.row((label, 2), *amounts[:5], (amounts[5], 2))
    grid.row(("年度总体目标", 1, 2), ("预期目标", 4), ("实际完成情况", 5))
    grid.row((form["goal"], 4), (form["done"], 5))
    more: list[Any] = [
        ("年度指标值", 1, _field("value")),
        ("实际完成值", 1, _field("actual")),
        ("分值", 1, _field("weight")),
        ("得分", 1, _field("score")),
        ("偏差原因分析及改进措施", 2, _field("reason")),
    ]
    _tree(grid, form["ind"], (1, 1, 1), more, left="绩效指标")
    grid.row(("总分", 6), form["total_weight"], form["total_score"], ("", 2))
    document.blocks.append(grid)
    _signed(document, form)


def _summary(document: Document, form: Form) -> None:
    document.say(form.get("no", ""), form.get("title", f"{form['year']}年专项资金绩效目标汇总表"))
    document.say(f"填报单位：{form['unit']}　　　　金额：万元")
    grid = Grid(5)
    grid.row("序号", "专项资金名称", "金额", "实施期绩效目标", "年度绩效目标")
    grid.row(("合计", 2), form["total"], form["mid_goal"], form["goal"])
    for line in form["lines"]:
        grid.row(*line)
    document.blocks.append(grid)
    _signed(document, form)


def _direction(document: Document, form: Form) -> None:
    document.say(form.get("no", ""), form.get("title", f"{form['year']}年专项资金支出方向绩效目标表"))
    document.say(f"填报单位：{form['unit']}　　　　金额单位：万元")
    grid = Grid(6)
    grid.row("支出方向（子项）", (form["direction"], 2), "所属专项名称", (form["parent"], 2))
    grid.row("项目金额", (form["amount"], 2), "金额", (form["parent_amount"], 2))
    grid.row("项目实施期", (form["period"], 5))
    grid.row("实施期绩效目标", (form["mid_goal"], 5))
    grid.row("年度绩效目标", (form["goal"], 5))
    more: list[Any] = [("指标值及单位", 1, _field("value")), ("绩效标准", 1, _field("basis"))]
    _tree(grid, form["ind"], (1, 1, 1), more, left="年度绩效指标")
    lines = form["estimates"]
    grid.row(
        ("支出明细及测算说明", 1, len(lines) + 2),
        ("支出内容简介", 1),
        ("支出明细", 1),
        ("金额", 1),
        ("支出测算依据及过程说明", 2),
    )
    for found in [list(rows) for _, rows in groupby(lines, key=lambda row: row[0])]:
        for n, (what, item, amount, why) in enumerate(found):
            grid.row(*([(what, 1, len(found))] if n == 0 else []), item, amount, (why, 2))
    grid.row(("合计", 2), form["estimates_total"], ("", 2))
    document.blocks.append(grid)
    _signed(document, form)


def _narrative(document: Document, form: Form) -> None:
    document.say("第一部分", "部门整体绩效目标", "一、总体绩效目标", form["goal"], "二、分项绩效目标")
    document.say(
        *form["paragraphs"], "三、工作保障措施", *form["safeguards"].splitlines(), "第二部分", "预算项目绩效目标"
    )


_LAYOUTS: dict[str, Callable[[Document, Form], None]] = {
    "central": _central,
    "hunan": _hunan,
    "ningxia": _ningxia,
    "two_columns": _two_columns,
    "yunnan": _yunnan,
    "transfer": _transfer,
    "hubei": _hubei,
    "hebei": _hebei,
    "sichuan": _sichuan,
    "dept": _department,
    "dept_hunan": _department_hunan,
    "monitoring": _monitoring,
    "evaluation": _evaluation,
    "summary": _summary,
    "direction": _direction,
    "narrative": _narrative,
}
