"""The parts of a form, each a small grid: header, money, goals, tasks, tree; stretched to the form's width later."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..text.model import Cell, Grid, L, Para, V
from ..text.model import goal as goal_entry
from . import words
from .chance import Chance
from .values import Tree, gold


@dataclass(frozen=True)
class Amount(Cell):
    """A cell with a number that a sheet may hold as one."""

    number: str = ""
    format: str = ""


@dataclass
class Part:
    """A grid of template columns; `stretch` are the columns that take what width is left."""

    grid: Grid
    stretch: tuple[int, ...]
    keep_first: bool = True


@dataclass
class Form:
    """A form in the making: how it writes, what it prints, what it means."""

    ch: Chance
    kind: str
    style: str  # office, tabs, cells, pipes, aligned, bare, csv, md
    year: int | None = None
    unit: str = "万元"
    unit_at: str = "label"  # line, label, cells, both
    parts: list[Part] = field(default_factory=list)
    before: list[Para] = field(default_factory=list)
    after: list[Para] = field(default_factory=list)
    gold: dict[str, Any] = field(default_factory=dict)
    split_at: set[int] = field(default_factory=set)
    thousands: bool = False
    decimals: int = 2
    decoration: str = ""

    @property
    def blanks(self) -> bool:
        return self.style != "bare"

    def __post_init__(self) -> None:
        ch = self.ch
        self.thousands, self.decimals = ch.maybe(0.25), ch.one(2, 2, 2, 0, 1)
        self.decoration = ch.one("", "", "", "colon", "star", "spaces", "must", "break")

    # ---- labels and amounts ----------------------------------------------------------------------------------

    def label(self, text: str, cols: int = 1, rows: int = 1, *, unit: bool = False) -> Cell:
        """A label cell, decorated in the form's own way now and then."""
        return L(self.words(text, unit=unit), cols, rows)

    def words(self, text: str, *, unit: bool = False) -> str:
        ch = self.ch
        if unit and self.unit_at in ("label", "both"):
            text += ch.one(f"（{self.unit}）", f"({self.unit})", f"\n（{self.unit}）")
        if not ch.maybe(0.6) or "\n" in text:
            return text
        short = text.isalpha() and 2 <= len(text) <= 5
        if self.decoration == "colon":
            return text + ch.one("：", ":")
        if self.decoration == "star":
            return "*" + text
        if self.decoration == "must":
            return text + ch.one("（必填）", "(必填)")
        if self.decoration == "spaces" and short:
            return ch.one(" ", "  ", "　").join(text)
        if self.decoration == "break" and text.isalpha() and len(text) >= 4 and self.style != "bare":
            cut = len(text) // 2
            return text[:cut] + "\n" + text[cut:]
        return text

    def side(self, text: str, rows: int, *, unit: bool = False) -> Cell:
        """A side label, often broken in a narrow column."""
        if unit and self.unit_at in ("label", "both"):
            text += f"（{self.unit}）"
        elif self.ch.maybe(0.3) and self.style != "bare" and text.isalpha():
            size = self.ch.one(1, 2)
            text = "\n".join(text[k : k + size] for k in range(0, len(text), size))
        return L(text, 1, rows)

    def amount_text(self, yuan: int | None) -> str:
        if yuan is None:
            return "" if self.blanks and self.ch.maybe(0.6) else "—"
        value = Decimal(yuan) / (10000 if self.unit == "万元" else 1)
        if self.unit == "万元":
            least = 2 if yuan % 1000 else 1 if yuan % 10000 else 0
            places = max(self.decimals, least)
        else:
            places = 2 if self.decimals == 2 else 0
        return f"{value:,.{places}f}" if self.thousands else f"{value:.{places}f}"

    def amount(self, yuan: int | None, cols: int = 1, rows: int = 1) -> Cell:
        text = self.amount_text(yuan)
        if self.unit_at == "cells" and yuan is not None:
            return V(text + self.unit, cols, rows)
        if yuan is None or self.ch.maybe(0.3):
            return V(text, cols, rows)
        places = len(text.partition(".")[2])
        code = ("#,##0" if self.thousands else "0") + ("." + "0" * places if places else "")
        return Amount(text, rows, cols, False, text.replace(",", ""), code)

    def put(self, *keys: tuple[str, Any]) -> None:
        for key, value in keys:
            if value not in (None, ""):
                self.gold[key] = value

    def budget(self, key: str, yuan: int | str | None) -> None:
        if yuan is not None:
            self.gold.setdefault("budget", {})[key] = str(yuan)


def money(ch: Chance) -> int:
    return ch.one(ch.randint(20, 900) * 10000, ch.randint(2000, 99999) * 100, ch.randint(200, 9999) * 1000)


def split(ch: Chance, total: int, count: int) -> list[int | None]:
    """Parts that add up to the total; some are zero or not printed."""
    if count == 1:
        return [total]
    out: list[int | None] = []
    left = total
    for _ in range(count - 1):
        part = ch.one(0, None, left * ch.randint(1, 8) // 1000 * 100)
        out.append(part)
        left -= part or 0
    out.insert(0, left)
    return out


# ---- header -----------------------------------------------------------------------------------------------------


def header(f: Form, fields: list[tuple[str, str, str]], *, side: str = "") -> Part:
    """Label and value pairs, several to a row; a field is (label, printed value, key that may not share a row)."""
    ch = f.ch
    pairs = ch.one(1, 2, 2, 2, 3) if f.style != "aligned" else ch.one(1, 2)
    width = 2 * pairs + bool(side)
    rows: list[list[Cell]] = []
    line: list[tuple[str, str]] = []

    def flush() -> None:
        if not line:
            return
        cells: list[Cell] = []
        for n, (label, value) in enumerate(line):
            last = n == len(line) - 1
            cells += [f.label(label), V(value, 1 + 2 * (pairs - len(line)) if last else 1)]
        rows.append(cells)
        line.clear()

    for label, value, mode in fields:
        if mode == "alone":
            flush()
            rows.append([f.label(label), V(value, 2 * pairs - 1)])
            continue
        line.append((label, value))
        if len(line) == pairs or ch.maybe(0.15):
            flush()
    flush()
    g = Grid(width)
    for n, cells in enumerate(rows):
        g.row(*([f.side(side, len(rows))] if side and n == 0 else []), *cells)
    start = 1 if side else 0
    return Part(g.done(), tuple(range(start + 1, width, 2)))


# ---- money ------------------------------------------------------------------------------------------------------


def sources(f: Form) -> list[str]:
    """The keys of the rows below the total."""
    ch = f.ch
    base = ch.one(
        ["fiscal_appropriation", "other_funds"],
        ["fiscal_appropriation", "other_funds"],
        ["general_public_budget", "government_funds", "other_funds"],
        ["fiscal_appropriation", "carry_over", "other_funds"],
        ["fiscal_appropriation", "extra", "other_funds"],
        ["fiscal_appropriation"],
        ["general_public_budget", "other_funds"],
        [],
    )
    return list(base)


def source_label(f: Form, key: str, n: int, marked: bool) -> str:
    return ("其中：" if n == 0 and marked else "") + f.ch.one(*words.MONEY[key])


def project_money(f: Form) -> Part:
    ch = f.ch
    total = money(ch)
    keys = sources(f)
    amounts = split(ch, total, len(keys)) if keys else []
    f.budget("total", total)
    for key, yuan in zip(keys, amounts, strict=True):
        if key != "extra":
            f.budget(key, yuan)
    marked = ch.maybe(0.7)
    total_label = ch.one(*words.MONEY["total"])
    labels = [total_label] + [source_label(f, k, n, marked) for n, k in enumerate(keys)]
    every = [total, *amounts]
    layout = ch.one("side", "side", "side", "plain", "columns", "inside", "two", "pairs")
    side = ch.one(*words.MONEY_SIDE)
    if layout == "two":
        return two_columns(f, side, total, keys, amounts)
    if layout == "columns" and keys:
        g = Grid(len(labels) + 1)
        g.row(f.side(side, 2, unit=True), *[f.label(x) for x in labels])
        g.row(*[f.amount(x) for x in every])
        return Part(g.done(), tuple(range(1, len(labels) + 1)))
    if layout == "inside" and f.style != "bare":
        g = Grid(2)
        for n, (text, yuan) in enumerate(zip(labels, every, strict=True)):
            tail = f.unit if f.unit_at == "cells" else ch.one("", "", f.unit)
            shown = f.amount_text(yuan) if yuan is not None else ""
            inner = f"{text}{ch.one('：', '', ' ') if shown and not tail else '：'}{shown}{tail if shown else ''}"
            cell = V(inner)
            g.row(*([f.side(side, len(labels), unit=True)] if n == 0 else []), cell)
        return Part(g.done(), (1,))
    if layout == "pairs" and len(labels) % 2 == 0:
        g = Grid(4)
        for n in range(0, len(labels), 2):
            g.row(
                f.label(labels[n], unit=True),
                f.amount(every[n]),
                f.label(labels[n + 1], unit=True),
                f.amount(every[n + 1]),
            )
        return Part(g.done(), (1, 3))
    if layout == "plain":
        g = Grid(2)
        for text, yuan in zip(labels, every, strict=True):
            g.row(f.label(text, unit=True), f.amount(yuan))
        return Part(g.done(), (1,))
    g = Grid(3)
    for n, (text, yuan) in enumerate(zip(labels, every, strict=True)):
        g.row(*([f.side(side, len(labels), unit=True)] if n == 0 else []), f.label(text), f.amount(yuan))
    return Part(g.done(), (1, 2))


def two_columns(f: Form, side: str, total: int, keys: list[str], amounts: list[int | None]) -> Part:
    """The whole project (or mid term) left, the year right."""
    ch = f.ch
    keys, amounts = keys[:2], amounts[:2]
    for key in list(f.gold["budget"]):
        if key not in ("total", *keys):
            del f.gold["budget"][key]
    if keys not in (["fiscal_appropriation", "other_funds"], ["fiscal_appropriation"]):
        for key in keys:
            f.gold["budget"].pop(key, None)
        keys = ["fiscal_appropriation", "other_funds"]
        amounts = [total - 100000, 100000]
        for key, yuan in zip(keys, amounts, strict=True):
            f.budget(key, yuan)
    big = [total * 3] + [None if a is None else a * 3 for a in amounts]
    f.budget("project_total", big[0])
    for key, yuan in zip(keys, big[1:], strict=True):
        f.budget("project_total_" + key, yuan)
    left = [ch.one(*words.MONEY["project_total"])] + [source_label(f, k, n, True) for n, k in enumerate(keys)]
    right = [ch.one("年度资金总额", "年度资金总额", "年度资金合计", "年度预算总额"), *left[1:]]
    g = Grid(5)
    for n, (a, x, b, y) in enumerate(zip(left, big, right, [total, *amounts], strict=True)):
        corner = [f.side(side, len(left), unit=True)] if n == 0 else []
        g.row(*corner, f.label(a), f.amount(x), f.label(b), f.amount(y))
    f.put(("_two", True))
    return Part(g.done(), (2, 4))


def matrix(f: Form, stages: list[str], period: str = "") -> Part:
    """Rows of sources, columns of stages: monitoring and self-evaluation."""
    ch = f.ch
    keys = ch.one(
        ["fiscal_appropriation", "other_funds"],
        ["fiscal_appropriation", "carry_over", "other_funds"],
        ["general_public_budget", "other_funds"],
        ["general_public_budget", "government_funds", "other_funds"],
        ["fiscal_appropriation", "extra", "other_funds"],
    )
    total = {"initial": money(ch)}
    total["adjusted"] = total["initial"] + ch.one(0, 50000, 130000)
    total["executed"] = total["adjusted"] * ch.randint(50, 100) // 10000 * 100
    total["expected"] = total["adjusted"]
    rows: list[tuple[str, dict[str, int | None]]] = [("", total)]
    first = True
    for key in keys:
        share = {s: (x if first else ch.one(0, 10000)) for s, x in total.items()}
        rows.append((key, share))
        first = False
    heads = []
    for s in stages:
        text = ch.one(*words.STAGES[s])
        if period and s in ("executed", "execution_rate"):
            text = period + {"executed": "执行数", "execution_rate": "执行率"}[s]
        heads.append(text)
    g = Grid(2 + len(stages))
    side = ch.one("项目资金", "预算执行情况", "资金情况", "项目资金执行情况", "预算资金", "资金安排及执行情况")
    corner = "" if f.blanks and ch.maybe(0.7) else ch.one("资金来源", "项目", "资金性质")
    g.row(f.side(side, len(rows) + 1, unit=True), L(corner), *[L(x) for x in heads])
    dash = ch.one("—", "/", "") if f.blanks else "—"
    marked = ch.maybe(0.7)
    for n, (key, amounts) in enumerate(rows):
        prefix = key + "_" if key else ""
        label = source_label(f, key, n - 1, marked) if key else ch.one("年度资金总额", "资金总额", "年度资金合计")
        cells: list[Cell] = [f.label(label)]
        for s in stages:
            if s in ("weight", "score"):
                text = ("10" if s == "weight" else ch.one("10", "9.5", "8.00")) if not key else dash
                cells.append(V(text))
                if not key:
                    f.budget(s, text)
                continue
            if s == "execution_rate":
                base = amounts["adjusted"] if "adjusted" in stages else amounts["initial"]
                if not base:
                    cells.append(V(dash))
                    continue
                rate = f"{Decimal(amounts['executed']) * 100 / base:.2f}"
                cells.append(Amount(rate + "%", 1, 1, False, f"{Decimal(rate) / 100}", "0.00%"))
                if key != "extra":
                    f.budget(prefix + s, rate)
                continue
            cells.append(f.amount(amounts[s]))
            if key != "extra":
                f.budget(prefix + s, amounts[s])
        g.row(*cells)
    return Part(g.done(), tuple(range(1, 2 + len(stages))))


# ---- goals ------------------------------------------------------------------------------------------------------


def goals(f: Form, *, lasting: bool, actual: bool = False) -> list[Part]:
    ch = f.ch
    texts = ch.sample(range(len(words.SENTENCES)), ch.one(1, 1, 2, 3, 4))
    aims, done = [words.SENTENCES[k] for k in texts], [words.DONE[k] for k in texts]
    numbered = len(aims) > 1 or ch.maybe(0.15)
    mark = ch.one("目标{}：", "目标{}:", "{}.", "{}、", "目标{}、", "{}．") if numbered else ""
    annual = ch.one(*words.ANNUAL)

    def cell(items: list[str], lead: str = "") -> str:
        if not numbered:
            return "".join(items)
        return lead + "\n".join(mark.format(n) + t for n, t in enumerate(items, 1))

    def add(scope: str, items: list[str], acts: list[str] | None = None) -> None:
        made = f.gold.setdefault("goals", [])
        if not numbered:
            made.append(goal_entry(scope, "".join(items), None, "".join(acts) if acts else None))
            return
        for n, text in enumerate(items, 1):
            made.append(goal_entry(scope, text, n, acts[n - 1] if acts else None))

    lead = ch.one("", "", "", "围绕中心工作，主要完成以下目标：\n") if len(aims) > 1 else ""
    if actual:
        add("annual", aims, done)
        heads = [ch.one(*words.EXPECTED_GOAL), ch.one(*words.ACTUAL_GOAL)]
        g = Grid(3)
        g.row(
            f.side(ch.one("年度总体目标", "年度目标", "年度绩效目标", "总体目标完成情况"), 2), L(heads[0]), L(heads[1])
        )
        g.row(V(cell(aims, lead)), V(cell(done)))
        return [Part(g.done(), (1, 2))]
    if lasting:
        others = [words.SENTENCES[k] for k in ch.sample(range(len(words.SENTENCES)), len(aims))]
        add("implementation_period", others)
        add("annual", aims)
        if ch.maybe(0.5):
            g = Grid(3)
            heads = [ch.one(*words.LASTING), ch.one(*[a for a in words.ANNUAL if "年度" in a])]
            if f.year and ch.maybe(0.4):
                heads = [heads[0] + f"（{f.year}年-{f.year + 2}年）", heads[1]]
            g.row(f.side(ch.one("总体目标", "绩效目标", "总体绩效目标"), 2), L(heads[0]), L(heads[1]))
            g.row(V(cell(others)), V(cell(aims)))
            return [Part(g.done(), (1, 2))]
        g = Grid(2)
        g.row(f.label(ch.one(*words.LASTING)), V(cell(others)))
        g.row(f.label(ch.one(*[a for a in words.ANNUAL if "年度" in a])), V(cell(aims)))
        return [Part(g.done(), (1,))]
    add("annual", aims)
    layout = ch.one("cell", "cell", "cell", "below", "rows", "columns")
    if layout == "rows" and numbered:
        g = Grid(2)
        for n, text in enumerate(aims, 1):
            g.row(*([f.side(annual, len(aims))] if n == 1 else []), V(mark.format(n) + text))
        return [Part(g.done(), (1,))]
    if layout == "columns" and numbered:
        g = Grid(3)
        for n, text in enumerate(aims, 1):
            g.row(*([f.side(annual, len(aims))] if n == 1 else []), L(f"目标{n}"), V(text))
        return [Part(g.done(), (2,))]
    if layout == "below":
        g = Grid(1)
        g.row(f.label(annual)).row(V(cell(aims, lead)))
        return [Part(g.done(), (0,), keep_first=False)]
    g = Grid(2)
    g.row(f.side(annual, 1) if ch.maybe(0.4) else f.label(annual), V(cell(aims, lead)))
    return [Part(g.done(), (1,))]


# ---- tasks ------------------------------------------------------------------------------------------------------


def tasks(f: Form) -> list[Part]:
    ch = f.ch
    chosen = ch.sample(words.TASKS, ch.randint(2, 6))
    nested = ch.maybe(0.65)
    number, content, side = ch.maybe(0.25), ch.maybe(0.85), ch.maybe(0.75)
    keys = ["total", "fiscal_appropriation", "other_funds"] if nested or ch.maybe(0.5) else ["total"]
    rows = []
    for name, text in chosen:
        total = money(ch)
        other = ch.one(0, None, total // 4000 * 100) if len(keys) > 1 else None
        rows.append((name, text, (total, total - (other or 0), other)[: len(keys)]))
    sums = [sum(r[2][k] or 0 for r in rows) for k in range(len(keys))]
    heads = [ch.one(*words.TASK["name"])] + ([ch.one(*words.TASK["content"])] if content else [])
    amounts = [ch.one(*words.TASK["total"]), ch.one("财政拨款", "财政资金"), "其他资金"][: len(keys)]
    if not nested:
        amounts[0] = ch.one(*words.TASK["money"])
    lead = (["序号"] if number else []) + heads
    width = int(side) + len(lead) + len(keys)
    g = Grid(width)
    lines: list[list[Cell]] = []
    if nested:
        lines.append([*[L(x, 1, 2) for x in lead], f.label(ch.one(*words.TASK["money"]), len(keys), unit=True)])
        lines.append([L(x) for x in amounts])
    else:
        lines.append([*[L(x) for x in lead], *[f.label(x, unit=True) for x in amounts]])
    body = []
    for n, (name, text, yuan) in enumerate(rows, 1):
        front = ([str(n)] if number else []) + [name] + ([text] if content else [])
        body.append([*[V(x) for x in front], *[f.amount(x) for x in yuan]])
    summing = [L(ch.one(*words.TASK["sum"]), len(lead)), *[f.amount(x) for x in sums]]
    place = ch.one("first", "last", "last", "none")
    body = [summing, *body] if place == "first" else [*body, summing] if place == "last" else body
    lines += body
    for n, cells in enumerate(lines):
        g.row(*([f.side(ch.one(*words.TASK["side"]), len(lines))] if side and n == 0 else []), *cells)
    if place != "none":
        for key, yuan in zip(keys, sums, strict=True):
            f.budget(key, yuan)
    f.gold["tasks"] = [
        {"name": name}
        | ({"content": text} if content else {})
        | {k: str(x) for k, x in zip(keys, yuan, strict=True) if x is not None}
        for name, text, yuan in rows
    ]
    start = int(side) + int(number)
    return [Part(g.done(), (start, start, start + 1) if content else (start,), keep_first=side)]


def work_plan(f: Form) -> Part:
    ch = f.ch
    rows = [
        (a, ch.one("办公室", "业务股", "规划财务科", "综合科"), b) for a, b in ch.sample(words.TASKS, ch.randint(2, 4))
    ]
    g = Grid(4)
    g.row(
        f.side(ch.one("年度重点工作计划", "年度重点工作"), len(rows) + 1), L("事项"), L("责任单位/科室"), L("工作目标")
    )
    for row in rows:
        g.row(*map(V, row))
    f.gold["work_plan"] = [{"item": a, "responsible": b, "objective": c} for a, b, c in rows]
    return Part(g.done(), (1, 3))


def department_money(f: Form) -> Part:
    ch = f.ch
    total = money(ch) * 4
    basic = total // 20000 * 10000
    gov = ch.one(0, 100000, None)
    other = ch.one(0, 50000, None)
    gpb = total - (gov or 0) - (other or 0)
    income = [("general_public_budget", gpb), ("government_funds", gov), ("other_funds", other)]
    spend = [("basic_expenditure", basic), ("project_expenditure", total - basic)]
    layout = ch.one("columns", "rows", "application")
    label = lambda key: ch.one(*words.MONEY[key])  # noqa: E731
    if layout == "application":
        f.budget("total", total)
        for key, yuan in income + spend:
            f.budget(key, yuan)
        g = Grid(5)
        g.row(f.side("年度预算申请", 5, unit=True), L(ch.one("资金总额", "年度资金总额")), f.amount(total, 3))
        g.row(L("按收入性质分", 2), L("按支出性质分", 2))
        spend_rows: list = [*spend, None]
        for (key, yuan), right in zip(income, spend_rows, strict=True):
            tail = [L(label(right[0])), f.amount(right[1])] if right else [V(), V()]
            g.row(L(label(key)), f.amount(yuan), *tail)
        return Part(g.done(), (2, 4))
    f.budget("revenue_total", total)
    f.budget("expenditure_total", total)
    for key, yuan in income + spend:
        f.budget(key, yuan)
    left = [("revenue_total", total), *income]
    right = [("expenditure_total", total), *spend]
    if layout == "columns":
        g = Grid(5)
        for name, items in (("年度收入预算", left), ("年度支出预算", right)):
            pad = 4 - len(items)
            g.row(
                f.side(name, 2, unit=True),
                *[L(label(k), 1 + (pad if n == len(items) - 1 else 0)) for n, (k, _) in enumerate(items)],
            )
            g.row(*[f.amount(y, 1 + (pad if n == len(items) - 1 else 0)) for n, (_, y) in enumerate(items)])
        return Part(g.done(), (1, 2, 3, 4))
    g = Grid(3)
    for name, items in (("年度收入预算", left), ("年度支出预算", right)):
        for n, (k, y) in enumerate(items):
            g.row(*([f.side(name, len(items), unit=True)] if n == 0 else []), f.label(label(k)), f.amount(y))
    return Part(g.done(), (1, 2))


# ---- tree -------------------------------------------------------------------------------------------------------


def tree_columns(f: Form, kind: str) -> tuple[str, list[str]]:
    """How a value stands (mode) and the columns in their order."""
    ch = f.ch
    mode = ch.weighted({"one": 6, "three": 3, "sign": 0.4, "unit": 0.6})
    if f.style == "bare":
        mode = "one"
    shown = {
        "one": ["value"],
        "three": ["sign", "value", "unit"],
        "sign": ["sign", "value"],
        "unit": ["value", "unit"],
    }[mode]
    groups: list[list[str]] = [shown]
    room = {"bare": 2, "aligned": 2, "cells": 4}.get(f.style, 5)
    if kind == "self_evaluation":
        tail = ["weight", "actual_text", "score"]
        if ch.maybe(0.5):
            tail = ["actual_text", "weight", "score"]
        groups.append(tail)
        if ch.maybe(0.8) and f.style != "bare":
            groups.append(["deviation"])
        if ch.maybe(0.2) and room > 3:
            groups.insert(1, ["rule"])
    elif kind == "monitoring":
        groups.append(["actual_text", "expected_text"])
        if f.style != "bare":
            groups.append(["deviation"])
    else:
        extra = [k for k in ("description", "basis", "weight", "polarity", "note", "rule") if ch.maybe(0.25)]
        for key in ch.shuffled(extra)[:room]:
            at = 0 if key in ("description", "weight") and ch.maybe(0.5) else len(groups)
            groups.insert(at, [key])
    return mode, ["level1", "level2", "name", *[k for group in groups for k in group]]


def tree_part(f: Form, tree: Tree, mode: str, columns: list[str], period: str = "") -> list[Part]:
    ch = f.ch
    f.gold.setdefault("indicators", []).extend(gold(tree, mode, set(columns)))
    heads = {k: ch.one(*words.COLUMNS[k]) for k in columns}
    if "description" in columns and heads["name"] == "绩效指标":
        heads["name"] = "三级指标"
    if period:
        heads["actual_text"] = period + ch.one("执行情况", "完成情况", "实际完成情况")
    levels = ch.one("merge", "merge", "merge", "repeat", "blank") if f.style != "bare" else "merge"
    if f.style == "aligned" and levels == "blank":
        levels = "repeat"
    mark = ch.one("", "", "", "指标{}：", "指标{}:", "指标{}: ") if ch.maybe(0.7) else ""
    side = ch.one("", "side", "side", "band")
    rows: list[list[Cell]] = []
    head = [L(f.words(heads[k])) for k in columns]
    again = f.style != "bare" and ch.maybe(0.12)
    seconds_seen = 0
    text = ch.one(*words.TREE_SIDE)
    for first, seconds in tree:
        if again and seconds_seen >= 2:
            rows.append(list(head))
            again = False
        count1 = sum(len(i) for _, i in seconds)
        for k, (second, inds) in enumerate(seconds):
            seconds_seen += 1
            for n, i in enumerate(inds):
                cells: list[Cell] = []
                if levels == "merge":
                    cells += [L(first, 1, count1)] if k == n == 0 else []
                    cells += [L(second, 1, len(inds))] if n == 0 else []
                elif levels == "blank":
                    cells += [L(first if k == n == 0 else ""), L(second if n == 0 else "")]
                else:
                    cells += [L(first), L(second)]
                shown = i.value.printed(mode) if i.value else {}
                label = mark.format(n + 1) if mark else ""
                for key in columns[2:]:
                    if key == "name":
                        cells.append(V(label + i.name))
                    elif key in ("value", "sign", "unit"):
                        cells.append(V(shown.get(key, "")))
                    elif key in ("weight", "score") and i.more.get(key):
                        places = len(i.more[key].partition(".")[2])
                        cells.append(
                            Amount(i.more[key], 1, 1, False, i.more[key], "0." + "0" * places if places else "General")
                        )
                    else:
                        cells.append(V(i.more.get(key, "")))
                rows.append(cells)
    out: list[Part] = []
    corner = side == "side"
    g = Grid(len(columns) + corner)
    for n, cells in enumerate([head, *rows]):
        g.row(*([f.side(text, len(rows) + 1)] if corner and n == 0 else []), *cells)
    if side == "band":
        band = Grid(1)
        out.append(Part(band.row(L(text)).done(), (0,), keep_first=False))
    at = corner + columns.index("name")
    out.append(Part(g.done(), (at, at, at, *range(corner + 2, corner + len(columns))), keep_first=corner))
    return out


# ---- trailing ---------------------------------------------------------------------------------------------------


def opinion(f: Form) -> Part:
    ch = f.ch
    g = Grid(2)
    count = ch.one(1, 1, 2)
    for who in ch.sample(("主管部门审核意见", "财政部门审核意见", "业务股室审核意见"), count):
        if ch.maybe(0.6):
            text = ch.one("同意申报。", "目标设置合理，同意。", "经审核，同意按此目标执行。")
            tail = ch.one("", "\n（盖章）\n2024年1月8日", "\n（盖章）\n年    月    日") if f.style != "bare" else ""
            g.row(f.label(who), V(text + tail))
            f.gold.setdefault("opinions", []).append({"by": who.removesuffix("审核意见"), "text": text})
        else:
            g.row(f.label(who), V("（盖章）\n年    月    日" if f.style != "bare" else "（盖章）"))
    return Part(g.done(), (1,))


def blank_row(_: Form) -> Part:
    return Part(Grid(1).row(V("")).done(), (0,), keep_first=False)
