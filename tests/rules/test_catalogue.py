"""Every rule of the catalogue is there, or it is said why not."""

from __future__ import annotations

from jiheng.rules.registry import all_rules

CATALOGUE = {
    "ARI": 19, "CMP": 15, "CON": 22, "VAL": 20, "QLT": 19, "DUP": 12, "LAW": 17, "PRV": 6, "MON": 4, "SEV": 9,
}  # fmt: skip
"""How many rules each family has, numbered from 1."""

WITHOUT_A_RULE = {
    "LAW-001": "批复后的目标有没有改动，要有批复的版本和调整文件才能判断，由流程记录",
    "LAW-010": "公开是否超过二十日，要有批复日期和公开日期才能判断，由流程记录",
}
"""Ids of the catalogue that no form alone can be judged by, and why."""


def test_every_id_of_the_catalogue_has_a_rule_or_a_reason() -> None:
    ids = {f"{family}-{n:03}" for family, count in CATALOGUE.items() for n in range(1, count + 1)}
    assert ids - set(all_rules()) == set(WITHOUT_A_RULE)
