"""QLT-005."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_FEWEST = 4
"""Indicators of a form below which a share says nothing."""
_LITTLE = Decimal("0.1")
"""By how much a share may fall short and still be no more than an advice."""
_QUANTIFIED = frozenset(
    (
        ValueKind.ABSOLUTE,
        ValueKind.MONEY,
        ValueKind.PERCENT,
        ValueKind.DATE,
        ValueKind.DURATION,
        ValueKind.FREQUENCY,
        ValueKind.BOOLEAN,
        ValueKind.MIXED,
    )
)


@rule(
    "QLT-005",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    needs=("quantified_share_project", "quantified_share_department"),
    message="{total} 条指标中只有 {count} 条的指标值是能衡量的数值，占 {share}%，一般不低于 {due}%。"
    "请把{names}等指标值改成数值，确实不能量化的才用定性的说法。",
)
def too_few_numbers(form: Form) -> Iterator[Found]:
    """量化指标太少。

    ## 查什么
    填了指标值的三级指标中，指标值是数量、金额、百分比、日期、时长、频次、是与否，或者话里写明了数的占多少，是否低于口径规定的比例。
    差得不到十个百分点的只作建议；少于四条指标的表不查。

    ## 为什么
    目标以量化为主，定性的指标值越多，年底越难判断是否完成。

    ## 怎么改
    优先把数量、质量、时效、成本和满意度改成数值；效益也尽量用人数、次数、比率表示。
    """
    rows = [row for row in form.rows if row.name and row.value and row.meaning.kind is not ValueKind.NONE]
    plain = [row for row in rows if row.meaning.kind not in _QUANTIFIED]
    key = "quantified_share_department" if form.kind is Kind.DEPARTMENT_OVERALL else "quantified_share_project"
    due = form.profile.number(key)
    share = Decimal(len(rows) - len(plain)) / len(rows) if rows else Decimal(1)
    if len(rows) >= _FEWEST and share < due:
        yield found(
            *(row.path("value_text") for row in plain),
            severity=None if share < due - _LITTLE else Severity.ADVICE,
            total=len(rows),
            count=len(rows) - len(plain),
            share=int(share * 100),
            due=int(due * 100),
            names="、".join(dict.fromkeys(f"“{row.value[:10]}”" for row in plain[:3])),
        )
