"""PRV-002."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.private_numbers import is_identity_number
from jiheng.rules.form import Form, Text
from jiheng.rules.privacy.texts import longest_number, matches, paths
from jiheng.rules.registry import Found, found, rule

_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_CARD = re.compile(r"(?<![\dA-Za-z.])(?:\d{4}[ -]?){4}\d{0,3}(?![\dA-Za-z.])")
_UNION_PAY = "62"
_FEWEST_DIGITS = 12
_ACCOUNT = re.compile(r"(?:账号|帐号|账户|帐户|卡号|银行卡)[^0-9。；;]{0,8}(\d[\d -]{10,24}\d)")


@rule(
    "PRV-002",
    severity=Severity.ERROR,
    basis="个人信息保护法#敏感个人信息",
    message="印有身份证号 {numbers}，请删去。",
    card="印有银行账号 {numbers}，请删去。",
)
def identity_and_bank_card(form: Form) -> Iterator[Found]:
    """表上印有身份证号或者银行账号。

    ## 查什么
    表上任何一处文字是否印有校验位正确的十八位身份证号，或者银行卡号、写明账号的银行账号。项目编码、单位编码不查。

    ## 为什么
    身份证号、银行账号是敏感个人信息，绩效目标表用不着，留在表上就有泄露的风险。

    ## 怎么改
    从表上删去；确需留底的另附材料，不随表报送和公开。
    """
    if longest_number(form) < _FEWEST_DIGITS:
        return
    people = [(text, match[0]) for text, match in matches(form, _IDENTITY) if is_identity_number(match[0])]
    if people:
        yield found(*paths(people), numbers=_told(people))
    known = {number for _, number in people}
    cards = [(text, number) for text, number in _cards(form) if number not in known]
    if cards:
        yield found(*paths(cards), message="card", numbers=_told(cards))


def _told(hits: list[tuple[Text, str]]) -> str:
    numbers = list(dict.fromkeys(f"{number[:4]}****{number[-4:]}" for _, number in hits))
    return "、".join(numbers[:3]) + (f" 等 {len(numbers)} 个" if len(numbers) > 3 else "")


def _cards(form: Form) -> Iterator[tuple[Text, str]]:
    for text, match in matches(form, _CARD):
        number = re.sub(r"\D", "", match[0])
        if number.startswith(_UNION_PAY) and len(number) >= 16 and is_card_number(number):
            yield text, number
    for text, match in matches(form, _ACCOUNT):
        yield text, re.sub(r"\D", "", match[1])


def is_card_number(digits: str) -> bool:
    """Whether the digits pass the check of bank cards (Luhn)."""
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
