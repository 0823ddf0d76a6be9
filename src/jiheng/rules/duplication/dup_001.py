"""DUP-001."""

from __future__ import annotations

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


@rule(
    "DUP-001",
    severity=Severity.WARNING,
    basis="财办〔2023〕12号#项目库",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    message="项目名称“{name}”与{others}相同，项目编码却不同（{codes}）。同一个项目请合并为一张表；不是同一个项目的，请把名称区分开。",
)
def same_name_other_code(batch: Batch) -> Iterator[Found]:
    """同一单位同一年度的两个项目同名而编码不同。

    ## 查什么
    同一单位、同一年度的项目支出绩效目标表，项目名称完全相同，项目编码不同。没有编码的表不查；实施单位不同的不算同一单位；
    同一张申报表的两个版本不算。

    ## 为什么
    一个项目拆成两笔同名申报，容易重复安排资金，执行和评价时也分不清是哪一笔。

    ## 怎么改
    内容相同的合并申报；确是两个项目的（例如资金渠道不同），在名称里写明区别。
    """
    same: dict[tuple[object, ...], list[Form]] = defaultdict(list)
    for form in batch.distinct:
        table = form.table
        if form.project and table.project_code:
            key = (form.kind, form.year, owner(form), bare(form.project), fold(table.parent_fund or ""))
            same[key].append(form)
    for forms in same.values():
        if len({fold(form.table.project_code or "") for form in forms}) > 1:
            yield _twins(forms)


def _twins(forms: list[Form]) -> Found:
    own, others = forms[-1], forms[:-1]
    names = [one.spot("project_name" if one.table.project_name else "direction") for one in (own, *others)]
    codes = [one.spot("project_code") for one in (own, *others)]
    told = "、".join(f"第 {one.number + 1} 张表" if one.source == own.source else one.source for one in others[:5])
    printed = "、".join(one.table.project_code or "" for one in forms[:6])
    return found(*names, *codes, name=quote(own.project), others=told, codes=printed)
