"""ARI-013."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import ARITHMETIC, Found, found, rule
from jiheng.rules.sums import ledger_of
from jiheng.rules.sums_printed import called
from jiheng.rules.unit_costs import shift_between

_EXACT = Decimal("0.0005")
_WHOLE = re.compile(
    r"总成本|总投资|总额|总费用|总经费|总支出|预算(?:金额|数|控制数|总)|项目(?:总)?(?:成本|投资|资金|经费|支出)(?:控制|总|数|$)|^(?:经济)?成本$"
)


@rule(
    "ARI-013",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    fixes=True,
    message="{place}为 {value}，与{other} {due} 正好相差 {factor} 倍，疑似小数点错位或者单位写错。请核对。",
)
def decimal_shift(form: Form) -> Iterator[Found]:
    """两个应当一致的数正好相差十倍、百倍或者一万倍。

    ## 查什么
    合计与分项、总成本指标与项目金额，应当一致而相差十倍、百倍、一万倍（元与万元）的。

    ## 为什么
    这样的差额几乎都是小数点错位或者单位写错，改一处就全表相符。

    ## 怎么改
    核对小数点和金额单位，改正写错的那个数。
    """
    seen: set[str] = set()
    for one in (*_in_sums(form), *_in_total_cost(form)):
        path = str(one.where[0])
        if path not in seen:
            seen.add(path)
            yield one


def _in_sums(form: Form) -> Iterator[Found]:
    ledger = ledger_of(form)
    for checked in ledger.checked:
        if checked is None or checked.is_right or checked.is_open:
            continue
        change = ledger.single_change(checked)
        if change is None:
            continue
        path, due = change
        old = ledger.amounts[path]
        shift = shift_between(old, due, _EXACT) if old is not None else None
        if old is None or shift is None:
            continue
        others = [
            other for other in (checked.sum.total, *checked.parts) if other != path and form.amount(other) is not None
        ]
        yield found(
            path,
            *others,
            printed=old,
            computed=due,
            difference=old - due,
            fix=(path, due),
            place=called(form, path),
            value=form.money(old),
            other=f"按{'、'.join(called(form, other) for other in others[:3])}推算的",
            due=form.money(due),
            factor=_factor(shift),
        )


def _in_total_cost(form: Form) -> Iterator[Found]:
    """The indicator for the whole cost against the whole money."""
    rows = [row for row in form.cost_rows if row.meaning.per is None and _WHOLE.search(row.name)]
    if len(rows) != 1 or form.total is None:
        return
    row, (path, total) = rows[0], form.total
    value = row.meaning.yuan
    shift = shift_between(value, total, _EXACT) if value is not None else None
    if value is not None and shift is not None and _is_alone(form, row, value):
        yield found(
            row.path("value_text"),
            path,
            printed=value,
            computed=total,
            difference=value - total,
            place=row.called,
            value=row.value,
            other=called(form, path),
            due=form.money(total),
            factor=_factor(shift),
        )


def _is_alone(form: Form, row: Row, value: Decimal) -> bool:
    """Whether no other amount of the form is the one that the indicator gives."""
    amounts = [amount for amount in (form.table.budget or {}).values() if amount is not None]
    amounts += [task.total for task in form.table.tasks or () if isinstance(task.total, Decimal)]
    return value not in amounts and row.meaning.kind is ValueKind.MONEY


def _factor(shift: int) -> str:
    return f"{Decimal(1).scaleb(abs(shift)):,f}"
