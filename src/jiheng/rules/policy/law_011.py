"""LAW-011."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, Over, found, rule

_GOING_ON = re.compile(r"延续|经常|持续|常年")
_ENDLESS = re.compile(r"长期|常年|长年|永久|无限期|持续")
_END = re.compile(r"\d{4}")
_ASSESSED = re.compile(r"绩效评[价估]|到期评估|中期评估|退出|清理")


@rule(
    "LAW-011",
    severity=Severity.ADVICE,
    basis="财办〔2023〕12号#项目库",
    kinds=frozenset((Kind.PROJECT,)),
    over=Over.FILE,
    message="延续性项目的项目期只写“{period}”，没有起止年度，也没有到期评价的安排{more}。请写明起止年度，到期经评价后再延续。",
)
def endless_project(forms: Sequence[Form]) -> Iterator[Found]:
    """延续性项目没有期限，也没有到期评价。

    ## 查什么
    项目属性是延续性（经常性）、项目期只写长期的项目，表上也没有提到绩效评价或退出安排。一个文件里有多张的，只提示一次。

    ## 为什么
    没有期限也不评价的项目，容易年年照列，资金固化。

    ## 怎么改
    项目期写明起止年度，例如 2024年—2026年；长期项目写明每几年评价一次。
    """
    endless = [form for form in forms if _is_endless(form)]
    if endless:
        more = f"（本文件共 {len(endless)} 个项目）" if len(endless) > 1 else ""
        period = endless[0].table.project_period or ""
        yield found(*(form.spot("project_period") for form in endless), period=period, more=more)


def _is_endless(form: Form) -> bool:
    period = form.table.project_period or ""
    if not _ENDLESS.search(period) or _END.search(period) or not _GOING_ON.search(form.table.project_attribute or ""):
        return False
    return not any(_ASSESSED.search(text) for text in _all_texts(form))


def _all_texts(form: Form) -> Iterator[str]:
    yield from (text.text for text in form.texts)
    yield from (extra.text for extra in form.table.extra or () if extra.text)
