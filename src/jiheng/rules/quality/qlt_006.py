"""QLT-006."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.levels import Level2
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_STAFF = re.compile(
    r"(?:干部|职工|工作人员|编制|在职|在编|在岗|工作者|专干|聘用|聘任|临聘|雇员|协管员|辅警|公益性?岗位?|专职|财政供养|供养人员|人员配备|配备人员)"
)
_COUNT = re.compile(r"(?:人数|人员数量?|编制数|数量|人员|总数|名额)$")
_SERVED = re.compile(
    r"培训|受训|轮训|受益|服务|救助|补贴对象|参加|参训|参保|参会|学员|管理|体检|慰问|招录|招聘|引进|考核|检查|宣传|人次|补助|发放|保险|投保|资助"
)


@rule(
    "QLT-006",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="数量指标只写了{names}，这是投入的人员，不是工作成果。建议补充办了多少事、服务了多少对象的指标。",
)
def staff_only(form: Form) -> Iterator[Found]:
    """数量指标只有人员、编制。

    ## 查什么
    数量指标是否全部是干部、职工、编制等人员数量，一条也没有做了多少事、服务多少对象的。

    ## 为什么
    供养多少人是投入，不是产出；只写人数，看不出钱用来做成了什么。

    ## 怎么改
    补一条反映工作量的数量指标，例如服务户数、办件数、巡查次数。
    """
    rows = [row for row in form.rows if row.level2 is Level2.QUANTITY and row.name]
    if rows and all(_is_staff(fold(row.name)) for row in rows):
        names = "、".join(dict.fromkeys(f"“{row.name[:16]}”" for row in rows[:3]))
        yield found(*(row.path("name") for row in rows), names=names)


def _is_staff(name: str) -> bool:
    return bool(_STAFF.search(name) and _COUNT.search(name) and not _SERVED.search(name))
