"""QLT-018."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule

_LONG = 20
"""Characters from which the same text is a copy."""
_SIGNS = re.compile(r"[^\w]|_")


@rule(
    "QLT-018",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.NARRATIVE)),
    message="{label}“{text}”照抄了部门职责。职责年年一样，建议写本年度要完成的具体工作和程度。",
)
def duty_as_objective(form: Form) -> Iterator[Found]:
    """工作目标照抄部门职责。

    ## 查什么
    年度重点工作的目标、年度绩效目标，是否与部门职责概述里的话一字不差（二十字以上，没有数字）。

    ## 为什么
    职责说的是平时管什么，目标要说今年做到什么。照抄职责，就没有年度目标。

    ## 怎么改
    写本年度要完成的具体工作、数量和程度。
    """
    duties = _SIGNS.sub("", fold(form.table.duties or ""))
    if len(duties) < _LONG:
        return
    for label, path, text in _objectives(form):
        bare = _SIGNS.sub("", fold(text))
        if len(bare) >= _LONG and bare in duties:
            yield found(path, "duties", label=label, text=quote(text))


def _objectives(form: Form) -> Iterator[tuple[str, str, str]]:
    for n, item in enumerate(form.table.work_plan or ()):
        if item.objective:
            yield f"“{quote(item.item or '')}”的工作目标", f"work_plan[{n}].objective", item.objective
    for one in form.goal_texts:
        yield "绩效目标", one.path, one.text
