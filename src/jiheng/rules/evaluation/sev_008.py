"""SEV-008."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import explained
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_MONEY = r"(?:预算|资金|经费|指标文|额度|拨款|款项|盘子)"
_CUT = r"(?:调整|调减|调剂|压减|压缩|收回|统筹|扣减|减少)"
_DOCUMENT = re.compile(
    rf"{_MONEY}[^。；;]{{0,12}}{_CUT}|{_CUT}[^。；;]{{0,8}}{_MONEY}|核减|追减|调减|压减|收回|〔\d{{4}}〕|\[\d{{4}}\]|【\d{{4}}】"
)
"""Words of a cut of money; 调整开放时间 is none."""


@rule(
    "SEV-008",
    severity=Severity.WARNING,
    basis="预算法#预算调剂",
    kinds=frozenset((Kind.SELF_EVALUATION, Kind.MONITORING)),
    needs=("budget_cut_without_document",),
    message="全年预算数 {adjusted}，比年初预算数 {initial} 少 {gap}（减少 {share}%），没有说明调整依据。请附预算调整文件，或者核对两个数。",
)
def budget_cut(form: Form) -> Iterator[Found]:
    """全年预算数比年初大幅减少，没有调整依据。

    ## 查什么
    自评表、监控表的全年预算数比年初预算数减少百分之三十以上，备注和原因说明里没有提到调整、压减、收回或者文号的。

    ## 为什么
    执行率按全年预算数计算，年底压低预算数会使执行率虚高；预算调减应当有批准的文件。

    ## 怎么改
    在备注中写明调整文件的文号；没有调整的，改正全年预算数。
    """
    budget = form.table.budget or {}
    initial, adjusted = budget.get("initial"), budget.get("adjusted")
    if initial is None or adjusted is None or initial <= 0 or adjusted <= 0:
        return
    share = (initial - adjusted) / initial
    if share > form.profile.number("budget_cut_without_document") and not explained(form, _DOCUMENT):
        yield found(
            "budget.adjusted",
            "budget.initial",
            printed=adjusted,
            adjusted=form.money(adjusted),
            initial=form.money(initial),
            gap=form.money(initial - adjusted),
            share=f"{share * 100:.1f}",
        )
