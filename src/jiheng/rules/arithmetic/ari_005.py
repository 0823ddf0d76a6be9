"""ARI-005."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, Found, rule
from jiheng.rules.sums import Checked, broken, ledger_of, once, unbalanced
from jiheng.rules.sums_printed import COLUMNS, called


@rule(
    "ARI-005",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    fixes=True,
    message="{whole} {total}，各资金来源合计 {sum}，相差 {gap}。请核对总额和各项来源。",
    with_fix="{whole} {total}，各资金来源合计 {sum}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
    unlisted="{whole} {total}，表中列出的资金来源合计 {sum}，其余 {gap} 没有列明来源。请补充来源，或者核对总额。",
)
def sources_of_the_total(form: Form) -> Iterator[Found]:
    """资金总额与各资金来源之和不符。

    ## 查什么
    资金总额（年度、含本级和市县、整个项目的，监控表和自评表的每一列）是否等于财政拨款、上年结转、其他资金之和；
    一般公共预算、政府性基金列在财政拨款之下的，还查它们之和是否等于财政拨款。空着的来源当作没有。
    各项任务之和与来源指向同一处改动的，由任务之和的规则提示一次。

    ## 为什么
    总额与来源不平，预算批复和资金拨付就没有依据。

    ## 怎么改
    对照预算批复改正总额或者来源。表中没有列出全部来源的，补充列明。
    """
    yield from once(
        unbalanced(form, one, whole=called(form, one.sum.total))
        for one in broken(form, "ARI-005")
        if (one.printed or not one.sum.total.endswith(tuple(COLUMNS))) and not _is_told(form, one)
    )


def _is_told(form: Form, one: Checked) -> bool:
    """Whether the sum of the tasks asks for the same change of the same amount, so that one finding tells all."""
    change = None if one.is_open else ledger_of(form).single_change(one)
    return change is not None and any(
        not other.is_open and ledger_of(form).single_change(other) == change for other in broken(form, "ARI-001")
    )
