"""LAW-009."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.policy.documents import citations
from jiheng.rules.registry import TARGETS, Found, found, rule

_MOST_NAMED = 3


@rule(
    "LAW-009",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#可行性",
    kinds=TARGETS,
    needs=("oldest_basis_years",),
    message="依据的文件{names}距 {year} 年已超过 {limit} 年，请核对是否仍然有效，有新规定的改用新规定。",
)
def old_basis(form: Form) -> Iterator[Found]:
    """依据的文件年代较久。

    ## 查什么
    文字和指标里引用的发文字号，年份比表的年度早十年以上（国家口径）。

    ## 为什么
    年代较久的文件常已废止或提高了标准，按旧标准测算会使预算不准。

    ## 怎么改
    核对文件是否仍然有效；有新规定的，改用新规定重新测算。
    """
    if form.year is None:
        return
    limit = int(form.profile.number("oldest_basis_years"))
    old = [one for one in citations(form) if form.year - one.year > limit]
    if old:
        names = list(dict.fromkeys(one.printed for one in old))
        told = "、".join(f"“{name}”" for name in names[:_MOST_NAMED])
        yield found(*dict.fromkeys(one.path for one in old), names=told, year=form.year, limit=limit)
