"""CMP-002."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind, Scope
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.completeness.labels import is_printed
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule

_ONLY_A_LABEL = re.compile(
    r"(?:年度|本年|全年|当年|总体|总|整体|项目|实施期|中期|长期|绩效|工作|目标|内容|填写|[\d一二三四五六七八九十]|[:：、,，.．。…()（）\-—/]|无|略|同上)*"
)
_WITH_A_YEAR = frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION))
_ANNUAL = frozenset((Scope.ANNUAL, Scope.ANNUAL_OWN_LEVEL, Scope.OVERALL))


@rule(
    "CMP-002",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#完整性",
    message="没有填写绩效目标，请写明做什么、做多少、达到什么效果。",
    annual="填了实施期目标，没有填写年度绩效目标，请写明本年度要完成的部分。",
    period="项目期跨年度，没有填写实施期（中期）绩效目标，请写明整个项目期要完成的内容。",
    one="第 {number} 个目标空着，请填写；没有这个目标的，请删去标号和它的指标。",
    line="“{name}”没有填写年度绩效目标，请补充。",
)
def goal_text(form: Form) -> Iterator[Found]:
    """没有填写绩效目标。

    ## 查什么
    表上印着绩效目标一栏，而栏内空着，或者只有“目标1：”这样的标号；中间缺了一个目标的，提示核对。分实施期目标和年度目标的，年度目标必须填写；项目期跨年度的，实施期目标也要填写。
    专项资金汇总表逐行检查年度绩效目标；小标题行和下面各行只要有一处填写即可。

    ## 为什么
    绩效目标是安排预算的前提，没有目标，后面的指标、监控和评价都没有依据。

    ## 怎么改
    用一两句话写明年度内做什么、做多少、达到什么效果，数字与绩效指标一致。
    """
    if form.kind is Kind.SPECIAL_FUND_SUMMARY and form.table.fund_lines:
        yield from _lines(form)
        return
    goals = form.table.goals
    if not goals and not is_printed(form, "goals"):
        return
    rows = tuple(enumerate(goals or ()))
    filled = [goal for _, goal in rows if not _says_nothing(goal.text or "")]
    if not filled:
        yield found(f"goals[{rows[0][0]}].text" if rows else "goals")
        return
    annual = [n for n, goal in rows if goal.scope in _ANNUAL]
    if annual and not any(goal.scope in _ANNUAL for goal in filled):
        if all(goal.scope is Scope.ANNUAL_ALL_LEVELS for goal in filled):
            return
        yield found(f"goals[{annual[0]}].text", message="annual")
    elif not annual and filled[0].scope is Scope.IMPLEMENTATION_PERIOD and form.kind in _WITH_A_YEAR:
        yield found(f"goals[{goals.index(filled[0]) if goals else 0}].text", severity=Severity.ADVICE, message="annual")
    period = [n for n, goal in rows if goal.scope is Scope.IMPLEMENTATION_PERIOD]
    if period and not any(goal.scope is Scope.IMPLEMENTATION_PERIOD for goal in filled) and _lasts_years(form):
        yield found(f"goals[{period[0]}].text", severity=Severity.WARNING, message="period")
    for n in _blank_between(form):
        yield found(
            f"goals[{n}].text", severity=Severity.WARNING, message="one", number=(goals or ())[n].number or n + 1
        )


def _lasts_years(form: Form) -> bool:
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", fold(form.table.project_period or ""))
    return len(set(years)) > 1


def _blank_between(form: Form) -> Iterator[int]:
    """The goals left blank before others of their kind, or over indicators of their own: not the spare ones at the end."""
    goals = form.table.goals or ()
    trees = {row.indicator.goal for row in form.rows if row.indicator.goal}
    for n, goal in enumerate(goals):
        if goal.text is None and goal.number:
            later = any(other.text and other.number and other.scope is goal.scope for other in goals[n + 1 :])
            if later or goal.number in trees:
                yield n


def _says_nothing(text: str) -> bool:
    return _ONLY_A_LABEL.fullmatch(fold(text)) is not None


def _lines(form: Form) -> Iterator[Found]:
    lines = form.table.fund_lines or ()
    leaves = [(n, line) for n, line in enumerate(lines) if line.is_section is not True and line.name]
    blank = [(n, line) for n, line in leaves if line.annual_goal is None]
    if not blank or len(blank) * 2 > len(leaves):
        if blank and len(blank) == len(leaves) and not any(line.annual_goal for line in lines) and not form.goals:
            yield found(*(f"fund_lines[{n}].annual_goal" for n, _ in blank))
        return
    said = False
    for n, line in enumerate(lines):
        if line.is_section is True:
            said = bool(line.annual_goal)
        elif line.name and line.annual_goal is None and not said:
            yield found(f"fund_lines[{n}].annual_goal", message="line", name=quote(line.name))
