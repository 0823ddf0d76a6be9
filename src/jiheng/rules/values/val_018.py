"""VAL-018."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.measures import bare_name
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import rewritten, shown

_EACH = re.compile(r"标准|单价|单位成本|单个|单次|均|每|价格|日常|单笔|起步|单件|单套|单台|单人|限价")
_MAY_BE_EACH = re.compile(
    r"(?:补助|补贴|奖励|津贴|工资|报酬|慰问|救助|抚恤|待遇|稿酬|工资|劳务|误工|餐费|住宿费|培训费|门票|学费|保费|租金|房租)$"
)
_OTHER = {"元": "万元", "万元": "元"}


@rule(
    "VAL-018",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=WITH_TREE,
    needs=("implausible_money_factor",),
    fixes=True,
    message="{called}的指标值是“{value}”，而全部资金是 {total}，相差上万倍，像是单位写错了。请核对是不是应写“{guess}”。",
    unsure="{called}的指标值是“{value}”，而全部资金是 {total}，相差上万倍。请核对数字和单位。",
)
def implausible_money(form: Form) -> Iterator[Found]:
    """成本指标的金额与预算相差上万倍。

    ## 查什么
    成本指标的总金额是否达到预算的一万倍，或者不到预算的万分之一。单价、标准、人均等单位成本不查。

    ## 为什么
    差一万倍多半是把“万元”写成了“元”，或者反过来。

    ## 怎么改
    对照预算改正单位。
    """
    if form.total is None or form.total[1] <= 0:
        return
    path, total = form.total
    factor = form.profile.number("implausible_money_factor")
    for row in form.rows:
        yuan = _whole_amount(row)
        if yuan is None or total / factor < yuan < total * factor:
            continue
        guess = _guess(row, yuan, total)
        yield found(
            row.path("value_text"),
            path,
            printed=yuan,
            fix=(row.path("value_text"), guess) if guess else None,
            message="" if guess else "unsure",
            called=row.called,
            value=shown(row),
            total=form.money(total),
            guess=guess,
        )


def _whole_amount(row: Row) -> Decimal | None:
    """The amount of a cost that is no unit cost."""
    meaning = row.meaning
    is_cost = row.is_cost or "成本" in (row.indicator.level1 or "") or "成本" in (row.indicator.level2 or "")
    if not is_cost or not meaning.is_number or not meaning.yuan or meaning.per is not None or not meaning.unit:
        return None
    bare = bare_name(row.name)
    return None if _EACH.search(bare) or _MAY_BE_EACH.search(bare) else meaning.yuan


def _guess(row: Row, yuan: Decimal, total: Decimal) -> str | None:
    unit = _OTHER.get(row.meaning.unit or "")
    if unit is None:
        return None
    mended = yuan * 10_000 if unit == "万元" else yuan / 10_000
    return rewritten(row, row.meaning.operator, unit) if mended <= total else None
