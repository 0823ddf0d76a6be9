"""DUP-006."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from jiheng.model.finding import Severity
from jiheng.model.levels import Level1
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import FORM, WITH_TREE, Found, found, rule
from jiheng.rules.similar import bare

_PARTICLES = re.compile("[的对之]")
_LAST = (Level1.BENEFIT, Level1.SATISFACTION)
_FIRST = (Level1.OUTPUT, Level1.COST)
_FEWEST = 3
"""Rows that make a tree."""
_LABELS = frozenset(("无", "指标", "数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "满意度指标"))


@rule(
    "DUP-006",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=WITH_TREE,
    message="指标“{name}”出现了 {count} 次（第 {numbers} 条）。内容相同的请删去一条，不同的请把名称写清楚。",
)
def same_name_twice(form: Form) -> Iterator[Found]:
    """一张表里有同名的三级指标。

    ## 查什么
    同一张表（每个目标各有一套指标的，同一个目标）里三级指标的名称相同（“的”“对”不计）。一条是数量、一条是成本的不算，指标说明不同的、分村镇填列的不算；整套指标分两栏
    重复列出的也不算。

    ## 为什么
    同名指标执行时分不清填哪一条，自评时会重复计分。

    ## 怎么改
    重复的删去一条；确是两个指标的，在名称里写明各自衡量什么。
    """
    same: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    named = 0
    for tree, row in _trees(form):
        name = _PARTICLES.sub("", bare(row.name))
        if name and name not in _LABELS:
            named += 1
            one = row.indicator
            same[tree, one.goal or 0, name, bare(one.description or ""), one.place or ""].append(row)
    repeated = [rows for rows in same.values() if len(rows) > 1]
    if sum(len(rows) for rows in repeated) * 3 > max(named, 4) * 2:
        return  # two whole trees: one for the period and one for the year
    for rows in repeated:
        if len({row.is_cost for row in rows}) > 1 and len(rows) == 2:
            continue  # so many of a thing, and what it costs
        last = rows[1:] + rows[:1]
        yield found(
            *(row.path("name") for row in last),
            name=quote(rows[0].name),
            count=len(rows),
            numbers="、".join(str(row.n + 1) for row in rows),
        )


def _trees(form: Form) -> Iterator[tuple[int, Row]]:
    """The rows with the number of their tree: one for the period and one for the year may stand one below the other."""
    begins = {0}
    for before, row in pairwise(form.rows):
        is_restart = before.level1 in _LAST and row.level1 in _FIRST
        if (
            is_restart
            and len(form.rows) - row.n >= max(_FEWEST, len(form.rows) // 3)
            and row.n - max(begins) >= _FEWEST
        ):
            begins.add(row.n)
    tree = -1
    for row in form.rows:
        tree += row.n in begins
        yield tree, row
