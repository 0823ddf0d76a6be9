"""Which sums a form prints: 合计 over tasks, totals over sources, sections over lines, estimates over items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.declaration import FundLine, Kind
from jiheng.model.language import fold, parse_amount
from jiheng.rules.form import Form, quote

_MOST_NESTED = 80
"""Task lines among which subtotals are looked for."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts, as paths.

    `blank_is_zero` where a part left blank counts as nothing. `optional` parts may belong to it or not: the form does not
    tell. `is_open` where the form prints no place for the parts that may be missing.
    """

    rule: str
    total: str
    parts: tuple[str, ...]
    blank_is_zero: bool = False
    optional: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that takes part."""
        return (self.total, *self.parts, *self.optional)


FINE = ("general_public_budget", "government_funds", "non_tax_revenue")
"""Sources by budget, where a form prints them: parts of 财政拨款, or in its place."""
_BESIDE = ("carry_over", "other_funds")
COLUMNS = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "执行数", "expected": "全年预计执行数"}
_NAMES = {
    "total": "资金总额",
    "fiscal_appropriation": "财政拨款",
    "general_public_budget": "一般公共预算拨款",
    "government_funds": "政府性基金预算拨款",
    "non_tax_revenue": "非税收入拨款",
    "other_funds": "其他资金",
    "carry_over": "上年结转",
    "basic_expenditure": "基本支出",
    "project_expenditure": "项目支出",
    "revenue_total": "收入合计",
    "expenditure_total": "支出合计",
    "three_public_total": "三公经费合计",
    "three_public_vehicles": "公务用车购置和运行费",
    "three_public_overseas": "因公出国（境）费",
    "three_public_reception": "公务接待费",
    "parent_fund_amount": "所属专项金额",
    "project_total": "项目总额",
    "amount": "金额",
    "cost_estimate_total": "测算合计",
}
_PREFIXES = {"all_levels_": "含本级和市县的", "previous_": "上年的", "project_total_": "整个项目的"}


def called(form: Form, path: str) -> str:
    """How a message names an amount: 任务“校舍维修”的财政拨款, “网格化管理”一行的金额, 年度资金总额."""
    row, _, field = path.rpartition(".")
    if path.startswith("extra"):
        return form.value(f"{row}.label") or "其他资金"
    if path == "budget.total" and form.kind is Kind.DEPARTMENT_OVERALL and form.table.tasks:
        return "金额合计"
    if row == "budget" or not row:
        return _budget_name(field)
    name = quote(form.value(f"{row}.name") or form.value(f"{row}.item") or form.value(f"{row}.content"))
    if row.startswith("tasks"):
        return f"任务“{name}”的{_NAMES[field] if field != 'total' else '总额'}"
    return f"“{name}”一行的{_NAMES[field]}"


def _budget_name(key: str) -> str:
    for prefix, words in _PREFIXES.items():
        if key.startswith(prefix):
            return words + _budget_name(key.removeprefix(prefix))
    for column, words in COLUMNS.items():
        if key == column:
            return f"年度资金总额的{words}"
        if key.endswith(f"_{column}"):
            return f"{_NAMES.get(key.removesuffix(f'_{column}'), '资金')}的{words}"
    return _NAMES.get(key, "金额")


def amount_at(form: Form, path: str) -> Decimal | None:
    """The amount at a path; of a labelled value without a key of its own (自有资金, 单位资金), the amount that it prints."""
    if path.startswith("extra"):
        amount = parse_amount(form.value(path) or "", form.table.money_unit or None)
        return amount.yuan if amount is not None else None
    return form.amount(path)


def printed_sums(form: Form) -> Iterator[Sum]:
    """All sums that a form prints."""
    if form.kind is Kind.NARRATIVE:
        return
    budget = form.table.budget or {}
    yield from _tasks(form)
    for prefix in ("", "all_levels_", "previous_"):
        yield from _of_column(form, budget, prefix)
    if budget.get("project_total") is not None:
        yield from _sources(form, "ARI-005", "project_total", lambda name: f"project_total_{name}", ())
    if form.kind in (Kind.MONITORING, Kind.SELF_EVALUATION):
        for column in COLUMNS:
            yield from _sources(form, "ARI-005", column, _behind(column), _labelled(form, column))
    yield from _fund_lines(form)
    yield from _estimates(form)


def _behind(column: str) -> Callable[[str], str]:
    return lambda name: f"{name}_{column}"


def _of_column(form: Form, budget: Mapping[str, Decimal | None], prefix: str) -> Iterator[Sum]:
    def key(name: str) -> str:
        return f"{prefix}{name}"

    extras = () if prefix else _labelled(form, "")
    has_revenue = budget.get(key("revenue_total")) is not None
    if has_revenue:
        yield from _sources(form, "ARI-006", key("revenue_total"), key, extras)
    elif budget.get(key("total")) is not None:
        yield from _sources(form, "ARI-005", key("total"), key, extras)
    spent = next(
        (key(name) for name in ("expenditure_total", "total", "revenue_total") if budget.get(key(name)) is not None), ""
    )
    halves = [name for name in map(key, ("basic_expenditure", "project_expenditure")) if name in budget]
    if spent and halves:
        spending = () if prefix else _labelled(form, "", _SPENDING)
        yield Sum("ARI-006", f"budget.{spent}", _paths(halves), True, spending, len(halves) < 2)
    if has_revenue and budget.get(key("expenditure_total")) is not None:
        carried = _paths([key("carry_over")]) if key("carry_over") in budget else ()
        yield Sum("ARI-006", f"budget.{key('expenditure_total')}", _paths([key("revenue_total")]), optional=carried)
    public = [name for name in map(key, _THREE_PUBLIC) if name in budget]
    if public:
        yield Sum("ARI-007", f"budget.{key('three_public_total')}", _paths(public), True, (), len(public) < 3)


_THREE_PUBLIC = ("three_public_vehicles", "three_public_overseas", "three_public_reception")


def _paths(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"budget.{key}" for key in keys)


# ---- totals over sources


def _sources(form: Form, rule: str, total: str, key: Callable[[str], str], extras: tuple[str, ...]) -> Iterator[Sum]:
    """A total over its sources. 一般公共预算 and 政府性基金 may stand in the place of 财政拨款, or below it."""
    budget = form.table.budget or {}
    if total not in budget:
        return
    fine = [key(name) for name in FINE if key(name) in budget]
    beside = [key(name) for name in _BESIDE if key(name) in budget]
    fiscal = key("fiscal_appropriation")
    closed = key("other_funds") in budget and (fiscal in budget or bool(fine))
    upper = [fiscal, *beside] if fiscal in budget else [*fine, *beside]
    if budget.get(fiscal) is not None and any(budget.get(name) is not None for name in fine):
        if _adds_up(budget, total, [fiscal, *fine, *beside]) and not _adds_up(budget, total, upper):
            upper = [fiscal, *fine, *beside]
        else:
            optional = _paths([name for name in fine if name == key("non_tax_revenue")])
            parts = [name for name in fine if name != key("non_tax_revenue")]
            if parts:
                yield Sum(rule, f"budget.{fiscal}", _paths(parts), True, optional, len(parts) < 2)
    elif fiscal in budget and budget.get(fiscal) is None and fine:
        upper = [fiscal, *fine, *beside]
    if upper or len(extras) > 1:
        yield Sum(rule, f"budget.{total}", _paths(upper), True, extras, not closed)


def _adds_up(budget: Mapping[str, Decimal | None], total: str, parts: Sequence[str]) -> bool:
    due = budget.get(total)
    return due is not None and abs(due - sum((budget.get(part) or Decimal() for part in parts), Decimal())) <= 200


_SOURCE = re.compile(r"(?:资金|收入|拨款|补助|补助金|贷款|自筹|预算)$")
_SPENDING = re.compile(r"(?<!基本)(?<!项目)支出$")
_COLUMN_WORDS = (
    (re.compile(r"(?:预算)?执行数$|支出数$"), "executed"),
    (re.compile(r"预计(?:全年)?(?:执行数?)?$|预计执行数?$"), "expected"),
    (re.compile(r"(?:调整后|全年)(?:预算)?数?$"), "adjusted"),
    (re.compile(r"年初(?:预算)?数?$"), "initial"),
)


def _labelled(form: Form, column: str, wanted: re.Pattern[str] = _SOURCE) -> tuple[str, ...]:
    """The labelled values without a key of their own that name a source and print an amount, of one column."""
    found = []
    for n, one in enumerate(form.table.extra or ()):
        label = re.sub(r"[(（].*?[)）]", "", fold(one.label))
        printed_for = ""
        for pattern, name in _COLUMN_WORDS:
            bare = pattern.sub("", label)
            if bare != label:
                label, printed_for = bare, name
                break
        if printed_for == column and wanted.search(label) and amount_at(form, f"extra[{n}].text") is not None:
            found.append(f"extra[{n}].text")
    return tuple(found)


# ---- tasks

_SOURCE_FIELDS = ("fiscal_appropriation", "other_funds")


def _tasks(form: Form) -> Iterator[Sum]:
    """合计 over the tasks, column by column, and each task over its sources; subtotals among them over what they hold."""
    tasks = form.table.tasks or ()
    if not tasks:
        return
    budget = form.table.budget or {}
    amounts = [task.total if isinstance(task.total, Decimal) else None for task in tasks]
    whole, is_open = _whole_of_tasks(budget, amounts)
    tops, groups = _nested(amounts, budget.get(whole))
    yield Sum("ARI-001", f"budget.{whole}", tuple(f"tasks[{n}].total" for n in tops), is_open=is_open)
    for parent, children in groups.items():
        yield Sum("ARI-001", f"tasks[{parent}].total", tuple(f"tasks[{n}].total" for n in children))
    unsourced = any(
        task.total and not isinstance(task.fiscal_appropriation, Decimal) and not isinstance(task.other_funds, Decimal)
        for task in tasks
    )
    if whole == "total" and not unsourced:
        for source in _SOURCE_FIELDS:
            yield Sum("ARI-003", f"budget.{source}", tuple(f"tasks[{n}].{source}" for n in tops), True, is_open=is_open)
    for n in range(len(tasks)):
        yield Sum("ARI-004", f"tasks[{n}].total", tuple(f"tasks[{n}].{source}" for source in _SOURCE_FIELDS), True)


def _whole_of_tasks(budget: Mapping[str, Decimal | None], amounts: Sequence[Decimal | None]) -> tuple[str, bool]:
    """The amount that the tasks make up: 合计; in a form that divides its spending, 项目支出 where that is nearer."""
    total, projects = budget.get("total"), budget.get("project_expenditure")
    if total is None or projects is None:
        return "total", projects is not None
    given = sum((amount for amount in amounts if amount is not None), Decimal())
    return ("project_expenditure" if abs(given - projects) < abs(given - total) else "total"), True


def _nested(amounts: Sequence[Decimal | None], due: Decimal | None) -> tuple[list[int], dict[int, list[int]]]:
    """The tasks of the first rank, and what subtotals among them hold, where only that reading gives the 合计."""
    flat = list(range(len(amounts)))
    known = [amount for amount in amounts if amount is not None]
    if due is None or len(known) < len(amounts) or not 3 <= len(amounts) <= _MOST_NESTED or sum(known) <= due:
        return flat, {}
    tops, groups, n = [], {}, 0
    while n < len(known):
        tops.append(n)
        end = _end_of_parts(known, n)
        if end:
            groups[n] = list(range(n + 1, end))
        n = end or n + 1
    if groups and sum((known[n] for n in tops), Decimal()) == due:
        return tops, groups
    return flat, {}


def _end_of_parts(known: Sequence[Decimal], n: int) -> int:
    """The end of the two or more lines below line n that add up to it; 0 where none do."""
    given = Decimal()
    for end in range(n + 1, len(known)):
        given += known[end]
        if given == known[n] and given and end > n + 1:
            return end + 1
        if given > known[n]:
            break
    return 0


# ---- lines of a summary of special funds

_STYLES = (
    re.compile(r"[一二三四五六七八九十]+[、.]?"),
    re.compile(r"\([一二三四五六七八九十]+\)"),
    re.compile(r"\d+[、.]?"),
    re.compile(r"\(\d+\)|\d+\)"),
    re.compile(r"\d+(?:\.\d+)+"),
    re.compile(r"[①-⑳]"),
)


def _style(number: str) -> int | None:
    folded = fold(number) if not re.match(r"[①-⑳]", number) else number
    return next((n for n, pattern in enumerate(_STYLES) if pattern.fullmatch(folded)), None)


def _fund_lines(form: Form) -> Iterator[Sum]:
    lines = form.table.fund_lines or ()
    if not lines:
        return
    children = _tree(lines)

    def parts_of(parent: int) -> tuple[str, ...]:
        found: list[str] = []
        for n in children.get(parent, ()):
            blank = not isinstance(lines[n].amount, Decimal)
            found += parts_of(n) if blank and n in children else [f"fund_lines[{n}].amount"]
        return tuple(found)

    yield Sum("ARI-008", "budget.total", parts_of(-1))
    for parent in children:
        if parent >= 0:
            yield Sum("ARI-008", f"fund_lines[{parent}].amount", parts_of(parent))


def _tree(lines: Sequence[FundLine]) -> dict[int, list[int]]:
    """The lines below each line (-1: below 合计): sections first, then by the styles of their numbers."""
    children: dict[int, list[int]] = {}
    above: list[tuple[int, int]] = []  # (rank, line), from the outermost
    for n, line in enumerate(lines):
        style = _style(line.number or "")
        rank = -1 if line.is_section is True else style if style is not None else (above[-1][0] if above else 0)
        while above and above[-1][0] >= rank:
            above.pop()
        children.setdefault(above[-1][1] if above else -1, []).append(n)
        above.append((rank, n))
    return children


# ---- estimates

_SUBTOTAL = re.compile(r"(?:小计|合计|总计)$")
_OF_ESTIMATES = (
    "total",
    "fiscal_appropriation",
    "general_public_budget",
    "all_levels_total",
    "project_total",
    "project_expenditure",
)


def _estimates(form: Form) -> Iterator[Sum]:
    lines = form.table.cost_estimates or ()
    rows: list[str] = []
    group: list[str] = []
    for n, line in enumerate(lines):
        path = f"cost_estimates[{n}].amount"
        if _SUBTOTAL.search(fold(line.item or "")) or (not line.item and _SUBTOTAL.search(fold(line.direction or ""))):
            if group:
                yield Sum("ARI-010", path, tuple(group))
            group = []
        else:
            rows.append(path)
            group.append(path)
    budget = form.table.budget or {}
    given = form.table.cost_estimate_total
    if rows and isinstance(given, Decimal):
        yield Sum("ARI-010", "cost_estimate_total", tuple(rows))
    due = given if isinstance(given, Decimal) else _sum_of(form, rows)
    if due is None or not any(budget.get(key) is not None for key in _OF_ESTIMATES):
        return
    whole = next((key for key in _OF_ESTIMATES if budget.get(key) == due), "total")
    if budget.get(whole) is None:
        return
    parts = ("cost_estimate_total",) if isinstance(given, Decimal) else tuple(rows)
    yield Sum("ARI-010", f"budget.{whole}", parts, is_open=form.kind is not Kind.SPECIAL_FUND_DIRECTION)


def _sum_of(form: Form, rows: Sequence[str]) -> Decimal | None:
    amounts = [form.amount(path) for path in rows]
    if not amounts or any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal())
