"""CON-012."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule
from jiheng.rules.topics import content

_BY_ECONOMIC_CLASS = re.compile(
    r"工资福利|商品和服务|个人和家庭|资本性|基本支出|项目支出(?![:：])|人员(?:经费|支出)|公用(?:经费|支出)|日常公用|机关运[行转]|^其他|预备|不可预见|运转|离退休"
)
_NUMBERED = re.compile(r"任务[一二三四五六七八九十\d]+")
_MOST_TASKS = 200
_MENTIONED = 0.2
"""The share of a task's words that goals and indicators hold at least where they speak of it."""


@rule(
    "CON-012",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL,)),
    needs=("large_task_amount", "large_task_share"),
    message="任务{names}在年度目标和绩效指标里没有提到，而金额达到 {amounts}。建议补充对应的目标或指标。",
)
def large_tasks_have_goals(form: Form) -> Iterator[Found]:
    """金额较大的任务没有对应的目标或指标。

    ## 查什么
    整体支出表里金额达到一定份额或数额的任务，名称和内容里的关键词，在年度目标、绩效指标里是否一个也没有出现。
    按经济分类列的任务（工资福利支出等）和人员、公用经费不查。

    ## 为什么
    花钱较多的任务应当有目标，否则年末无从评价。

    ## 怎么改
    为这项任务补一条目标或一个指标。
    """
    tasks = form.table.tasks or ()
    total = form.total
    if not tasks or total is None or len(tasks) > _MOST_TASKS or form.is_cut_off or not form.rows or not form.goals:
        return
    known = content(
        "\n".join(
            [
                *(goal.text or "" for goal in form.goals),
                *(f"{row.name}\n{row.value}" for row in form.rows if not row.is_satisfaction),
            ]
        )
    )
    large = max(total[1] * form.profile.number("large_task_share"), form.profile.number("large_task_amount"))
    missing = []
    for n, task in enumerate(tasks):
        field = "content" if not task.name or _NUMBERED.fullmatch(task.name) else "name"
        name = (task.content if field == "content" else task.name) or ""
        if not isinstance(task.total, Decimal) or task.total < large or _BY_ECONOMIC_CLASS.search(name):
            continue
        words, all_words = content(name), content(f"{name}\n{task.content or ''}")
        if len(words) >= 2 and max(_share(words, known), _share(all_words, known)) < _MENTIONED:
            missing.append((f"tasks[{n}].{field}", name, task.total))
    if missing:
        yield found(
            *(path for path, _, _ in missing),
            names="、".join(f"“{quote(name)}”" for _, name, _ in missing[:5]),
            amounts="、".join(form.money(amount) for _, _, amount in missing[:5]),
        )


def _share(words: frozenset[str], known: frozenset[str]) -> float:
    return len(words & known) / len(words)
