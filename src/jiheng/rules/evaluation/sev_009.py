"""SEV-009."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import points
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_FEWEST = 4


@rule(
    "SEV-009",
    severity=Severity.ADVICE,
    basis="财预〔2020〕10号#单位自评得分",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    message="{count} 条指标全部得了满分{execution}。请复核完成值和佐证资料，如实反映存在的问题。",
)
def everything_full(form: Form) -> Iterator[Found]:
    """全部指标都得满分。

    ## 查什么
    自评表的各条指标（不少于四条）和预算执行率都得满分的。

    ## 为什么
    样样满分的自评看不出问题，往往是指标值定得偏低或者没有认真核实，抽查复核会优先抽到。

    ## 怎么改
    复核完成值和佐证资料；确实全部完成的，保留资料备查。
    """
    rows = [(row, points(row.indicator.weight), points(row.indicator.score)) for row in form.rows]
    if len(rows) < _FEWEST or any(weight is None or score is None or score != weight for _, weight, score in rows):
        return
    budget = form.table.budget or {}
    weight, score = budget.get("weight"), budget.get("score")
    if weight is not None and score is not None and score != weight:
        return
    yield found(
        *(row.path("score") for row, _, _ in rows),
        count=len(rows),
        execution="，预算执行率也得了满分" if score is not None and weight is not None else "",
    )
