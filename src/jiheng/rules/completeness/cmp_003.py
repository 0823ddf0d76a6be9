"""CMP-003."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Framework, Level1, Level2, bare_level
from jiheng.rules.completeness.tree import COST, Tree, tree_of
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_OUTPUTS: tuple[tuple[str, frozenset[Level2], Level1 | None], ...] = (
    ("数量指标", frozenset((Level2.QUANTITY,)), None),
    ("质量指标", frozenset((Level2.QUALITY,)), None),
    ("时效指标", frozenset((Level2.TIMELINESS,)), None),
    ("成本指标", *COST),
)


@rule(
    "CMP-003",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS_WITH_TREE,
    message="{name}一行空着，请至少填写一条{name}和它的指标值。",
    nothing="绩效指标一条也没有填，请按产出、效益、满意度分别填写。",
    absent="没有设置{name}，请考虑补充；确实不适用的可以不设。",
)
def output_levels(form: Form) -> Iterator[Found]:
    """产出指标缺少数量、质量、时效或者成本指标。

    ## 查什么
    数量、质量、时效、成本四类指标是否各有至少一条。表上印着这一行而空着的，要填；
    表上没有印这一行的，只作建议。成本指标单列为一级指标的表，在成本指标下查；按运行成本、管理效率等设置的表，查每个一级指标是否全空。

    ## 为什么
    产出要从做多少、做得怎样、什么时候做完、花多少钱四个方面说清，缺一个方面就无法衡量资金是否用得值。

    ## 怎么改
    补上缺的一类，写明指标名称、数值和单位。
    """
    if form.framework is Framework.DEPARTMENT_SIX:
        yield from _blank_groups(form)
    tree = tree_of(form)
    if tree is None:
        return
    if tree.is_empty:
        paths = [one.path for one in tree.blank[:12]]
        yield found(*(paths or ["indicators"]), message="nothing")
        return
    absent = []
    for name, levels, level1 in _OUTPUTS:
        blank = tree.missing(levels, level1)
        if blank:
            yield found(*(one.path for one in blank), name=name)
        elif blank is not None:
            absent.append(name)
    if absent and len(absent) < len(_OUTPUTS):
        yield found(_nearest(tree), severity=Severity.ADVICE, message="absent", name="、".join(absent))


def _blank_groups(form: Form) -> Iterator[Found]:
    """The first levels of another framework of which all rows are blank."""
    filled = {bare_level(row.indicator.level1 or "") for row in form.rows if row.name or row.value}
    blank: dict[str, list[str]] = {}
    for row in form.rows:
        if not row.name and not row.value:
            blank.setdefault(row.indicator.level1 or "", []).append(row.path("name"))
    for n, one in enumerate(form.table.blank_levels or ()):
        blank.setdefault(one.level1 or "", []).append(f"blank_levels[{n}].{'level2' if one.level2 else 'level1'}")
    for name, paths in blank.items():
        if name and filled and bare_level(name) not in filled:
            yield found(*paths, name=quote(name))


def _nearest(tree: Tree) -> str:
    """The level of the last output indicator, behind which a missing row would stand."""
    outputs = [row for row in tree.filled if row.level1 in (Level1.OUTPUT, Level1.COST)] or list(tree.filled[:1])
    return outputs[-1].path("level2")
