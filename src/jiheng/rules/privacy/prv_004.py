"""PRV-004."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.privacy.texts import matches, paths
from jiheng.rules.registry import Found, found, rule


@rule(
    "PRV-004",
    severity=Severity.ADVICE,
    at_publication=Severity.WARNING,
    basis="政府信息公开条例#不予公开",
    needs=("sensitive_words",),
    message="提到{words}，公开前请经过保密审查，必要时改写或者隐去。",
)
def sensitive_words(form: Form) -> Iterator[Found]:
    """文字里有公开前要审查的内容。

    ## 查什么
    表上的文字是否提到口径列出的敏感词，例如涉军、维稳部署、重点人员、执法安排。同一张表合并成一条提示，是否公开由人判断。

    ## 为什么
    公开后可能影响公共安全、社会稳定的信息不予公开，公开之前要经过审查。

    ## 怎么改
    经保密审查后公开；不宜公开的改写成概括的说法，或者隐去这一条。
    """
    hits = matches(form, _pattern(tuple(form.profile.get("sensitive_words"))))
    if hits:
        words = list(dict.fromkeys(match[0] for _, match in hits))
        told = "、".join(f"“{word}”" for word in words[:3]) + (f"等 {len(words)} 处" if len(words) > 3 else "")
        yield found(*paths(hits), words=told)


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in words))
