"""ARI-006."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, rule
from jiheng.rules.sums import Checked, broken, once, unbalanced
from jiheng.rules.sums_printed import called


@rule(
    "ARI-006",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="{whole} {total}，{parts} {sum}，相差 {gap}。请核对这几个数。",
    with_fix="{whole} {total}，{parts} {sum}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
    unlisted="{whole} {total}，表中列出的{parts} {sum}，其余 {gap} 没有列明。请补充，或者核对总数。",
)
def revenue_and_expenditure(form: Form) -> Iterator[Found]:
    """收入、支出的合计与分项不平，或者收支不等。

    ## 查什么
    支出合计（没有的，资金总额）是否等于基本支出与项目支出之和；收入合计是否等于各项收入之和；收入合计是否等于支出合计。

    ## 为什么
    部门整体支出以收支平衡的预算为准，不平的表不能作为批复的附件。

    ## 怎么改
    对照部门预算的收支总表改正。只有一处改动能使整张表都平的，提示会指出改哪一个数。
    """
    yield from once(
        unbalanced(form, one, whole=called(form, one.sum.total), parts=_parts(form, one))
        for one in broken(form, "ARI-006")
    )


def _parts(form: Form, one: Checked) -> str:
    names = [called(form, path) for path in one.parts if form.amount(path) is not None]
    return names[0] if len(names) == 1 else f"{'、'.join(names)}合计"
