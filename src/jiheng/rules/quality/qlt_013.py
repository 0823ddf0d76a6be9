"""QLT-013."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule


@rule(
    "QLT-013",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS_WITH_TREE,
    needs=("indicator_count_department", "indicator_count_project"),
    message="{what}有 {count} 条三级指标，一般为 {least} 到 {most} 条。建议{advice}。",
)
def too_few_or_many(form: Form) -> Iterator[Found]:
    """三级指标过少或过多。

    ## 查什么
    三级指标的条数是否在口径规定的范围内。每个目标各有一套指标的，按目标分别看；同名的指标（分地点、分时期填写）只算一条。

    ## 为什么
    太少说不清目标，太多抓不住重点，填报和考核都费力。

    ## 怎么改
    补上缺的主要指标，或者合并、删去次要的。
    """
    if form.is_cut_off:
        return
    trees: dict[int | None, list[Row]] = defaultdict(list)
    for row in form.rows:
        if row.name:
            trees[row.indicator.goal or None].append(row)
    by_goal = len([goal for goal in trees if goal is not None]) > 1
    key = (
        "indicator_count_department"
        if form.kind is Kind.DEPARTMENT_OVERALL and not by_goal
        else "indicator_count_project"
    )
    least, most = (int(number) for number in form.profile.get(key))
    if by_goal:
        for goal, rows in trees.items():
            yield from _judged(rows, least, most, f"目标 {goal} 的指标" if goal else "没有标明目标的指标")
    elif trees:
        yield from _judged([row for rows in trees.values() for row in rows], least, most, "本表")


def _judged(rows: list[Row], least: int, most: int, what: str) -> Iterator[Found]:
    count = len({(row.level2, fold(row.name)) for row in rows})
    if least <= count <= most:
        return
    yield found(
        *(row.path("name") for row in rows),
        what=what,
        count=count,
        least=least,
        most=most,
        advice="补上能说明主要产出和效果的指标" if count < least else "保留主要的，合并或删去次要的",
    )
