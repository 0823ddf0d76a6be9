"""VAL-020."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import Polarity
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import shown

_EVENTS = re.compile(
    r"事故|火灾|投诉|上访|疫情|舆情|伤亡|死亡|溺水|案件|纠纷|差错|违纪|违规|违法|中毒|污染|拖欠|隐患|返贫|失学|辍学|群体性事件|泄密|伤人|伤害|亡人|事件|失信|失联|停水|停电|停气|断供"
)
_PROMISE = re.compile(
    r"(?:不发生|不出现|未发生|无|零|杜绝|避免发生|确保不|坚决防止|防止发生|没有|不出|不再发生|不得发生|不产生|不新增|坚决遏制|守住[^。；;,，\n]{0,4}不发生)(?P<what>[^。；;,，\n]{0,24})|(?P<event>[^。；;,，\n]{2,10})(?:零发生|为零|零容忍|零增长|零报告|为0)"
)
_GRAVE = re.compile(r"重特大|特大|重大|较大|严重")
_LIGHT = re.compile(r"一般|轻微|较小|轻伤")
_SPHERES = re.compile(
    r"火灾|交通|食品|药品|医疗|溺水|环境|教学|质量|网络|校园|施工|工程|森林|信访|债务|用电|燃气|特种设备|动物|刑事|治安"
)
_SAME = {
    "伤亡": ("死亡", "亡人", "受伤", "伤人"),
    "死亡": ("亡人", "伤亡"),
    "亡人": ("死亡", "伤亡"),
    "上访": ("信访",),
}
"""What is an instance of what is promised not to happen: whoever promises no 伤亡 promises no 死亡."""
_HAPPENS = re.compile(r"(?:事件|伤人|伤害)(?:发生)?(?:起数|次数|件数|数|数量|率|情况)?$")
"""Names that count how often something happens, though no word in them is bad by itself."""
_SAID = 4
"""Characters of a promise that stand in a name, which is then of the very thing promised."""
_NOT_ZERO = re.compile(r"无害|无人|无障碍|无缝|无偿|无论|无线|无形|零散|零星|零售|零工|零距离|没有规定")


@rule(
    "VAL-020",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#相关性",
    kinds=TARGETS_WITH_TREE,
    message="绩效目标说“{promise}”，{called}的指标值却是“{value}”，允许发生。请把指标值改为 0，或者改绩效目标的说法。",
)
def promises_none_and_allows_some(form: Form) -> Iterator[Found]:
    """目标说不发生，指标却允许发生。

    ## 查什么
    绩效目标写明不发生、杜绝、零发生的事故、投诉等，对应的发生率、发生数指标是不是大于 0。

    ## 为什么
    目标和指标要一致；指标允许发生，目标就落空了。

    ## 怎么改
    指标值改为“=0”；如果目标只是尽量减少，把目标的话改过来。
    """
    promises = [(text.path, kept) for text in form.goal_texts for kept in _promises(text.text)]
    if not promises:
        return
    for row in form.rows:
        for path, (events, words) in promises:
            if _allows(row, events, words) and _about_the_same(row.name, words):
                yield found(
                    row.path("value_text"), path, printed=row.value, called=row.called, value=shown(row), promise=words
                )
                break


def _allows(row: Row, events: frozenset[str], words: str) -> bool:
    meaning = row.meaning
    if not meaning.is_number or not meaning.number or meaning.number <= 0 or meaning.operator in (">=", ">"):
        return False
    if not any(event in row.name or any(one in row.name for one in _SAME.get(event, ())) for event in events):
        return False
    if row.polarity is not None:
        return row.polarity is Polarity.NEGATIVE
    return _HAPPENS.search(row.name) is not None or any(
        words[n : n + _SAID] in row.name for n in range(len(words) - _SAID + 1)
    )


def _about_the_same(name: str, words: str) -> bool:
    """Whether an indicator may be of what is promised: 一般事故 is not 重特大事故, 交通事故 is not 火灾."""
    if _GRAVE.search(words) and _LIGHT.search(name):
        return False
    spheres, own = set(_SPHERES.findall(words)), set(_SPHERES.findall(name))
    return not spheres or not own or bool(spheres & own)


@lru_cache(maxsize=4096)
def _promises(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    """What a goal promises not to happen, with its words."""
    found_ones = []
    for match in _PROMISE.finditer(_NOT_ZERO.sub("　", fold(text))):
        words = match["what"] or match["event"] or ""
        events = frozenset(_EVENTS.findall(words))
        if events:
            found_ones.append((events, match[0].strip("　")))
    return tuple(found_ones)
