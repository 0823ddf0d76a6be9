"""VAL-011."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, value_paths

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_RATIO = re.compile(r"\d[:：/]\d|[\dA-Za-z][×xX*]\d")
_TIME = re.compile(r"\d[年月日]|[年月季]底|季度|半年|小时|工作日")
_MEASURED = re.compile(
    r"(?:每|平均|较|比)?(?:上年|去年|同期|同比|环比)?(?:增长|提高|提升|增加|上升|下降|降低|减少|压减|达到|不低于|不少于|不超过|不高于|控制在|大于|小于|以上|以内|以下|左右|及|含|标准|等级|级|档|类|第|前|名)+"
)
_LONG = 6
"""Chinese characters beside the number from which a value is prose."""


@rule(
    "VAL-011",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    message="{called}的指标值“{value}”把数字写在一段话里，看不出目标是哪一个数。请写成一个数值加单位，说明放到指标名称或解释里。",
)
def number_in_prose(form: Form) -> Iterator[Found]:
    """指标值里有几个数，或者数字夹在一段话里。

    ## 查什么
    指标值是不是一段带数字的话。区间、日期、“比上年提高 5 个百分点”这样的短句，以及成本指标里写明的金额不查。
    一张表合为一条提示。

    ## 为什么
    一条三级指标只能有一个目标值，几个数混在一起，完成与否说不清。

    ## 怎么改
    一个数一条指标；指标值只写数值和单位，其余的话移到指标名称或指标解释。
    """
    rows = [row for row in form.rows if row.meaning.kind is ValueKind.MIXED and _is_prose(row)]
    if rows:
        yield found(*value_paths(rows), printed=rows[0].value, called=listed(rows), value=quote(rows[0].value))


def _is_prose(row: Row) -> bool:
    text = row.meaning.text
    numbers = _NUMBER.findall(text)
    if not numbers or _RATIO.search(text):
        return False
    if row.is_cost and "元" in text:
        return False  # the amount is there; what it is made of is checked elsewhere
    if row.level2 is Level2.TIMELINESS and _TIME.search(text):
        return False
    return len(_HAN.findall(_MEASURED.sub("", text))) >= _LONG + (1 if len(numbers) == 1 else 0)
