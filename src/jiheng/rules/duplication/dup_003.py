"""DUP-003."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.duplication.ordinary import is_standard, printed_value
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, Over, Spot, found, rule
from jiheng.rules.similar import bare, groups
from jiheng.rules.units import is_same_unit, unit_called, unit_of

_FEWEST = 5
"""Indicators below which two forms may agree by chance."""
_FEWEST_OWN = 3
"""Of these, those that are not in every form (服务对象满意度 is)."""
_USUAL = frozenset(map(Decimal, (*range(10), 12, 24, 36, 48, 52, 98, 99)))
"""Numbers that stand on forms everywhere."""
_MOST_NAMED = 5

Entry = tuple[str, str]


@rule(
    "DUP-003",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#相关性",
    kinds=TARGETS_WITH_TREE,
    over=Over.BATCH,
    needs=("copied_indicators_percent",),
    message="本表 {count} 条指标中有 {same} 条的名称和指标值与{others}的完全相同，请按本单位的实际情况重新设定绩效指标和指标值。",
)
def same_indicators_of_two_units(batch: Batch) -> Iterator[Found]:
    """两个单位的绩效指标大部分相同。

    ## 查什么
    同一年度两个单位的表，指标名称和指标值都相同的达到规定的比例（国家口径为八成）。满意度、及时率、合格率这类各表都有的指标
    不单独作数；两个单位的同名项目，相同的只是统一标准的也不提示。同一单位的几张表、同一张表的几个版本不算。

    ## 为什么
    绩效目标要与本单位的职责和资金相应匹配。整套照抄的指标，说明不了这笔钱在本单位要办成什么事。

    ## 怎么改
    对照本单位的任务和金额，重写数量、质量、成本等指标，指标值用本单位自己的数。
    """
    by_year: dict[int | None, list[Form]] = {}
    for form in batch.distinct:
        if unit_of(form):
            by_year.setdefault(form.year, []).append(form)
    for forms in by_year.values():
        yield from _of_year(forms)


def _of_year(forms: Sequence[Form]) -> Iterator[Found]:
    known = [(form, entries) for form in forms if len(entries := _entries(form)) >= _FEWEST]
    if not known:
        return
    sets = [frozenset(entries) for _, entries in known]
    percent = int(known[0][0].profile.number("copied_indicators_percent"))

    def fits(leader: int, n: int) -> bool:
        return _is_copy(known[leader], known[n], percent)

    for group in groups(sets, percent, fits):
        yield from _told([known[n] for n in group])


def _entries(form: Form) -> dict[Entry, Row]:
    return {(bare(row.name), printed_value(row)): row for row in form.rows if row.name}


def _is_copy(first: tuple[Form, dict[Entry, Row]], second: tuple[Form, dict[Entry, Row]], percent: int) -> bool:
    """Whether two forms that are alike are one a copy of the other, and not two of one programme."""
    (one, entries), (other, others) = first, second
    if is_same_unit(unit_of(one), unit_of(other)):
        return True  # one group, told only where another unit is in it
    shared = entries.keys() & others.keys()
    if (
        one.project
        and bare(one.project) == bare(other.project)
        and not any(_is_telling(entries[key]) for key in shared)
    ):
        return False  # one programme with the same standards everywhere
    own = [key for key in shared if not is_standard(key[0])]
    most = max(sum(not is_standard(name) for name, _ in each) for each in (entries, others))
    return len(own) >= _FEWEST_OWN and len(own) * 100 >= most * percent


def _is_telling(row: Row) -> bool:
    """Whether a value is one that two units hardly have alike: 1287人, 95.5%; not 1个, 12次, 90%, 5.5万元/人."""
    meaning = row.meaning
    if meaning.number is None or meaning.number in _USUAL or (meaning.yuan is not None and meaning.per):
        return False
    return bool(meaning.number % 5)


def _told(group: list[tuple[Form, dict[Entry, Row]]]) -> Iterator[Found]:
    leader, entries = group[0]
    copies = [one for one in group if not is_same_unit(unit_of(leader), unit_of(one[0]))]
    if not copies:
        return
    form, own = copies[-1]
    shared = [key for key in own if key in entries]
    where: list[Spot] = [form.spot(own[key].path("name")) for key in shared]
    where += [leader.spot(entries[key].path("name")) for key in shared]
    units = {unit_of(one): unit_called(one) for one, _ in group if unit_of(one) != unit_of(form)}
    where += [
        one.spot(next(iter(rows.values())).path("name")) for one, rows in group if one is not form and one is not leader
    ]
    names = "、".join(f"“{name}”" for name in list(units.values())[:_MOST_NAMED])
    more = f"等 {len(units)} 个单位" if len(units) > _MOST_NAMED else ""
    yield found(*where, count=len(own), same=len(shared), others=f"{names}{more}")
