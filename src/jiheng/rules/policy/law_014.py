"""LAW-014."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import WITH_TREE, Found, Over, Spot, found, rule
from jiheng.rules.similar import bare
from jiheng.rules.units import unit_of

_LATER = (Kind.MONITORING, Kind.SELF_EVALUATION)
_MOST_NAMED = 3


@rule(
    "LAW-014",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#绩效目标调整",
    kinds=WITH_TREE,
    over=Over.BATCH,
    fixes=True,
    message="指标{names}的年度指标值与批复的绩效目标表不同。{form_name}的指标值应照抄批复的目标，请改回；调整过目标的请附批准文件。",
)
def target_typed_over(batch: Batch) -> Iterator[Found]:
    """监控表、自评表改了批复的指标值。

    ## 查什么
    同一单位、同一年度、同一项目的监控表或自评表，与同批（或上年）的绩效目标表逐条对照年度指标值。目标表有几个版本的，
    与其中一个相同即可；名称不同的指标不对照。

    ## 为什么
    批复的绩效目标一般不予调整，监控和自评要对照批复的目标，改了指标值就失去了意义。

    ## 怎么改
    指标值改回批复的目标；确实调整过的，附上调整的批准文件，并换上调整后的目标表。
    """
    approved: dict[tuple[object, ...], list[Form]] = defaultdict(list)
    for form in (*batch.forms, *batch.previous):
        key = _key(form)
        if form.kind not in _LATER and key is not None:
            approved[key].append(form)
    here = {id(form) for form in batch.forms}
    for form in batch.distinct:
        key = _key(form)
        if form.kind in _LATER and key in approved:
            yield from _compared(form, approved[key], here)


def _key(form: Form) -> tuple[object, ...] | None:
    unit = unit_of(form)
    if not unit or form.year is None:
        return None
    is_department = form.kind is Kind.DEPARTMENT_OVERALL or form.table.subject == "department"
    if is_department or form.project:
        return unit, form.year, "" if is_department else bare(form.project)
    return None


def _compared(form: Form, approved: Sequence[Form], here: set[int]) -> Iterator[Found]:
    targets = [(one, _by_name(one)) for one in approved]
    own = _by_name(form)
    changed: list[tuple[Row, Row]] = []
    for name, row in own.items():
        theirs = [rows[name] for _, rows in targets if name in rows and rows[name].value]
        if row.value and theirs and not any(_agree(row, other) for other in theirs):
            changed.append((row, theirs[-1]))
    if not changed:
        return
    told = "、".join(
        f"“{quote(row.name)}”（本表 {quote(row.value)}，批复 {quote(other.value)}）"
        for row, other in changed[:_MOST_NAMED]
    )
    more = f"等 {len(changed)} 条" if len(changed) > _MOST_NAMED else ""
    where: list[Spot] = [form.spot(row.path("value_text")) for row, _ in changed]
    where += [other.form.spot(other.path("value_text")) for _, other in changed if id(other.form) in here]
    first, target = changed[0]
    yield found(
        *where,
        printed=first.value,
        computed=target.value,
        fix=(form.spot(first.path("value_text")), target.value) if len(changed) == 1 and _is_whole(target) else None,
        names=f"{told}{more}",
        form_name="监控表" if form.kind is Kind.MONITORING else "自评表",
    )


def _by_name(form: Form) -> dict[tuple[object, ...], Row]:
    """The rows by class and name; those whose name is there twice left out."""
    keys = [(row.indicator.goal or 0, row.level2, bare(row.name)) for row in form.rows]
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, form.rows, strict=True) if row.name and counts[key] == 1}


def _agree(row: Row, other: Row) -> bool:
    """Whether two values can be one: what only one of them prints (an operator, a unit) is no difference."""
    one, two = row.meaning, other.meaning
    if one.number is None or two.number is None:
        mine, theirs = bare(row.value), bare(other.value)
        return mine in theirs or theirs in mine
    if one.yuan is not None and two.yuan is not None:
        return one.yuan == two.yuan
    same_operator = not one.operator or not two.operator or one.operator == two.operator
    return one.number == two.number and same_operator


def _is_whole(row: Row) -> bool:
    """Whether the text of a value says all of it, operator and unit too."""
    meaning = row.meaning
    return meaning.number is None or not meaning.unit or meaning.unit in row.value
