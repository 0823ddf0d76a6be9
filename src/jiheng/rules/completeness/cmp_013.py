"""CMP-013."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import FORM, Found, found, rule

_LONG = re.compile(r"长期|长年|常年|持续|经常性|永久")
_LASTING = re.compile(r"延续|经常|持续|长期|常年|日常|续建|跨年")
_ONE_OFF = re.compile(r"一次性|新增|新建")
_OPEN = re.compile(
    r"(?:19|20)\d\d(?:年(?:\d{1,2}月)?(?:\d{1,2}日)?|\.\d{1,2}(?:\.\d{1,2})?|-\d{1,2}-\d{1,2}|/\d{1,2}(?:/\d{1,2})?)?"
    r"(?:起|开始|启动|以后|之后)|"
    r"(?:19|20)\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|\.\d{1,2}\.\d{1,2}|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})|"
    r".*\d[年月日]?(?:-|—|–|~|～|至|到)+|(?:-|—|–|~|～|至|到)+\d.*"
)
"""A date alone, a date with 起, or a range with one end missing."""


@rule(
    "CMP-013",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    message="项目期空着，请写明起止时间；长期项目写“长期”。",
    open="项目期“{period}”只有一头，请写明开始和结束时间；长期项目写“长期”。",
    attribute="项目期写“{period}”，项目属性写“{attribute}”，两者不一致。长期的项目应为延续性项目，否则请写明起止时间。",
)
def project_period(form: Form) -> Iterator[Found]:
    """项目期没有写明起止时间。

    ## 查什么
    表上印着项目期时，是否写明开始和结束；写长期的，项目属性是否为延续性项目。只写一个年度、写几年几个月的都可以。

    ## 为什么
    起止时间决定实施期目标和年度目标怎样划分，也决定项目何时清理、评价。

    ## 怎么改
    写成“2024年3月至2024年10月”这样；长期项目写“长期”，项目属性选延续性项目。
    """
    if not form.has("project_period"):
        return
    period = form.table.project_period
    if not period:
        yield found("project_period")
        return
    folded = fold(period)
    attribute = form.table.project_attribute or ""
    if _LONG.search(folded):
        if _ONE_OFF.search(attribute) and not _LASTING.search(attribute):
            yield found(
                "project_period",
                "project_attribute",
                message="attribute",
                period=quote(period),
                attribute=quote(attribute),
            )
    elif _OPEN.fullmatch(folded):
        yield found("project_period", message="open", period=quote(period))
