"""VAL-008."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.measures import Sort, measure_of
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.values.fit import is_bare_ten_thousand, is_people_by_piece, misfit
from jiheng.rules.values.printed import listed, rewritten, shown, value_paths

_PRODUCT = re.compile(
    r"(\d+(?:\.\d+)?)(\D{1,3})[*×xX✕]\d+(?:\.\d+)?\(?(?:亿|百万|万|千)?元/(\D{1,3}?)\)?=?\D*(?:\d+(?:\.\d+)?\D*)?"
)
_EVENTS = frozenset(("次", "场", "期", "轮", "批", "回", "届", "班", "场次", "批次", "人次"))


@rule(
    "VAL-008",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=WITH_TREE,
    fixes=True,
    message="{called}的指标值是“{value}”，单位与名称对不上，按名称应填{kind}。请核对单位，或者改名称。",
    wan="{called}的指标值“{value}”单位不完整，请写成“{full}”。",
    people="{called}说的是人，指标值“{value}”用了“个”。建议改用“人”或“名”。",
    estimate="支出明细“{item}”的测算式“{text}”前面按“{one}”计数，单价却按“{other}”算。请把两个单位统一。",
)
def wrong_unit(form: Form) -> Iterator[Found]:
    """指标值的单位写错或者不完整。

    ## 查什么
    单位与指标名称是否相配：比率却用“个”，人数、里程、面积却用“%”，里程却用“人”等；金额只写“万”没有写“元”；
    用“个”数人的只作建议；测算式里数量与单价的单位是否一致。

    ## 为什么
    单位错了，整个目标值就变了意思。

    ## 怎么改
    按名称换成相配的单位；如果单位是对的，把名称写成单位所说的内容。
    """
    for row in form.rows:
        kind = misfit(row)
        if kind is not None:
            yield found(row.path("value_text"), printed=row.value, called=row.called, value=shown(row), kind=kind)
    short = [row for row in form.rows if is_bare_ten_thousand(row)]
    if short:
        full = rewritten(short[0], short[0].meaning.operator, f"{short[0].meaning.unit}元")
        fix = (short[0].path("value_text"), full) if len(short) == 1 else None
        yield found(
            *value_paths(short),
            printed=short[0].value,
            fix=fix,
            message="wan",
            called=listed(short),
            value=shown(short[0]),
            full=full,
        )
    people = [row for row in form.rows if is_people_by_piece(row)]
    if people:
        yield found(
            *value_paths(people),
            printed=people[0].value,
            severity=Severity.ADVICE,
            message="people",
            called=listed(people),
            value=shown(people[0]),
        )
    yield from _estimates(form)


def _estimates(form: Form) -> Iterator[Found]:
    for n, line in enumerate(form.table.cost_estimates or ()):
        match = _PRODUCT.fullmatch(fold(line.calculation or ""))
        if match is not None and _differ(match[2], match[3]):
            yield found(
                f"cost_estimates[{n}].calculation",
                message="estimate",
                item=quote(line.item or line.direction or ""),
                text=quote(line.calculation or ""),
                one=match[2],
                other=match[3],
            )


def _differ(one: str, other: str) -> bool:
    """Whether a quantity and a unit price count different things: 处 and 次; 台 and 套 are near enough."""
    if one == other or one in other or other in one:
        return False
    first, second = measure_of(one), measure_of(other)
    if first is None or second is None or Sort.TIME in (first.sort, second.sort):
        return False
    return first.sort is not second.sort and not (one in _EVENTS and other in _EVENTS)
