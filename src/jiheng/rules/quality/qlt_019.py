"""QLT-019."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.quality.matching import moved_texts
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_SOURCE = re.compile(
    r"文件|通知|办法|规定|方案|标准|规划|计划|批复|决算|统计|年鉴|调查|考核|制度|条例|意见|合同|协议|号|依据|按照|根据|上级|历史|往年|上年"
)


@rule(
    "QLT-019",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#佐证资料",
    kinds=TARGETS_WITH_TREE,
    message="{called}的确定依据“{text}”说的是第 {number} 条指标“{other}”，像是串了行。请核对这一列，写上这条指标自己的依据。",
)
def basis_of_another(form: Form) -> Iterator[Found]:
    """指标值的依据串了行。

    ## 查什么
    指标值确定依据（绩效标准）与自己的指标没有一个词相同，却正好是同一张表里另一条指标的内容。写文件、标准、历史数据等
    来源的，和几条指标共用的依据，不查。

    ## 为什么
    依据写错了行，指标值就没有依据，审核时无法核对。

    ## 怎么改
    逐行核对这一列，写上这条指标自己的文件、标准或历史数据。
    """
    for moved in moved_texts(form, "basis"):
        if not _SOURCE.search(moved.text):
            yield found(
                moved.row.path("basis"),
                moved.row.path("name"),
                moved.other.path("name"),
                called=moved.row.called,
                text=quote(moved.text),
                number=moved.other.n + 1,
                other=quote(moved.other.name),
            )
