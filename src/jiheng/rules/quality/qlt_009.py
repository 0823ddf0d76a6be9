"""QLT-009."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.quality.subjects import Foreign, copied_phrases, foreign_rows
from jiheng.rules.registry import TARGETS, Found, Over, found, rule


@rule(
    "QLT-009",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#相关性",
    kinds=TARGETS,
    over=Over.FILE,
    message="{called}与本项目“{project}”的目标和内容没有关系（{words}），请核对是不是抄错了，改为反映本项目产出或效果的指标。",
    of_another="{called}说的是“{words}”，与本项目“{project}”无关，像是第 {number} 张表“{other}”的指标。请换成本项目自己的指标。",
    of_item="任务“{project}”里的“{phrase}”说的是“{words}”，与这一项无关，像是从任务“{other}”抄来的。请改为这一项自己的内容。",
)
def unrelated(forms: Sequence[Form]) -> Iterator[Found]:
    """指标与项目无关。

    ## 查什么
    指标名称里有实际含义的词，是否在本项目的名称、用途、目标、任务和测算里一个也找不到，却是同一个文件里另一个项目的
    内容，或者属于另一个工作领域。文字说明里各项之间互相抄来的语句也查。群众满意度、资金到位率这类各项目通用的指标不查。

    ## 为什么
    绩效目标要与项目内容相关。照抄别的项目的指标，年底无法考核，也说明不了这笔钱花得怎样。

    ## 怎么改
    按本项目要做的事重新设置这条指标；确有关系的，在目标里把这项内容写明。
    """
    for form in forms:
        if form.kind is Kind.NARRATIVE:
            yield from _items(form)
    groups: dict[tuple[int, int], list[Foreign]] = defaultdict(list)
    for one in foreign_rows(forms):
        groups[(one.row.form.number, one.other.number if one.other is not None else -1)].append(one)
    for same in groups.values():
        yield _said(same)


def _said(same: Sequence[Foreign]) -> Found:
    first = same[0]
    form, other = first.row.form, first.other
    called = f"{first.row.called}等 {len(same)} 条指标" if len(same) > 1 else first.row.called
    where = [form.spot(one.row.path("name")) for one in same]
    if other is None:
        return found(*where, called=called, project=quote(form.project), words=first.words)
    return found(
        *where,
        other.spot("project_name" if other.table.project_name else "direction"),
        message="of_another",
        called=called,
        project=quote(form.project),
        words=first.words,
        number=other.number + 1,
        other=quote(other.project),
    )


def _items(form: Form) -> Iterator[Found]:
    names = [task.name or task.content or "" for task in form.table.tasks or ()]
    for one in copied_phrases(form):
        yield found(
            form.spot(f"tasks[{one.item}].content"),
            form.spot(f"tasks[{one.other}].content"),
            message="of_item",
            project=quote(names[one.item]),
            other=quote(names[one.other]),
            phrase=quote(one.phrase),
            words=one.words,
        )
