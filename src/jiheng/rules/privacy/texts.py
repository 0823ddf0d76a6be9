"""Every text that a form prints, wherever it stands, and what in it belongs to a person."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from jiheng.rules.form import Form, Text

_HEAD = (
    "title", "budget_unit", "filing_unit", "competent_department", "implementing_unit", "project_name", "fund_use",
    "parent_fund", "direction", "duties", "head", "preparer", "performance_contact", "project_leader", "phone", "notes",
)  # fmt: skip
_ROWS = {
    "tasks": ("name", "content"),
    "work_plan": ("item", "responsible", "objective"),
    "fund_lines": ("name", "implementation_goal", "annual_goal"),
    "cost_estimates": ("direction", "item", "calculation"),
    "goals": ("text", "actual_text"),
    "indicators": (
        "name", "description", "value_text", "basis", "actual_text", "expected_text", "deviation", "place",
    ),
    "opinions": ("by", "text"),
    "extra": ("label", "text"),
    "signatures": ("label", "text"),
}  # fmt: skip
_LONG_NUMBER = re.compile(r"\d[\d -]{9,}\d")
_BETWEEN = "\n\x00\n"


@lru_cache(maxsize=64)
def texts_of(form: Form) -> tuple[Text, ...]:
    """Every text of a form with its path; codes are none."""
    return tuple(_texts(form))


def _texts(form: Form) -> Iterator[Text]:
    table = form.table
    for key in _HEAD:
        value = getattr(table, key)
        if value:
            yield Text(key, value)
    for key, fields in _ROWS.items():
        for n, row in enumerate(getattr(table, key) or ()):
            for field in fields:
                value = getattr(row, field)
                if value:
                    yield Text(f"{key}[{n}].{field}", value)
    for n, text in enumerate(table.safeguards or ()):
        if text:
            yield Text(f"safeguards[{n}]", text)


@lru_cache(maxsize=64)
def joined(form: Form) -> str:
    """All texts of a form as one, in half width: for a first look."""
    return unicodedata.normalize("NFKC", _BETWEEN.join(one.text for one in texts_of(form)))


@lru_cache(maxsize=64)
def longest_number(form: Form) -> int:
    """How many digits the longest number of a form has, blanks and hyphens between them passed over."""
    found = _LONG_NUMBER.findall(joined(form))
    return max((sum(map(str.isdigit, one)) for one in found), default=0)


@lru_cache(maxsize=64)
def _begins(form: Form) -> list[int]:
    """Where each text begins in all texts joined."""
    begins = [0]
    for one in joined(form).split(_BETWEEN)[:-1]:
        begins.append(begins[-1] + len(one) + len(_BETWEEN))
    return begins


def matches(form: Form, pattern: re.Pattern[str]) -> list[tuple[Text, re.Match[str]]]:
    """Where a pattern occurs in the texts of a form, in half width."""
    return [
        (texts_of(form)[bisect_right(_begins(form), match.start()) - 1], match)
        for match in pattern.finditer(joined(form))
        if _BETWEEN not in match[0]
    ]


def paths(found: Sequence[tuple[Text, Any]]) -> list[str]:
    """The paths of what was found, each once."""
    return list(dict.fromkeys(one.path for one, _ in found))


MOBILE = re.compile(
    r"(?<![\dA-Za-z.])(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?![\dA-Za-z%]|\.\d|\s*[万亿]?元)"
)
"""A mobile number, in one piece or in three."""
MOBILE_DIGITS = 11

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费"
    "廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛狄臧戴谈宋茅庞熊纪舒屈项祝董梁杜阮闵席季"
    "麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房丁邓洪包左石崔龚程裴陆翁甄曲封储靳段巫焦侯宁仇刘詹"
    "龙叶黎薄白蒲古易廖耿关欧聂辛阚简饶曾沙鞠丰"
)
NAME = f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
"""A Chinese personal name, as far as its shape tells."""
IS_NAME = re.compile(
    rf"{NAME}|(?:欧阳|司马|上官|诸葛|夏侯|司徒)[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]+·[\u4e00-\u9fff·]+"
)


def is_masked(name: str) -> bool:
    """Whether a name is printed so that it names nobody: 王某, 李**."""
    return any(mark in name for mark in ("某", "*", "＊", "×", "○", "X", "x"))
