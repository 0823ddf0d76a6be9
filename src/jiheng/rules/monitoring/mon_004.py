"""MON-004."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule
from jiheng.rules.sums_printed import called

_EXECUTED = "executed"


@rule(
    "MON-004",
    severity=Severity.ERROR,
    basis="预算法#不得超出预算",
    kinds=frozenset((Kind.MONITORING, Kind.SELF_EVALUATION)),
    message="{name} {spent}，超过{whole} {due}，多 {gap}。没有预算不得支出，请核对两个数；预算有追加的，补填全年预算数。",
)
def spent_more_than_budget(form: Form) -> Iterator[Found]:
    """执行数超过全年预算数。

    ## 查什么
    监控表、自评表的每一行资金，执行数是否超过全年预算数。没有全年预算数一栏的，与年初预算数比较，
    超过的只作为需要核对的问题，因为年中可能有追加。

    ## 为什么
    各部门的支出必须以批准的预算为依据，执行数不可能超过调整后的预算数。

    ## 怎么改
    核对执行数和全年预算数的单位与小数点；有追加预算的，把追加数计入全年预算数。
    """
    budget = form.table.budget or {}
    for key, spent in budget.items():
        if spent is None or not key.endswith(_EXECUTED):
            continue
        head = key.removesuffix(_EXECUTED)
        adjusted = budget.get(f"{head}adjusted")
        basis = f"{head}adjusted" if adjusted is not None or f"{head}adjusted" in budget else f"{head}initial"
        due = budget.get(basis)
        if due is None or spent <= due or (not head and not due and _has_sources(budget, basis)):
            continue
        yield found(
            f"budget.{key}",
            f"budget.{basis}",
            printed=spent,
            computed=due,
            difference=spent - due,
            severity=None if basis.endswith("adjusted") else Severity.WARNING,
            name=called(form, f"budget.{key}"),
            spent=form.money(spent),
            whole="全年预算数" if basis.endswith("adjusted") else "年初预算数",
            due=form.money(due),
            gap=form.money(spent - due),
        )


def _has_sources(budget: Mapping[str, Decimal | None], column: str) -> bool:
    """Whether the sources below an empty total have money: SEV-007 tells that the total is missing."""
    return any(amount for key, amount in budget.items() if key.endswith(f"_{column}"))
