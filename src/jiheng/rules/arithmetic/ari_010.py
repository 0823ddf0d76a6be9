"""ARI-010."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS, fold
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, Spot, found, rule
from jiheng.rules.sums import broken, once, tolerance, unbalanced
from jiheng.rules.sums_printed import called


@rule(
    "ARI-010",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="支出测算：{whole} {total}，{parts} {sum}，相差 {gap}。请核对测算明细和项目金额。",
    with_fix="支出测算：{whole} {total}，{parts} {sum}，相差 {gap}。{field}由 {old}改为 {new}即平。",
    unlisted="支出测算：{whole} {total}，{parts} {sum}，相差 {gap}。请说明其余金额的测算，或者核对金额。",
    of_indicator="{row}为 {value}，支出测算中“{direction}”各项之和 {sum}，相差 {gap}。请核对两处金额。",
)
def estimates(form: Form) -> Iterator[Found]:
    """支出测算明细与合计、项目金额或成本指标不符。

    ## 查什么
    测算明细各行之和是否等于测算合计，测算合计是否等于项目金额；明细按支出内容分组，又有同名成本指标、
    或者汇总表里有同名一行的，该组之和是否等于那里的金额。

    ## 为什么
    测算是项目金额的依据，明细加不到合计，金额就没有来由。

    ## 怎么改
    逐行核对金额和测算式，改正后再核对合计和项目金额。
    """
    yield from once(
        unbalanced(
            form, one, whole=called(form, one.sum.total), parts=_PARTS[one.parts[0].startswith("cost_estimates")]
        )
        for one in broken(form, "ARI-010")
    )
    yield from _directions(form)


_PARTS = {True: "明细之和", False: "测算合计"}


def _directions(form: Form) -> Iterator[Found]:
    """The estimates of each 支出内容 against the cost indicator, and the line of the summary, that bear its name."""
    groups: dict[str, list[int]] = {}
    for n, line in enumerate(form.table.cost_estimates or ()):
        if line.direction:
            groups.setdefault(fold(line.direction), []).append(n)
    if not groups:
        return
    rows: dict[str, list[Row]] = {}
    for row in form.rows:
        if row.is_cost and row.name:
            rows.setdefault(fold(row.name), []).append(row)
    lines = _lines_of_summary(form) if form.kind is Kind.SPECIAL_FUND_DIRECTION else {}
    for direction, parts in groups.items():
        amounts = [form.amount(f"cost_estimates[{n}].amount") for n in parts]
        if any(amount is None for amount in amounts):
            continue
        given = sum((amount for amount in amounts if amount is not None), Decimal())
        same = rows.get(direction, []) if len(groups) > 1 else []
        due = _yuan(form, same[0]) if len(same) == 1 else None
        if due is not None:
            yield from _against(form, parts, given, same[0].path("value_text"), due, same[0].called)
        named = lines.get(direction, [])
        if len(named) == 1:
            yield from _against(form, parts, given, *named[0])


def _against(
    form: Form, parts: list[int], given: Decimal, place: str | Spot, due: Decimal, called: str
) -> Iterator[Found]:
    if abs(due - given) <= tolerance(form, [due, given], len(parts)):
        return
    own = [f"cost_estimates[{n}].amount" for n in parts]
    yield found(
        *([place, *own] if isinstance(place, str) else [*own, place]),
        printed=due if isinstance(place, str) else form.amount(own[0]),
        computed=given if isinstance(place, str) else None,
        difference=due - given if isinstance(place, str) else None,
        message="of_indicator",
        row=called,
        value=form.money(due),
        direction=quote(form.value(f"cost_estimates[{parts[0]}].direction")),
        sum=form.money(given),
        gap=form.money(abs(due - given)),
    )


def _lines_of_summary(form: Form) -> dict[str, list[tuple[Spot, Decimal, str]]]:
    """The lines of the summaries in the same file that are no sections, by their names."""
    found: dict[str, list[tuple[Spot, Decimal, str]]] = {}
    for other in form.siblings:
        if other.kind is Kind.SPECIAL_FUND_SUMMARY and other.year == form.year:
            for n, line in enumerate(other.table.fund_lines or ()):
                if line.name and isinstance(line.amount, Decimal) and line.is_section is not True:
                    spot = Spot(other, f"fund_lines[{n}].amount")
                    found.setdefault(fold(line.name), []).append((spot, line.amount, f"汇总表“{quote(line.name)}”一行"))
    return found


def _yuan(form: Form, row: Row) -> Decimal | None:
    """The whole amount of a cost indicator; a bare number stands in the unit of the form."""
    meaning = row.meaning
    if meaning.kind is ValueKind.MONEY and meaning.per is None:
        return meaning.yuan
    if (
        meaning.kind is ValueKind.ABSOLUTE
        and meaning.number is not None
        and meaning.unit is None
        and form.table.money_unit
    ):
        return meaning.number * MONEY_UNITS[form.money_unit]
    return None
