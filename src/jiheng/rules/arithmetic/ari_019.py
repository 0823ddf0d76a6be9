"""ARI-019."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.listings import STAFF, Listing, listings
from jiheng.rules.prose import prose, where_of
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, found, rule

_OVERLAPPING = re.compile(r"男|女|党员|团员|民族|岁|学历|本科|大专|低保|残疾|贫困|老年|青年|儿童|学生|骨干|代表")
"""Groups to which people may belong beside another one."""
_CLEARLY = Decimal("1.05")
_SUM_NAME = ("总人数", "合计人数", "人员总数", "总数", "合计")


@rule(
    "ARI-019",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    kinds=TARGETS,
    message="{place}写的总人数为 {total}，分项 {parts} 相加为 {sum} 人。请核对各项和总数。",
)
def heads(form: Form) -> Iterator[Found]:
    """人数的分项与总数不符。

    ## 查什么
    同一段文字里分别写出各类人员（在编、事业、聘用等）的人数、又写出总人数的，分项之和是否等于总数；
    数量指标里既有各类人员又有总人数的，同样核对。总数写“余”“约”的，百分之五以内视为相符。

    ## 为什么
    人数是测算人员和公用经费的基数，分项与总数不平，经费就算不准。

    ## 怎么改
    对照编制和实有人数核对各项，人员有交叉的请写明口径。
    """
    for one in prose(form):
        if "人" not in one.text and "名" not in one.text:
            continue
        for listing in listings(one.text):
            if listing.total.kind == "人" and not listing.is_right and _is_whole(listing):
                yield found(
                    one.path,
                    printed=f"{listing.total.number:f}",
                    computed=f"{listing.sum:f}",
                    difference=f"{listing.total.number - listing.sum:f}",
                    place=where_of(form, one.path),
                    total=listing.total.shown,
                    parts="、".join(part.said for part in listing.parts[:8]),
                    sum=f"{listing.sum:f}",
                )
    yield from _of_indicators(form)


def _is_whole(listing: Listing) -> bool:
    """Whether the parts are groups that exclude each other and make up the whole, or are more than the whole."""
    if len(listing.parts) < 2:
        return False
    if listing.is_open:
        return listing.sum > listing.total.value * _CLEARLY and all(STAFF.search(part.label) for part in listing.parts)
    if listing.is_last or all(STAFF.search(part.label) for part in listing.parts):
        return True
    overlapping = any(_OVERLAPPING.search(part.label) for part in listing.parts)
    return not overlapping and listing.sum > listing.total.value * _CLEARLY


def _of_indicators(form: Form) -> Iterator[Found]:
    """Indicators for the groups of staff, and one for all of them."""
    heads = [row for row in form.rows if row.meaning.number is not None and row.indicator.unit in ("人", "名")]
    totals = [row for row in heads if row.name.endswith(_SUM_NAME)]
    parts = [row for row in heads if row not in totals and STAFF.search(row.name)]
    if len(totals) != 1 or len(parts) < 2 or not STAFF.search(totals[0].name + "在职"):
        return
    due, given = totals[0].meaning.number, sum((row.meaning.number or Decimal() for row in parts), Decimal())
    if due is not None and due != given:
        yield found(
            totals[0].path("value_text"),
            *(row.path("value_text") for row in parts),
            printed=f"{due:f}",
            computed=f"{given:f}",
            difference=f"{due - given:f}",
            place=totals[0].called,
            total=f"{due:f} 人",
            parts="、".join(f"{row.name}{row.value}" for row in parts[:8]),
            sum=f"{given:f}",
        )
