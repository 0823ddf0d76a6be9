"""CMP-012."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import FORM, Found, Over, Spot, found, rule

_ALIKE = Decimal("0.5")
"""Share of the shorter name's pairs of characters that the longer one has too, where the amounts agree."""
_THE_SAME = Decimal("0.8")
"""And where they do not."""
_MOST = 200
"""Names that are compared by their likeness; a file that lists more is compared by equal names and amounts only."""


class _Item:
    """A task line of the narrative, or a project form."""

    __slots__ = ("amount", "name", "pairs", "spot")

    def __init__(self, name: str, amount: Decimal | None, spot: Spot) -> None:
        self.name = name
        self.amount = amount
        self.spot = spot
        bare = fold(name)
        self.pairs = frozenset(bare[n : n + 2] for n in range(len(bare) - 1)) or frozenset((bare,))

    def likeness(self, other: _Item) -> Decimal:
        return Decimal(len(self.pairs & other.pairs)) / min(len(self.pairs), len(other.pairs))


@rule(
    "CMP-012",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=frozenset((Kind.NARRATIVE, Kind.PROJECT)),
    over=Over.FILE,
    message="分项目标列了 {items} 项，项目绩效目标表有 {forms} 张。{missing}。请核对，缺的补上，多的说明。",
)
def narrative_and_projects(forms: Sequence[Form]) -> Iterator[Found]:
    """文字说明列的项目与项目绩效目标表对不上。

    ## 查什么
    同一文件里，部门整体绩效目标文字说明的分项目标，是否每一项都有项目绩效目标表；每一张项目表，是否列在分项目标里。
    名称略有出入的，按相近的名称和相同的金额对应。

    ## 为什么
    两处都是同一份预算的项目，少了一个，金额合计也对不上。

    ## 怎么改
    文字说明漏列的补一项；缺项目表的补一张；已并入别的项目的，在文字说明里写明。
    """
    items = [
        _Item(task.name or "", task.total or None, form.spot(f"tasks[{n}].name"))
        for form in forms
        if form.kind is Kind.NARRATIVE
        for n, task in enumerate(form.table.tasks or ())
        if task.name
    ]
    projects = [
        _Item(form.project, form.total[1] if form.total else None, form.spot("project_name"))
        for form in forms
        if form.kind is Kind.PROJECT and form.project
    ]
    if not items or not projects:
        return
    lone_items, lone_projects = _unmatched(items, projects)
    matched = len(items) - len(lone_items)
    if (lone_items or lone_projects) and matched * 2 >= min(len(items), len(projects)):
        missing = []
        if lone_projects:
            missing.append(f"分项目标里没有：{_told(lone_projects)}")
        if lone_items:
            missing.append(f"没有项目表的：{_told(lone_items)}")
        lone = [one.spot for one in (*lone_projects, *lone_items)]
        others = [] if lone_items else [items[-1].spot]
        yield found(*lone, *others, items=len(items), forms=len(projects), missing="；".join(missing))


def _told(lone: Sequence[_Item]) -> str:
    told = []
    for one in lone[:5]:
        amount = f"（{one.spot.form.money(one.amount)}）" if one.amount is not None else ""
        told.append(f"“{quote(one.name)}”{amount}")
    return "、".join(told) + (f"等 {len(lone)} 个" if len(lone) > 5 else "")


def _unmatched(items: list[_Item], projects: list[_Item]) -> tuple[list[_Item], list[_Item]]:
    """Those of either side that have no counterpart: by equal names first, then by the likest with an equal amount."""
    by_name: dict[str, list[_Item]] = defaultdict(list)
    for project in projects:
        by_name[fold(project.name)].append(project)
    lone_items = []
    for item in items:
        same = by_name.get(fold(item.name))
        if same:
            same.remove(next((one for one in same if one.amount == item.amount), same[0]))
        else:
            lone_items.append(item)
    lone = [one for same in by_name.values() for one in same]
    lone.sort(key=lambda one: one.spot.form.number)
    if len(lone_items) * len(lone) > _MOST * _MOST:
        return lone_items, lone
    pairs = [(item.likeness(one), item, one) for item in lone_items for one in lone]
    pairs.sort(key=lambda pair: (_agree(pair[1], pair[2]), pair[0]), reverse=True)
    for likeness, item, one in pairs:
        if item in lone_items and one in lone and likeness >= (_ALIKE if _agree(item, one) else _THE_SAME):
            lone_items.remove(item)
            lone.remove(one)
    return lone_items, lone


def _agree(item: _Item, project: _Item) -> bool:
    return item.amount is not None and item.amount == project.amount
