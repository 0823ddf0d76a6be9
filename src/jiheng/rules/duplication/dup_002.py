"""DUP-002."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.similar import bare
from jiheng.rules.units import owner

_NATIONWIDE = 12
"""Characters from which a code tells the unit, too; a shorter one is the unit's own number."""
_CODE = re.compile(r"(?=(?:.*\d){3})[0-9a-z-]{4,}")


@rule(
    "DUP-002",
    severity=Severity.WARNING,
    basis="财办〔2023〕12号#项目库",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    message="项目编码 {code} 与“{other}”（{where}）的项目编码相同。一个编码只对应一个项目，请核对改正。",
)
def same_code_twice(batch: Batch) -> Iterator[Found]:
    """两个项目用了同一个项目编码。

    ## 查什么
    同一年度名称不同的两个项目，项目编码完全相同。编码和名称都相同的是同一个项目，不提示。

    ## 为什么
    资金、目标、执行都靠项目编码对应，编码相同就串到一个项目上了，多半是照着上一张表改的，忘了改编码。

    ## 怎么改
    到项目库里查出这个项目自己的编码，改过来。
    """
    same: dict[tuple[object, ...], list[Form]] = defaultdict(list)
    for form in batch.distinct:
        code = fold(form.table.project_code or "")
        if form.project and _CODE.fullmatch(code):
            same[(form.kind, form.year, code, "" if len(code) >= _NATIONWIDE else owner(form))].append(form)
    for forms in same.values():
        own = forms[-1]
        other = next((form for form in forms if bare(form.project) != bare(own.project)), None)
        if other is None:
            continue
        names = [one.spot("project_name" if one.table.project_name else "direction") for one in (own, other)]
        yield found(
            own.spot("project_code"),
            *(one.spot("project_code") for one in forms if one is not own),
            *names,
            code=own.table.project_code or "",
            other=quote(other.project),
            where=f"第 {other.number + 1} 张表" if other.source == own.source else other.source,
        )
