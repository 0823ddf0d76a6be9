"""ARI-004."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import ARITHMETIC, Found, rule
from jiheng.rules.sums import TASK_FIELDS, broken, unbalanced


@rule(
    "ARI-004",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.PROJECT)),
    fixes=True,
    message="任务“{name}”：总额 {total}，资金来源合计 {sum}，相差 {gap}。请核对这一行的几个数。",
    with_fix="任务“{name}”：总额 {total}，资金来源合计 {sum}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
)
def sources_of_a_task(form: Form) -> Iterator[Found]:
    """一项任务的总额与资金来源之和不符。

    ## 查什么
    年度主要任务每一行的总额，是否等于财政拨款与其他资金之和。空着的来源当作没有；两个来源都空着的行不查。
    按表上印出的小数位数，四舍五入的尾差不算。

    ## 为什么
    一行里的数不平，合计列与批复的资金就对不上，多半是抄错了行。

    ## 怎么改
    对照预算批复改正这一行。只有一处改动能使整张表都平的，提示会指出改哪一个数。
    """
    for checked in broken(form, "ARI-004"):
        row = checked.sum.total.rpartition(".")[0]
        name = form.value(f"{row}.name") or form.value(f"{row}.content")
        yield unbalanced(form, checked, TASK_FIELDS, name=quote(name))
