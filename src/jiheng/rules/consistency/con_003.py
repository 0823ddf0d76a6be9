"""CON-003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import AMOUNT_INSIDE, MONEY_UNITS, fold_value, plain
from jiheng.rules.consistency.costs import Cost, Role, costs_of
from jiheng.rules.consistency.names import likeness, lost_words
from jiheng.rules.form import Form, quote
from jiheng.rules.quantities import digits_swapped
from jiheng.rules.registry import FORM, Found, found, rule
from jiheng.rules.sums import is_given_by_sums, tolerance

_LABELLED = {
    "基本支出": ("budget.basic_expenditure", "基本支出"),
    "项目支出": ("budget.project_expenditure", "项目支出"),
}
_WHOLE = re.compile(
    r"(?:部门|单位|年度|全年|整体|本年|预算)*(?:总成本|总支出|支出总额|支出合计|预算总额|资金总额|总预算|总费用)(?:控制数?)?"
)
_AT_MOST = (
    (re.compile(r"三公"), "budget.three_public_total", "三公经费合计"),
    (re.compile(r"公务接待"), "budget.three_public_reception", "公务接待费"),
    (re.compile(r"公务用车|公车"), "budget.three_public_vehicles", "公务用车费"),
    (re.compile(r"因公出国"), "budget.three_public_overseas", "因公出国（境）费"),
)
_SURROUNDINGS = re.compile(
    r"^(?:本年|年度|全年|部门|单位|本级)*|(?:总额|总量|金额|预算数?|成本|控制数?|额度?|数|总|费用|经费|资金|合计|不超预算)*$"
)
_GENERAL = re.compile(
    r"项目|工作|经费|资金|专项|费用|成本|支出|预算|运转|运行|业务|总|数|额|费|控制|不超过?|年度|[^\w一-龥]|的"
)
_CHANGES = re.compile(r"下降|降低|压减|压缩|减少|增长|率|节约")
_WHOLE_NAMES = {"budget.expenditure_total": "支出合计", "budget.revenue_total": "收入合计", "budget.total": "金额合计"}
_SHORTEST = 4
_NEAR = 0.8
_MOST_TASKS = 200
_NUMBERED_TASK = re.compile(r"任务[一二三四五六七八九十\d]+")


@rule(
    "CON-003",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=frozenset((Kind.DEPARTMENT_OVERALL,)),
    needs=("relative_tolerance_text",),
    message="{called}为 {value}，与“{what}”{amount}不一致，相差 {gap}。请核对两处金额。",
    above="{called}为 {value}，高于“{what}”{amount}，多出 {gap}。请核对两处金额。",
)
def cost_equals_its_amount(form: Form) -> Iterator[Found]:
    """整体支出表的成本指标与它的预算金额不一致。

    ## 查什么
    成本指标写明是基本支出、项目支出、某项任务的，与表中同名的金额是否相等；写明是总成本的，是否与支出总额一致；三公经费
    的指标是否超过三公经费预算。名称另有所指、只是其中一部分的，不比较。

    ## 为什么
    同一笔钱在一张表里只能有一个数，成本指标是对预算金额的承诺。

    ## 怎么改
    对照预算批复，把写错的一处改正。
    """
    tasks = _tasks(form)
    for cost in costs_of(form):
        name = fold_value(cost.row.name)
        if _CHANGES.search(name) or cost.role is Role.UNIT:
            continue
        core = _core(name)
        target = _labelled(form, name) or tasks.get(core)
        near = _near(core, tasks) if target is None else None
        if target is not None:
            yield from _compare(form, cost, *target)
        elif near is not None:
            mistyped = digits_swapped(cost.yuan, near[1])
            yield from _compare(form, cost, *near, severity=None if mistyped else Severity.WARNING)
        else:
            yield from _at_most(form, cost, name)
    yield from _in_prose(form)


def _labelled(form: Form, name: str) -> tuple[str, Decimal, str] | None:
    bare = _SURROUNDINGS.sub("", re.sub(r"\([^)]*\)", "", name))
    if bare not in _LABELLED:
        return None
    path, what = _LABELLED[bare]
    amount = form.amount(path)
    return (path, amount, what) if amount is not None else None


def _tasks(form: Form) -> dict[str, tuple[str, Decimal, str]]:
    """The tasks by what is left of their names without the general words; those that share it are left out."""
    known: dict[str, tuple[str, Decimal, str] | None] = {}
    for n, task in enumerate(form.table.tasks or ()):
        name = task.name or ""
        name = (task.content or "") if not name or _NUMBERED_TASK.fullmatch(fold_value(name)) else name
        core = _core(fold_value(name))
        if len(core) >= 2 and isinstance(task.total, Decimal):
            known[core] = None if core in known else (f"tasks[{n}].total", task.total, quote(name))
    return {core: task for core, task in known.items() if task is not None}


def _near(core: str, tasks: dict[str, tuple[str, Decimal, str]]) -> tuple[str, Decimal, str] | None:
    """The one task whose name is that of a cost indicator with a word more (农田水利维修, 农田水利小型维修)."""
    if len(core) < _SHORTEST or len(tasks) > _MOST_TASKS:
        return None
    fitting = [
        other
        for other in tasks
        if len(other) > len(core) and likeness(core, other) >= _NEAR and lost_words(core, other)
    ]
    return tasks[fitting[0]] if len(fitting) == 1 else None


def _core(name: str) -> str:
    return _GENERAL.sub("", name.rpartition(":")[2])


def _compare(
    form: Form, cost: Cost, path: str, amount: Decimal, what: str, severity: Severity | None = None
) -> Iterator[Found]:
    gap = cost.yuan - amount
    if abs(gap) > tolerance(form, [cost.yuan, amount], 1) and not is_given_by_sums(form, path, cost.yuan):
        yield _said(form, cost, path, amount, what, "", severity)


def _at_most(form: Form, cost: Cost, name: str) -> Iterator[Found]:
    for pattern, path, what in _AT_MOST:
        if pattern.search(name):
            amount = form.amount(path)
            if amount is not None and cost.yuan - amount > tolerance(form, [cost.yuan, amount], 1):
                yield _said(form, cost, path, amount, what, "above")
            return
    if form.total is not None and form.total[1]:
        path, total = form.total
        if is_given_by_sums(form, path, cost.yuan):
            return
        if cost.yuan - total > tolerance(form, [cost.yuan, total], 1):
            yield _said(form, cost, path, total, _WHOLE_NAMES.get(path, "年度资金总额"), "above")
        elif _WHOLE.fullmatch(name) and total - cost.yuan > form.profile.number("relative_tolerance_text") * total:
            yield _said(form, cost, path, total, _WHOLE_NAMES.get(path, "年度资金总额"), "", Severity.WARNING)


def _in_prose(form: Form) -> Iterator[Found]:
    """基本支出 and 项目支出 with their amounts inside a sentence."""
    for row in form.rows:
        if not row.is_cost or "支出" not in row.value:
            continue
        text = fold_value(row.value)
        for match in AMOUNT_INSIDE.finditer(text):
            label = next((word for word in _LABELLED if text[: match.start()].endswith(word)), None)
            if label is None or text[: match.start()].endswith(("其他" + label, "类" + label)):
                continue
            path, what = _LABELLED[label]
            amount = form.amount(path)
            yuan = plain(Decimal(match["number"].replace(",", "").replace("'", "")) * MONEY_UNITS[match["unit"]])
            if amount is not None and abs(yuan - amount) > tolerance(form, [yuan, amount], 1):
                yield found(
                    row.path("value_text"),
                    path,
                    printed=yuan,
                    computed=amount,
                    difference=yuan - amount,
                    called=f"{row.called}中的{what}",
                    value=form.money(yuan),
                    what=what,
                    amount=form.money(amount),
                    gap=form.money(abs(yuan - amount)),
                )


def _said(
    form: Form, cost: Cost, path: str, amount: Decimal, what: str, message: str, severity: Severity | None = None
) -> Found:
    return found(
        cost.path,
        path,
        printed=cost.yuan,
        computed=amount,
        difference=cost.yuan - amount,
        severity=severity,
        message=message,
        called=cost.row.called,
        value=form.money(cost.yuan),
        what=what,
        amount=form.money(amount),
        gap=form.money(abs(cost.yuan - amount)),
    )
