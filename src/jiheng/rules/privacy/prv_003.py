"""PRV-003."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.privacy.texts import (
    IS_NAME,
    MOBILE,
    MOBILE_DIGITS,
    NAME,
    is_masked,
    joined,
    longest_number,
    matches,
    paths,
)
from jiheng.rules.registry import Found, found, rule

_CONTACTS = ("performance_contact", "preparer", "project_leader", "head")
_NAMED_NUMBER = re.compile(
    rf"(?<![\u4e00-\u9fff])({NAME})[\s:,,(联系电话手机]{{0,8}}1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}(?!\d)"
)
_SOMEBODY = "名单|对象|户主|受益人|获得者|患者|学生|职工|党员|老人|家庭|户|人员"
_ADDRESS = re.compile(
    r"(?:家庭住址|家庭地址|现住址|户籍地址|居住地址|住址|家住)[:是为]?\s*[^\s,。;]{2,}\d|"
    r"(?:\d+|[一二三四五六七八九十]+)单元[^\s,。;、]{0,4}?\d{2,4}(?:室|户|号)|"
    rf"(?<![\u4e00-\u9fff]){NAME}\((?:现|家)?住[^()]{{3,30}}\)|(?:{_SOMEBODY})(?:为|是|有|包括)?{NAME}\((?:现|家)?住[^()]{{3,30}}\)"
)
"""An address with its label, or with staircase and flat: offices have no staircases."""
_LIST = re.compile(
    rf"(?:{_SOMEBODY})(?:为|是|有|包括|分别为)?[::(]?\s*({NAME}(?:、{NAME}){{2,99}})(?![\u4e00-\u9fff]*(?:村|社区|乡|镇))|"
    rf"(?<![\u4e00-\u9fff])({NAME}(?:、{NAME}){{2,99}})等?\s*\d+\s*(?:名|户|位|人)"
)
_IN_A_LIST = re.compile(f"、{NAME}、")
_PLACE_OR_OFFICE = frozenset("村庄屯镇乡县市区路街坊湾沟坪组社局办站所院校厂桥河山河江湖岛园场馆队部科股室会员病症")


@rule(
    "PRV-003",
    severity=Severity.ADVICE,
    at_publication=Severity.WARNING,
    basis="政府信息公开条例#个人隐私",
    message="{names}的姓名和手机号印在一起，公开前请只留办公电话。",
    address="印有个人住址，公开前请删去或者只写到社区、村。",
    people="列有个人名单（{names}等），公开前请删去姓名，只写人数。",
)
def private_person(form: Form) -> Iterator[Found]:
    """表上有可以认出个人的信息。

    ## 查什么
    联系人、填表人的姓名与手机号同时出现；文字里的个人住址；补助、慰问等受益人的名单。名单里用“某”、星号隐去姓名的不查。

    ## 为什么
    姓名加手机号、住址、领取补助的名单都属于个人隐私，公开会影响当事人。

    ## 怎么改
    公开的表只留办公电话；住址写到社区、村；名单改为人数。
    """
    mobile = matches(form, MOBILE) if longest_number(form) >= MOBILE_DIGITS else []
    if mobile:
        yield from _named(form, [text.path for text, _ in mobile])
    text = joined(form)
    addresses = matches(form, _ADDRESS) if any(word in text for word in ("址", "家住", "单元", "(住", "(现住")) else []
    if addresses:
        yield found(*paths(addresses), message="address")
    lists = matches(form, _LIST) if _IN_A_LIST.search(text) else []
    people = [(one, match) for one, match in lists if _are_names(match[1] or match[2])]
    if people:
        first = (people[0][1][1] or people[0][1][2]).split("、")
        yield found(*paths(people), message="people", names="、".join(f"{name[0]}某" for name in first[:2]))


def _named(form: Form, where: list[str]) -> Iterator[Found]:
    places: list[str] = []
    names: list[str] = []
    if any(path == "phone" or path.startswith(("extra", "signatures")) for path in where):
        for key in _CONTACTS:  # the number is that of the first of them: who is asked, else who filled the form in
            name = getattr(form.table, key)
            if name and (IS_NAME.fullmatch(name) or is_masked(name)):
                places.append(key)
                names.append(name)
                break
    for text, match in matches(form, _NAMED_NUMBER):
        if not is_masked(match[1]) and match[1] not in names:
            places.append(text.path)
            names.append(match[1])
    if places:
        told = "、".join(dict.fromkeys(f"{name[0]}某" for name in names))
        yield found(*dict.fromkeys((*places, *where)), names=told)


def _are_names(text: str) -> bool:
    names = text.split("、")
    return not any(is_masked(name) or name[-1] in _PLACE_OR_OFFICE for name in names)
