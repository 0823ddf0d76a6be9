"""DUP-009."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.levels import Level2
from jiheng.rules.batch import Batch
from jiheng.rules.duplication.ordinary import printed_value
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, Over, found, rule
from jiheng.rules.similar import bare

_FEWEST = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONEY = re.compile(r"\d[\d,.]*(?:亿|万|千)?元")


@rule(
    "DUP-009",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=frozenset((*TARGETS_WITH_TREE, Kind.SELF_EVALUATION)),
    over=Over.BATCH,
    needs=("copied_from_last_year_percent",),
    message="预算由上年的 {before} {turn}到 {now}，绩效目标和 {count} 条指标却与上年完全相同。请按今年的资金和任务重新设定目标和指标值。",
)
def copied_from_last_year(batch: Batch) -> Iterator[Found]:
    """预算变了，目标和指标照抄上年。

    ## 查什么
    给出上年的表（申报表或自评表）时，同一项目今年的目标文字（年份、金额不计）和成本以外的全部指标与上年一字不差，而预算增减超过规定的比例
    （国家口径为百分之一）。

    ## 为什么
    绩效目标要与资金量相应匹配。钱多了、少了，要办的事和办到什么程度不会一点不变。

    ## 怎么改
    按今年的预算重新测算数量和效益指标；确实不变的，在说明里写明资金增减的原因。
    """
    reported = {_key(form): form for form in batch.previous if form.kind is Kind.SELF_EVALUATION and form.project}
    for form in batch.distinct:
        before = batch.last_year.get(id(form)) or (reported.get(_key(form)) if form.kind is Kind.PROJECT else None)
        if (
            form.kind is Kind.SELF_EVALUATION
            or before is None
            or form.total is None
            or before.total is None
            or form.year == before.year
        ):
            continue
        path, now = form.total
        last = before.total[1]
        percent = form.profile.number("copied_from_last_year_percent")
        if last <= 0 or abs(now - last) * 100 < last * percent:
            continue
        entries = _entries(form)
        if len(entries) < _FEWEST or entries != _entries(before) or not _counts_something(form):
            continue
        if not form.goals or _goals(form) != _goals(before):
            continue
        where = [form.spot(text.path) for text in form.goal_texts]
        where += [form.spot(row.path("value_text")) for row in form.rows if not row.is_cost]
        yield found(
            *where,
            form.spot(path),
            before=form.money(last),
            now=form.money(now),
            turn="增加" if now > last else "减少",
            count=len(entries),
        )


def _key(form: Form) -> tuple[str, str]:
    return form.unit, bare(form.project)


def _entries(form: Form) -> list[tuple[str, str]]:
    return [(bare(row.name), _YEAR.sub("", printed_value(row))) for row in form.rows if not row.is_cost and row.name]


def _goals(form: Form) -> list[str]:
    return [bare(_MONEY.sub("", _YEAR.sub("", fold(text.text)))) for text in form.goal_texts]


def _counts_something(form: Form) -> bool:
    return any(row.level2 is Level2.QUANTITY and row.meaning.number is not None for row in form.rows)
