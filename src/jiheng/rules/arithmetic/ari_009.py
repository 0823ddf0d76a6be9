"""ARI-009."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS
from jiheng.rules.form import Form, quote
from jiheng.rules.formulas import RELATIVE, Expression, Formula, Quantity, formulas, near, product, shown
from jiheng.rules.listings import listings
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, found, rule

_MOST_PLACES = 4
"""Decimals of a price that is worth proposing."""


@rule(
    "ARI-009",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="支出测算“{item}”：测算式“{formula}”算得 {calc}，写的是 {result}。请核对单价、数量和结果。",
    proposed="支出测算“{item}”：测算式“{formula}”算得 {calc}，写的是 {result}。如金额无误，{old} 应为 {new}，请核对。",
    cell="支出测算“{item}”：测算式“{formula}”的结果为 {calc}，金额填的是 {amount}，相差 {gap}。请核对金额和测算式。",
)
def calculations(form: Form) -> Iterator[Found]:
    """支出测算的算式与结果、金额不符。

    ## 查什么
    测算依据及过程说明中的算式（数量×单价=金额，可以有括号、加法和连乘），左边算得的数是否等于右边写的数；
    整条说明只有一个算式的，还查结果是否等于该行的金额。千分之五以内的差额视为四舍五入，元与万元自动换算。

    ## 为什么
    测算式是预算审核的依据，算不出所填的金额，单价或者数量必有一个是错的。

    ## 怎么改
    核对单价和数量；算式无误的，改正结果和金额。
    """
    for n, line in enumerate(form.table.cost_estimates or ()):
        text = line.calculation
        if not text:
            continue
        amount = line.amount if isinstance(line.amount, Decimal) else None
        read = formulas(text)
        wrong = [one for one in read if not one.is_right]
        item = quote(line.item or line.direction or "")
        for one in wrong[:1]:
            yield _wrong(n, item, text, one, amount)
        if not wrong and amount is not None:
            yield from _cell(form, n, item, text, read, amount)


def _wrong(n: int, item: str, text: str, one: Formula, amount: Decimal | None) -> Found:
    path = f"cost_estimates[{n}].calculation"
    where = [path, *([f"cost_estimates[{n}].amount"] if amount is not None else [])]
    right = one.right or one.left
    figures = {"calc": _shown(one.computed, one), "result": _shown(_raw(right), one)}
    formula = quote(text[one.left.span[0] : right.span[1]])
    change = _change(text, one, amount)
    slots = {"item": item, "formula": formula, **figures}
    printed, computed = shown(_raw(right)), shown(one.computed)
    if change is None:
        return Found(where, printed, computed, slots=dict(slots))
    quantity, due = change
    mended = f"{text[: quantity.span[0]]}{shown(due)}{text[quantity.span[1] :]}"
    old, new = f"{shown(quantity.number)}{quantity.unit}", f"{shown(due)}{quantity.unit}"
    return Found(
        where, printed, computed, fix=(path, mended), message="proposed", slots={**slots, "old": old, "new": new}
    )


def _change(text: str, one: Formula, amount: Decimal | None) -> tuple[Quantity, Decimal] | None:
    """The one number of a formula whose change makes it right and agrees with the amount of its row."""
    result = one.result
    if result is None or amount is None or not one.left.is_money or not result.number:
        return None
    if near(one.left.scaled, amount, RELATIVE):
        return result, one.left.scaled / result.scale
    if not near(result.number * result.scale, amount, RELATIVE) or one.left.operations != len(one.left.quantities) - 1:
        return None
    if any(sign in text[one.left.span[0] : one.left.span[1]] for sign in "+＋÷"):
        return None
    candidates = []
    for quantity in one.left.quantities:
        due = quantity.number * result.number * result.scale / one.left.scaled if one.left.scaled else Decimal()
        places = 0 if quantity.money is None else _MOST_PLACES
        if due > 0 and due == round(due, places):
            candidates.append((quantity, due))
    return candidates[0] if len(candidates) == 1 else None


def _cell(form: Form, n: int, item: str, text: str, read: tuple[Formula, ...], amount: Decimal) -> Iterator[Found]:
    """The result of the only formula of a row against the amount of the row."""
    bare = product(text) if not read else None
    if bare is not None:
        given, formula = _in_yuan(form, bare.left), text
    elif len(read) == 1 and read[0].right is not None and not listings(text) and _is_all(text, read[0]):
        given, formula = _in_yuan(form, read[0].right), text[read[0].left.span[0] : read[0].right.span[1]]
    else:
        return
    if given is None or near(given, amount, RELATIVE) or (read and read[0].about):
        return
    yield found(
        f"cost_estimates[{n}].amount",
        f"cost_estimates[{n}].calculation",
        printed=amount,
        computed=given,
        difference=amount - given,
        message="cell",
        item=item,
        formula=quote(formula),
        calc=form.money(given),
        amount=form.money(amount),
        gap=form.money(abs(amount - given)),
    )


def _is_all(text: str, one: Formula) -> bool:
    """Whether no other figure stands behind or before a formula."""
    right = one.right or one.left
    rest = text[: one.left.span[0]] + text[right.span[1] :]
    return sum(char.isdigit() for char in rest) == 0


def _in_yuan(form: Form, expression: Expression) -> Decimal | None:
    """The value of an expression in yuan; bare figures stand in the unit of the form, if it tells one."""
    if expression.is_money:
        return expression.scaled
    if (
        any(quantity.unit and not quantity.money for quantity in expression.quantities[-1:])
        or not form.table.money_unit
    ):
        return None
    return None if expression.operations else expression.scaled * MONEY_UNITS[form.money_unit]


def _raw(expression: Expression) -> Decimal:
    return expression.raw


def _shown(number: Decimal, one: Formula) -> str:
    result = one.result
    return f"{shown(number)}{result.unit if result is not None else ''}"
