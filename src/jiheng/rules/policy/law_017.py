"""LAW-017."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_NEW = re.compile(r"新[增设立建]|一次性")
_ASSESSED = re.compile(r"事前(?:绩效)?评估|事前评审|投资评审")


@rule(
    "LAW-017",
    severity=Severity.WARNING,
    basis="中发〔2018〕34号#事前绩效评估",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("ex_ante_assessment_amount",),
    message="{attribute}安排资金 {money}，达到 {limit} 的标准，表上没有提到事前绩效评估。请附事前绩效评估报告，没有评估的先评估再申请。",
)
def no_ex_ante_assessment(form: Form) -> Iterator[Found]:
    """达到标准的新增项目没有事前绩效评估。

    ## 查什么
    项目属性是新增的项目，金额达到本地区规定的标准，表上没有提到事前绩效评估。国家没有统一的标准，地区口径没有规定的不查。

    ## 为什么
    新出台重大政策、项目要开展事前绩效评估，评估结果作为申请预算的必备要件。

    ## 怎么改
    附上事前绩效评估报告；没有评估的，先评估再申请预算。
    """
    attribute = form.table.project_attribute or ""
    limit = form.profile.number("ex_ante_assessment_amount")
    if not _NEW.search(attribute) or form.total is None or form.total[1] < limit:
        return
    said = [text.text for text in form.texts] + [
        f"{extra.label}{extra.text}" for extra in form.table.extra or () if extra.text
    ]
    if not any(_ASSESSED.search(text) for text in said):
        path, money = form.total
        yield found(path, "project_attribute", attribute=attribute, money=form.money(money), limit=form.money(limit))
