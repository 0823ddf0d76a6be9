"""CON-011."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Goal, Kind, Scope
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule


@rule(
    "CON-011",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    message="目标的序号为“{numbers}”，{what}。请按顺序编号，并核对是否漏了目标。",
    trees="表中写有 {goals} 个目标，指标却按 {trees} 个目标分列（{missing}）。请补齐指标，或者改正目标序号。",
)
def goals_numbered_and_with_indicators(form: Form) -> Iterator[Found]:
    """目标的序号不连续，或者与指标的分组不一致。

    ## 查什么
    “目标1、目标2……”的序号是否从 1 起连续、不重复，有序号的和没有序号的目标是否混用；指标按目标分组填写的表，目标的个数
    与指标的组数是否相同。

    ## 为什么
    序号断开，往往是删改时漏了一条目标或一组指标。

    ## 怎么改
    重新编号；缺少目标或指标的，补齐。
    """
    if form.is_cut_off:
        return
    goals = form.table.goals or ()
    broken = [wrong for scope in Scope if (wrong := _numbering(goals, scope)) is not None]
    if broken:
        paths = [f"goals[{n}].text" for rows, _, _ in broken for n in rows]
        yield found(*paths, numbers=broken[0][1], what=broken[0][2])
    yield from _trees(form)


def _numbering(goals: Sequence[Goal], scope: Scope) -> tuple[list[int], str, str] | None:
    """What is wrong with the numbers of the goals of a scope: which goals, the first wrong one ahead, their numbers, and what."""
    rows = [(n, goal.number) for n, goal in enumerate(goals) if goal.scope is scope and goal.text]
    numbers = [number for _, number in rows]
    known = [number for number in numbers if isinstance(number, int)]
    if len(rows) < 2 or not known:
        return None
    what = ""
    if len(known) != len(numbers):
        what = "有的目标没有序号"
    elif len(set(known)) != len(known):
        what = "序号有重复"
    elif known != list(range(known[0], known[0] + len(known))) or known[0] > 1:
        what = "序号不连续"
    if not what:
        return None
    wrong = next((n for place, (n, number) in enumerate(rows, start=1) if number != place), rows[0][0])
    shown = "、".join(str(number) if isinstance(number, int) else "（无）" for number in numbers)
    return [wrong, *(n for n, _ in rows if n != wrong)], shown, what


def _trees(form: Form) -> Iterator[Found]:
    trees: dict[int, int] = {}
    for row in form.rows:
        goal = row.indicator.goal
        if isinstance(goal, int):
            trees.setdefault(goal, row.n)
    numbered = {
        goal.number: n for n, goal in enumerate(form.table.goals or ()) if isinstance(goal.number, int) and goal.text
    }
    if len(trees) < 2 or not numbered:
        return
    without = sorted(set(numbered) - set(trees))
    unknown = sorted(set(trees) - set(numbered))
    if not without and not unknown:
        return
    told = [f"目标{n}没有指标" for n in without] + [f"指标中的目标{n}在目标栏里没有" for n in unknown]
    places = [f"goals[{numbered[n]}].text" for n in without] + [f"indicators[{trees[n]}].name" for n in unknown]
    yield found(*places, message="trees", goals=len(numbered), trees=len(trees), missing="、".join(told))
