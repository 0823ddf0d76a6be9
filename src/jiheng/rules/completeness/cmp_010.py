"""CMP-010."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.model.finding import Severity, Stage
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, Over, Spot, found, rule

_FIELDS = {
    "head": "单位负责人",
    "preparer": "填表人",
    "performance_contact": "绩效管理联系人",
    "phone": "联系电话",
    "filing_unit": "填报单位（盖章）",
}
_SIGNED = re.compile(r"签字|签章|签名|盖章|公章|负责人|填表|填报|联系|电话|日期|时间")
_OF_OTHERS = re.compile(r"财政|审核|审批|批复|主管部门意见|人大|专家")


@rule(
    "CMP-010",
    severity=Severity.ADVICE,
    basis=FORM,
    over=Over.FILE,
    stages=frozenset((Stage.FILING,)),
    message="{fields}还空着，报送前请签字盖章、填写齐全。",
)
def signatures(forms: Sequence[Form]) -> Iterator[Found]:
    """签字盖章处还空着。

    ## 查什么
    报送时，表上印着的单位负责人、填表人、联系电话、填报单位、填报日期是否填写。由财政部门、主管部门签署的不查。
    公开的表可以不带签字，公开前不查。地区口径要求签字盖章的，作为需要核对的问题提示。

    ## 为什么
    单位负责人对目标的真实性负责，没有签字盖章的表不能受理。

    ## 怎么改
    打印签字盖章后报送，或者在系统里完成签批。
    """
    blank: list[Spot] = []
    fields: dict[str, None] = {}
    for form in forms:
        for path, name in _blank(form):
            blank.append(form.spot(path))
            fields[name] = None
    if blank:
        required = forms[0].profile.get("signatures_required_at_filing") is True
        yield found(*blank, severity=Severity.WARNING if required else None, fields="、".join(fields))


def _blank(form: Form) -> Iterator[tuple[str, str]]:
    for key, name in _FIELDS.items():
        if getattr(form.table, key) is None:
            yield key, name
    for key in ("signatures", "extra"):
        for n, place in enumerate(getattr(form.table, key) or ()):
            if not place.text and _SIGNED.search(place.label) and not _OF_OTHERS.search(place.label):
                if key == "extra" and "日期" not in place.label:
                    continue
                yield f"{key}[{n}].text", place.label.strip(":： ")
