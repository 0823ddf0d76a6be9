"""LAW-013."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}")
_AROUND = re.compile(r"[(（].*?[)）]|\d.*|签[字名章]|盖章|[:：、,，]|单位负责人|填[表报]人")
_NO_PERSON = re.compile(r"[办局科股室处站所院校委会厂]|政府|中心|单位|公章")


@rule(
    "LAW-013",
    severity=Severity.ERROR,
    basis="中发〔2018〕34号#内部控制",
    message="填表人和单位负责人都是“{name}”。填报与审批应由不同的人负责，请改正填表人，或由单位负责人另行签字。",
)
def preparer_is_head(form: Form) -> Iterator[Found]:
    """填表人与单位负责人是同一个人。

    ## 查什么
    表上印的填表人（填报人）与单位负责人姓名相同。只填了一个的不查。

    ## 为什么
    填报和审批是不相容的岗位，同一个人办就没有了审核。

    ## 怎么改
    填表人写实际填表的人，单位负责人由负责人签字。
    """
    preparer, head = _person(form.table.preparer or ""), _person(form.table.head or "")
    if preparer and preparer == head:
        yield found("preparer", "head", name=preparer)


def _person(text: str) -> str:
    """The name of a person in a cell; blank where there is none."""
    name = _AROUND.sub("", fold(text))
    return name if _NAME.fullmatch(name) and not (len(name) > 3 and _NO_PERSON.search(name)) else ""
