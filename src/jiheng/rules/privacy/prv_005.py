"""PRV-005."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity, Stage
from jiheng.rules.form import Form
from jiheng.rules.privacy.texts import matches
from jiheng.rules.registry import Found, found, rule

_KIND = (
    "在编|在职|在岗|编制|行政|事业|参公|工勤|公益性?岗|临聘|聘用|编外|劳务派遣|辅警|协管|退休|离休|遗属|借调|挂职|"
    "第一书记|工作队|转岗|干部|职工|雇员|社工|网格员|专干"
)
_COUNT = re.compile(rf"(?:{_KIND})[^\d,。;;、,()]{{0,8}}\d+(?:\.\d+)?\s*(?:余)?(?:人|名|个)")
_PERSONAL = re.compile(
    r"(?:受|给予|予以)(?:过)?(?:党纪|政务|组织|行政|纪律)?处分|考核(?:不合格|不称职|基本称职)|(?:拟|待|暂缓)(?:任免|提拔|晋升|免职)|"
    r"(?:待岗|撤职|降级|开除|辞退)\d+人|(?:任免|提拔|免职|晋升)(?:人员|名单|人选)|个人(?:工资|薪酬|奖惩)(?:明细|情况)|(?:干部|人事)[^,，。;；、]{0,4}任免"
)
_MANY = 3
"""Kinds of staff counted in one text, from which on it is a breakdown and no total."""


@rule(
    "PRV-005",
    severity=Severity.ADVICE,
    basis="政府信息公开条例#内部信息",
    stages=frozenset((Stage.PUBLICATION,)),
    message="逐类列出了人员数（{parts}等），属于内部人事信息，公开时可以只留总数。",
    personal="写有内部人事事项（{parts}），公开时可以隐去。",
)
def staff_matters(form: Form) -> Iterator[Found]:
    """公开的表里有内部人事明细。

    ## 查什么
    公开前，同一段文字里逐类列出在编、聘用、退休等人员数的，以及写有考核结果、处分、任免等人事事项的。只写总人数的不查。

    ## 为什么
    人事管理等内部事务信息可以不公开，公开绩效目标只需要总数。

    ## 怎么改
    合并成总人数，删去人事明细。
    """
    counts = matches(form, _COUNT)
    by_path: dict[str, list[str]] = {}
    for text, match in counts:
        by_path.setdefault(text.path, []).append(match[0])
    detailed = {path: parts for path, parts in by_path.items() if len(parts) >= _MANY}
    if detailed:
        yield found(*detailed, parts="、".join(next(iter(detailed.values()))[:2]))
    personal = matches(form, _PERSONAL)
    if personal:
        places = dict.fromkeys(text.path for text, _ in personal)
        yield found(*places, message="personal", parts="、".join(dict.fromkeys(match[0] for _, match in personal)))
