"""The months and quarters of a spending plan's heads."""

from __future__ import annotations

import re

from jiheng.model.language import fold

MONTH = re.compile(
    r"(?:截至|至|到)?(?P<month>\d{1,2})月(?:底|末|份)?(?:前)?|第?(?P<quarter>[一二三四1234])季度(?:末|底)?|(?P<half>上半年)|(?P<year>全年|年底|下半年)"
)
"""The head of a step of 资金支出计划 (folded)."""

_QUARTERS = {"一": "03", "1": "03", "二": "06", "2": "06", "三": "09", "3": "09", "四": "12", "4": "12"}


def month_of(text: str) -> str | None:
    """`03` for 3月底, `06` for 二季度 and 上半年, `12` for 全年."""
    match = MONTH.fullmatch(fold(text))
    if match is None:
        return None
    if match["month"]:
        return f"{int(match['month']):02d}" if 1 <= int(match["month"]) <= 12 else None
    if match["quarter"]:
        return _QUARTERS[match["quarter"]]
    return "06" if match["half"] else "12"
