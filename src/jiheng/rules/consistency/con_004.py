"""CON-004."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.consistency.names import Pair, listed, paired, projects_of
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, Over, found, rule
from jiheng.rules.sums import tolerance


@rule(
    "CON-004",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=frozenset((Kind.NARRATIVE, Kind.DEPARTMENT_OVERALL, Kind.PROJECT)),
    over=Over.FILE,
    message="预算数为 {amount}，而{where}写的是 {listed}，相差 {gap}。请核对，两处金额应当一致。",
)
def same_amount_in_both(forms: Sequence[Form]) -> Iterator[Found]:
    """同一项目在文字说明和项目表里金额不同。

    ## 查什么
    文字说明的分项绩效目标里写的金额，是否等于同名项目绩效目标表的预算数（元、万元换算后比较）。整体支出表的任务与项目表
    名称完全相同的，也作比较。一个名称对应几张项目表的，与各表金额和合计都比较。

    ## 为什么
    文字说明和项目表是同一份预算，金额只能有一个。

    ## 怎么改
    对照预算批复，改正写错的一处。
    """
    projects = projects_of(forms)
    if not projects:
        return
    for form in forms:
        if form.kind is Kind.PROJECT:
            continue
        for pair in paired(list(listed(form)), projects):
            if pair.is_equal or form.kind is Kind.NARRATIVE:
                yield from _compare(form, pair)


def _compare(form: Form, pair: Pair) -> Iterator[Found]:
    entry = pair.entry
    amounts = [one.amount for one in pair.projects if one.amount is not None]
    if entry.amount is None or len(amounts) != len(pair.projects):
        return
    together = sum(amounts, Decimal())
    project = pair.projects[0]
    allowed = max(tolerance(one, [entry.amount, *amounts], 1) for one in (form, project.form))
    if any(abs(entry.amount - amount) <= allowed for amount in (*amounts, together)):
        return
    shown = project.form
    yield found(
        project.form.spot(project.amount_path),
        form.spot(entry.amount_path),
        printed=project.amount,
        computed=entry.amount,
        difference=amounts[0] - entry.amount,
        severity=None if pair.is_equal else Severity.WARNING,
        amount=shown.money(amounts[0]),
        listed=shown.money(entry.amount),
        gap=shown.money(abs(amounts[0] - entry.amount)),
        where="文字说明" if form.kind is Kind.NARRATIVE else "整体支出表的同名任务",
    )
