"""QLT-014."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_STOP = re.compile(r"[。；;]")
_COMMA = re.compile(r"[,，]")
_BRACKETS = re.compile(r"[(（【\[“\"《][^)）】\]”\"》]*[)）】\]”\"》]")
_NOUN_END = re.compile(
    r"(?:率|度|数|量|数量|额|比|比例|成本|费用|标准|时间|时限|日期|面积|里程|人次|场次|水平|能力|程度|情况|性|指标|费|经费|资金|工程)$"
)
_VERB_START = re.compile(
    r"(?:按|切实|不断|通过|为|使|让|加强|加大|提升|提高|推动|促进|进一步|确保|保障|保证|做好|有效|充分|完善|积极|大力|全面|扎实|维护)"
)
_SENTENCE = 20
"""Characters of a name that begins with a verb, and ends with no measure, from which it is a sentence."""
_CLAUSES = 12
"""The same of a name with a comma."""


@rule(
    "QLT-014",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    needs=("indicator_name_length",),
    message="{called}{why}。建议把名称缩成一个能衡量的名词（不超过 {most} 字），做法和要求写进目标或说明。",
)
def sentence_as_name(form: Form) -> Iterator[Found]:
    """指标名称太长，或是一句话。

    ## 查什么
    三级指标的名称是否超过口径规定的字数，或者是一整句话（带句号，由逗号分成几句，或者以“加强”“按要求”开头的长句）。

    ## 为什么
    名称要说明衡量什么。一句话里往往有几件事，指标值不知道对应哪一件。

    ## 怎么改
    把名称缩成名词，例如“加强宣传，提高知晓率”改为“政策知晓率”。
    """
    most = int(form.profile.number("indicator_name_length"))
    rows = [row for row in form.rows if row.name and (len(row.name) > most or _is_sentence(row))]
    if rows:
        count = f"等 {len(rows)} 条指标的名称" if len(rows) > 1 else "的名称"
        first = fold(rows[0].name)
        why = f"有 {len(first)} 个字" if len(first) > most else "是一句话"
        yield found(*(row.path("name") for row in rows), called=f"{rows[0].called}{count}", why=why, most=most)


def _is_sentence(row: Row) -> bool:
    name = _BRACKETS.sub("", fold(row.name))
    if _STOP.search(name):
        return True
    if _COMMA.search(name) and len(name) >= _CLAUSES:
        return True
    return len(name) >= _SENTENCE and _VERB_START.match(name) is not None and not _NOUN_END.search(name)
