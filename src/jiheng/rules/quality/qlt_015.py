"""QLT-015."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.levels import Level2
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_FUND_USE = re.compile(
    r"(?:资金|经费|预算|补助款|专款)的?[^,，、]{0,6}(?:使用率|使用效率|使用效益|利用率|执行率|到位率|拨付率|支付率|支出率|支出进度|执行进度|及时率|合规率|"
    r"使用合规|节约|结余|效率|使用情况|管理水平|规范使用|使用规范性?)|支出进度$|预算执行"
)


@rule(
    "QLT-015",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}填在“可持续影响指标”下，说的是资金使用，不是项目带来的长期影响。建议写后续管护、机制、使用年限等内容，没有的可以不填。",
)
def fund_use_as_sustainability(form: Form) -> Iterator[Found]:
    """可持续影响写成了资金使用。

    ## 查什么
    可持续影响指标的名称是不是资金使用率、使用效率、预算执行率、资金到位率。

    ## 为什么
    资金用得怎样属于预算执行，另有考核；可持续影响要说明项目完成以后还留下什么。

    ## 怎么改
    写后续管护、制度机制、使用年限、人才留用等长期结果；没有的留空。
    """
    rows = [
        row
        for row in form.rows
        if row.level2 is Level2.SUSTAINABILITY and row.name and _FUND_USE.search(fold(row.name))
    ]
    if rows:
        more = f"等 {len(rows)} 条指标" if len(rows) > 1 else ""
        yield found(*(row.path("name") for row in rows), called=f"{rows[0].called}{more}")
