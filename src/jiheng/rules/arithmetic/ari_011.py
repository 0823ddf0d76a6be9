"""ARI-011."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.formulas import formulas, shown
from jiheng.rules.listings import RELATIVE as EXACT
from jiheng.rules.listings import Listing, listings
from jiheng.rules.prose import prose, where_of
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, found, rule
from jiheng.rules.unit_costs import products_told

_MOST_OF_IT = Decimal("0.75")
"""The share of a total from which parts that are named alike look like all of them."""


@rule(
    "ARI-011",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    kinds=TARGETS,
    message="{place}中的算式“{formula}”算得 {calc}，写的是 {result}。请核对。",
    told="{place}写“{price}”、{count}，合 {product}，却写“{total}”。请核对标准、数量和总数。",
    parts="{place}写 {total}，其中 {parts}，相加为 {sum}，相差 {gap}。请核对各项和总数。",
    listed="{place}写的合计为 {total}，前面各项 {parts} 相加为 {sum}。请核对各项和总数。",
)
def sums_in_prose(form: Form) -> Iterator[Found]:
    """文字中的算式或者共计数算不平。

    ## 查什么
    绩效目标、工作内容、资金用途、指标说明等文字里的算式（6个×5万元=30万元），以及“甲10万元，乙5万元，共计15万元”
    这样逐项列举再写共计的句子，“16个村，每村5万元，共计80万元”这样写明标准、数量和总数的句子，以及总数后面用“其中”逐项列出的
    数量（县道、乡道、村道各多少公里）。约数按百分之五，其余按千分之五。

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
            if listing.is_open or listing.total.kind == "人" or listing.is_right:
                continue
            if not listing.is_last:
                yield from _parts(form, one.path, listing)
                continue
            yield found(
                one.path,
                severity=Severity.ERROR if listing.allowed == EXACT else None,
                printed=listing.total.value,
                computed=listing.sum,
                difference=listing.total.value - listing.sum,
                message="listed",
                place=where_of(form, one.path),
                total=listing.total.shown,
                parts="、".join(part.shown for part in listing.parts[:8]),
                sum=listing.shown_sum,
            )
        for told in products_told(one.text):
            yield found(
                one.path,
                printed=told.total,
                computed=told.product,
                difference=told.total - told.product,
                severity=Severity.ERROR,
                message="told",
                place=where_of(form, one.path),
                price=told.price,
                count=told.count,
                product=form.money(told.product),
                total=told.words,
            )


def _parts(form: Form, path: str, listing: Listing) -> Iterator[Found]:
    """The parts of a count (其中) that are more than the whole, or that look like all of it and give another number."""
    if listing.total.is_money or len(listing.parts) < 2 or listing.more or listing.total.about:
        return
    total, given = listing.total.value, listing.sum
    certain = given > total or listing.swapped is not None
    if certain or (listing.are_parallel and given >= total * _MOST_OF_IT) or listing.is_closed:
        yield found(
            path,
            printed=listing.total.number,
            severity=Severity.ERROR if certain else None,
            message="parts",
            place=where_of(form, path),
            total=listing.total.shown,
            parts="、".join(f"{part.label}{part.shown}" for part in listing.parts[:8]),
            sum=listing.shown_sum,
            gap=listing.shown_gap,
        )
