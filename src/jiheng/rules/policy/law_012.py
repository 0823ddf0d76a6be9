"""LAW-012."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.similar import bare
from jiheng.rules.units import unit_of

_GRADES = ("优", "良", "中", "差")
_TARGETS = (Kind.PROJECT, Kind.DEPARTMENT_OVERALL, Kind.SPECIAL_FUND_DIRECTION)


@rule(
    "LAW-012",
    severity=Severity.WARNING,
    basis="预算法实施条例#绩效评价结果应用",
    kinds=frozenset((*_TARGETS, Kind.SELF_EVALUATION)),
    over=Over.BATCH,
    needs=("evaluation_grades",),
    message="{past} 年绩效自评{score}，等级为“{grade}”，预算由 {before} {turn} {now}，也没有写整改情况。请压减预算，或写明整改措施和继续安排的理由。",
)
def poor_result_without_consequence(batch: Batch) -> Iterator[Found]:
    """上年评价为中或差，预算没有减少，也没有整改。

    ## 查什么
    给出上年的绩效自评表时，总分在“良”以下的项目（或部门），今年的预算没有减少，表上也没有写整改。

    ## 为什么
    绩效评价结果应当作为以后年度预算安排的重要依据。

    ## 怎么改
    压减预算；继续安排的，写明问题、整改措施和理由。
    """
    results: dict[tuple[str, str], Form] = {}
    for form in (*batch.previous, *batch.distinct):
        key = _key(form)
        if form.kind is Kind.SELF_EVALUATION and key is not None and _result(form) is not None:
            known = results.get(key)
            if known is None or (known.year or 0) <= (form.year or 0):
                results[key] = form
    for form in batch.distinct if results else ():
        result = results.get(_key(form) or ("", ""))
        if form.kind in _TARGETS and result is not None:
            yield from _compared(form, result)


def _key(form: Form) -> tuple[str, str] | None:
    unit = unit_of(form)
    if not unit:
        return None
    if form.kind is Kind.DEPARTMENT_OVERALL or form.table.subject == "department":
        return unit, ""
    return (unit, bare(form.project)) if form.project else None


def _compared(form: Form, result: Form) -> Iterator[Found]:
    if form.year is None or result.year is None or result.year >= form.year or form.total is None:
        return
    path, now = form.total
    before = result.amount("budget.adjusted") or result.amount("budget.initial")
    outcome = _result(result)
    if before is None or now < before or outcome is None:
        return
    score, printed = outcome
    grade = printed or _grade(form, score or Decimal())
    if grade in ("优", "良") or any("整改" in text.text for text in form.texts):
        return
    yield found(
        form.spot(path),
        printed=now,
        past=result.year,
        score=f" {score.normalize():f} 分" if score is not None else "",
        grade=grade,
        before=form.money(before),
        now=form.money(now),
        turn="增加到" if now > before else "到今年仍为",
    )


def _result(form: Form) -> tuple[Decimal | None, str] | None:
    """The score and the printed grade of a self-evaluation, as far as it states them."""
    score = form.table.total_score
    for extra in form.table.extra or ():
        if "等级" in extra.label and extra.text and extra.text.strip() in _GRADES:
            return (score if isinstance(score, Decimal) else None), extra.text.strip()
    return (score, "") if isinstance(score, Decimal) else None


def _grade(form: Form, score: Decimal) -> str:
    rounded = score.quantize(Decimal("0.01"), ROUND_HALF_UP)
    for grade, least in form.profile.get("evaluation_grades").items():
        if rounded >= Decimal(least):
            return str(grade)
    return "差"
