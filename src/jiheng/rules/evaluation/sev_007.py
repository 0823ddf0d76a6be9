"""SEV-007."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule
from jiheng.rules.sums_printed import COLUMNS, FINE

_SOURCES = ("fiscal_appropriation", "carry_over", "other_funds")


@rule(
    "SEV-007",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=frozenset((Kind.SELF_EVALUATION, Kind.MONITORING)),
    fixes=True,
    message="“年度资金总额”一行的{columns}填的是 0，下面各项资金合计却有 {sum}。请补填总额，并重新计算执行率和得分。",
)
def total_row_is_zero(form: Form) -> Iterator[Found]:
    """年度资金总额一行为零，下面的资金来源却不为零。

    ## 查什么
    自评表、监控表中“年度资金总额”的年初预算数、全年预算数、执行数为 0，而财政拨款、上年结转、其他资金各行有数的。

    ## 为什么
    执行率按总额一行计算，总额为零，预算执行率的得分就成了零。

    ## 怎么改
    把各项资金之和填到总额一行，再计算执行率和得分。
    """
    budget = form.table.budget or {}
    wrong: list[tuple[str, Decimal, list[str]]] = []
    for column in COLUMNS:
        if budget.get(column) != 0:
            continue
        heads = [head for head in _SOURCES if budget.get(f"{head}_{column}")]
        if budget.get(f"fiscal_appropriation_{column}") is None:
            heads += [head for head in FINE if budget.get(f"{head}_{column}")]
        keys = [f"{head}_{column}" for head in heads]
        given = sum((budget[key] or Decimal() for key in keys), Decimal())
        if given > 0:
            wrong.append((column, given, keys))
    if not wrong:
        return
    column, given, _ = wrong[0]
    yield found(
        f"budget.{column}",
        *(f"budget.{other}" for other, _, _ in wrong[1:]),
        *(f"budget.{key}" for _, _, keys in wrong for key in keys),
        printed=Decimal(0),
        computed=given,
        difference=-given,
        fix=(f"budget.{column}", given) if len(wrong) == 1 else None,
        columns="、".join(COLUMNS[one] for one, _, _ in wrong),
        sum=form.money(given),
    )
