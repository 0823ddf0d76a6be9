"""ARI-001."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, rule
from jiheng.rules.sums import broken, once, unbalanced
from jiheng.rules.sums_printed import called


@rule(
    "ARI-001",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="各项任务总额之和为 {sum}，{whole} {total}，相差 {gap}。请核对各项任务的总额和合计。",
    with_fix="各项任务总额之和为 {sum}，{whole} {total}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
    unlisted="各项任务总额之和为 {sum}，{whole} {total}，相差 {gap}。如还有未列出的支出，请在表中说明；没有的，请核对合计。",
)
def sum_of_tasks(form: Form) -> Iterator[Found]:
    """各项任务的总额之和与合计不符。

    ## 查什么
    年度主要任务各行的总额相加，是否等于合计行（金额合计、年度资金总额）的总额。有任务没有填写总额的不查；
    按表上印出的小数位数，四舍五入的尾差不算。

    ## 为什么
    合计是批复预算的依据，分项加不到合计，说明有漏项、多项或者填错的数。

    ## 怎么改
    逐项对照预算核对。只有一处改动能使整张表都平的，提示会指出改哪一个数。
    """
    yield from once(unbalanced(form, one, whole=_whole(form, one.sum.total)) for one in broken(form, "ARI-001"))


def _whole(form: Form, path: str) -> str:
    return "合计" if path == "budget.total" else called(form, path)
