"""ARI-017."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.levels import LEVEL1_NAMES, Framework, Level1
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_LEVELS = tuple(LEVEL1_NAMES)
_WHY = {frozenset(("90", "100")): "（预算执行率另占 10 分的为 90）"}


@rule(
    "ARI-017",
    severity=Severity.ERROR,
    basis="财预〔2021〕101号#权重",
    kinds=TARGETS_WITH_TREE,
    needs=("indicator_weights_total", "indicator_weights"),
    message="{whose}指标权重合计 {sum}，应为 {due}，{difference_words}。请调整权重。",
    levels="各级指标权重为{given}，与统一设置（{due}）不同。确有特殊情况的请说明，否则请调整。",
)
def weights(form: Form) -> Iterator[Found]:
    """指标权重合计不是规定的数。

    ## 查什么
    每个三级指标都填有权重的表，权重合计是否为 90（预算执行率另占 10 分）或者 100；一个目标一套指标的，逐套核对。
    合计无误的，再看各一级指标的权重是否与统一设置相同（只作建议）。没有填权重的表不查。

    ## 为什么
    权重在批复后不得改动，合计不对，自评就算不出百分制的得分。

    ## 怎么改
    按统一设置调整各级权重，使合计为 90 或者 100。
    """
    rows = [row for row in form.rows if isinstance(row.indicator.weight, Decimal)]
    if not rows or len(rows) < len(form.rows):
        return
    totals = [Decimal(str(one)) for one in form.profile.get("indicator_weights_total")]
    given = _sum(rows)
    if _is_due(given, totals):
        yield from _levels(form, rows, given)
        return
    trees: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        trees[row.indicator.goal or 0].append(row)
    wrong = {goal: tree for goal, tree in trees.items() if not _is_due(_sum(tree), totals)}
    if len(trees) == 1 or len(wrong) == len(trees):
        yield _found(rows, totals, "")
        return
    for goal, tree in wrong.items():
        yield _found(tree, totals, f"目标{goal}的")


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.indicator.weight for row in rows if isinstance(row.indicator.weight, Decimal)), Decimal())


def _is_due(given: Decimal, totals: Sequence[Decimal]) -> bool:
    return given in totals or given * 100 in totals


def _found(rows: Sequence[Row], totals: Sequence[Decimal], whose: str) -> Found:
    given = _sum(rows)
    due = min(totals, key=lambda total: (abs(total - given), -total))
    gap = given - due
    return found(
        *(row.path("weight") for row in rows),
        printed=_shown(given),
        computed=_shown(due),
        difference=_shown(gap),
        whose=whose,
        sum=_shown(given),
        due=" 或 ".join(_shown(total) for total in totals) + _WHY.get(frozenset(map(_shown, totals)), ""),
        difference_words=f"比 {_shown(due)} {'多' if gap > 0 else '少'} {_shown(abs(gap))}",
    )


def _levels(form: Form, rows: Sequence[Row], given: Decimal) -> Iterator[Found]:
    """The weights of the first levels against those that the profile knows; also where 执行率 is spread over them."""
    if form.framework is Framework.DEPARTMENT_SIX or any(row.level1 not in _LEVELS for row in rows) or given < 2:
        return
    sums: dict[Level1 | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.level1] += row.indicator.weight or Decimal()
    known = [
        {name: Decimal(str(points)) for name, points in one.items()} for one in form.profile.get("indicator_weights")
    ]
    printed = {LEVEL1_NAMES[level]: points for level, points in sums.items() if level is not None}
    if not any(sum(one.values()) == given for one in known) or printed in known:
        return
    due = next((one for one in known if set(one) == set(printed)), known[0])
    yield found(
        *(row.path("weight") for row in rows),
        severity=Severity.ADVICE,
        message="levels",
        given="、".join(f"{name} {_shown(points)}" for name, points in printed.items()),
        due="、".join(f"{name} {_shown(points)}" for name, points in due.items()),
    )


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"
