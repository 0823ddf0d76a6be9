"""ARI-018."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, TARGETS, Found, found, rule
from jiheng.rules.sums_printed import called

_PREFIX = "all_levels_"


@rule(
    "ARI-018",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=TARGETS,
    message="含本级和市县的{name} {all_levels}，比本级的 {own} 还少 {gap}。含本级和市县的数应当不小于本级的数，请核对两列。",
)
def all_levels(form: Form) -> Iterator[Found]:
    """含本级和市县的资金比本级的还少。

    ## 查什么
    表中同时列有“含本级和市县”与“本级”两列资金的，逐项比较：前者应当不小于后者。有一列空着的不查。

    ## 为什么
    全部资金包含本级资金，反而更少，说明两列填反或者填错。

    ## 怎么改
    对照转移支付和本级预算核对两列；两列填反的，对调。
    """
    budget = form.table.budget or {}
    for key, amount in budget.items():
        if not key.startswith(_PREFIX) or amount is None:
            continue
        own = budget.get(key.removeprefix(_PREFIX))
        if own is not None and amount < own:
            yield found(
                f"budget.{key}",
                f"budget.{key.removeprefix(_PREFIX)}",
                printed=amount,
                computed=own,
                difference=amount - own,
                name=called(form, f"budget.{key.removeprefix(_PREFIX)}"),
                all_levels=form.money(amount),
                own=form.money(own),
                gap=form.money(own - amount),
            )
