"""The review sheet of a target 绩效目标审核表: four dimensions, eight sub-items, 100 points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """The text as it is. The name is the mark by which `make words` finds what the web app translates."""
    return text


@dataclass(frozen=True, slots=True)
class Item:
    """A sub-item of the sheet: its key, name, most points, and what it asks."""

    key: str
    name: str
    points: int
    asks: str


DIMENSIONS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (gettext_noop("完整性"), (
        Item("standard_completeness", gettext_noop("规范完整性"), 10, gettext_noop("内容填写是否齐全，格式是否符合要求。")),
        Item("clarity", gettext_noop("明确清晰性"), 10, gettext_noop("目标是否说清要产出什么、达到什么效果。")),
    )),
    (gettext_noop("相关性"), (
        Item("goal_relevance", gettext_noop("目标相关性"), 15, gettext_noop("目标与部门职责、事业发展规划是否相关。")),
        Item("indicator_soundness", gettext_noop("指标科学性"), 15, gettext_noop("指标是否具体、可衡量、可取得，与目标相符。")),
    )),
    (gettext_noop("适当性"), (
        Item("goal_reasonableness", gettext_noop("绩效合理性"), 15, gettext_noop("目标水平是否既不偏低，也不脱离实际。")),
        Item("fund_matching", gettext_noop("资金匹配性"), 15, gettext_noop("目标与资金是否匹配，测算是否合理。")),
    )),
    (gettext_noop("可行性"), (
        Item("attainability", gettext_noop("实现可能性"), 10, gettext_noop("依据和办法是否可行，能否如期实现。")),
        Item("conditions", gettext_noop("条件充分性"), 10, gettext_noop("人员、制度、场地和配套资金是否落实。")),
    )),
)  # fmt: skip
"""What is reviewed."""
ITEMS: Mapping[str, Item] = {item.key: item for _name, items in DIMENSIONS for item in items}
"""The sub-items by their keys."""
