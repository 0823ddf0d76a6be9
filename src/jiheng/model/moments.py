"""Dates and periods as forms write them: 2024年10月20日前, 12月底前完成, 第三季度, 全年."""

from __future__ import annotations

import re

_DAY = r"(?:\d{1,2}[日号]?|底|末|初|份|上旬|中旬|下旬|上半月|下半月)"
_BEFORE = r"(?:之前|以前|前|之内|以内|内)?(?:全部|基本|按时)?(?:完成|完工|竣工|到位|结束|发放|拨付|实施|开工|交付|上线|投入使用|验收|启动|建成)?"
_YEAR = r"(?:(?:19|20)\d\d|当|本|次|下|每)年?[-./]?"
_MOMENT = (
    rf"(?:{_YEAR}度?)?(?:\d{{1,2}}[-./月])(?:{_DAY})?(?:\d{{1,2}}:\d\d|\d{{1,2}}[时点])?|(?:19|20)\d\d[-./]\d{{1,2}}|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|"
    rf"(?:{_YEAR}度?)?\d{{1,2}}月?(?:-|—|–|~|～|至|到)\d{{1,2}}月(?:{_DAY})?|"
    r"(?:19|20)\d\d年?(?:底|末|初|内|度|全年|上半年|下半年|年底|年末|年内|度内|终)?|(?:当|本|次|翌|下|每)?年(?:底|末|初|内|度内|终)|"
    r"(?:(?:19|20)\d\d年?)?(?:第?[一二三四1-4]季度|[上下]半年)(?:末|底|初|内)?|"
    r"(?:次月|每月|当月|次年|每年|每季度?|每学期)(?:\d{1,2}月)?(?:\d{1,2}[日号]|底|末|初)|"
    r"(?:[一二三四五六七八九十]{1,2}月)(?:[一二三四五六七八九十]{1,3}[日号]|底|末|初|份)?|"
    r"(?:春节|汛期?|主汛期|供暖季?|开学|国庆节?|元旦|中秋节?|封冻|入冬|雨季|汛前|供暖期)(?=前|之前|以前)"
)
_DATE = re.compile(
    rf"(?:截止|截至|于|在|到|至|应?当?于)?(?:到|至)?(?:{_MOMENT})(?:(?:至|到|-|—|–|~|～|起至|开始至)(?:{_MOMENT}|\d{{1,2}}[日号]?))?{_BEFORE}"
)
_NO_DATE = re.compile(r"\d{1,2}[./-]\d{0,2}(?:之内|以内|内)?|(?:19|20)\d\d(?:[./-]\d{3,})?")
"""What might be a date and is rather a number or a range: 2.5, 5-10, 2.5以内."""
_PERIOD = re.compile(
    r"全年|常年|长期|持续|长年|每月|每季度|每年|每周|每日|每天|年度|当年|全年度|本年度|一年内|长期有效|长期坚持|全天|全天候|全时段|按月|按季|按季度|按年|按学期|每学期|逐月|逐年|日常|贯穿全年|全周期|实施期内|年内|中长期|长效|永久"
)


def is_date(folded: str) -> bool:
    """Whether a value, folded and without its operator, is a day, a month or a span of them."""
    return _DATE.fullmatch(folded) is not None and _NO_DATE.fullmatch(folded) is None


def is_period(folded: str) -> bool:
    """Whether a value is a period without a day: 全年, 长期, 按季度."""
    return _PERIOD.fullmatch(folded) is not None
