"""What the printed levels of an indicator tree mean."""

from __future__ import annotations

import pytest

from jiheng.model.levels import Framework, Level1, Level2, bare_level, framework_of, level1_of, level2_of


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("产出指标", Level1.OUTPUT),
        ("产出 指标（50分）", Level1.OUTPUT),
        ("一、产出指标", Level1.OUTPUT),
        ("完成指标", Level1.OUTPUT),
        ("效益 指标", Level1.BENEFIT),
        ("效果指标", Level1.BENEFIT),
        ("社会效益\n指标", Level1.BENEFIT),
        ("满意度", Level1.SATISFACTION),
        ("满意 度指 标", Level1.SATISFACTION),
        ("成本指标", Level1.COST),
        ("（一）成本指标（20分）", Level1.COST),
        ("运行成本", Level1.OTHER),
        ("履职效能", Level1.OTHER),
        ("投入指标", Level1.OTHER),
        ("", None),
        (None, None),
    ],
)
def test_first_levels(printed: str | None, meant: Level1 | None) -> None:
    assert level1_of(printed) is meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("数量 指标", Level2.QUANTITY),
        ("数量目标", Level2.QUANTITY),
        ("（1）数量指标", Level2.QUANTITY),
        ("质量", Level2.QUALITY),
        ("时效标", Level2.TIMELINESS),
        ("进度指标", Level2.TIMELINESS),
        ("成本 指标", Level2.COST),
        ("经济成本指标", Level2.ECONOMIC_COST),
        ("社会成本指标", Level2.SOCIAL_COST),
        ("生态环境成本指标", Level2.ECO_COST),
        ("经济效益", Level2.ECONOMIC_BENEFIT),
        ("社会效益指标（10分）", Level2.SOCIAL_BENEFIT),
        ("环境效益指标", Level2.ECOLOGICAL_BENEFIT),
        ("生态效益", Level2.ECOLOGICAL_BENEFIT),
        ("可持续影 响指标", Level2.SUSTAINABILITY),
        ("可持续影响  指标", Level2.SUSTAINABILITY),
        ("服务对象 满意度指 标", Level2.SATISFACTION),
        ("社会公众及服务对象满意度指标", Level2.SATISFACTION),
        ("预决算公开", Level2.OTHER),
        (None, None),
    ],
)
def test_second_levels(printed: str | None, meant: Level2 | None) -> None:
    assert level2_of(printed) is meant


def test_bare_level_drops_points_ordinal_and_tail() -> None:
    assert bare_level("一、产出 指标（50分）") == "产出"


@pytest.mark.parametrize(
    ("levels", "meant"),
    [
        ({("产出指标", "数量指标"), ("产出指标", "成本指标")}, Framework.Y2015),
        ({("成本指标", "经济成本指标"), ("产出指标", "数量指标")}, Framework.Y2021),
        ({("产出指标", "社会成本指标")}, Framework.Y2021),
        ({("运行成本", "公用经费控制"), ("履职效能", "重点工作")}, Framework.DEPARTMENT_SIX),
        (set(), Framework.Y2015),
    ],
)
def test_framework(levels: set[tuple[str | None, str | None]], meant: Framework) -> None:
    assert framework_of(levels) is meant
