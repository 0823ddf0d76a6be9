"""CMP-004."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level1
from jiheng.rules.completeness.tree import BENEFIT, tree_of
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule


@rule(
    "CMP-004",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS_WITH_TREE,
    message="效益指标各行都空着，请在经济、社会、生态效益和可持续影响中至少填写一条。",
    absent="没有效益指标，请在经济、社会、生态效益和可持续影响中至少设置一条。",
)
def benefit(form: Form) -> Iterator[Found]:
    """没有填写效益指标。

    ## 查什么
    经济效益、社会效益、生态效益、可持续影响四类中，是否至少有一条填写。其中不适用的类别可以空着。

    ## 为什么
    只有产出没有效益，看不出花钱之后有什么变化，审核时无法判断项目该不该做。

    ## 怎么改
    至少补充一条效益指标，写明受益对象和变化的程度，例如受益人数、覆盖率、事故起数。
    """
    tree = tree_of(form)
    if tree is None or tree.is_empty:
        return
    blank = tree.missing(*BENEFIT)
    if blank:
        yield found(*(one.path for one in blank))
    elif blank is not None and any(row.level1 is Level1.OUTPUT for row in tree.filled):
        yield found(tree.filled[-1].path("level1"), message="absent")
