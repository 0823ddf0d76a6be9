"""CON-009."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jiheng.model.declaration import Kind, Scope
from jiheng.model.finding import Severity
from jiheng.model.language import AMOUNT_INSIDE, MONEY_UNITS, fold
from jiheng.rules.consistency.alike import left_over
from jiheng.rules.consistency.costs import counts_of
from jiheng.rules.consistency.estimates import Estimated, estimated, is_explained
from jiheng.rules.consistency.names import bare_name
from jiheng.rules.consistency.rates import clashing
from jiheng.rules.form import Form, Row
from jiheng.rules.quantities import (
    ANY_THING,
    NEUTRAL,
    Counted,
    Quantity,
    core,
    covered,
    differs,
    key,
    quantities,
    same_thing,
)
from jiheng.rules.registry import Found, Over, Spot, found, rule
from jiheng.rules.unit_costs import told_otherwise

_FEWEST_PAIRS = 3
_ANY = ""
_MOST = 50
"""Counts of one measure word that are looked at in the texts of a form."""
_ANYTHING = frozenset("个项人次")
"""Measure words that count very different things."""
_COVERED = 0.75
"""How much of an indicator's name a clause must hold, where its words stand apart."""
_PER_PERSON = re.compile(
    r"每人(?:每年)?(?:不少于|不低于|不超过|补助|补贴|按|发放|标准)*$|人均(?:不少于|不低于|不超过)*$"
)


@dataclass(slots=True)
class _Clash:
    """An indicator or an estimate and the counts of the same thing that say another number."""

    place: Spot
    printed: str
    called: str
    others: list[tuple[Spot, Quantity]] = field(default_factory=list)


@rule(
    "CON-009",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.PROJECT, Kind.DEPARTMENT_OVERALL, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.FILE,
    needs=("relative_tolerance_text",),
    message="{called}为“{text}”，而{where}写“{others}”。同一件事的数量请改成一致；确有不同的，请写清楚各指什么。",
    price="{called}的指标值为“{text}”，而{where}写“{others}”。同一个标准的金额请改成一致；确有不同的，请写清楚各指什么。",
    rate="{called}的指标值为“{text}”，而{where}写“{others}”。同一个比率的目标值请改成一致；确有不同的，请写清楚各指什么。",
    people="{called}为“{text}”，而目标按 {people} 人测算经费（{people} 人×{price}＝{budget}）。请核对指标是否漏了人数。",
)
def same_number_everywhere(forms: Sequence[Form]) -> Iterator[Found]:
    """同一件事的数量在目标、工作计划、测算和指标里不一致。

    ## 查什么
    年度目标、重点工作、任务内容里写的数量（数字加量词加名称），与数量指标、支出测算里同一件事的数量是否相同；汇总表的目标
    与对应方向表的指标、测算也作比较。名称和量词都对得上才比较；“其中”、“每年”、往年的数量不比较，“余”“约”允许出入。
    比率（知晓率、合格率）和单位标准（每村5万元）的，同名的也作比较。目标按人数和标准测算经费的，还看培训、补助等人数指标是否少于这个人数。

    ## 为什么
    几处写的是同一件事，数字不同就说不清究竟要完成多少。

    ## 怎么改
    核实数量，把各处改成一样。
    """
    summaries = [form for form in forms if form.kind is Kind.SPECIAL_FUND_SUMMARY]
    linked = _linked(summaries, forms)
    for form in forms:
        texts = [*_own_texts(form), *linked.get(id(form), [])]
        all_counts = [(spot, one) for spot, text in texts for one in quantities(text)]
        counts = [(spot, one) for spot, one in all_counts if not one.aside]
        clashes = [
            *_against_rows(form, counts),
            *_against_estimates(form, counts),
            *_estimates_against_rows(form),
            *_estimates_beyond_texts(form, counts),
        ]
        known = {clash.place.path for clash in clashes}
        clashes += [one for one in _left_over(form, counts, all_counts) if one.place.path not in known]
        for clash in clashes:
            yield _said(clash)
        yield from _rates(form, texts)
        yield from _prices(form)
        yield from _people(form, counts)


def _left_over(form: Form, counts: Counts, all_counts: Counts) -> Iterator[_Clash]:
    share = form.profile.number("relative_tolerance_text")
    for one, fitting in left_over(form, counts, all_counts, share):
        clash = _Clash(form.spot(one.row.path("value_text")), one.row.value, one.row.called)
        clash.others = list(fitting)
        yield clash


def _rates(form: Form, texts: Sequence[tuple[Spot, str]]) -> Iterator[Found]:
    """The indicators whose rate a text of the form tells otherwise."""
    own = [(spot.path, text) for spot, text in texts if spot.form is form]
    for row, told in clashing(form, own):
        yield found(
            form.spot(row.path("value_text")),
            *(form.spot(path) for path, _ in told),
            printed=row.value,
            message="rate",
            called=row.called,
            text=row.value,
            where=_where(form.spot(told[0][0])),
            others="、".join(dict.fromkeys(rate.words for _, rate in told)),
        )


def _prices(form: Form) -> Iterator[Found]:
    """The unit costs whose price a text of the form tells otherwise."""
    for row, told in told_otherwise(form):
        yield found(
            form.spot(row.path("value_text")),
            *(form.spot(path) for path, _ in told),
            printed=row.value,
            message="price",
            called=row.called,
            text=row.value,
            where=_where(form.spot(told[0][0])),
            others="、".join(dict.fromkeys(price.words for _, price in told)),
        )


def _own_texts(form: Form) -> Iterator[tuple[Spot, str]]:
    table = form.table
    for n, goal in enumerate(table.goals or ()):
        if goal.text and goal.scope is not Scope.IMPLEMENTATION_PERIOD:
            yield form.spot(f"goals[{n}].text"), goal.text
    for n, item in enumerate(table.work_plan or ()):
        if item.objective:
            yield form.spot(f"work_plan[{n}].objective"), item.objective
    for n, task in enumerate(table.tasks or ()):
        if task.content:
            yield form.spot(f"tasks[{n}].content"), task.content


def _linked(summaries: Sequence[Form], forms: Sequence[Form]) -> dict[int, list[tuple[Spot, str]]]:
    """The annual goals of the summary's lines, by the direction form that they belong to."""
    by_name: dict[str, Form] = {}
    for form in forms:
        if form.kind is not Kind.SPECIAL_FUND_DIRECTION:
            continue
        names = {form.table.direction or "", form.table.parent_fund or ""}
        names |= {one.direction or "" for one in form.table.cost_estimates or ()}
        for name in names - {""}:
            by_name.setdefault(bare_name(name), form)
    found_texts: dict[int, list[tuple[Spot, str]]] = {}
    for summary in summaries:
        for n, line in enumerate(summary.table.fund_lines or ()):
            linked = by_name.get(bare_name(line.name or ""))
            if linked is not None and line.annual_goal:
                spot = summary.spot(f"fund_lines[{n}].annual_goal")
                found_texts.setdefault(id(linked), []).append((spot, line.annual_goal))
    return found_texts


Counts = Sequence[tuple[Spot, Quantity]]


def _against_rows(form: Form, counts: Counts) -> Iterator[_Clash]:
    """The indicators of 数量 whose number the texts contradict."""
    rows = counts_of(form)
    if not counts or not rows:
        return
    share = form.profile.number("relative_tolerance_text")
    known = f"{form.project}{form.table.direction or ''}"
    of_measure = _by_measure(counts)
    alike = Counter(one.measure for one in rows)
    numbers: dict[str, list[Decimal]] = {}
    for one in rows:
        numbers.setdefault(one.core, []).append(one.number)
    for one in rows:
        near = of_measure.get(one.measure, []) if one.measure not in ANY_THING else of_measure[_ANY]
        if one.is_several or not near:
            continue
        fitting = [(spot, count) for spot, count in near[:_MOST] if same_thing(count, one.core, one.measure, known)]
        if not fitting and alike[one.measure] == 1:
            fitting = _apart(one, near[:_MOST])
        own = numbers[one.core]
        if any(count.number == one.number and _names(one, count) for _, count in near[:_MOST]):
            continue
        if _contradict(fitting, [*own, sum(own, Decimal())], share):
            clash = _Clash(form.spot(one.row.path("value_text")), one.row.value, one.row.called)
            clash.others = fitting
            yield clash


def _names(one: Counted, count: Quantity) -> bool:
    """Whether the word right behind a count, or right before it, is one of an indicator's name (在9个社区, 惠民项目社区)."""
    beside = count.after[:2] or count.before[-2:]
    return len(beside) == 2 and beside in one.core


def _by_measure(counts: Counts) -> dict[str, list[tuple[Spot, Quantity]]]:
    """The counts by measure word; those of any thing (个、家、座) under one head."""
    found_counts: dict[str, list[tuple[Spot, Quantity]]] = {_ANY: []}
    for spot, count in counts:
        found_counts.setdefault(count.measure, []).append((spot, count))
        if count.measure in ANY_THING:
            found_counts[_ANY].append((spot, count))
    return found_counts


def _apart(one: Counted, counts: Counts) -> list[tuple[Spot, Quantity]]:
    """The counts in whose clause the words of an indicator's name stand apart (…阵地建设等24个惠民项目, 惠民阵地建设)."""
    if len(one.core) <= _FEWEST_PAIRS:
        return []
    same = [(spot, count) for spot, count in counts if count.measure == one.measure]
    fitting = [(spot, count) for spot, count in same if _is_apart(one, count)]
    wanted = same if one.measure in _ANYTHING else fitting
    return fitting if fitting and len({count.number for _, count in wanted}) == 1 else []


def _is_apart(one: Counted, count: Quantity) -> bool:
    if covered(one.core, count.clause) < _COVERED:
        return False
    if one.measure in _ANYTHING:
        return count.after[:2] == one.core[:2] and covered(one.core, count.before) >= _COVERED / 2
    return covered(one.core, count.before + count.after) >= _COVERED


def _contradict(fitting: Counts, numbers: Sequence[Decimal], share: Decimal) -> bool:
    """Whether all counts of a thing say another number than its indicators do, one by one and taken together."""
    return bool(fitting) and all(differs(count, number, share) for _, count in fitting for number in numbers)


def _against_estimates(form: Form, counts: Counts) -> Iterator[_Clash]:
    """The estimates whose quantity the texts contradict."""
    if not counts:
        return
    share = form.profile.number("relative_tolerance_text")
    of_measure = _by_measure(counts)
    for n, estimate in enumerate(form.table.cost_estimates or ()):
        inside = [one for one in quantities(estimate.calculation or "") if not one.about]
        if len(inside) != 1 or not estimate.item:
            continue
        due = inside[0]
        what = core(estimate.item)
        fitting = [(spot, count) for spot, count in of_measure.get(due.measure, [])[:_MOST] if _same_item(count, what)]
        if _contradict(fitting, [due.number], share):
            path = f"cost_estimates[{n}].calculation"
            clash = _Clash(form.spot(path), estimate.calculation or "", f"支出明细“{estimate.item}”的测算")
            clash.others = fitting
            yield clash


def _same_item(count: Quantity, what: str) -> bool:
    """Whether a text's count is that of an item of expense: the same words, or the item's begin with them (学习, 学习培训)."""
    own = count.before if count.before else count.after
    if not own:
        return False
    bare = key(own)
    if bare == key(what) or bare == key(re.sub(r"(?:费用?|经费|支出|款)$", "", what)):
        return True
    words = NEUTRAL.sub("", own)
    return len(words) >= 2 and what.startswith(words) and len(what) <= len(words) * 2


def _estimates_against_rows(form: Form) -> Iterator[_Clash]:
    """The estimates that count what an indicator counts, with another number (`6个社区*5万元`, 社区 7个)."""
    share = form.profile.number("relative_tolerance_text")
    groups: dict[tuple[int, bool], list[Estimated]] = {}
    for one in estimated(form):
        groups.setdefault((one.counted.row.n, one.is_named), []).append(one)
    for alike in groups.values():
        number = alike[0].counted.number
        if sum((one.count.number for one in alike), Decimal()) == number:
            continue
        for one in alike:
            if one.count.number < number and (len(alike) > 1 or is_explained(form, one)):
                continue
            if differs(one.count, number, share):
                row = one.counted.row
                clash = _Clash(form.spot(row.path("value_text")), row.value, row.called)
                clash.others = [(form.spot(one.path), one.count)]
                yield clash


def _estimates_beyond_texts(form: Form, counts: Counts) -> Iterator[_Clash]:
    """The estimates that reckon with more of a thing than the goals name (12个社区, where the goal says 8个社区)."""
    named: dict[tuple[str, str], list[tuple[Spot, Quantity]]] = {}
    for spot, count in counts:
        if count.after and not NEUTRAL.sub("", count.before):
            named.setdefault((key(count.after), count.measure), []).append((spot, count))
    if not named:
        return
    for n, estimate in enumerate(form.table.cost_estimates or ()):
        for due in quantities(estimate.calculation or ""):
            fitting = named.get((key(due.after), due.measure), []) if due.after and not due.before else []
            if fitting and all(not count.about and count.number < due.number for _, count in fitting):
                path = f"cost_estimates[{n}].calculation"
                clash = _Clash(form.spot(path), estimate.calculation or "", f"支出明细“{estimate.item or ''}”的测算")
                clash.others = fitting
                yield clash


def _people(form: Form, counts: Counts) -> Iterator[Found]:
    """Indicators of people below the number of people for whom the money is reckoned."""
    budget = form.amount("budget.total")
    if budget is None or form.kind is Kind.DEPARTMENT_OVERALL:
        return
    share = form.profile.number("relative_tolerance_text")
    for spot, count in counts:
        if count.measure != "人" or count.before or count.after or count.about:
            continue
        text = fold(spot.form.value(spot.path))
        for amount in AMOUNT_INSIDE.finditer(text):
            price = Decimal(amount["number"].replace(",", "").replace("'", "")) * MONEY_UNITS[amount["unit"]]
            if not _PER_PERSON.search(text[: amount.start()]) or abs(price * count.number - budget) > share * budget:
                continue
            few = [row for row in _people_rows(form) if (row.meaning.number or Decimal()) < count.number]
            if few:
                yield found(
                    *(form.spot(row.path("value_text")) for row in few),
                    spot,
                    printed=few[0].value,
                    computed=f"{format(count.number, 'f')}人",
                    message="people",
                    called=few[0].called,
                    text=few[0].value,
                    people=format(count.number, "f"),
                    price=amount[0],
                    budget=form.money(price * count.number),
                )
            return


def _people_rows(form: Form) -> list[Row]:
    return [one.row for one in counts_of(form) if one.measure in ("人", "人次")]


def _said(clash: _Clash) -> Found:
    words = "、".join(dict.fromkeys(count.words for _, count in clash.others))
    return found(
        clash.place,
        *(spot for spot, _ in clash.others),
        printed=clash.printed,
        called=clash.called,
        text=clash.printed,
        where=_where(clash.others[0][0]),
        others=words,
    )


_PLACES = {
    "goals": "目标",
    "work_plan": "重点工作的目标",
    "tasks": "任务内容",
    "fund_use": "资金用途",
    "fund_lines": "汇总表的年度目标",
}


def _where(spot: Spot) -> str:
    return _PLACES.get(spot.path.partition("[")[0], "支出测算")
