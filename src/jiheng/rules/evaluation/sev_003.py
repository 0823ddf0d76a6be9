"""SEV-003."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import Attainment, attained, grade_of, has_reason, money_of, points
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import Found, found, rule

_TRIFLE = Decimal("0.005")
_MOST = Decimal(1000)
"""Points beyond which a number is none."""


@rule(
    "SEV-003",
    severity=Severity.WARNING,
    basis="财预〔2020〕10号#单位自评得分",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    needs=("self_evaluation_tolerance", "self_evaluation_bands"),
    message="{row}指标值 {target}，实际完成 {actual}，分值 {weight} 分，按比例应得 {due} 分，填的是 {score} 分。请核对得分。",
    grade="{row}实际完成写“{actual}”，分值 {weight} 分，这一档应得 {due} 分，填的是 {score} 分。请核对得分。",
    rate="预算执行率 {percent}，分值 {weight} 分，按比例应得 {due} 分，填的是 {score} 分。请核对得分。",
    total="总分 {score} 分，各项得分相加为 {due} 分，相差 {gap} 分。请核对总分和各项得分。",
)
def score_by_formula(form: Form) -> Iterator[Found]:
    """得分与按公式计算的不符。

    ## 查什么
    定量指标按完成值与指标值的比例、定性指标按三档、预算执行率按执行数与全年预算数的比例计算得分，与填写的相比；
    总分与各项得分之和相比。分档计分、超额扣分的视为相符；已经完成、扣了分并说明原因的，也视为相符。

    ## 为什么
    自评得分要能由完成值推算出来，推算不出的，复核时会被要求重评。

    ## 怎么改
    按公式重新计算；另有计分办法的，在备注中写明。
    """
    bands = form.profile.get("self_evaluation_bands")
    allowed = form.profile.number("self_evaluation_tolerance")
    yield from _execution(form, bands["execution"], allowed)
    for row in form.rows:
        weight, score = points(row.indicator.weight), points(row.indicator.score)
        if weight is not None and score is not None and 0 <= score <= weight and 0 < weight <= _MOST:
            yield from _of_row(row, weight, score, bands, allowed)
    yield from _total(form, allowed)


def _of_row(row: Row, weight: Decimal, score: Decimal, bands: dict[str, Any], allowed: Decimal) -> Iterator[Found]:
    text = row.indicator.actual_text or ""
    slots = {"row": row.called, "actual": quote(text), "weight": _shown(weight), "score": _shown(score)}
    where = (row.path("score"), row.path("actual_text"), row.path("weight"))
    one = attained(row, text)
    if one is None:
        grade = grade_of(text) if row.meaning.number is None else None
        if grade is not None and not _in_grade(grade, weight, score, bands["grades"], allowed) and not has_reason(row):
            low, high = (Decimal(limit) * weight for limit in bands["grades"][grade])
            yield found(*where, printed=_shown(score), message="grade", due=f"{_shown(low)} 到 {_shown(high)}", **slots)  # type: ignore[arg-type]
        return
    due = _due(one, weight)
    if due is None or _agrees(score, due, allowed) or _explained(row, one, weight, score, bands, allowed):
        return
    yield Found(
        where,
        printed=_shown(score),
        computed=_shown(due),
        difference=_shown(score - due),
        slots={**slots, "target": quote(row.value), "due": _shown(due)},
    )


def _due(one: Attainment, weight: Decimal) -> Decimal | None:
    """The score that the ratio gives."""
    if one.is_met:
        return weight
    if one.is_negative and one.target == 0:
        return Decimal(0)
    return None if one.share is None else _rounded(weight * one.share)


def _explained(
    row: Row, one: Attainment, weight: Decimal, score: Decimal, bands: dict[str, Any], allowed: Decimal
) -> bool:
    """Whether another way of scoring, or what the unit says of it, explains a score."""
    reason = has_reason(row)
    if one.is_met:
        return reason or (one.is_strict and one.actual != one.target)
    if score == weight:
        return not reason  # told by SEV-006
    share = one.share or Decimal()
    if score == 0:
        return reason or share < Decimal(bands["pass"])
    if row.is_satisfaction and _agrees(score, _band(bands["satisfaction"], one.actual / 100) * weight, allowed):
        return True
    if one.is_strict and one.target:
        strict = weight * max(Decimal(), 1 - abs(one.actual - one.target) / one.target)
        if _agrees(score, _rounded(strict), allowed):
            return True
    if one.is_negative and one.target:
        excess = weight * max(Decimal(), 1 - (one.actual - one.target) / one.target)
        if _agrees(score, _rounded(excess), allowed):
            return True
    return False


def _execution(form: Form, bands: Sequence[Sequence[str]], allowed: Decimal) -> Iterator[Found]:
    budget = form.table.budget or {}
    weight, score, money = budget.get("weight"), budget.get("score"), money_of(form)
    if weight is None or score is None or money is None or money.due <= 0 or not 0 <= score <= weight <= _MOST:
        return
    rate = min(Decimal(1), money.spent / money.due)
    printed = budget.get("execution_rate")
    dues = [_rounded(rate * weight), _band(bands, rate) * weight]
    if printed is not None and 0 <= printed <= 100:
        dues.append(_rounded(printed / 100 * weight))
    if any(_agrees(score, due, allowed) for due in dues):
        return
    yield found(
        "budget.score",
        "budget.executed",
        money.budget,
        printed=_shown(score),
        computed=_shown(dues[0]),
        difference=_shown(score - dues[0]),
        message="rate",
        percent=f"{rate * 100:.2f}%",
        weight=_shown(weight),
        due=_shown(dues[0]),
        score=_shown(score),
    )


def _total(form: Form, allowed: Decimal) -> Iterator[Found]:
    """总分 over the scores of the rows; where rows without a score may be part of it, not."""
    total = points(form.table.total_score)
    scores = [points(row.indicator.score) for row in form.rows]
    if total is None or not scores or any(score is None or abs(score) > _MOST for score in (*scores, total)):
        return
    budget = form.table.budget or {}
    given = sum((score for score in scores if score is not None), Decimal())
    own = budget.get("score")
    if own is not None and abs(own) > _MOST:
        return
    if own is None and total > given:
        return
    given += own or Decimal()
    if abs(total - given) > max(allowed, _TRIFLE * len(scores)):
        where = [row.path("score") for row in form.rows] + (["budget.score"] if own is not None else [])
        yield found(
            "total_score",
            *where,
            printed=_shown(total),
            computed=_shown(given),
            difference=_shown(total - given),
            message="total",
            score=_shown(total),
            due=_shown(given),
            gap=_shown(abs(total - given)),
        )


def _in_grade(grade: int, weight: Decimal, score: Decimal, grades: Sequence[Sequence[str]], allowed: Decimal) -> bool:
    low, high = (Decimal(limit) * weight for limit in grades[grade])
    return low - allowed <= score <= high + allowed


def _band(bands: Sequence[Sequence[str]], share: Decimal) -> Decimal:
    return next((Decimal(part) for least, part in bands if share >= Decimal(least)), Decimal())


def _agrees(score: Decimal, due: Decimal, allowed: Decimal) -> bool:
    """Whether a score is the one due, rounded or cut off to as many places as it prints."""
    if abs(score - due) <= allowed:
        return True
    exponent = score.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent <= 0 else 0)
    return score in (due.quantize(step, ROUND_HALF_UP), due.quantize(step, ROUND_DOWN))


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _shown(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"
