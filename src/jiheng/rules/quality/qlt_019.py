"""QLT-019."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
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
    survey="{called}的确定依据是“{text}”，而{other}的依据却是“{others}”，像是两行写反了。满意度一般以问卷调查为依据，请核对这一列。",
    message="{called}的确定依据“{text}”说的是第 {number} 条指标“{other}”，像是串了行。请核对这一列，写上这条指标自己的依据。",
)
def basis_of_another(form: Form) -> Iterator[Found]:
    """指标值的依据串了行。

    ## 查什么
    指标值确定依据（绩效标准）与自己的指标没有一个词相同，却正好是同一张表里另一条指标的内容。写文件、标准、历史数据等
    来源的，和几条指标共用的依据，不查。
    产出指标的依据是问卷调查，满意度指标的依据反而是文件、标准的，也提示。

    ## 为什么
    依据写错了行，指标值就没有依据，审核时无法核对。

    ## 怎么改
    逐行核对这一列，写上这条指标自己的文件、标准或历史数据。
    """
    yield from _exchanged_surveys(form)
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


_SURVEY = re.compile(r"问卷|满意度(?:调查|测评)|(?:群众|服务对象|社会|民意|第三方)(?:评议|测评|调查)|电话回访")
_ABOUT_PEOPLE = re.compile(r"满意|知晓|认可|感受|感$|意识|评价|投诉|测评|评议|体验|意愿|受益|反响")
_OUTPUTS = frozenset((Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS, Level2.COST, Level2.ECONOMIC_COST))


def _exchanged_surveys(form: Form) -> Iterator[Found]:
    """An output known by a survey, beside a satisfaction that is known by a document."""
    asked = [row for row in form.rows if row.is_satisfaction and row.indicator.basis]
    odd = [
        row
        for row in asked
        if not _SURVEY.search(row.indicator.basis or "") and _DOCUMENT.search(row.indicator.basis or "")
    ]
    if not odd:
        return
    for row in form.rows:
        text = row.indicator.basis or ""
        if row.level2 in _OUTPUTS and _SURVEY.search(text) and not _ABOUT_PEOPLE.search(row.name):
            yield found(
                row.path("basis"),
                odd[0].path("basis"),
                message="survey",
                called=row.called,
                text=quote(text),
                other=odd[0].called,
                others=quote(odd[0].indicator.basis or ""),
            )
            return


_DOCUMENT = re.compile(
    r"(?:办法|标准|规范|规程|计划|方案|合同|协议|定额|条例|规定|通知|细则|图纸|批复|清单)(?:[》〉)）]|\d|$)"
)
