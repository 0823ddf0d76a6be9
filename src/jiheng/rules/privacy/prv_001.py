"""PRV-001."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.privacy.texts import MOBILE, MOBILE_DIGITS, longest_number, matches, paths
from jiheng.rules.registry import Found, found, rule


@rule(
    "PRV-001",
    severity=Severity.WARNING,
    at_publication=Severity.ERROR,
    basis="个人信息保护法#必要范围",
    message="印有手机号 {numbers}，公开前请遮盖手机号，或者改为办公电话。",
)
def mobile_number(form: Form) -> Iterator[Found]:
    """表上印有手机号。

    ## 查什么
    表上任何一处文字，包括联系电话、签字处、审核意见和备注，是否印有手机号码。办公固定电话不查。
    报送时提示核对，公开前必须遮盖。

    ## 为什么
    手机号是个人信息，公开绩效目标不需要公布个人的手机号。

    ## 怎么改
    公开的表改用办公电话，或者遮盖中间四位。
    """
    hits = matches(form, MOBILE) if longest_number(form) >= MOBILE_DIGITS else []
    if hits:
        numbers = list(dict.fromkeys(f"{match[1]}****{match[3]}" for _, match in hits))
        told = "、".join(numbers[:3]) + (f" 等 {len(numbers)} 个" if len(numbers) > 3 else "")
        yield found(*paths(hits), numbers=told)
