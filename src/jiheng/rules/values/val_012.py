"""VAL-012."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level1, Level2
from jiheng.model.measures import Sort, bare_name, is_rate, measure_of
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, shown, value_paths

_WORDS = frozenset((ValueKind.QUALITATIVE, ValueKind.PERIOD, ValueKind.BOOLEAN, ValueKind.DATE))
_RELATIVE = re.compile(r"控制|节约|节省|降低|下降|减少|压减|执行|进度|增长|超支|结余|偏差|占|率|比例|比重|幅|变动")
_KEPT = re.compile(r"控制|执行|超支|完成|支出|使用")
_MONEY_NOUN = re.compile(r"费|经费|资金|成本|价|支出|金额|投资|投入|款|工资|薪|补贴|补助|预算")
_FULL = 100
"""Percent: a cost that is to stay within all of its budget is not held down at all."""
_OF_TIME = re.compile(r"时|工日|天数|周期|期$")
_MATERIAL = (Sort.WEIGHT, Sort.VOLUME, Sort.ENERGY, Sort.AREA, Sort.LENGTH, Sort.PHYSICAL)


@rule(
    "VAL-012",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=WITH_TREE,
    message="{called}是成本指标，指标值“{value}”不是金额。成本指标应填总金额或单位成本，例如“≤10万元”“≤300元/人”，请补填。",
)
def cost_without_amount(form: Form) -> Iterator[Found]:
    """成本指标没有填金额。

    ## 查什么
    成本指标、经济成本指标的指标值是不是金额或单位成本。另有一条写了金额的，成本控制率、节约率可以填百分比；物耗、工时可以填
    实物单位；社会成本和生态环境成本不查。

    ## 为什么
    写“可控”“按标准执行”，花多花少都算完成，成本就没有约束。

    ## 怎么改
    按预算填“≤多少万元”，最好再加一条单位成本。
    """
    costs = [row for row in form.rows if _is_plain_cost(row)]
    has_amount = any(row.meaning.kind is ValueKind.MONEY or "元" in row.meaning.text for row in costs)
    rows = [row for row in costs if _is_no_amount(row) or (not has_amount and _is_kept_rate(row))]
    if rows:
        yield found(*value_paths(rows), printed=rows[0].value, called=listed(rows), value=shown(rows[0]))


def _is_plain_cost(row: Row) -> bool:
    if row.level2 in (Level2.COST, Level2.ECONOMIC_COST):
        return True
    return row.level1 is Level1.COST and row.level2 is None


def _is_kept_rate(row: Row) -> bool:
    return row.meaning.kind is ValueKind.PERCENT and _KEPT.search(row.name) is not None


def _is_no_amount(row: Row) -> bool:
    meaning = row.meaning
    if meaning.kind in _WORDS:
        return "元" not in meaning.text
    if meaning.kind is ValueKind.MIXED:
        return meaning.yuan is None and not re.search(r"元|%|\d万", meaning.text)
    if not meaning.is_number or meaning.kind is ValueKind.MONEY or not meaning.unit or "元" in meaning.unit:
        return False
    bare = bare_name(row.name)
    if is_rate(row.name):
        return "控制" in bare and meaning.kind is ValueKind.PERCENT and meaning.number == _FULL
    if meaning.kind is ValueKind.PERCENT:
        return not _RELATIVE.search(bare)
    measure = measure_of(meaning.unit)
    if measure is None or meaning.unit in ("万", "亿"):
        return False
    if measure.sort is Sort.TIME and _OF_TIME.search(bare):
        return False
    return bool(_MONEY_NOUN.search(bare)) or measure.sort not in _MATERIAL
