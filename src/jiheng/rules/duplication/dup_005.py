"""DUP-005."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.levels import BENEFITS, Level2
from jiheng.model.values import ValueKind
from jiheng.rules.batch import Batch
from jiheng.rules.duplication.ordinary import is_standard
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.similar import bare
from jiheng.rules.units import owner

_FEWEST = 3
_UNMEASURED = (ValueKind.QUALITATIVE, ValueKind.NONE, ValueKind.PERIOD)
_CLASSES = frozenset((*BENEFITS, Level2.QUALITY))


@rule(
    "DUP-005",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    message="{level}“{name}”（指标值“{value}”）在本单位 {count} 个项目里一字不差，看不出各个项目的效果。请按每个项目的实际改写，不适用的留空。",
)
def filler_in_many_projects(batch: Batch) -> Iterator[Found]:
    """同一句话在一个单位的多个项目里充当指标。

    ## 查什么
    同一单位三个以上项目的效益指标和质量指标，名称和指标值一字不差，指标值又没有数量标准或只是重复名称。满意度、及时率、验收合格率这类
    通用指标不查，指标值有数量的也不查。

    ## 为什么
    各个项目都能套用的话衡量不了任何一个项目，比空着更误事。

    ## 怎么改
    写出这个项目自己的效果和标准；这一类效果不适用的，留空即可。
    """
    same: dict[tuple[str, int | None, str, str], list[tuple[Form, Row]]] = defaultdict(list)
    for form in batch.distinct:
        whose = owner(form)
        for row in form.rows:
            if row.name and (row.is_benefit or row.level2 in _CLASSES) and _is_empty_talk(row):
                same[whose, form.year, bare(row.name), bare(row.value)].append((form, row))
    for rows in same.values():
        projects = {bare(form.project) for form, _ in rows if form.project}
        if len(projects) >= _FEWEST:
            where = [form.spot(row.path(field)) for form, row in rows for field in ("name", "value_text")]
            first = rows[0][1]
            yield found(
                *where, level=first.level_name, name=quote(first.name), value=quote(first.value), count=len(projects)
            )


def _is_empty_talk(row: Row) -> bool:
    if is_standard(row.name) or len(bare(row.name)) < 6:
        return False
    if bare(row.value) == bare(row.name):
        return True
    return row.meaning.kind in _UNMEASURED and bool(row.value)
