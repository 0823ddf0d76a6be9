"""CON-020."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import LCSseq

from jiheng.model.declaration import Kind, Scope
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import FORM, Found, found, rule

_KEPT = 0.6
"""The share of the fuller text that must be left for the other to be a copy with lost words."""
_LONGEST = 2000
_MARKS = re.compile(r"[^\w一-龥<>≥≤%]")


@rule(
    "CON-020",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    fixes=True,
    message="{here}比{there}少了“{lost}”等字，其余相同，疑是录入时漏字。建议改成一致。",
)
def no_words_lost_between_columns(form: Form) -> Iterator[Found]:
    """两栏目标只差几个漏掉的字。

    ## 查什么
    “年度总体绩效目标（含本级和市县）”与“年度绩效目标（含本级）”两栏的文字，去掉标点后是否只是一栏比另一栏少几个字。
    有改写、换词的不提示。

    ## 为什么
    漏字使目标读不通，也看不出本级目标与总体目标是否真有区别。

    ## 怎么改
    按完整的一栏补上漏字；本级目标确实不同的，请另行写明。
    """
    goals = list(enumerate(form.table.goals or ()))
    all_levels = {goal.number or 0: n for n, goal in goals if goal.scope is Scope.ANNUAL_ALL_LEVELS and goal.text}
    for n, goal in goals:
        other = all_levels.get(goal.number or 0)
        if goal.scope is not Scope.ANNUAL_OWN_LEVEL or not goal.text or other is None:
            continue
        own, whole = goal.text, goals[other][1].text or ""
        lost = _lost(own, whole)
        if lost:
            yield _said(n, other, whole, lost, "本级目标", "总体目标")
            continue
        lost = _lost(whole, own)
        if lost:
            yield _said(other, n, own, lost, "总体目标", "本级目标")


def _said(n: int, other: int, full: str, lost: str, here: str, there: str) -> Found:
    path = f"goals[{n}].text"
    return found(path, f"goals[{other}].text", fix=(path, full), here=here, there=there, lost=quote(lost))


def _lost(short: str, full: str) -> str:
    """The words that a text has lost; blank where it differs otherwise, or not at all."""
    bare, fuller = _MARKS.sub("", fold(short)), _MARKS.sub("", fold(full))
    if not bare or len(fuller) > _LONGEST or not _KEPT * len(fuller) <= len(bare) < len(fuller):
        return ""
    if LCSseq.similarity(bare, fuller) != len(bare):
        return ""
    gaps = [fuller[op.dest_start : op.dest_end] for op in LCSseq.opcodes(bare, fuller) if op.tag == "insert"]
    return "”“".join(gaps[:3])
