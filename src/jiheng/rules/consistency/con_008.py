"""CON-008."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind, Scope
from jiheng.model.finding import Severity
from jiheng.rules.consistency.periods import has_two_trees, period_of
from jiheng.rules.form import Form
from jiheng.rules.quantities import NEUTRAL, Counted, Quantity, counted_anywhere, key, measures_agree, quantities
from jiheng.rules.registry import FORM, Found, found, rule
from jiheng.rules.sums import tolerance

_WHEN = re.compile(r"20\d\d年(?:度|底前?|末)?|[一二两三四五六七八九十\d]+年(?:内|间|来|共|累计)?|年底前")
"""When something is done; says nothing of what."""
_SEVERAL_YEARS = re.compile(r"[两二三四五]年")
_MOST = 60
_SHORTEST = 4
_YEARLY = re.compile(r"每|年均|一年|各")


@rule(
    "CON-008",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION)),
    message="年度目标写“{annual}”，超过实施期目标“{period}”；实施期就是这一年，两处应当一致。请核对。",
    money="年度资金 {year}，超过整个实施期的资金 {whole}。请核对两栏金额。",
    longer="年度目标写“{annual}”，超过整个实施期的目标“{period}”。请核对。",
)
def annual_within_period(form: Form) -> Iterator[Found]:
    """年度目标超过了实施期目标。

    ## 查什么
    同一件事（同样的名称和量词）在年度目标里的数量是否大于实施期目标。写明“每年”的数量不比较。
    指标也分实施期和年度两套的，同名的数量指标同样比较。分列实施期和年度资金的表，还看年度资金是否超过实施期资金。

    ## 为什么
    年度目标是实施期目标的一部分，不会比它大；实施期只有一年的，两者应当相同。

    ## 怎么改
    把两处改成一样，或者改大实施期目标。
    """
    yield from _money(form)
    yield from _indicators(form)
    coincide = _coincide(form)
    for annual_path, period_path in _texts(form):
        annual, period = form.value(annual_path), form.value(period_path)
        if not (isinstance(annual, str) and isinstance(period, str)) or annual == period:
            continue
        for one, other in _same_things(annual, period):
            if one.number > other.number:
                yield found(
                    annual_path,
                    period_path,
                    printed=one.words,
                    message="" if coincide and not _SEVERAL_YEARS.search(period) else "longer",
                    annual=one.words,
                    period=other.words,
                )


def _money(form: Form) -> Iterator[Found]:
    """The money of the year above that of all years."""
    for source in ("total", "fiscal_appropriation", "other_funds"):
        path, whole_path = (
            f"budget.{source}",
            f"budget.project_total_{source}" if source != "total" else "budget.project_total",
        )
        year, whole = form.amount(path), form.amount(whole_path)
        if year is not None and whole and year - whole > tolerance(form, [year, whole], 1):
            yield found(
                path,
                whole_path,
                printed=year,
                computed=whole,
                difference=year - whole,
                severity=Severity.WARNING,
                message="money",
                year=form.money(year),
                whole=form.money(whole),
            )
            return


def _indicators(form: Form) -> Iterator[Found]:
    """Of a form that has its indicators for the whole period and for the year, the counts of the year above the others."""
    if not has_two_trees(form):
        return
    first: dict[tuple[str, str], Counted] = {}
    for row in form.rows:
        one = None if row.is_cost or row.is_satisfaction or row.meaning.operator == "<=" else counted_anywhere(row)
        if one is None:
            continue
        whole = first.setdefault((row.name, one.measure), one)
        if whole is not one and one.number > whole.number:
            yield found(
                row.path("value_text"),
                whole.row.path("value_text"),
                printed=row.value,
                message="longer",
                annual=f"{row.name}{row.value}",
                period=f"{whole.row.name}{whole.row.value}",
            )


def _texts(form: Form) -> Iterator[tuple[str, str]]:
    """The annual goals with the goals of the period that they belong to."""
    for n, line in enumerate(form.table.fund_lines or ()):
        if line.annual_goal and line.implementation_goal:
            yield f"fund_lines[{n}].annual_goal", f"fund_lines[{n}].implementation_goal"
    goals = list(enumerate(form.table.goals or ()))
    period = [n for n, goal in goals if goal.scope is Scope.IMPLEMENTATION_PERIOD and goal.text]
    annual = [n for n, goal in goals if goal.scope is Scope.ANNUAL and goal.text]
    if len(period) * len(annual) > 100:
        return
    for n in annual:
        for other in period:
            yield f"goals[{n}].text", f"goals[{other}].text"


def _same_things(annual: str, period: str) -> Iterator[tuple[Quantity, Quantity]]:
    """Counts of the same thing in two texts, each of which counts it once."""
    of_period: dict[str, list[Quantity]] = {}
    for one in quantities(period):
        of_period.setdefault(_key(one), []).append(one)
    of_year: dict[str, list[Quantity]] = {}
    for one in quantities(annual):
        of_year.setdefault(_key(one), []).append(one)
    yield from _alone(quantities(annual), quantities(period))
    for what, counts in of_year.items():
        others = of_period.get(what, [])
        if not what or len(counts) != 1 or len(others) != 1 or others[0].about or _YEARLY.search(others[0].before):
            continue
        if measures_agree(counts[0].measure, others[0].measure):
            yield counts[0], others[0]


def _key(one: Quantity) -> str:
    return key(_WHEN.sub("", one.before) + one.after)


def _alone(annual: Sequence[Quantity], period: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Counts that are the only ones of their measure word in both texts, of things whose words are nearly the same."""
    years = Counter(one.measure for one in annual)
    whole = Counter(one.measure for one in period)
    others = {one.measure: one for one in period}
    for one in annual[:_MOST]:
        if years[one.measure] != 1 or whole[one.measure] != 1:
            continue
        other = others[one.measure]
        if _key(one) == _key(other) or one.about or other.about or _YEARLY.search(one.before + other.before):
            continue
        if _beside(one) & _beside(other):
            yield one, other


def _beside(one: Quantity) -> set[str]:
    """The words right before a count and right behind it: 农村水厂 of 农村水厂26座 and of 36座农村水厂."""
    before, after = NEUTRAL.sub("", _WHEN.sub("", one.before)), NEUTRAL.sub("", one.after)
    return {words for words in (before[-_SHORTEST:], after[:_SHORTEST]) if len(words) == _SHORTEST}


def _coincide(form: Form) -> bool:
    """Whether the period lies within the year: by the form's own period, or that of all directions of its file."""
    year = form.year
    spans = [period_of(form)] if form.table.project_period else []
    if not spans and form.kind is Kind.SPECIAL_FUND_SUMMARY:
        spans = [period_of(one) for one in form.siblings if one.kind is Kind.SPECIAL_FUND_DIRECTION]
    return bool(spans) and all(span is not None and span[0].year == year == span[1].year for span in spans)
