"""CON-014."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.levels import Level2
from jiheng.rules.form import Form, quote
from jiheng.rules.quantities import pairs
from jiheng.rules.registry import Found, found, rule

_PROJECT_MONEY = re.compile(r"项目(?:类)?(?:支出|经费|资金)|专项(?:支出|经费|资金)|项目支出")
_OF_A_PROJECT = re.compile(
    r"工程|新建|改建|扩建|建设(?:验收|质量|完成|进度|工期)|施工|竣工|完工|开工|工期|建设项目|基建|项目(?:完工|竣工|验收|建设|执行|实施|开工|完成|进度|推进|截止|合格|按期|按时)"
)


_GENERAL = re.compile(r"工作|项目|经费|资金|专项|任务|数量|数|面积|[^\w一-龥,]|[\d]")
_SHARED = 2
"""Pairs of characters that tell that an indicator is of a task."""
_MOST = 200


@rule(
    "CON-014",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL,)),
    message="{what}为 0，而{names}说的是项目或工程。没有项目资金的，请删去这些指标；有资金的，请补填金额。",
    task="{what}为 0，而{names}说的就是这项任务。没有安排资金的，请删去这些指标；有资金的，请补填金额。",
)
def no_project_indicator_without_money(form: Form) -> Iterator[Found]:
    """没有项目资金却设了项目、工程类指标。

    ## 查什么
    整体支出表的项目支出（或“专项项目支出”一类的任务）填的是 0，而指标说的是工程验收、新建场所、项目完工、项目执行期限等；
    某一项任务的金额填的是 0，而数量指标说的正是这项任务的，同样提示。

    ## 为什么
    没有钱的事不能作为本年的绩效目标，多半是照抄别的单位，或者漏填了金额。

    ## 怎么改
    核对项目支出的金额，或者换成与实际支出相符的指标。
    """
    yield from _tasks(form)
    zero = _zero(form)
    if zero is None:
        return
    rows = [row for row in form.rows if not row.is_cost and _OF_A_PROJECT.search(fold(row.name))]
    if rows:
        path, what = zero
        names = "、".join(f"第 {row.n + 1} 条指标“{quote(row.name)}”" for row in rows[:4])
        yield found(*(row.path("name") for row in rows), path, what=what, names=names)


def _tasks(form: Form) -> Iterator[Found]:
    """Tasks whose money is 0, while indicators tell of them and of no other task."""
    tasks = [
        (n, task, pairs(_GENERAL.sub("", fold(f"{task.name or ''},{task.content or ''}"))))
        for n, task in enumerate((form.table.tasks or ())[:_MOST])
        if isinstance(task.total, Decimal)
    ]
    if not any(task.total for _, task, _ in tasks):
        return
    for n, task, words in tasks:
        name = fold(task.name or "")
        if task.total or not name or _PROJECT_MONEY.search(name):
            continue
        others = frozenset().union(*(own for _, other, own in tasks if other.total))
        rows = [
            row
            for row in form.rows
            if row.level2 is Level2.QUANTITY
            and len(pairs(_GENERAL.sub("", fold(row.name))) & words) >= _SHARED
            and not pairs(_GENERAL.sub("", fold(row.name))) & words & others
        ]
        if rows:
            names = "、".join(f"第 {row.n + 1} 条指标“{quote(row.name)}”" for row in rows[:4])
            what = f"任务“{quote(task.name or '')}”的金额"
            yield found(
                *(row.path("name") for row in rows), f"tasks[{n}].total", message="task", what=what, names=names
            )


def _zero(form: Form) -> tuple[str, str] | None:
    """The amount of project money that is printed as 0."""
    amount = form.amount("budget.project_expenditure")
    if amount is not None:
        return ("budget.project_expenditure", "项目支出") if not amount else None
    zero = None
    for n, task in enumerate(form.table.tasks or ()):
        name = fold(f"{task.name or ''}{task.content or ''}")
        if not isinstance(task.total, Decimal):
            continue
        if task.total and ("项目" in name or "专项" in name or "工程" in name or "建设" in name):
            return None
        if not task.total and _PROJECT_MONEY.search(fold(task.name or task.content or "")):
            zero = (f"tasks[{n}].total", f"任务“{quote(task.name or task.content or '')}”的金额")
    return zero
