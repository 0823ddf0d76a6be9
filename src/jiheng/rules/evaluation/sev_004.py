"""SEV-004."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import points
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_EXECUTION = Decimal(10)


@rule(
    "SEV-004",
    severity=Severity.ERROR,
    basis="财预〔2020〕10号#单位自评指标权重",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    needs=("self_evaluation_total",),
    message="各指标分值合计 {indicators} 分{execution}，共 {sum} 分，应为 {due} 分，{gap}。请调整分值。",
    printed_total="总分一栏的分值填的是 {sum} 分，应为 {due} 分。请改正。",
)
def weights_of_self_evaluation(form: Form) -> Iterator[Found]:
    """自评各项分值合计不是 100 分。

    ## 查什么
    自评表各指标的分值加上预算执行率的分值，是否等于 100 分；总分一栏印出的分值是否为 100 分。有指标没有填分值的不查。

    ## 为什么
    自评采用百分制，分值合计不对，得分就不能换算成等级。

    ## 怎么改
    按批复的权重填写分值，预算执行率一般占 10 分。
    """
    due = form.profile.number("self_evaluation_total")
    weights = [points(row.indicator.weight) for row in form.rows]
    if not weights or any(weight is None for weight in weights):
        return
    given = sum((weight for weight in weights if weight is not None), Decimal())
    budget = form.table.budget or {}
    own = budget.get("weight")
    total = given + (own or Decimal())
    counted = own is None or any("执行率" in (row.indicator.name or "") for row in form.rows)
    is_right = total == due or (own is None and total == due - _EXECUTION) or (counted and given == due)
    if not is_right and not _of_trees(form, due):
        where = [row.path("weight") for row in form.rows] + (["budget.weight"] if own is not None else [])
        yield found(
            *where,
            printed=_shown(total),
            computed=_shown(due),
            difference=_shown(total - due),
            indicators=_shown(given),
            execution=f"，预算执行率 {_shown(own)} 分" if own is not None else "",
            sum=_shown(total),
            due=_shown(due),
            gap=f"{'多' if total > due else '少'} {_shown(abs(total - due))} 分",
        )
    printed = points(form.table.total_weight)
    if printed is not None and is_right and printed not in (due, given):
        yield found(
            "total_weight", printed=_shown(printed), computed=_shown(due), message="printed_total", sum=_shown(printed),
            due=_shown(due),
        )  # fmt: skip


def _of_trees(form: Form, due: Decimal) -> bool:
    """Whether every goal has a tree of its own, each worth the whole."""
    trees: dict[int, Decimal] = {}
    for row in form.rows:
        goal = row.indicator.goal or 0
        trees[goal] = trees.get(goal, Decimal()) + (points(row.indicator.weight) or Decimal())
    return len(trees) > 1 and all(tree in (due, due - _EXECUTION) for tree in trees.values())


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
