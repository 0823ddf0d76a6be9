"""ARI-016."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from jiheng.model.declaration import SpendingStep
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import ARITHMETIC, Found, found, rule

_ALL = Decimal(100)
_LAST = "12"


@rule(
    "ARI-016",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    fixes=True,
    message="{whose}资金支出计划 {month} 月底累计 {value}%，超出了 0 到 100%。支出计划填写累计数，请改正。",
    falls="{whose}资金支出计划 {month} 月底累计 {value}%，比前一期的 {before}% 还少。支出计划填写累计数，应当逐期不减，请改正。",
    parts="{whose}资金支出计划各期相加为 100%，看来填的是各期的数。支出计划应当填写累计数：{cumulative}，请改正。",
    last="{whose}资金支出计划到年底累计 {value}%，应当达到 100%。请改正，或者说明结转的原因。",
)
def spending_plan(form: Form) -> Iterator[Found]:
    """资金支出计划不是逐期不减、年底达到 100% 的累计数。

    ## 查什么
    资金支出计划的每一期是否在 0 到 100% 之间，是否比前一期少，12 月底是否为 100%。前几期空着的不查。

    ## 为什么
    运行监控按支出计划判断进度，计划不是累计数，监控就会误报。

    ## 怎么改
    按累计数填写，例如 30%、60%、90%、100%。
    """
    yield from _of_plan(form.table.spending_plan or (), "spending_plan", "")
    for n, task in enumerate(form.table.tasks or ()):
        if task.spending_plan:
            yield from _of_plan(
                task.spending_plan, f"tasks[{n}].spending_plan", f"任务“{quote(task.name or task.content or '')}”的"
            )


def _of_plan(steps: Sequence[SpendingStep], path: str, whose: str) -> Iterator[Found]:
    filled = [
        (n, step.by, step.cumulative_percent)
        for n, step in enumerate(steps)
        if isinstance(step.cumulative_percent, Decimal)
    ]
    if not filled:
        return

    def place(n: int) -> str:
        return f"{path}[{n}].cumulative_percent"

    everything = [place(n) for n, _, _ in filled]
    outside = [(n, by, value) for n, by, value in filled if not 0 <= value <= _ALL]
    if outside:
        n, by, value = outside[0]
        yield found(place(n), printed=_shown(value), whose=whose, month=by.lstrip("0"), value=_shown(value))
        return
    falls = [(one, two) for one, two in pairwise(filled) if two[2] < one[2]]
    values = [value for _, _, value in filled]
    if len(filled) > 1 and sum(values) == _ALL and values[-1] != _ALL:
        cumulative = [sum(values[: n + 1], Decimal()) for n in range(len(values))]
        words = "、".join(f"{_shown(value)}%" for value in cumulative)
        yield found(*everything, message="parts", whose=whose, cumulative=words)
    elif falls:
        before, (n, by, value) = falls[0]
        others = [one for one in everything if one != place(n)]
        yield found(
            place(n), *others, printed=_shown(value), message="falls", whose=whose, month=by.lstrip("0"), value=_shown(value),
            before=_shown(before[2]),
        )  # fmt: skip
    elif filled[-1][1] == _LAST and filled[-1][2] != _ALL:
        n, _, value = filled[-1]
        yield found(
            place(n),
            *everything[:-1],
            printed=_shown(value),
            computed="100",
            difference=_shown(value - _ALL),
            fix=(place(n), "100"),
            message="last",
            whose=whose,
            value=_shown(value),
        )


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
