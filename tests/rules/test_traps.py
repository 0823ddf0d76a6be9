"""What looks like a mistake in the examples and is none: no rule may say so."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from jiheng.model.finding import Finding, Severity
from tests.rules.test_must_fire import findings

KORLA, YUTIAN = "korla-2019-2021-department-overall.txt", "yutian-2023-projects.txt"
NANYUE, SHIFENG = "nanyue-2020-department-overall.txt", "shifeng-2023-attachments.txt"
YONGNING = "yongning-2024-projects.txt"
ANY = range(1, 10_000)

TRAPS: list[tuple[str, str, Iterable[int], tuple[str, ...]]] = [
    ("一：合计差 0.01 只是尾差", KORLA, [10], ("ARI-001",)),
    ("二：2019 年十项任务合计 2969.09 正好", KORLA, range(44, 55), ("ARI", "CMP-001", "CMP-006")),
    ("三：整数与两位小数混着印", KORLA, range(81, 86), ("ARI",)),
    ("四：同一份表的两个版本不是抄袭", KORLA, [*range(104, 136), *range(145, 177)], ("ARI-001", "ARI-003", "ARI-004", "CON-003", "DUP-009")),
    ("五：310 余人与分类人数", KORLA, [56, 58, 59], ("ARI-019", "CON-009", "CON-010")),
    ("七：文字用万元，表用元", YUTIAN, ANY, ("CON-004", "ARI-013", "VAL-018")),
    ("八：需使用资金 30720 元与预算相等", YUTIAN, [189, 292], ("CON-001", "CON-002", "CON-004", "ARI", "VAL-012")),
    ("九、十：支出计划空几期、累计数不相加", YUTIAN, ANY, ("ARI-011", "ARI-016")),
    ("十一：信访人次越少越好", YUTIAN, [475, 476, 477], ("VAL-006",)),
    ("十一：事故发生率", YONGNING, [74], ("VAL-006",)),
    ("十二：每个目标各有一棵指标树", NANYUE, ANY, ("DUP-006", "DUP-007", "CON-011")),
    ("十三：出国经费 0、政府性基金空白", NANYUE, range(46, 80), ("CMP", "ARI")),
    ("十四：几条指标都是 4 个社区", NANYUE, ANY, ("DUP", "CON-010")),
    ("十五：经济、生态效益可以不填", SHIFENG, ANY, ("CMP-003", "CMP-004", "CMP-007")),
    ("十六、十七：项目金额与专项金额相等，分组行只有一行明细", SHIFENG, ANY, ("ARI-008", "ARI-010", "CON-007", "DUP-001", "DUP-002")),
    ("十八、十九：6×5+39=69、20×0.102=2.04", SHIFENG, [606, *range(740, 780)], ("ARI-009", "ARI-011")),
    ("二十：资金由区县分担", YONGNING, [280, 281, 282], ("ARI-014", "ARI-015", "CON-002", "CON-013")),
    ("二十一：含市县的一栏空着", YONGNING, ANY, ("CMP-001", "ARI-018")),
    ("二十二：117 人×300 元正好", YONGNING, [261, 267], ("ARI", "CON-001", "CON-013")),
    ("二十三：主管部门就是实施单位", YONGNING, ANY, ("LAW-013",)),
    ("二十四：8 个文化站、10 个社区、12 个党支部、107 个网格", YONGNING, [132, 149, 151, 168, 170, 187, 189, 206], ("CON-010",)),
    ("二十六：=100%", NANYUE, [116, 123], ("VAL-004",)),
    ("二十八：职工满意度", KORLA, [98, 135, 176], ("QLT-009", "QLT-002", "VAL")),
    ("二十九：日期是时效的值", KORLA, [28, 93], ("VAL", "CON-021")),
    ("三十：按当年的说法审核", NANYUE, ANY, ("LAW-007",)),
]  # fmt: skip


def at_lines(name: str, lines: Iterable[int], rules: tuple[str, ...]) -> list[Finding]:
    wanted = set(lines)
    return [
        one
        for one in findings(name)
        if one.rule.startswith(rules) and one.where[0].at is not None and one.where[0].at.line in wanted
    ]


@pytest.mark.parametrize(("trap", "name", "lines", "rules"), TRAPS, ids=[trap[0] for trap in TRAPS])
def test_no_rule_falls_into_it(trap: str, name: str, lines: Iterable[int], rules: tuple[str, ...]) -> None:
    assert [one.message for one in at_lines(name, lines, rules)] == [], trap


def test_four_is_one_declaration() -> None:
    """The copy without a head and the whole form are the same declaration: said once as advice, never as copying."""
    pairs = [{place.table for place in one.where} for one in findings(KORLA) if one.rule in ("DUP-003", "DUP-004")]
    assert not any({3, 4} <= pair for pair in pairs)


def test_twenty_five_a_percentage_without_operator_is_advice() -> None:
    found = [one for one in findings(YONGNING) if one.rule == "VAL-005"]
    assert found
    assert {one.severity for one in found} == {Severity.ADVICE}


def test_nineteen_only_one_product_is_wrong() -> None:
    assert [one.where[0].at.line for one in findings(SHIFENG) if one.rule == "ARI-009" and one.where[0].at] == [415]
