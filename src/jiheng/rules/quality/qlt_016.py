"""QLT-016."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Text
from jiheng.rules.quality.misspelt import misspelt, no_words
from jiheng.rules.registry import TARGETS, Found, Over, found, rule

_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,10})\1|([\u4e00-\u9fff]{4,16})[，,]\2(?=[，,。；;]|$)")
_MAY_MEET = frozenset(
    [
        "政府",
        "资金",
        "人员",
        "项目",
        "工作",
        "经费",
        "服务",
        "管理",
        "社会",
        "单位",
        "部门",
        "社区",
        "中心",
        "学校",
        "公司",
        "常常",
        "往往",
        "组织",
    ]
)
"""Words of two characters that end one term and begin the next: 区政府政府采购, 专项资金资金到位率."""
_SIGNS = re.compile(r"、等|[、，,；;][、，,。；;]|。[，、；。](?!。)|：：|[“（][”）]")
_STRAY = re.compile(r"(?:数量|质量|时效|成本|效益|满意度)标(?![准志识杆的兵注本])")
_LISTED = re.compile(r"[^，。；;,：:（）()“”\n]*、[^，。；;：:（）()\n]*")
_LEAST_ITEM, _VERB = 3, 3
"""Characters of an item that counts, and of the verb that may stand before the first one."""


@rule(
    "QLT-016",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#完整性",
    kinds=TARGETS,
    over=Over.FILE,
    message="“{wrong}”疑似“{right}”之误，请核对。",
    doubled="“{wrong}”重复了，疑似多写，应为“{right}”，请核对。",
    listed="同一句里“{wrong}”列了两遍，请核对是多写了，还是另有一项。",
    signs="“{wrong}”的标点有误，请改正。",
    several="有 {count} 处文字疑似有误：{wrong}。请逐处核对。",
)
def slips_of_the_pen(forms: Sequence[Form]) -> Iterator[Found]:
    """错别字、重复和多余的标点。

    ## 查什么
    名称、目标和说明文字里：紧挨着重复的词（“妇联妇联”）、并列里列了两遍的项、连用的标点和“、等”、缺字的层级名（“时效标”）、
    常见的错别字，以及同一个文件里别处写法不同、读音相同的字。

    ## 为什么
    绩效目标要随预算公开，错字会引起误解，也显得不认真。

    ## 怎么改
    对照原意改正；确实没有错的，可以不改。
    """
    texts = {id(form): [*_texts(form)] for form in forms}
    wrong = {
        one.text: (one.wrong, one.right) for one in misspelt(text.text for form in forms for text in texts[id(form)])
    }
    for form in forms:
        told = [(text, *slip) for text in texts[id(form)] if (slip := _slip(text.text, wrong)) is not None]
        if told:
            yield _said(form, told)


def _said(form: Form, told: list[tuple[Text, str, str, str]]) -> Found:
    where = [form.spot(text.path) for text, *_ in told]
    if len({(wrong, right) for _, _, wrong, right in told}) > 1:
        shown = "、".join(
            dict.fromkeys(f"“{wrong}”（应为“{right}”）" if right else f"“{wrong}”" for _, _, wrong, right in told[:4])
        )
        return found(*where, message="several", count=len(told), wrong=shown)
    _, kind, wrong, right = told[0]
    return found(*where, message=kind, wrong=wrong, right=right)


def _texts(form: Form) -> Iterator[Text]:
    if form.table.project_name:
        yield Text("project_name", form.table.project_name)
    yield from form.texts
    for row in form.rows:
        for field in ("name", "description", "basis"):
            text = getattr(row.indicator, field)
            if text:
                yield Text(row.path(field), text)
    for row in form.rows:
        if row.indicator.level2 and _STRAY.fullmatch(fold(row.indicator.level2)):
            yield Text(row.path("level2"), row.indicator.level2)


def _slip(text: str, wrong: dict[str, tuple[str, str]]) -> tuple[str, str, str] | None:
    """The first slip of a text: the message, what is wrong, what would be right."""
    if text in wrong:
        return "", *wrong[text]
    for one in no_words(text):
        return "", one.wrong, one.right
    match = _STRAY.search(text)
    if match:
        return "", match[0], f"{match[0][:-1]}指标"
    match = _DOUBLED.search(text)
    if match and match[1] not in _MAY_MEET:
        return "doubled", match[0], match[1] or match[2]
    match = _SIGNS.search(text)
    if match:
        return "signs", text[max(0, match.start() - 4) : match.end() + 4], ""
    item = _twice(text) if text.count("、") > 1 else ""
    return ("listed", item, "") if item else None


def _twice(text: str) -> str:
    """An item that a list has twice."""
    for match in _LISTED.finditer(text):
        items = [item.strip() for item in match[0].split("、")]
        items[-1] = items[-1].partition("等")[0]
        seen = {items[0][n:] for n in range(1, _VERB + 1) if len(items[0]) - n > _LEAST_ITEM}
        for item in items:
            if len(item) >= _LEAST_ITEM and item in seen:
                return item
            seen.add(item)
    return ""
