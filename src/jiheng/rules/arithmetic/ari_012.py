"""ARI-012."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS
from jiheng.rules.form import Form
from jiheng.rules.listings import Listing, listings
from jiheng.rules.prose import prose, where_of
from jiheng.rules.registry import ARITHMETIC, TARGETS, Found, rule

_HALF = Decimal("0.5")


@rule(
    "ARI-012",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=TARGETS,
    fixes=True,
    message="{place}：总数 {total}，其中 {parts}，相加为 {sum}，相差 {gap}。请核对总数和各项。",
    shifted="{place}：总数 {total}，其中 {parts}，相加为 {sum}，相差 {gap}。“{part}”疑似小数点错位，应为 {due}，请核对。",
    swapped="{place}：总数 {total}，其中 {parts}，相加为 {sum}，相差 {gap}。“{part}”疑似数字颠倒，应为 {due}，请核对。",
    more="{place}：总数 {total}，其中的“{parts}”反而更大，相差 {gap}。请核对。",
)
def total_and_its_parts(form: Form) -> Iterator[Found]:
    """“总数……，其中……”的总数与各项之和不符。

    ## 查什么
    文字里写明总金额、再用“其中”或者括号列出各项金额的，各项之和是否等于总额；各项里面再分小项的，逐层核对。
    写有“等”字、没有列全的，只在各项已经超过总额时提示。

    ## 为什么
    成本指标的总数与构成不平，多半是小数点错位或者单位写错，执行时无法对照。

    ## 怎么改
    对照预算核对总数和各项。只有一项移动小数点就能平的，提示会指出应为多少。
    """
    for one in prose(form):
        for listing in listings(one.text):
            if listing.is_last or not listing.total.is_money or listing.is_right:
                continue
            severity = _weight(listing)
            if severity is not None:
                yield _found(form, one.path, one.text, listing, severity)


def _weight(listing: Listing) -> Severity | None:
    """How much a listing that does not add up weighs: None where it may well name only a few of the parts."""
    total, given = listing.total.value, listing.sum
    if len(listing.parts) == 1:
        return Severity.WARNING if given > total and not listing.is_open else None
    if listing.is_closed or listing.swapped is not None or (listing.shifted is not None and not listing.is_open):
        return Severity.ERROR
    if given > total:
        return Severity.WARNING if listing.is_open else Severity.ERROR
    return Severity.WARNING if given >= total * _HALF and not listing.is_open else None


def _found(form: Form, path: str, text: str, listing: Listing, severity: Severity) -> Found:
    total = listing.total
    slots = {
        "place": where_of(form, path),
        "total": total.shown,
        "parts": "、".join(f"{part.label}{part.shown}" for part in listing.parts[:8]),
        "sum": listing.shown_sum,
        "gap": listing.shown_gap,
    }
    figures = (total.value, listing.sum, total.value - listing.sum)
    if len(listing.parts) == 1:
        return Found([path], *figures, severity=severity, message="more", slots=dict(slots))
    slip = listing.shifted or listing.swapped
    if slip is None:
        return Found([path], *figures, severity=severity, slots=dict(slots))
    part = slip[0]
    due = part.value + total.value - listing.sum
    number = f"{(due / MONEY_UNITS[part.unit]).normalize():f}"
    return Found(
        [path],
        printed=part.value,
        computed=due,
        difference=part.value - due,
        fix=(path, f"{text[: part.span[0]]}{number}{text[part.span[1] :]}"),
        message="shifted" if listing.shifted is not None else "swapped",
        slots={**slots, "part": f"{part.label}{part.shown}", "due": f"{number}{part.unit}"},
    )
