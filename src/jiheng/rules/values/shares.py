"""Which indicators are shares of a whole, so that nothing can exceed 100 %."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.model.measures import bare_name, is_rate
from jiheng.model.values import ValueKind, polarity_of
from jiheng.rules.form import Row

_MAY_EXCEED = re.compile(
    r"增长|增幅|增速|增加|增收|增量|提高|提升|上升|变化|变动|波动|同比|环比|杠杆|指数|倍|带动|放大|撬动|投入产出|产出比|回报|收益率|利润|毛利|超额|负荷|毛入学|复种|拨备|"
    r"流动|充足|偿债|负债|资产|比上|较上|与上|占上|上年|去年|同期|溢价|债务|通胀|价格|产能|贡献|使用强度|利率|税率|汇率|收缴|收入|税收|产值|投资|招商|销售|产销|营收|任务完成率|"
    r"计划完成率|目标完成率|指标完成率|换手|周转|供需|自给|存贷|替代比|配比|性别比|比值|相当于"
)


@lru_cache(maxsize=16384)
def is_share(name: str, is_bounded: bool = True) -> bool:
    """Whether a name is of a part of a whole: 满意度, 覆盖率, 合格率, …的比例; no growth, index or leverage.

    :param is_bounded: whether the value says at least so much: a rate of a kind unknown that is to stay below 120 % may well
        be one that can exceed 100 %.
    """
    bare = bare_name(name)
    if _SATISFIED.search(bare):
        return True
    if not is_rate(name) or _MAY_EXCEED.search(bare):
        return False
    return is_bounded or _PART.search(bare) is not None or polarity_of(name) is not None


_SATISFIED = re.compile(r"(?:满意度|满意率|知晓度|知晓率|合格率)$")
_PART = re.compile(r"(?:比例|占比|比重|百分比|满意度|知晓度|覆盖面|覆盖度)$")


def is_share_row(row: Row) -> bool:
    """Whether a row states a percentage that is a part of a whole."""
    if row.meaning.kind is not ValueKind.PERCENT or "点" in (row.meaning.unit or ""):
        return False
    is_bounded = row.meaning.operator not in ("<=", "<")
    return is_share(row.name, is_bounded) or (row.is_satisfaction and _MAY_EXCEED.search(bare_name(row.name)) is None)
