"""ARI-007."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, Found, rule
from jiheng.rules.sums import broken, unbalanced


@rule(
    "ARI-007",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    fixes=True,
    message="“三公”经费合计 {total}，各项之和 {sum}，相差 {gap}。请核对公务用车、因公出国（境）和公务接待三项。",
    with_fix="“三公”经费合计 {total}，各项之和 {sum}，相差 {gap}。{field}由 {old}改为 {new}即平。",
    unlisted="“三公”经费合计 {total}，表中列出的各项之和 {sum}，其余 {gap} 没有列明。请补充，或者核对合计。",
)
def three_public(form: Form) -> Iterator[Found]:
    """“三公”经费合计与三项之和不符。

    ## 查什么
    “三公”经费合计是否等于公务用车购置和运行费、因公出国（境）费、公务接待费之和。空着的项当作没有。

    ## 为什么
    “三公”经费要向社会公开，加不平最容易被公众发现。

    ## 怎么改
    对照“三公”经费预算表改正合计或者分项。
    """
    for checked in broken(form, "ARI-007"):
        yield unbalanced(form, checked)
