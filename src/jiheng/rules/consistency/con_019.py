"""CON-019."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.consistency.periods import has_two_trees
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_SATISFACTION = re.compile(r"满意(?:度|率|程度|比例|数量占总数的比例)?")
_NOTHING = re.compile(
    r"\([^)]*\)|[^\w一-龥]|总体|综合|平均|调查|测评|抽样|指标|的|对|提高|提升|达到|及|与|和|或|等|各类|各"
)
_PUBLIC = frozenset(
    ("群众", "居民", "公众", "社会公众", "市民", "人民群众", "辖区群众", "辖区居民", "广大群众", "广大居民", "辖区内居民", "辖区内群众",
     "社会群众")
)  # fmt: skip
"""Groups that are all the people of the place."""


@rule(
    "CON-019",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS_WITH_TREE,
    message="{called}为“{text}”，{other}为“{other_text}”，说的都是{group}满意度。同一对象的满意度请只设一个目标值。",
)
def one_satisfaction_for_a_group(form: Form) -> Iterator[Found]:
    """同一对象有两个不同的满意度目标值。

    ## 查什么
    同一张表（同一个目标）里，对象相同的满意度指标，不论列在哪一类，目标值是否一致。群众、居民、公众当作同一对象；写明对
    不同事情满意的（对环境、对服务），不比较。

    ## 为什么
    同一群人的满意度两个数，年末不知道按哪一个考核。

    ## 怎么改
    保留一个指标，或者写清楚两个指标各问谁、问什么。
    """
    if has_two_trees(form):
        return
    known: dict[tuple[object, str], Row] = {}
    for row in form.rows:
        if row.meaning.kind is not ValueKind.PERCENT or row.meaning.number is None or row.indicator.place:
            continue
        group = _group(row.name, row.indicator.description or "")
        if not group:
            continue
        first = known.setdefault((row.indicator.goal or 0, group), row)
        if first.meaning.number == row.meaning.number or (
            first.is_satisfaction and row.is_satisfaction and not _equal(first, row)
        ):
            continue
        wrong, kept = (row, first) if first.is_satisfaction and not row.is_satisfaction else (first, row)
        yield found(
            wrong.path("value_text"),
            kept.path("value_text"),
            printed=wrong.value,
            computed=kept.value,
            called=wrong.called,
            text=wrong.value,
            other=kept.called,
            other_text=kept.value,
            group=group,
        )


def _equal(one: Row, other: Row) -> bool:
    """Whether two satisfaction indicators name the very same group; two that stand together may mean different people."""
    words = {_bare(one.name), _bare(other.name)}
    return len(words) == 1 or words <= _PUBLIC


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    return _NOTHING.sub("", _SATISFACTION.sub("", fold(text))).replace("部门", "单位")


@lru_cache(maxsize=8192)
def _group(name: str, description: str) -> str:
    """Whose satisfaction an indicator asks for; blank where it asks for none, or for that with a certain thing."""
    folded = fold(name)
    if "满意" not in folded:
        return ""
    group = _bare(name)
    if not group and "满意" in description:
        group = _bare(description)
    if not group or len(group) > 20:
        return ""
    return "群众" if group in _PUBLIC else group
