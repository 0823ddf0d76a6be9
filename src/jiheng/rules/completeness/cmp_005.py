"""CMP-005."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Framework, Level1
from jiheng.rules.completeness.tree import SATISFACTION, tree_of
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_NOBODY = re.compile(
    r"(?:无|没有|不涉及|不存在|未涉及)(?:直接|具体|特定|明确)?(?:的)?(?:外部)?服务对象|不适用满意度|不(?:设|设置|涉及)满意度"
)


@rule(
    "CMP-005",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS_WITH_TREE,
    message="满意度指标一行空着，请填写服务对象和满意度；确实没有服务对象的，请在备注写明。",
    absent="没有满意度指标，请写明服务对象和满意度；确实没有服务对象的，请在备注写明。",
)
def satisfaction(form: Form) -> Iterator[Found]:
    """没有填写满意度指标。

    ## 查什么
    是否至少有一条满意度指标，不论表上把它列在一级指标还是列在效益指标之下。
    备注等处写明没有服务对象的，不查。成本单列为一级指标的新式表没有印满意度的，只作建议。

    ## 为什么
    服务对象的评价是绩效的一个方面，自评时单独占分。

    ## 怎么改
    写明对谁调查、达到多少，例如“参训人员满意度 ≥90%”。没有服务对象的项目，在备注写明“无服务对象”。
    """
    tree = tree_of(form)
    if tree is None or tree.is_empty:
        return
    blank = tree.missing(*SATISFACTION)
    if blank is None or _has_reason(form):
        return
    if blank:
        yield found(*(one.path for one in blank))
    elif any(row.level1 is Level1.OUTPUT for row in tree.filled):
        softened = Severity.ADVICE if form.framework is Framework.Y2021 else Severity.WARNING
        yield found(tree.filled[-1].path("level1"), severity=softened, message="absent")


def _has_reason(form: Form) -> bool:
    texts = [one.text for one in form.texts]
    texts += [one.text or "" for one in form.table.extra or ()]
    texts += [f"{row.name}{row.value}" for row in form.rows if row.is_satisfaction]
    return any(_NOBODY.search(text) for text in texts)
