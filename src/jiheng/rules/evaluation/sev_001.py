"""SEV-001."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import points
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule


@rule(
    "SEV-001",
    severity=Severity.ERROR,
    basis="财预〔2020〕10号#单位自评得分",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    message="{row}没有填写实际完成值，得分却填了 {score} 分。请补填实际完成值，没有完成的得分为 0。",
)
def score_without_actual(form: Form) -> Iterator[Found]:
    """没有实际完成值，却有得分。

    ## 查什么
    自评表中实际完成值空着、得分大于零的指标。整张表没有实际完成值一栏的不查。

    ## 为什么
    得分按完成值与指标值相比计算，没有完成值的得分没有依据。

    ## 怎么改
    补填实际完成值和佐证资料；没有数据的，得分改为 0 并说明原因。
    """
    if not any(row.indicator.actual_text for row in form.rows):
        return
    for row in form.rows:
        score = points(row.indicator.score)
        if score is not None and score > 0 and not row.indicator.actual_text:
            yield found(row.path("actual_text"), row.path("score"), row=row.called, score=f"{score:f}")
