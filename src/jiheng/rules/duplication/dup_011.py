"""DUP-011."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.duplication.ordinary import is_standard
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.similar import bare, pairs_of
from jiheng.rules.units import owner

_COMMON = (
    "工作 作经 经费 项目 资金 专项 补助 补贴 服务 建设 管理 保障 运行 社会 发展 提高 提升 加强 人员 数量 质量 完成 及时 满意 意度 群众 居民 "
    "指标 情况 开展 实施 促进 改善 水平 能力 成本 效益 影响 持续 生态 环境 经济 年度 预算 支出 费用 基层 街道 社区 单位 办公"
)
"""Pairs of characters that are in indicators of every kind."""


@rule(
    "DUP-011",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#相关性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    message="{called}与项目“{other}”的指标一字不差，说的是“{word}”，本项目别处没有提到，疑似从那张表抄来。请换成本项目的指标。",
)
def indicator_of_another_project(batch: Batch) -> Iterator[Found]:
    """指标是从本单位另一个项目抄来的。

    ## 查什么
    同一单位两个项目有名称完全相同的一条指标，其中的词在那个项目的名称里有，在本项目的名称、目标和其他指标里都没有。
    满意度、及时率这类通用指标不查，三个以上项目都有的也不查。

    ## 为什么
    照着别的项目改表，忘了改的指标与本项目无关，衡量不了这笔钱的效果。

    ## 怎么改
    换成衡量本项目的指标。
    """
    units: dict[tuple[str, int | None], list[Form]] = defaultdict(list)
    for form in batch.distinct:
        if form.project and form.rows:
            units[owner(form), form.year].append(form)
    for forms in units.values():
        if len(forms) > 1:
            yield from _of_unit(forms)


def _of_unit(forms: Sequence[Form]) -> Iterator[Found]:
    same: dict[str, dict[int, Row]] = defaultdict(dict)
    words: Counter[str] = Counter()
    said: dict[int, Counter[str]] = {}
    for form in forms:
        words.update(pairs_of(form.project))
        for row in form.rows:
            if row.name and not is_standard(row.name):
                same[bare(row.name)].setdefault(id(form), row)
    for rows in same.values():
        if len(rows) != 2:
            continue
        one, other = rows.values()
        if bare(one.form.project) == bare(other.form.project):
            continue
        for own, source in ((one, other), (other, one)):
            if id(own.form) not in said:
                said[id(own.form)] = _said(own.form)
            foreign = _foreign(own, source, words, said[id(own.form)])
            if foreign:
                spots = (own.form.spot(own.path("name")), source.form.spot(source.path("name")))
                yield found(*spots, called=own.called, other=quote(source.form.project), word=foreign)
                break


def _foreign(own: Row, source: Row, words: Counter[str], said: Counter[str]) -> str:
    """The word of an indicator that is in the other project's name only; blank where its own project has to do with it."""
    name = bare(own.name)
    theirs = bare(source.form.project)
    ours = {name[n : n + 2] for n in range(len(name) - 1) if said[name[n : n + 2]] > 1}  # elsewhere, too
    inside = [n for n in range(len(name) - 1) if name[n : n + 2] in theirs and name[n : n + 2] not in _COMMON]
    telling = [n for n in inside if words[name[n : n + 2]] == 1 and name[n : n + 2] not in ours]
    if not telling or any(name[n : n + 2] in ours for n in inside):
        return ""
    first = last = telling[0]
    while last + 1 in telling:
        last += 1
    return name[first : last + 2]


def _said(form: Form) -> Counter[str]:
    """In how many indicators and other texts of a form each pair of characters stands."""
    said: Counter[str] = Counter(pairs_of(form.project))
    for text in form.texts:
        said.update(pairs_of(text.text))
    for row in form.rows:
        said.update(pairs_of(row.name) | pairs_of(row.indicator.description or ""))
    return said
