"""Some seven hundred sound indicators: no rule on values warns of them, and one operator or unit put wrong is seen.

`indicators.txt` holds 级别|名称|指标值, one a line, of many trades and none of the examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jiheng.model.declaration import Table
from jiheng.model.finding import Finding, Severity
from jiheng.model.language import parse_value
from jiheng.rules.check import File, Settings, check_files
from jiheng.rules.registry import select

LEVELS = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "成本": ("产出指标", "成本指标"),
    "经济": ("效益指标", "经济效益指标"),
    "社会": ("效益指标", "社会效益指标"),
    "生态": ("效益指标", "生态效益指标"),
    "可持续": ("效益指标", "可持续影响指标"),
    "满意": ("满意度指标", "服务对象满意度指标"),
}
INDICATORS = [
    tuple(line.split("|"))
    for line in (Path(__file__).parent / "indicators.txt").read_text(encoding="utf-8").splitlines()
]
TURNED = {"≥": "≤", "≤": "≥"}
WRONG = {
    "%": ("个", "万元"),
    "万元": ("万", "天"),
    "人": ("%", "公里", "元"),
    "公里": ("%", "人"),
    "平方米": ("%", "人"),
    "亩": ("%", "元"),
    "户": ("%", "公里"),
    "台": ("%", "万元"),
    "场": ("%",),
    "小时": ("%", "元"),
    "件": ("万元",),
}
FLIPS_SEEN = 70
"""Percent: the list is full of names of which no one can say which way they are better."""
UNITS_SEEN = 90


def findings(level: str, name: str, value: str) -> list[Finding]:
    level1, level2 = LEVELS[level]
    printed = parse_value(value)
    row = {"level1": level1, "level2": level2, "name": name, "value_text": value}
    row |= {key: found for key in ("operator", "number", "unit") if (found := getattr(printed, key)) is not None}
    table = {"kind": "project", "money_unit": "万元", "indicators": [row]}
    result = check_files(
        [File("表.docx", [msgspec.convert(table, Table, strict=False)])], Settings(rules=select(["VAL"]))
    )
    assert [crash.detail for crash in result.crashes] == []
    return [one for one in result.findings if one.severity is not Severity.ADVICE]


@pytest.mark.parametrize(("level", "name", "value"), INDICATORS, ids=lambda part: part)
def test_sound_indicators_get_no_warning(level: str, name: str, value: str) -> None:
    assert [one.message for one in findings(level, name, value)] == []


def test_most_operators_put_wrong_are_seen() -> None:
    flipped = [
        (level, name, TURNED[value[0]] + value[1:])
        for level, name, value in INDICATORS
        if value[0] in TURNED and parse_value(value).number
    ]
    seen = sum(any(one.rule == "VAL-006" for one in findings(*each)) for each in flipped)
    assert seen * 100 >= len(flipped) * FLIPS_SEEN


def _with_wrong_units() -> Iterator[tuple[str, str, str]]:
    for level, name, value in INDICATORS:
        unit = parse_value(value).unit
        for wrong in WRONG.get(unit or "", ()):
            yield level, name, value.replace(unit or "", wrong)


def test_most_units_put_wrong_are_seen() -> None:
    changed = list(_with_wrong_units())
    seen = sum(bool(findings(*each)) for each in changed)
    assert seen * 100 >= len(changed) * UNITS_SEEN
