"""SEV-006."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import attained, grade_of, has_reason, is_late, points
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule


@rule(
    "SEV-006",
    severity=Severity.ERROR,
    basis="财预〔2020〕10号#偏差原因",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    message="{row}指标值 {target}，实际完成 {actual}，没有完成却得了满分 {score} 分，也没有说明原因。请改正得分，说明偏差原因和改进措施。",
)
def full_score_below_target(form: Form) -> Iterator[Found]:
    """没有完成指标值，却得满分，也没有说明原因。

    ## 查什么
    实际完成值达不到指标值（越小越好的指标是超过指标值），完成日期晚于要求的日期，或者写“部分达成”“未完成”，得分等于分值，偏差原因一栏空着的。

    ## 为什么
    没有完成的应当按比例扣分并说明原因，得满分会使自评失去意义。

    ## 怎么改
    按完成比例改正得分，在偏差原因一栏写明原因和改进措施。
    """
    for row in form.rows:
        weight, score = points(row.indicator.weight), points(row.indicator.score)
        text = row.indicator.actual_text
        if not text or weight is None or score is None or score < weight or weight <= 0 or has_reason(row):
            continue
        one = attained(row, text)
        if (one is not None and not one.is_met) or (one is None and (grade_of(text) in (1, 2) or is_late(row, text))):
            yield found(
                row.path("score"),
                row.path("actual_text"),
                row.path("value_text"),
                row.path("deviation"),
                printed=f"{score:f}",
                row=row.called,
                target=quote(row.value),
                actual=quote(text),
                score=f"{score:f}",
            )
