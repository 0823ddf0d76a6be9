"""CON-007."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.declaration import FundLine, Kind
from jiheng.model.finding import Severity
from jiheng.rules.consistency.names import bare_name
from jiheng.rules.form import Form, quote
from jiheng.rules.quantities import digits_swapped
from jiheng.rules.registry import FORM, Found, Over, Spot, found, rule
from jiheng.rules.sums import tolerance


@rule(
    "CON-007",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=frozenset((Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION, Kind.DEPARTMENT_OVERALL)),
    over=Over.FILE,
    message="{several}金额为 {amount}，汇总表“{line}”为 {listed}，相差 {gap}。请核对，两张表应当一致。",
    sum="汇总表合计 {listed}，各支出方向表合计 {amount}，相差 {gap}。请核对各方向的金额。",
    department="汇总表合计 {listed}，高于整体支出表的项目支出 {amount}，多出 {gap}。专项资金都在项目支出之内，请核对。",
    department_short="汇总表合计 {listed}，整体支出表的项目支出 {amount}，相差 {gap}。项目支出都是专项资金，两处应当相等，请核对。",
)
def summary_equals_directions(forms: Sequence[Form]) -> Iterator[Found]:
    """专项汇总表、支出方向表和整体支出表的金额对不上。

    ## 查什么
    汇总表的每一项与同名的支出方向表金额是否相等，合计与各方向表之和是否相等（各项都有方向表时才查），以及合计是否超过
    整体支出表的项目支出；整体支出表的重点工作就是这些方向的，两处应当相等。

    ## 为什么
    三张表反映同一笔专项资金，批复以汇总表为准，方向表不平就无法执行。

    ## 怎么改
    逐项核对，改正写错的金额。
    """
    summaries = [form for form in forms if form.kind is Kind.SPECIAL_FUND_SUMMARY]
    directions = [form for form in forms if form.kind is Kind.SPECIAL_FUND_DIRECTION]
    departments = [form for form in forms if form.kind is Kind.DEPARTMENT_OVERALL]
    if len(summaries) != 1:
        return
    summary = summaries[0]
    yield from _directions(summary, directions)
    if len(departments) == 1:
        yield from _department(summary, directions, departments[0])


def _directions(summary: Form, directions: Sequence[Form]) -> Iterator[Found]:
    lines = summary.table.fund_lines or ()
    by_direction: dict[str, list[Form]] = {}
    by_parent: dict[str, list[Form]] = {}
    for form in directions:
        by_direction.setdefault(bare_name(form.table.direction or ""), []).append(form)
        by_parent.setdefault(bare_name(form.table.parent_fund or ""), []).append(form)
    sections = [n for n, line in enumerate(lines) if line.is_section]
    wrong, covered = False, True
    for n, inner in _groups(sections, len(lines)):
        own = [_named(lines[one], by_direction) for one in inner]
        for one, forms in zip(inner, own, strict=True):
            for item in _line(summary, one, forms):
                wrong = True
                yield item
        if n is None:
            covered = covered and all(own)
            continue
        whole = _whole_section(lines, n, inner, own, by_direction, by_parent)
        covered = covered and bool(whole)
        for item in _line(summary, n, whole) if not wrong else ():
            wrong = True
            yield item
    if not wrong and covered and directions:
        yield from _total(summary, directions)


def _groups(sections: Sequence[int], count: int) -> Iterator[tuple[int | None, list[int]]]:
    """Each section with the lines below it; all lines where there are no sections."""
    if not sections:
        yield None, list(range(count))
    for place, n in enumerate(sections):
        end = sections[place + 1] if place + 1 < len(sections) else count
        yield n, list(range(n + 1, end))


def _named(line: FundLine, by_name: dict[str, list[Form]]) -> list[Form]:
    return by_name.get(bare_name(line.name or ""), [])


def _whole_section(
    lines: Sequence[FundLine],
    n: int,
    inner: Sequence[int],
    own: Sequence[list[Form]],
    by_direction: dict[str, list[Form]],
    by_parent: dict[str, list[Form]],
) -> list[Form]:
    """The direction forms that make up a section: one of its name, or one for each line, or the only one that belongs to it
    and is no single line; none where some may be missing from the file."""
    if _named(lines[n], by_direction):
        return _named(lines[n], by_direction)
    if inner and all(own):
        return [form for forms in own for form in forms]
    parents = _named(lines[n], by_parent)
    names = {bare_name(lines[one].name or "") for one in inner}
    if len(parents) == 1 and bare_name(parents[0].table.direction or "") not in names:
        return parents
    return []


def _line(summary: Form, n: int, forms: Sequence[Form]) -> Iterator[Found]:
    path = f"fund_lines[{n}].amount"
    amount = summary.amount(path)
    totals = [form.amount("budget.total") for form in forms]
    known = [total for total in totals if total is not None]
    if amount is None or not forms or len(known) != len(totals):
        return
    together = sum(known, Decimal())
    if abs(together - amount) <= tolerance(summary, [amount, *known], len(known)):
        return
    yield found(
        *(form.spot("budget.total") for form in forms),
        summary.spot(path),
        printed=known[0],
        computed=amount if len(forms) == 1 else None,
        difference=known[0] - amount if len(forms) == 1 else None,
        several=f"连同另外 {len(forms) - 1} 张方向表的" if len(forms) > 1 else "",
        amount=summary.money(together),
        line=quote(summary.value(f"fund_lines[{n}].name")),
        listed=summary.money(amount),
        gap=summary.money(abs(together - amount)),
    )


def _total(summary: Form, directions: Sequence[Form]) -> Iterator[Found]:
    total = summary.amount("budget.total")
    amounts = [form.amount("budget.total") for form in directions]
    known = [amount for amount in amounts if amount is not None]
    if total is None or len(known) != len(amounts):
        return
    together = sum(known, Decimal())
    if abs(total - together) > tolerance(summary, [total, *known], len(known)):
        yield found(
            summary.spot("budget.total"),
            *(form.spot("budget.total") for form in directions),
            printed=total,
            computed=together,
            difference=total - together,
            message="sum",
            listed=summary.money(total),
            amount=summary.money(together),
            gap=summary.money(abs(total - together)),
        )


def _department(summary: Form, directions: Sequence[Form], department: Form) -> Iterator[Found]:
    total, due = summary.amount("budget.total"), department.amount("budget.project_expenditure")
    if total is None or due is None or abs(total - due) <= tolerance(summary, [total, due], 1):
        return
    names = {bare_name(form.table.direction or "") for form in directions}
    names |= {bare_name(line.name or "") for line in summary.table.fund_lines or ()}
    items = {bare_name(item.item or "") for item in department.table.work_plan or ()}
    all_of_it = bool(items) and items <= names
    if total < due and not all_of_it and not digits_swapped(total, due):
        return
    places: list[Spot] = [summary.spot("budget.total"), department.spot("budget.project_expenditure")]
    yield found(
        *places,
        printed=total,
        computed=due,
        difference=total - due,
        message="department" if total > due else "department_short",
        listed=summary.money(total),
        amount=summary.money(due),
        gap=summary.money(abs(total - due)),
    )
