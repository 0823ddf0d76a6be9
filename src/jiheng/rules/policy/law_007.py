"""LAW-007."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, Text
from jiheng.rules.registry import TARGETS, Found, found, rule

_TITLE = re.compile(r"《[^》]*》")
_MOST_NAMED = 5


@rule(
    "LAW-007",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS,
    needs=("renamed_items",),
    message="{names}在 {year} 年已经取消或改名，请改用现行的名称。",
)
def abolished_name(form: Form) -> Iterator[Found]:
    """用了已经取消或改名的证件、机构、资金名称。

    ## 查什么
    项目名称、文字和指标里有没有口径列出的旧名称。按表的年度判断，当年还在用的不提示；书名号里的文件名和写明“原”的不算。

    ## 为什么
    沿用旧名称，说明是照抄多年前的表，也使目标指向不明。

    ## 怎么改
    改用现行的名称，并核对这项支出是否还需要安排。
    """
    names = form.profile.get("renamed_items")
    if not names:
        return
    pattern = _pattern(tuple(names))
    places: list[str] = []
    seen: dict[str, None] = {}
    for text in _texts(form):
        hits = pattern.findall(_TITLE.sub("", text.text))
        if hits:
            places.append(text.path)
            seen.update(dict.fromkeys(hits))
    if places:
        told = "、".join(f"“{old}”（现在是“{names[old]}”）" for old in list(seen)[:_MOST_NAMED])
        yield found(*places, names=told, year=form.year or form.profile.year)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!原)({'|'.join(map(re.escape, longest_first))})")


def _texts(form: Form) -> Iterator[Text]:
    if form.project:
        yield Text("project_name" if form.table.project_name else "direction", form.project)
    yield from form.texts
    for row in form.rows:
        for field in ("name", "description", "value_text", "basis"):
            text = getattr(row.indicator, field)
            if text:
                yield Text(row.path(field), text)
