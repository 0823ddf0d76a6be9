"""QLT-011."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_CLASS = re.compile(
    r"(?:社会|经济|生态|环境|生态环境|综合|项目|社会经济|经济社会)(?:效益|效果|效应)(?:指标)?(?:情况|显著|明显|良好|提升|提高|程度)?$|"
    r"可?持续性?影响(?:力|指标|程度|性|情况)?(?:显著|明显)?$|^可持续(?:性|发展)$"
)


@rule(
    "QLT-011",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}只是重复了类别的名称，没有说明是什么效益。建议写出具体的结果，例如服务人数、覆盖范围、减少的次数。",
)
def says_its_class(form: Form) -> Iterator[Found]:
    """效益指标只重复类别名称。

    ## 查什么
    效益指标的名称是不是只写了“……的社会效益”“可持续影响”，指标值又是“提升”“明显”这样的词。

    ## 为什么
    “社会效益提升”等于什么也没有说，无法考核。

    ## 怎么改
    写出具体的结果：服务了多少人、覆盖了多少地方、减少了多少次。
    """
    rows = [
        row
        for row in form.rows
        if row.is_benefit
        and row.name
        and row.meaning.kind in (ValueKind.QUALITATIVE, ValueKind.PERCENT, ValueKind.PERIOD, ValueKind.NONE)
        and _CLASS.search(fold(row.name))
    ]
    if rows:
        more = f"等 {len(rows)} 条指标" if len(rows) > 1 else ""
        yield found(*(row.path("name") for row in rows), called=f"{rows[0].called}{more}")
