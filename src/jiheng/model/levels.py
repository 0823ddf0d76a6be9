"""The framework of indicator levels: what each printed first and second level means.

Forms print the same level in many spellings (`数量`, `数量 指标`, `数量目标`, `产出指标（50分）`); rules compare the meaning.
Source of the frameworks: 财预〔2015〕88号 (成本 below 产出) and 财预〔2021〕101号 (成本 as a level of its own).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from jiheng.model.language import fold


class Level1(StrEnum):
    """A first level."""

    OUTPUT = "output"
    """产出指标"""
    BENEFIT = "benefit"
    """效益指标"""
    SATISFACTION = "satisfaction"
    """满意度指标"""
    COST = "cost"
    """成本指标"""
    OTHER = "other"
    """另外的框架：运行成本、管理效率、履职效能、投入、过程……"""


class Level2(StrEnum):
    """A second level."""

    QUANTITY = "quantity"
    """数量指标"""
    QUALITY = "quality"
    """质量指标"""
    TIMELINESS = "timeliness"
    """时效指标"""
    COST = "cost"
    """成本指标，不分类的"""
    ECONOMIC_COST = "economic_cost"
    """经济成本指标"""
    SOCIAL_COST = "social_cost"
    """社会成本指标"""
    ECO_COST = "eco_cost"
    """生态环境成本指标"""
    ECONOMIC_BENEFIT = "economic_benefit"
    """经济效益指标"""
    SOCIAL_BENEFIT = "social_benefit"
    """社会效益指标"""
    ECOLOGICAL_BENEFIT = "ecological_benefit"
    """生态效益指标"""
    SUSTAINABILITY = "sustainability"
    """可持续影响指标"""
    SATISFACTION = "satisfaction"
    """服务对象满意度指标"""
    OTHER = "other"
    """别的"""


class Framework(StrEnum):
    """A generation of the indicator tree."""

    Y2015 = "framework_2015"
    """成本指标在产出指标之下"""
    Y2021 = "framework_2021"
    """成本指标是一级指标"""
    DEPARTMENT_SIX = "framework_dept_six"
    """部门整体：运行成本、管理效率、履职效能、社会效应、可持续发展能力、服务对象满意度"""


COSTS = frozenset((Level2.COST, Level2.ECONOMIC_COST, Level2.SOCIAL_COST, Level2.ECO_COST))
BENEFITS = frozenset((Level2.ECONOMIC_BENEFIT, Level2.SOCIAL_BENEFIT, Level2.ECOLOGICAL_BENEFIT, Level2.SUSTAINABILITY))

PARENTS = {
    Level2.QUANTITY: Level1.OUTPUT,
    Level2.QUALITY: Level1.OUTPUT,
    Level2.TIMELINESS: Level1.OUTPUT,
    Level2.ECONOMIC_COST: Level1.COST,
    Level2.SOCIAL_COST: Level1.COST,
    Level2.ECO_COST: Level1.COST,
    Level2.ECONOMIC_BENEFIT: Level1.BENEFIT,
    Level2.SOCIAL_BENEFIT: Level1.BENEFIT,
    Level2.ECOLOGICAL_BENEFIT: Level1.BENEFIT,
    Level2.SUSTAINABILITY: Level1.BENEFIT,
    Level2.SATISFACTION: Level1.SATISFACTION,
}
"""The first level to which a second level belongs; a plain 成本 belongs to 产出 (2015) or 成本 (2021)."""

LEVEL1_NAMES = {
    Level1.OUTPUT: "产出指标",
    Level1.BENEFIT: "效益指标",
    Level1.SATISFACTION: "满意度指标",
    Level1.COST: "成本指标",
}
LEVEL2_NAMES = {
    Level2.QUANTITY: "数量指标",
    Level2.QUALITY: "质量指标",
    Level2.TIMELINESS: "时效指标",
    Level2.COST: "成本指标",
    Level2.ECONOMIC_COST: "经济成本指标",
    Level2.SOCIAL_COST: "社会成本指标",
    Level2.ECO_COST: "生态环境成本指标",
    Level2.ECONOMIC_BENEFIT: "经济效益指标",
    Level2.SOCIAL_BENEFIT: "社会效益指标",
    Level2.ECOLOGICAL_BENEFIT: "生态效益指标",
    Level2.SUSTAINABILITY: "可持续影响指标",
    Level2.SATISFACTION: "服务对象满意度指标",
}

_POINTS = re.compile(r"\(\d+(?:\.\d+)?分?\)|\d+(?:\.\d+)?分")
_ORDINAL = re.compile(r"^\(?[一二三四五六七八九十\d]{1,2}[)、.]+")
_TAIL = re.compile(r"(?:指标|目标|标)$")
_DEPARTMENT_SIX = ("运行成本", "管理效率", "履职效能", "社会效应", "可持续发展能力")

# The first that fits wins; 满意 before everything, since 社会公众满意度 is no 社会效益.
_LEVEL2 = (
    ("满意", Level2.SATISFACTION),
    ("经济成本", Level2.ECONOMIC_COST),
    ("社会成本", Level2.SOCIAL_COST),
    ("生态环境成本", Level2.ECO_COST),
    ("环境成本", Level2.ECO_COST),
    ("生态成本", Level2.ECO_COST),
    ("成本", Level2.COST),
    ("数量", Level2.QUANTITY),
    ("质量", Level2.QUALITY),
    ("时效", Level2.TIMELINESS),
    ("进度", Level2.TIMELINESS),
    ("时限", Level2.TIMELINESS),
    ("时间", Level2.TIMELINESS),
    ("经济效益", Level2.ECONOMIC_BENEFIT),
    ("社会效益", Level2.SOCIAL_BENEFIT),
    ("生态", Level2.ECOLOGICAL_BENEFIT),
    ("环境效益", Level2.ECOLOGICAL_BENEFIT),
    ("可持续", Level2.SUSTAINABILITY),
    ("持续影响", Level2.SUSTAINABILITY),
)
_LEVEL1 = (
    ("满意", Level1.SATISFACTION),
    ("产出", Level1.OUTPUT),
    ("完成", Level1.OUTPUT),
    ("效益", Level1.BENEFIT),
    ("效果", Level1.BENEFIT),
)


@lru_cache(maxsize=4096)
def bare_level(text: str) -> str:
    """A printed level without white space, points, ordinal and 指标: `一、产出 指标（50分）` is `产出`."""
    return _TAIL.sub("", _ORDINAL.sub("", _POINTS.sub("", fold(text))))


@lru_cache(maxsize=4096)
def level1_of(text: str | None) -> Level1 | None:
    """What a printed first level means; None where none is printed."""
    if not text:
        return None
    bare = bare_level(text)
    if bare in _DEPARTMENT_SIX:
        return Level1.OTHER
    if bare.endswith("成本"):
        return Level1.COST
    return next((level for word, level in _LEVEL1 if word in bare), Level1.OTHER)


@lru_cache(maxsize=4096)
def level2_of(text: str | None) -> Level2 | None:
    """What a printed second level means; None where none is printed."""
    if not text:
        return None
    bare = bare_level(text)
    return next((level for word, level in _LEVEL2 if word in bare), Level2.OTHER)


def framework_of(levels: set[tuple[str | None, str | None]]) -> Framework:
    """The generation of a tree: by its printed (level 1, level 2) pairs."""
    if any(bare_level(level1 or "") in _DEPARTMENT_SIX for level1, _ in levels):
        return Framework.DEPARTMENT_SIX
    split_costs = (Level2.ECONOMIC_COST, Level2.SOCIAL_COST, Level2.ECO_COST)
    if any(level1_of(level1) is Level1.COST or level2_of(level2) in split_costs for level1, level2 in levels):
        return Framework.Y2021
    return Framework.Y2015
