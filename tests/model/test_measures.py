"""What units measure, and what names ask for."""

from __future__ import annotations

import pytest

from jiheng.model.measures import Sort, is_rate, measure_of, sorts_of, unit_in_name


@pytest.mark.parametrize(
    ("unit", "sort", "scale"),
    [
        ("人", Sort.PEOPLE, 1),
        ("万人次", Sort.PEOPLE, 10_000),
        ("个", Sort.COUNT, 1),
        ("个社区", Sort.COUNT, 1),
        ("台/套", Sort.COUNT, 1),
        ("万头(只)", Sort.COUNT, 10_000),
        ("公里", Sort.LENGTH, 1),
        ("千米", Sort.LENGTH, 1),
        ("m²", Sort.AREA, 1),
        ("亿立方米", Sort.VOLUME, 100_000_000),
        ("万千瓦时", Sort.ENERGY, 10_000),
        ("个工作日", Sort.TIME, 1),
        ("%", Sort.SHARE, 1),
        ("万元", Sort.MONEY, 10_000),
        ("次/年", Sort.TIMES, 1),
    ],
)
def test_units(unit: str, sort: Sort, scale: int) -> None:
    measure = measure_of(unit)
    assert measure is not None
    assert (measure.sort, measure.scale) == (sort, scale)


@pytest.mark.parametrize("unit", [None, "", "合法访数量占总访数的百分比", "/10万"])
def test_what_is_no_unit(unit: str | None) -> None:
    assert measure_of(unit) is None


def test_what_a_unit_is_counted_by() -> None:
    measure = measure_of("人/天")
    assert measure is not None
    assert measure.per == "天"


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("村道硬化里程", Sort.LENGTH),
        ("退耕还林面积", Sort.AREA),
        ("受训护林员人数", Sort.PEOPLE),
        ("改厕户数", Sort.HOUSEHOLDS),
        ("下乡义诊场次", Sort.TIMES),
        ("资金拨付时限", Sort.TIME),
        ("设备采购费用", Sort.MONEY),
        ("群众满意度", Sort.SHARE),
        ("新购校车数量", Sort.COUNT),
    ],
)
def test_names(name: str, sort: Sort) -> None:
    sorts = sorts_of(name)
    assert sorts is not None
    assert sort in sorts
    assert (Sort.SHARE in sorts) == (sort is Sort.SHARE)


def test_a_name_that_tells_nothing() -> None:
    assert sorts_of("加强基层治理") is None
    assert sorts_of("空气质量综合指数") is None


def test_rates() -> None:
    assert is_rate("社会公众满意度（%）")
    assert is_rate("一次启动成功率")
    assert not is_rate("巡查频率")
    assert not is_rate("工作效率")


def test_a_unit_in_the_name() -> None:
    assert unit_in_name("培训人数（人）") == "人"
    assert unit_in_name("息诉罢访率(%)") == "%"
    assert unit_in_name("涉及村（社区）") is None
