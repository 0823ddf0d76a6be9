"""VAL-015."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, value_paths

_DEGREE = re.compile(
    r"提高|提升|明显|显著|有效|增强|改善|良好|较好|较高|满意|逐步|稳步|不断|加强|增加|优化|充分|持续|大幅|进一步|好转|得到|推进|推动|促进|减少|降低|保障|稳定"
)
_STANDARD = re.compile(r"[优良中差][/、或]|优秀|优良|合格|达标|标准|等级|分档|[一二三]级|规范|文件")
_LONGEST = 10
"""Characters up to which a value is but a word of degree."""


@rule(
    "VAL-015",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    needs=("worded_values_fewest",),
    message="{called}只写了程度，没有判断的标准。建议能量化的改填数值，其余的写明怎样算达到，或者分优、良、中、差几档。",
)
def words_without_standard(form: Form) -> Iterator[Found]:
    """指标值只写程度词，没有判断标准。

    ## 查什么
    效益指标和质量指标的指标值是不是只有“提高”“明显”这样的词，指标值依据也没有写标准。一张表合为一条提示。

    ## 为什么
    定性指标可以用，但只写程度词，自评时只能凭感觉打分。

    ## 怎么改
    能数的改成数量、比率；不能数的写明可以判断的标准，或者分档。
    """
    rows = [row for row in form.rows if _is_word(row)]
    if len(rows) >= form.profile.number("worded_values_fewest"):
        yield found(*value_paths(rows), called=listed(rows))


def _is_word(row: Row) -> bool:
    if row.meaning.kind is not ValueKind.QUALITATIVE or not (row.is_benefit or row.level2 is Level2.QUALITY):
        return False
    text = row.meaning.text
    has_standard = _STANDARD.search(text) or (row.indicator.basis and row.indicator.basis != row.name)
    return len(text) <= _LONGEST and bool(_DEGREE.search(text)) and not has_standard
