"""CMP-009."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule


@rule(
    "CMP-009",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#完整性",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.NARRATIVE)),
    message="{block}一栏没有填，请列出本年度的主要任务和对应的金额。",
    plan="年度重点工作计划一栏没有填，请列出事项、责任科室和工作目标。",
    objective="年度重点工作“{name}”没有写工作目标，请补充。",
    task="第 {number} 项年度主要任务填了金额，没有写任务名称，请补充。",
)
def main_tasks(form: Form) -> Iterator[Found]:
    """年度主要任务或者重点工作没有填。

    ## 查什么
    部门整体表上印着的年度主要任务、年度重点工作计划是否填写；有金额的任务是否写了名称，列出的工作是否写了目标。
    表上没有印这一栏的不查。

    ## 为什么
    部门整体的目标和资金要落到任务上，没有任务，目标与预算之间就断了。

    ## 怎么改
    列出本年度的主要任务，每项写明内容和金额，金额合计与部门预算一致。
    """
    tasks = form.table.tasks
    if form.has("tasks") and not any(_says_something(task) for task in tasks or ()):
        yield found("tasks[0].name" if tasks else "tasks", block="年度主要任务")
    plan = form.table.work_plan
    if form.has("work_plan") and not any(row.item or row.objective for row in plan or ()):
        yield found("work_plan[0].item" if plan else "work_plan", message="plan")
        return
    named = any(task.name for task in tasks or ())
    for n, task in enumerate(tasks or ()):
        nameless = not (task.name or task.content) and (task.name is None or task.content is None)
        if task.total and (nameless or (named and task.name is None)):
            field = "name" if task.name is None else "content"
            yield found(f"tasks[{n}].{field}", f"tasks[{n}].total", message="task", number=n + 1)
    for n, row in enumerate(plan or ()):
        if row.item and row.objective is None:
            yield found(f"work_plan[{n}].objective", f"work_plan[{n}].item", message="objective", name=quote(row.item))


def _says_something(task: object) -> bool:
    return any(getattr(task, key) for key in ("name", "content", "total"))
