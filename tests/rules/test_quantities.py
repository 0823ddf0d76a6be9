"""Counts in prose, and whether they are of what an indicator counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jiheng.rules.quantities import core, digits_swapped, quantities, same_thing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("组织开展宣讲10次，管好阵地", [("10", "次")]),
        ("新增就业1.2万人，植树5,000株", [("12000", "人"), ("5000", "棵")]),
        ("资助学生一百二十名", [("120", "人")]),
        ("建成日间照料中心三个", [("3", "个")]),
        ("推行“1+5”模式，3个月内完成", []),
        ("（县发〔2020〕10号）第三批项目", []),
        ("20次*0.102（万元/次）=2.04万元", [("20", "次")]),
        ("10-15个村", []),
    ],
)
def test_quantities(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.number, one.measure) for one in quantities(text)] == [
        (Decimal(number), measure) for number, measure in found
    ]


@pytest.mark.parametrize(
    "text",
    [
        "其中妇女120人",
        "每村配备保洁员3名",
        "上年培训20期",
        "到2025年建成公园12个",
        "巡查4次/月",
        "2024—2026年培训500人",
    ],
)
def test_what_is_told_in_passing_is_aside(text: str) -> None:
    assert quantities(text)[-1].aside


def test_a_count_about() -> None:
    assert quantities("确保310余人的正常办公")[0].about
    assert quantities("救助约200人次")[0].about


@pytest.mark.parametrize(
    ("text", "name", "measure", "project"),
    [
        ("举办消防安全知识讲座12场", "消防安全知识讲座场次", "场", ""),
        ("对全县45所学校开展食品安全检查", "检查学校数量", "所", "食品安全"),
        ("为320名残疾人发放生活补贴", "发放生活补贴残疾人数", "人", "残疾人两项补贴"),
        ("购置电脑35台、打印机8台", "打印机购置数量", "台", "办公设备购置"),
        ("完成15个老旧小区改造", "改造老旧小区个数", "个", "老旧小区改造"),
        ("保障24个行政村村级组织正常运转", "行政村数量", "个", "村级组织运转经费"),
    ],
)
def test_same_thing(text: str, name: str, measure: str, project: str) -> None:
    assert same_thing(quantities(text)[-1], core(name), measure, project)


@pytest.mark.parametrize(
    ("text", "name", "measure", "project"),
    [
        ("改造公厕12座", "新建公厕数量", "座", "公厕建设"),
        ("改造老旧小区20个", "老旧小区数量", "个", "环境卫生"),
        ("辖区共有社区10个", "文化站数量", "个", "文化站"),
        ("培训妇女干部120人", "培训干部人数", "人", "干部培训"),
        ("举办讲座12场", "讲座人次", "人次", "讲座"),
    ],
)
def test_another_thing(text: str, name: str, measure: str, project: str) -> None:
    assert not same_thing(quantities(text)[-1], core(name), measure, project)


def test_digits_swapped() -> None:
    assert digits_swapped(Decimal("5900"), Decimal("9500"))
    assert not digits_swapped(Decimal("5900"), Decimal("5900"))
    assert not digits_swapped(Decimal("59"), Decimal("590"))
