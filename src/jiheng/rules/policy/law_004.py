"""LAW-004."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule

_YEAR = r"(?:^|[^\d至\-—~～到])((?:19|20)\d\d)年(?:度)?(?!度?(?:以来|起|至|-|—|~|～|到)|\d)[^，。；]{0,16}?"
_MONEY = r"专项|补助资金|转移支付|上级|中央|省级|自治区|市级|预算内|资金|债券"
_OLD = re.compile(rf"{_YEAR}(?:{_MONEY})")
_OLD_LINE = re.compile(rf"{_YEAR}(?:{_MONEY}|项目|经费)")
_LAST_YEARS = re.compile(rf"(?:上年|以前年度|往年)度?[^，。；]{{0,10}}(?:{_MONEY})")
_IN_FRONT = re.compile(
    r"(?:关于)?(?:提前)?(?:下达|安排|拨付|追加|预拨)?((?:19|20)\d\d)年(?!度?(?:以来|起|至|-|—|~|～|到))"
)
_SETTLED = re.compile(
    r"结转|结余|尾款|余款|质保金|欠|结算|决算|清算|审计|评价|考核|奖励|奖补|兑现|绩效|补发|清缴|归还|偿还|续建|跨年|收尾"
)
_PERIOD = re.compile(r"((?:19|20)\d\d)")


@rule(
    "LAW-004",
    severity=Severity.WARNING,
    basis="预算法实施条例#结转资金",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION)),
    message="“{name}”是{old}的资金，列入 {year} 年预算 {money}，表上没有写明结转。请按上年结转填列并注明资金来源。",
)
def money_of_an_earlier_year(form: Form) -> Iterator[Found]:
    """以前年度的资金列入当年预算，没有写明结转。

    ## 查什么
    任务、汇总表明细和项目的名称写着以前年度的专项、上级或补助资金，有金额，而“上年结转”空着，文字里也没有写结转、尾款、
    清算等。实施期跨年的项目、没有写
    起止年度的延续项目不查；实施期只在当年、名称开头却写着以前年度的也提示。

    ## 为什么
    以前年度的专项资金要按结转管理，写明来源，不能当作当年新安排的财政拨款。

    ## 怎么改
    把这笔钱填到上年结转，注明原下达文件；确是当年安排的，把名称里的年份改过来。
    """
    if form.year is None or form.amount("budget.carry_over"):
        return
    for path, name, money in _named(form):
        folded = fold(name)
        is_line = path != "project_name"
        match = (_OLD_LINE if is_line else _OLD).search(folded)
        if match is None and not is_line and _is_of_this_year(form):
            match = _IN_FRONT.match(folded)
        amount = form.amount(money)
        if amount is None or amount <= 0 or _SETTLED.search(name):
            continue
        if match is not None and int(match[1]) < form.year:
            old = f" {match[1]} 年"
        elif match is None and _LAST_YEARS.search(folded):
            old = "以前年度"
        else:
            continue
        yield found(path, money, name=quote(name), old=old, year=form.year, money=form.money(amount))


def _named(form: Form) -> Iterator[tuple[str, str, str]]:
    """The names of what money is for, each with the path of its amount."""
    table = form.table
    for n, task in enumerate(table.tasks or ()):
        told = _SETTLED.search(task.content or "")
        if not told:
            yield f"tasks[{n}].name", task.name or "", f"tasks[{n}].total"
    for n, line in enumerate(table.fund_lines or ()):
        if line.is_section is not True:
            yield f"fund_lines[{n}].name", line.name or "", f"fund_lines[{n}].amount"
    if form.project and form.total and form.kind is Kind.PROJECT and not _is_running(form):
        yield "project_name", table.project_name or "", form.total[0]


def _is_of_this_year(form: Form) -> bool:
    """Whether a project is printed to run in the form's own year only."""
    return {int(year) for year in _PERIOD.findall(form.table.project_period or "")} == {form.year}


def _is_running(form: Form) -> bool:
    """Whether a project goes on from an earlier year, by what its form says."""
    period = [int(year) for year in _PERIOD.findall(form.table.project_period or "")]
    going_on = "延续" in (form.table.project_attribute or "") and not _is_of_this_year(form)
    if (period and min(period) < (form.year or 0)) or going_on:
        return True
    return any(_SETTLED.search(text.text) for text in form.texts)
