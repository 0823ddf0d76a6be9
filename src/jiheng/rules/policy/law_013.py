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
_ROLE = re.compile(r"(?:审核|复核|审批|审查|批准|审签|核准)人|(?:部门|单位|科室|财务|分管)?(?:负责人|领导)")
_NO_PERSON = re.compile(r"[办局科股室处站所院校委会厂]|政府|中心|单位|公章")


@rule(
    "LAW-013",
    severity=Severity.ERROR,
    basis="中发〔2018〕34号#内部控制",
    message="填表人和单位负责人都是“{name}”。填报与审批应由不同的人负责，请改正填表人，或由单位负责人另行签字。",
    other="填表人和{role}都是“{name}”。填报与审核应由不同的人负责，请由另一个人审核签字，或者改正填表人。",
)
def preparer_is_head(form: Form) -> Iterator[Found]:
    """填表人与审核人或者单位负责人是同一个人。

    ## 查什么
    表上印的填表人（填报人）与审核人、复核人、审批人或者单位负责人姓名相同。只填了一个的不查。

    ## 为什么
    填报和审批是不相容的岗位，同一个人办就没有了审核。

    ## 怎么改
    填表人写实际填表的人，审核人、单位负责人由本人签字。
    """
    preparer = _person(form.table.preparer or "")
    if not preparer:
        return
    if preparer == _person(form.table.head or ""):
        yield found("preparer", "head", name=preparer)
    for n, one in enumerate(form.table.signatures or ()):
        role = _ROLE.search(fold(one.label))
        if role is not None and preparer == _person(one.text or ""):
            yield found("preparer", f"signatures[{n}].text", message="other", name=preparer, role=role[0])


def _person(text: str) -> str:
    """The name of a person in a cell; blank where there is none."""
    name = _AROUND.sub("", fold(text))
    return name if _NAME.fullmatch(name) and not (len(name) > 3 and _NO_PERSON.search(name)) else ""
