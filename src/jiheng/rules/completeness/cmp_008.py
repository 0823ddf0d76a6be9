"""CMP-008."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import LEVEL2_NAMES
from jiheng.rules.completeness.tree import BENEFIT, tree_of
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_BY_NAME = {name: level for level, name in LEVEL2_NAMES.items()}


@rule(
    "CMP-008",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS_WITH_TREE,
    needs=("blank_rows_to_tell",),
    message="{names}一行空着。确实不适用的可以留空，否则请补充一条。",
)
def blank_row(form: Form) -> Iterator[Found]:
    """效益指标里有一行空着。

    ## 查什么
    效益指标已填了别的类别，而表上印着的某一类的名称和指标值都空着。留空是允许的，只作建议，同一张表合并成一条；
    提示哪几类由地区口径规定。效益指标全空的见 CMP-004。

    ## 为什么
    不适用的行留空比凑一条要好；但空着的一行有时是漏填，看一眼就能分清。

    ## 怎么改
    有相应效益的补充一条；确实不适用的不用改。
    """
    tree = tree_of(form)
    if tree is None or tree.is_empty or tree.missing(*BENEFIT) is not None:
        return
    levels = [_BY_NAME[name] for name in form.profile.get("blank_rows_to_tell")]
    blank = {level: tree.missing(frozenset((level,))) for level in levels}
    paths = [one.path for rows in blank.values() for one in rows or ()]
    if paths:
        names = "、".join(LEVEL2_NAMES[level] for level, rows in blank.items() if rows)
        yield found(*paths, names=names)
