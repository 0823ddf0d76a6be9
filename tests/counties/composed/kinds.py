"""The kinds of forms, each composed of parts."""

from __future__ import annotations

from ..text.model import Grid, L, P, V
from . import words
from .chance import Chance
from .parts import (
    Amount,
    Form,
    Part,
    blank_row,
    department_money,
    goals,
    header,
    matrix,
    money,
    opinion,
    project_money,
    tasks,
    tree_columns,
    tree_part,
    work_plan,
)
from .values import tree

KINDS = {
    "project": 5,
    "department_overall": 3,
    "self_evaluation": 2.5,
    "monitoring": 1.5,
    "special_fund_direction": 1,
    "special_fund_summary": 1,
}


def form(ch: Chance, style: str, kind: str, year: int) -> Form:
    """A form of the kind, with its head and foot lines."""
    f = Form(ch, kind, style)
    f.gold = {"kind": kind}
    f.year = year if ch.maybe(0.92) else None
    f.unit = ch.one("万元", "万元", "万元", "元")
    f.unit_at = ch.one("line", "line", "label", "label", "both", "cells")
    if kind in ("special_fund_summary",) and f.unit_at == "cells":
        f.unit_at = "line"
    f.gold["money_unit"] = f.unit
    county = ch.one(*words.COUNTIES)
    bureau, office = ch.one(*words.BUREAUS)
    fields = globals()["_" + kind](f, county + bureau, county + office)
    top(f, county, fields)
    return f


def top(f: Form, county: str, used: set[str]) -> None:
    """Attachment, title, year line, unit line; and the foot."""
    ch = f.ch
    department = f.gold.pop("_department", False)
    base = ch.one(*words.TITLES[f.kind + ("_department" if department else "")])
    year_at = f.gold.pop("_year_at", None) if f.year else "none"
    if f.year:
        f.gold["fiscal_year"] = f.year
    if f.year and year_at is None:
        year_at = ch.one("line", "line", "title", "behind", "title")
    title = base
    if year_at == "title":
        title = f"{ch.one('', county)}{f.year}{ch.one('年', '年度')}{base}"
    elif year_at == "behind":
        title = base + ch.one(f"（{f.year}年度）", f"（{f.year}年）")
    elif ch.maybe(0.25):
        title = county + base
    if ch.maybe(0.35):
        attachment = ch.one("附件1", "附件2", "附表3-1", "附件 3", "附件4：", "附表1:")
        f.before.append(P(attachment, role="attach"))
        f.gold["attachment"] = attachment.rstrip("：:")
    f.before.append(P(" ".join(title) if ch.maybe(0.05) and title.isalpha() else title, role="title"))
    f.gold["title"] = title
    if year_at == "line":
        shown = ch.one("（{}年度）", "({}年度)", "{}年度", "（{}年）", "（ {} 年度）").format(f.year)
        f.before.append(P(shown, role="year"))
    meta = []
    if "filing_unit" not in used and "budget_unit" not in used and ch.maybe(0.35):
        unit = county + "财政局"
        meta.append(ch.one("填报单位：{}", "填报单位（盖章）：{}", "填报单位：{}（盖章）").format(unit))
        f.gold["filing_unit"] = unit
    if f.unit_at in ("line", "both"):
        meta.append(ch.one("单位：{}", "金额单位：{}", "单位:{}", "（单位：{}）").format(f.unit))
    if meta:
        f.before.append(P(*meta, role="meta"))
    foot(f, used)


def foot(f: Form, used: set[str]) -> None:
    ch = f.ch
    if ch.maybe(0.35):
        line = []
        if "preparer" not in used:
            who = ch.one(*words.PEOPLE)
            line.append(ch.one("填表人：", "填报人：") + who)
            f.gold["preparer"] = who
        if "phone" not in used:
            line.append("联系电话：13000000027")
            f.gold["phone"] = "13000000027"
        if ch.maybe(0.5):
            line.append(ch.one("填报日期：2024年1月5日", "填报日期：    年  月  日"))
        if line:
            f.after.append(P(*line, role="meta"))
    if ch.maybe(0.2):
        f.after.append(
            P(
                ch.one(
                    "备注：1.本表由项目单位填报，主管部门汇总。",
                    "填表说明：绩效指标应当细化、量化，可以衡量。",
                    "注：“其他资金”包括自有资金、社会捐赠等。",
                )
            )
        )


def fill_out(f: Form, parts: list[Part], trailing: bool = True) -> None:
    ch = f.ch
    for n, part in enumerate(parts):
        if n and f.blanks and ch.maybe(0.04):
            f.parts.append(blank_row(f))
        if n and ch.maybe(0.06) and f.style not in ("bare",):
            f.split_at.add(len(f.parts))
        f.parts.append(part)
    if trailing and ch.maybe(0.2):
        f.parts.append(opinion(f))


def common_header(
    f: Form, want: list[str], department: str, office: str
) -> tuple[list[tuple[str, str, str]], set[str]]:
    """The chosen fields with their labels and values; the gold on the way."""
    ch = f.ch
    out: list[tuple[str, str, str]] = []
    coded = ch.maybe(0.2)
    for key in want:
        if key == "year":
            out.append((ch.one("年度", "预算年度"), ch.one(f"{f.year}", f"{f.year}年", f"{f.year}年度"), ""))
            f.gold["_year_at"] = "cell"
            continue
        label = ch.one(*words.HEADER[key])
        mode = ""
        if key == "project_name":
            text = gold = ch.one(*words.PROJECTS)
            mode = ch.one("alone", "alone", "")
            if ch.maybe(0.1) and "project_code" not in want:
                code = f"5111{ch.randint(10, 99)}24T00000{ch.randint(1000000, 9999999)}"
                f.gold["project_code"] = code
                text = f"{code}-{text}"
        elif key == "project_code":
            text = gold = f"5111{ch.randint(10, 99)}24T00000{ch.randint(1000000, 9999999)}"
        elif key == "competent_department":
            gold, text = department, (f"{ch.randint(201, 499)}-{department}" if coded else department)
        elif key == "implementing_unit":
            gold, text = office, (f"{ch.randint(201001, 499009)}-{office}" if coded else office)
        elif key == "budget_unit":
            text = gold = department
            mode = ch.one("alone", "")
            if ch.maybe(0.15):
                code = str(ch.randint(201001, 499009))
                f.gold["unit_code"], text = code, f"{code}-{department}"
        elif key == "filing_unit":
            text = gold = department
        elif key == "project_attribute":
            gold = ch.one("新增项目", "延续项目")
            other = "延续项目" if gold == "新增项目" else "新增项目"
            text = ch.one(gold, f"{gold}☑　{other}□", f"□{other}　☑{gold}", f"☑{gold} □{other}")
            if f.style == "bare":
                text = gold
        elif key == "project_period":
            y = f.year or 2024
            text = gold = ch.one(f"{y}年1月-{y}年12月", "长期", "1年", f"{y}-{y + 2}年", f"{y}.01-{y}.12")
            if not f.year:
                text = gold = ch.one("长期", "1年", "3年")
        elif key in ("project_leader", "preparer", "head", "performance_contact"):
            text = gold = ch.one(*words.PEOPLE)
        elif key == "phone":
            text = gold = ch.one("13000000018", "0999-6000018", "6000018")
        elif key in ("established_posts", "actual_staff"):
            count = ch.randint(8, 210)
            gold, text = count, f"{count}{ch.one('', '', '人')}"
        elif key in ("duties", "fund_use", "basis_text"):
            text = gold = ch.one(*words.LONG_TEXTS)
            mode = "alone"
        elif key == "category":
            text, gold = ch.one("其他运转类", "特定目标类"), ""
        else:
            raise KeyError(key)
        out.append((label, text, mode))
        if gold != "" and key not in ("basis_text", "category"):
            f.gold[key] = gold
    return out, set(want)


def pick(ch: Chance, shares: dict[str, float]) -> list[str]:
    chosen = [k for k, p in shares.items() if ch.maybe(p)]
    if ch.maybe(0.3) and len(chosen) > 2:
        chosen = chosen[:1] + ch.shuffled(chosen[1:])
    return chosen


def _project(f: Form, department: str, office: str) -> set[str]:
    ch = f.ch
    want = pick(
        ch,
        {
            "year": 0.1 if f.year else 0,
            "project_name": 1,
            "project_code": 0.15,
            "competent_department": 0.85,
            "implementing_unit": 0.8,
            "project_attribute": 0.4,
            "project_period": 0.45,
            "category": 0.12,
            "project_leader": 0.25,
            "phone": 0.25,
            "fund_use": 0.07,
            "basis_text": 0.12,
        },
    )
    fields, used = common_header(f, want, department, office)
    side = ch.one("", "", "", "", "项目基本情况", "基本信息")
    cash = project_money(f)
    lasting = (bool(f.gold.pop("_two", False)) and ch.maybe(0.7)) or ch.maybe(0.12)
    mode, columns = tree_columns(f, f.kind)
    t = tree(ch, f.year or 2024, columns=set(columns), blanks=f.blanks)
    aims, head = goals(f, lasting=lasting), header(f, fields, side=side)
    middle = [cash, *aims] if ch.maybe(0.88) else [*aims, cash]
    fill_out(f, [head, *middle, *tree_part(f, t, mode, columns)])
    return used


def _department_overall(f: Form, department: str, office: str) -> set[str]:
    ch = f.ch
    want = pick(
        ch,
        {
            "year": 0.08 if f.year else 0,
            "budget_unit": 1,
            "head": 0.15,
            "performance_contact": 0.2,
            "phone": 0.25,
            "preparer": 0.12,
            "established_posts": 0.25,
            "actual_staff": 0.25,
            "duties": 0.3,
        },
    )
    fields, used = common_header(f, want, department, office)
    layout = ch.one("tasks", "tasks", "money", "both", "plan")
    parts = [header(f, fields, side=ch.one("", "", "", "部门基本信息"))]
    if layout in ("money", "both", "plan"):
        parts.append(department_money(f))
    if layout in ("tasks", "both"):
        mine = f.gold.pop("budget", {})
        parts += tasks(f)
        theirs = f.gold.pop("budget", {})
        if layout == "both":  # two sets of totals would say two things: only rows that agree may stand
            f.gold["budget"] = theirs | mine if not set(theirs) & set(mine) else mine
            if set(theirs) & set(mine):
                parts.pop()
                del f.gold["tasks"]
        elif theirs:
            f.gold["budget"] = theirs
    if layout == "plan":
        parts.append(work_plan(f))
    mode, columns = tree_columns(f, f.kind)
    t = tree(ch, f.year or 2024, columns=set(columns), blanks=f.blanks)
    parts += goals(f, lasting=ch.maybe(0.1))
    fill_out(f, [*parts, *tree_part(f, t, mode, columns)])
    return used


def _evaluated(f: Form, department: str, office: str, stages: list[str], period: str = "") -> set[str]:
    ch = f.ch
    whole = ch.maybe(0.25)
    if whole:
        f.gold["_department"] = True
        want = pick(ch, {"budget_unit": 1, "phone": 0.2, "head": 0.15})
    else:
        want = pick(
            ch,
            {
                "project_name": 1,
                "project_code": 0.15,
                "competent_department": 0.9,
                "implementing_unit": 0.85,
                "project_leader": 0.2,
                "phone": 0.2,
            },
        )
    fields, used = common_header(f, want, department, office)
    mode, columns = tree_columns(f, f.kind)
    t = tree(ch, f.year or 2024, columns=set(columns), blanks=f.blanks, small=True)
    parts = [header(f, fields), matrix(f, stages, period)]
    parts += goals(f, lasting=False, actual=f.kind == "self_evaluation")
    parts += tree_part(f, t, mode, columns, period)
    if f.kind == "self_evaluation" and ch.maybe(0.75):
        total, score = "100", ch.one("97.7", "100", "91.25", "88")
        parts[-1] = with_total(f, parts[-1], columns, total, score)
        f.gold["total_weight"], f.gold["total_score"] = total, score
    fill_out(f, parts, trailing=False)
    return used


def with_total(f: Form, part: Part, columns: list[str], weight: str, score: str) -> Part:
    """The tree with a last row 总分, its numbers below the columns of weight and score."""
    old = part.grid
    corner = old.width - len(columns)
    g = Grid(old.width)
    g.owner, g.cells = [list(r) for r in old.owner], dict(old.cells)
    w, s = corner + columns.index("weight"), corner + columns.index("score")
    cells = [L(f.ch.one("总分", "总  分", "总分"), w)]
    column = w
    while column < g.width:
        if column in (w, s):
            text = weight if column == w else score
            cells.append(Amount(text, 1, 1, False, text, "General"))
        else:
            cells.append(V(""))
        column += 1
    g.row(*cells)
    return Part(g.done(), part.stretch, part.keep_first)


def _self_evaluation(f: Form, department: str, office: str) -> set[str]:
    ch = f.ch
    stages = ["initial", "adjusted", "executed", "execution_rate"]
    if ch.maybe(0.7):
        stages = ch.one(
            ["initial", "adjusted", "executed", "weight", "execution_rate", "score"],
            ["initial", "adjusted", "executed", "execution_rate", "weight", "score"],
            ["initial", "executed", "execution_rate", "weight", "score"],
        )
    return _evaluated(f, department, office, stages)


def _monitoring(f: Form, department: str, office: str) -> set[str]:
    ch = f.ch
    period = ch.one("1-6月", "1-7月", "1-7月", "1-8月")
    f.gold["monitoring_period"] = period
    stages = ["initial", "executed", "execution_rate", "expected"]
    if ch.maybe(0.3):
        stages.insert(1, "adjusted")
    return _evaluated(f, department, office, stages, period)


def _special_fund_direction(f: Form, _department: str, _office: str) -> set[str]:
    ch = f.ch
    amount, parent = money(ch), money(ch) * 3
    f.budget("total", amount)
    f.budget("parent_fund_amount", parent)
    direction, fund = ch.one(*words.PROJECTS), ch.one("乡村振兴类专项资金", "民生保障专项", "公共文化服务专项资金")
    f.gold |= {"direction": direction, "parent_fund": fund}
    period = ch.one("1年", "长期", "3年") if ch.maybe(0.7) else ""
    first = [f.label(ch.one(*words.HEADER["direction"])), V(direction)]
    second = [f.label("项目金额", unit=True), f.amount(amount)]
    if ch.maybe(0.5):  # name and amount of the fund behind one merged label
        g = Grid(5)
        g.row(*first, L("所属专项", 1, 2), L("名称"), V(fund))
        g.row(*second, f.label("金额", unit=True), f.amount(parent))
    else:
        g = Grid(4)
        g.row(*first, f.label(ch.one(*words.HEADER["parent_fund"])), V(fund))
        g.row(*second, f.label(ch.one("专项金额", "专项资金金额", "专项资金总额"), unit=True), f.amount(parent))
    if period:
        g.row(f.label(ch.one("项目实施期", "实施周期", "项目实施周期")), V(period, g.width - 1))
        f.gold["project_period"] = period
    mode, columns = tree_columns(f, f.kind)
    if mode == "one" and "basis" not in columns and ch.maybe(0.5):
        columns.append("basis")
    t = tree(ch, f.year or 2024, columns=set(columns), blanks=f.blanks)
    parts = [Part(g.done(), (1, g.width - 1)), *goals(f, lasting=True), *tree_part(f, t, mode, columns)]
    if ch.maybe(0.7):
        parts.append(estimates(f, amount))
    fill_out(f, parts)
    return set()


def estimates(f: Form, total: int) -> Part:
    ch = f.ch
    groups = [
        ("基地建设", ["苗木采购", "整地抚育"]),
        ("技术服务", ["专家授课费"]),
        ("设备购置", ["喷灌设备", "无人机"]),
    ]
    chosen = ch.some(groups, 1)
    lines = [(a, b) for a, items in chosen for b in items]
    left, amounts = total, []
    for _ in lines[1:]:
        part = left // len(lines) // 100 * 100
        amounts.append(part)
        left -= part
    amounts.append(left)
    g = Grid(5)
    rows = len(lines) + 2
    g.row(
        f.side(ch.one("支出明细及测算说明", "支出明细及测算"), rows),
        L("支出内容简介"),
        L("支出明细"),
        f.label("金额", unit=True),
        L(ch.one("支出测算依据及过程说明", "测算依据及说明")),
    )
    out = []
    for n, ((group, item), yuan) in enumerate(zip(lines, amounts, strict=True)):
        size = sum(1 for a, _ in lines if a == group)
        first = n == 0 or lines[n - 1][0] != group
        why = ch.one("按市场询价测算", "3000亩×420元/亩", "按合同单价计算")
        g.row(*([V(group, 1, size)] if first else []), V(item), f.amount(yuan), V(why))
        out.append({"direction": group, "item": item, "amount": str(yuan), "calculation": why})
    tail = V("") if f.blanks else V("—")
    g.row(L("合计", 2), f.amount(total), tail)
    f.gold["cost_estimates"], f.gold["cost_estimate_total"] = out, str(total)
    return Part(g.done(), (1, 2, 4))


FUNDS = (
    ("乡村振兴类专项", "巩固脱贫攻坚成果，壮大村集体经济", "完成产业项目12个，带动农户增收"),
    ("特色产业发展资金", "建成标准化基地1.2万亩", "新建油茶基地3000亩"),
    ("人居环境整治资金", "村庄清洁行动实现全覆盖", "整治村庄18个，改厕320户"),
    ("高龄老人生活补贴", "80岁以上老人应补尽补", "为2180名高龄老人发放补贴"),
    ("困难群众临时救助", "困难群众基本生活得到保障", "实施临时救助1500人次"),
    ("城区道路维护资金", "道路完好率稳步提高", "维修道路26条"),
)


def _special_fund_summary(f: Form, _department: str, _office: str) -> set[str]:
    ch = f.ch
    chosen = ch.sample(FUNDS, ch.randint(3, 6))
    sections = ch.maybe(0.5) and len(chosen) >= 4
    lines = []
    amounts = [money(ch) for _ in chosen]
    if sections:
        half = 2 + (len(chosen) > 4)
        numbers = ["一", "1", *([] if half == 2 else ["2"]), "二", *[str(k) for k in range(1, len(chosen) - half)]]
        amounts[0] = sum(amounts[1:half])
        amounts[half] = sum(amounts[half + 1 :])
    else:
        numbers = [str(k) for k in range(1, len(chosen) + 1)]
    for number, (name, long, year), yuan in zip(numbers, chosen, amounts, strict=True):
        lines.append((number, name, yuan, long, year, not number.isdigit()))
    tops = [x[2] for x in lines if x[5]] if sections else amounts
    total = sum(tops)
    heads = [
        L("序号"),
        L(ch.one("专项名称", "专项资金名称", "名称")),
        f.label("金额", unit=True),
        L(ch.one("实施期绩效目标", "实施期目标")),
        L(ch.one("年度绩效目标", "年度目标")),
    ]
    f.budget("total", total)
    g = Grid(5)
    g.row(*heads)
    where = ch.one("first", "last", "none") if ch.maybe(0.9) else "none"
    if where == "none":
        f.gold.pop("budget")
    dash = V("") if f.blanks else V("—")
    summing = [L(ch.one("合计", "合  计"), 2), f.amount(total), dash, dash]
    if where == "first":
        g.row(*summing)
    for number, name, yuan, long, year, _ in lines:
        g.row(V(number), V(name), f.amount(yuan), V(long), V(year))
    if where == "last":
        g.row(*summing)
    f.gold["fund_lines"] = [
        {"number": a, "name": b, "amount": str(c), "implementation_goal": d, "annual_goal": e, "is_section": s}
        for a, b, c, d, e, s in lines
    ]
    fill_out(f, [Part(g.done(), (1, 3, 4), keep_first=False)], trailing=False)
    return set()
