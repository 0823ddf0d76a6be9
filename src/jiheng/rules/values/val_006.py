"""VAL-006."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.measures import Sort, bare_name, is_rate, sorts_of
from jiheng.model.polarity import is_limited, is_neutral
from jiheng.model.values import Polarity, ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import SIGNS, rewritten, shown

_OTHER = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
_UP = (">=", ">")
_HIGH = 60
"""Percent from which a rate that is to stay below is more likely written the wrong way round."""
_LOW = 10
"""Percent up to which a rate of coverage, say, is more likely one that nobody wants."""
_GROWING = re.compile(r"增|升|提高|降|减|节|压|缩")
_FULL = 100
_NEVER_DONE = re.compile(r"发生|率|事故|死亡|伤亡|差错|失误|投诉|时间|时限|时长|天数|成本|费用")
"""Unwanted things that no one sets out to have more of, even as an output."""
_BEGINS_WELL = re.compile(
    r"(?:年均?|累计|共)?(?:带动|保护|节约|节省|挽回|追回|惠及|受益|增加|培育|满足|恢复|改善|服务|覆盖|吸引|推广|完成|建立|制定|修订|发展|提供)"
)
_DAYS = re.compile(r"(?:天数|学时数?|课时数?|小时数)$")
_STARTS = re.compile(r"起始|开始|启动|生效|开放|质保|有效")
_TOTAL_COST = re.compile(
    r"(?:成本|费用|总经费|总费用|总额|总价|单价|造价|价格|支出|开支|花费|控制数)$|[办公印刷差旅会议咨询设计监理检测维护维修租赁材料宣传安装采购购置建设改造施工人工审计接待]费$"
)
_WANTED_MONEY = re.compile(
    r"节约|节省|节支|减少|降低|压减|下降|收益|收入|回收|减免|免除|优惠|补偿|撬动|带动|筹|到位|配套|争取|标准|补助|补贴|奖|工资|薪|酬|待遇|津贴|抚恤|救助|慰问|保障"
)
_SAVED = re.compile(r"节约|节省|节支|减少|降低|压减|下降")
_GAINED = re.compile(
    r"节约|节省|减少|降低|减轻|避免|挽回|挽损|防止|追回|带动|促进|撬动|新增|增加|增收|化解|化债|偿还|追缴"
)
_BORNE = re.compile(r"损失$|成本|支出|费用|负债")
_EARNED = re.compile(
    r"收入|产值|销售额|营业额|税收|利润|增收|效益|收益|节约|节省|挽回|挽损|增加值|交易额|成交额|引资|到位资金|撬动|带动"
)


@rule(
    "VAL-006",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=WITH_TREE,
    fixes=True,
    message="{called}一般越{way}越好，指标值却是“{value}”，符号像是写反了。请核对，建议改用“{sign}”。",
    date="{called}的指标值“{value}”是说不早于这一天，符号像是写反了。完成时间请用“≤”，或者写成“某月某日前”。",
)
def operator_against_direction(form: Form) -> Iterator[Found]:
    """比较符号与指标方向相反。

    ## 查什么
    满意度、合格率、产出数量这类越大越好的指标写了“≤”，成本、事故率、投诉、时限这类越小越好的指标写了“≥”。
    有指标方向性一栏的按那一栏；信访接待量、人员编制、能耗、三公经费等可以限制的不查；拿不准方向的不查。

    ## 为什么
    符号反了，做得越差反而越算完成。

    ## 怎么改
    把符号改过来；确实是要控制在这个数以内的，在名称里写明“控制数”。
    """
    for row in form.rows:
        meaning = row.meaning
        if meaning.operator not in _OTHER or meaning.low is not None:
            continue
        if meaning.kind is ValueKind.DATE:
            if row.level2 is Level2.TIMELINESS and meaning.operator in _UP and not _STARTS.search(row.name):
                yield found(
                    row.path("value_text"), printed=row.value, message="date", called=row.called, value=shown(row)
                )
            continue
        due = _direction(row) if meaning.is_number else None
        if due is None or (due is Polarity.POSITIVE) == (meaning.operator in _UP):
            continue
        turned = _OTHER[meaning.operator]
        yield found(
            row.path("value_text"),
            printed=row.value,
            fix=(row.path("value_text"), rewritten(row, turned, meaning.unit)),
            called=row.called,
            way="大" if due is Polarity.POSITIVE else "小",
            value=shown(row),
            sign=SIGNS[turned],
        )


def _direction(row: Row) -> Polarity | None:
    """Which way a row is better, by its name, its class and its value; None in doubt."""
    meaning = row.meaning
    if row.indicator.polarity and row.polarity is not None:
        return row.polarity
    if meaning.kind is ValueKind.MONEY:
        return _of_money(row)
    known = row.polarity
    if known is Polarity.NEGATIVE and row.level2 is Level2.QUANTITY and not _NEVER_DONE.search(row.name):
        return None  # 劝导交通违法行为 ≥3万起 is work done on something unwanted
    if known is not None:
        return None if known is Polarity.POSITIVE and _is_low_rate(row) else known
    if row.is_satisfaction and meaning.kind is ValueKind.PERCENT:
        return Polarity.POSITIVE
    rising = meaning.operator in _UP
    if meaning.kind is ValueKind.PERCENT or is_rate(row.name):
        return None if rising or not _is_high(row) else Polarity.POSITIVE
    if meaning.kind is ValueKind.DURATION and row.level2 is Level2.QUANTITY and _DAYS.search(bare_name(row.name)):
        return Polarity.POSITIVE if not rising and not is_limited(row.name) else None
    if meaning.kind is ValueKind.DURATION:
        return None
    if rising or is_limited(row.name):
        return None
    is_gain = row.is_benefit and (_reaches_people(row.name) or _BEGINS_WELL.match(bare_name(row.name)) is not None)
    return Polarity.POSITIVE if row.level2 is Level2.QUANTITY or is_gain else None


def _is_high(row: Row) -> bool:
    """Whether a rate of a kind unknown is so high that it is meant to be reached, not to be kept from."""
    number = row.meaning.number
    is_high = row.meaning.kind is ValueKind.PERCENT and number is not None and _HIGH <= number < _FULL
    return is_high and not is_neutral(row.name) and not is_limited(row.name)


def _is_low_rate(row: Row) -> bool:
    """Whether a rate that sounds good is to stay so low that it can hardly be meant to be reached: 杂草覆盖率 ≤5%."""
    meaning = row.meaning
    is_low = meaning.kind is ValueKind.PERCENT and meaning.number is not None and meaning.number <= _LOW
    return is_low and meaning.operator not in _UP and not _GROWING.search(row.name)


def _reaches_people(name: str) -> bool:
    """Whether a name asks for people or households, and for nothing else."""
    sorts = sorts_of(name) or frozenset()
    return Sort.WEIGHT not in sorts and (Sort.PEOPLE in sorts or Sort.HOUSEHOLDS in sorts)


def _of_money(row: Row) -> Polarity | None:
    """Of an amount: a cost is to stay below, earnings are to rise above."""
    bare = bare_name(row.name)
    rising = row.meaning.operator in _UP
    if row.is_cost:
        is_plain = bool(_TOTAL_COST.search(bare)) or not _WANTED_MONEY.search(bare)
        is_due = _SAVED.search(bare) is not None or ("均" in bare and "经费" in bare)
        return Polarity.NEGATIVE if rising and is_plain and not is_due else None
    if row.is_benefit and not rising and (_GAINED.search(bare) or (_EARNED.search(bare) and not _BORNE.search(bare))):
        return Polarity.POSITIVE
    is_against = rising and row.polarity is Polarity.NEGATIVE
    return Polarity.NEGATIVE if is_against and not _WANTED_MONEY.search(bare) else None
