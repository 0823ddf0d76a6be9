"""ARI-003."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, rule
from jiheng.rules.sums import TASK_FIELDS, broken, once, unbalanced


@rule(
    "ARI-003",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="任务的“{column}”一列相加为 {sum}，合计行为 {total}，相差 {gap}。请核对这一列。",
    with_fix="任务的“{column}”一列相加为 {sum}，合计行为 {total}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
    unlisted="任务的“{column}”一列相加为 {sum}，合计行为 {total}，相差 {gap}。如还有未列出的支出，请在表中说明。",
)
def column_of_tasks(form: Form) -> Iterator[Found]:
    """任务的某一列资金之和与合计行不符。

    ## 查什么
    年度主要任务的财政拨款、其他资金两列，逐列相加是否等于合计行的同一列。空着的格当作没有；
    有任务只填了总额、没有分来源的，不查。

    ## 为什么
    总额平而分列不平，说明资金来源填错了行或列，批复的来源就会错。

    ## 怎么改
    逐行核对这一列的数。只有一处改动能使整张表都平的，提示会指出改哪一个数。
    """
    yield from once(
        unbalanced(form, one, column=TASK_FIELDS[one.sum.total.rpartition(".")[2]]) for one in broken(form, "ARI-003")
    )
