"""ARI-011."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.formulas import formulas, shown
from jiheng.rules.listings import listings
from jiheng.rules.prose import prose, where_of
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, found, rule


@rule(
    "ARI-011",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    kinds=TARGETS,
    message="{place}中的算式“{formula}”算得 {calc}，写的是 {result}。请核对。",
    listed="{place}写有“共计”{total}，前面各项 {parts} 相加为 {sum}。请核对各项和总数。",
)
def sums_in_prose(form: Form) -> Iterator[Found]:
    """文字中的算式或者共计数算不平。

    ## 查什么
    绩效目标、工作内容、资金用途、指标说明等文字里的算式（6个×5万元=30万元），以及“甲10万元，乙5万元，共计15万元”
    这样逐项列举再写共计的句子。约数按百分之五，其余按千分之五。

    ## 为什么
    文字里的数要和表里的数一起公开，自己前后不平，看的人就不知道信哪一个。

    ## 怎么改
    核对各项和总数，与预算表保持一致。
    """
    for one in prose(form):
        if not one.path.endswith(".calculation"):
            for formula in formulas(one.text):
                if formula.right is not None and not formula.is_right:
                    result = formula.result
                    yield found(
                        one.path,
                        printed=shown(formula.right.raw),
                        computed=shown(formula.computed),
                        severity=Severity.ERROR if formula.left.is_money == formula.right.is_money else None,
                        place=where_of(form, one.path),
                        formula=quote(one.text[formula.left.span[0] : formula.right.span[1]]),
                        calc=f"{shown(formula.computed)}{result.unit if result else ''}",
                        result=f"{shown(formula.right.raw)}{result.unit if result else ''}",
                    )
                    break
        for listing in listings(one.text):
            if not listing.is_last or listing.is_open or listing.total.kind == "人" or listing.is_right:
                continue
            yield found(
                one.path,
                printed=listing.total.value,
                computed=listing.sum,
                difference=listing.total.value - listing.sum,
                message="listed",
                place=where_of(form, one.path),
                total=listing.total.shown,
                parts="、".join(part.shown for part in listing.parts[:8]),
                sum=listing.shown_sum,
            )
