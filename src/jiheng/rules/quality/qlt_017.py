"""QLT-017."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.model.levels import LEVEL1_NAMES, LEVEL2_NAMES, PARENTS, Level2, level2_of
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_BELOW = frozenset(PARENTS) - {Level2.SATISFACTION}
"""Second levels that are no first level by any reading; 满意度 and 成本 may be both."""


@rule(
    "QLT-017",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="一级指标栏印的是“{text}”，这是二级指标的名称。建议把一级指标改为“{due}”。",
)
def level2_as_level1(form: Form) -> Iterator[Found]:
    """一级指标栏印了二级指标的名称。

    ## 查什么
    一级指标一栏印的是不是“社会效益指标”“数量指标”等二级指标的名称。

    ## 为什么
    指标体系的层级不对，汇总和分配权重时会出错。

    ## 怎么改
    一级指标改为“产出指标”“效益指标”“满意度指标”或“成本指标”。
    """
    places: dict[str, list[str]] = defaultdict(list)
    for row in form.rows:
        text = row.indicator.level1 or ""
        if text and _slipped(text) is not None:
            places[text].append(row.path("level1"))
    for text, paths in places.items():
        slipped = _slipped(text)
        if slipped is not None:
            yield found(*paths, text="".join(text.split()), due=LEVEL1_NAMES[PARENTS[slipped]])


@lru_cache(maxsize=1024)
def _slipped(text: str) -> Level2 | None:
    """The second level that a printed first level is; None where it is none."""
    level2 = level2_of(text)
    bare = "".join(text.split()).replace("指标", "")
    name = LEVEL2_NAMES.get(level2, "").replace("指标", "") if level2 else ""
    return level2 if level2 in _BELOW and bare.startswith(name) else None
