"""SEV-002."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import points
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule


@rule(
    "SEV-002",
    severity=Severity.ERROR,
    basis="财预〔2020〕10号#单位自评得分",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    message="{place}得分 {score} 分，分值只有 {weight} 分。得分不得超过分值，请改正。",
    negative="{place}得分 {score} 分。得分最低为 0，请改正。",
)
def score_beyond_weight(form: Form) -> Iterator[Found]:
    """得分超过分值，或者是负数。

    ## 查什么
    自评表每条指标、预算执行率和总分的得分是否在零到分值之间。

    ## 为什么
    分值是这一项的满分，超过满分说明得分或者分值填错了。

    ## 怎么改
    核对分值和得分，按完成情况重新计算。
    """
    budget = form.table.budget or {}
    pairs = [("budget.score", budget.get("score"), "budget.weight", budget.get("weight"), "预算执行率")]
    pairs += [
        (row.path("score"), points(row.indicator.score), row.path("weight"), points(row.indicator.weight), row.called)
        for row in form.rows
    ]
    total, whole = points(form.table.total_score), points(form.table.total_weight)
    pairs.append(("total_score", total, "total_weight", whole, "总分"))
    for path, score, weight_path, weight, place in pairs:
        if score is not None and score < 0:
            yield found(path, printed=_shown(score), computed="0", place=place, score=_shown(score), message="negative")
        elif score is not None and weight is not None and score > weight:
            yield found(
                path,
                weight_path,
                printed=_shown(score),
                computed=_shown(weight),
                difference=_shown(score - weight),
                place=place,
                score=_shown(score),
                weight=_shown(weight),
            )


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
