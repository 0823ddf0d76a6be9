"""LAW-002."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from jiheng.model.declaration import FundLine, Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule
from jiheng.rules.similar import bare

_MOST_NAMED = 5
_AMOUNTS = ("total", "fiscal_appropriation", "other_funds")


@rule(
    "LAW-002",
    severity=Severity.ERROR,
    basis="中发〔2018〕34号#绩效目标前置",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION, Kind.SPECIAL_FUND_SUMMARY)),
    message="本项目安排资金 {money}，却没有填写任何绩效目标和绩效指标。未设定绩效目标的项目不得安排预算，请补填。",
    lines="{names}安排了资金（合计 {money}），实施期和年度绩效目标都没有填写。未设定绩效目标的项目不得安排预算，请补填。",
)
def money_without_goal(form: Form) -> Iterator[Found]:
    """安排了资金的项目没有绩效目标。

    ## 查什么
    项目支出绩效目标表有金额，绩效目标和绩效指标却全部空着；专项资金汇总表的明细行有金额，实施期和年度绩效目标都空着，
    也没有自己的绩效目标表。原件不完整的不查。

    ## 为什么
    绩效目标是安排预算的前提，没有绩效目标的项目不得安排预算。

    ## 怎么改
    补填绩效目标和绩效指标；不再安排的项目删去这一行。
    """
    if form.is_cut_off:
        return
    if form.kind is Kind.SPECIAL_FUND_SUMMARY:
        yield from _lines(form)
        return
    asked = form.has("goals") or form.has("indicators") or form.has("blank_levels")
    said = form.goals or any(row.name or row.value for row in form.rows)
    if said or not asked or any("目标" in extra.label and extra.text for extra in form.table.extra or ()):
        return
    for key in _AMOUNTS:
        money = form.amount(f"budget.{key}")
        if money is not None and money > 0:
            yield found("goals", f"budget.{key}", money=form.money(money))
            return


def _lines(form: Form) -> Iterator[Found]:
    lines = form.table.fund_lines or ()
    if all(line.implementation_goal is UNSET and line.annual_goal is UNSET for line in lines):
        return
    missing = _without_goal(form, lines)
    paid = [n for n, line in enumerate(lines) if line.amount and line.is_section is not True]
    if not missing or (len(missing) == len(paid) and form.goals):
        return  # one goal for the whole fund
    names = "、".join(f"“{quote(lines[n].name or '')}”" for n in missing[:_MOST_NAMED])
    more = f"等 {len(missing)} 行" if len(missing) > _MOST_NAMED else ""
    where = [f"fund_lines[{n}].{key}" for n in missing for key in ("annual_goal", "amount")]
    amounts = [amount for n in missing if (amount := form.amount(f"fund_lines[{n}].amount")) is not None]
    yield found(*where, message="lines", names=f"{names}{more}", money=form.money(sum(amounts[1:], amounts[0])))


def _without_goal(form: Form, lines: Sequence[FundLine]) -> list[int]:
    """The paid lines that state no goal: neither themselves, nor their section, nor a form of their own."""
    own = [bare(one.project) for one in form.siblings if one is not form and one.project and (one.goals or one.rows)]
    missing, covered = [], False
    for n, line in enumerate(lines):
        said = bool(line.implementation_goal or line.annual_goal)
        if line.is_section is True:
            covered = said
        elif not said and not covered and line.name and line.amount and line.amount > 0:
            name = bare(line.name)
            if not any(name in project or project in name for project in own):
                missing.append(n)
    return missing
