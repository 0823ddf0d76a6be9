"""Which count of a text an indicator repeats with another number, where their words differ a little.

What an indicator and a text count is compared by exclusion. Indicators and counts whose numbers agree explain each other; of
those left over, one indicator and one number that share the measure word and most of their words tell of one thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from jiheng.rules.form import Form
from jiheng.rules.quantities import (
    ANY_THING,
    NEUTRAL,
    Counted,
    Quantity,
    counted_anywhere,
    differs,
    digits_swapped,
    pairs,
)
from jiheng.rules.registry import Spot

_MOST = 40
"""Indicators or counts of one measure word beyond which nothing is compared."""
_LIGHT = re.compile(
    r"受益|惠及|补助|补贴|发放|提供|支持|给予|对象|总数|数量|人数|户数|规模|面积|长度|里程|不少于|不低于|达到|以上|年度|每年|年(?=[^\W\d])|[^\w一-龥]|[\dA-Za-z]"
)
"""Words that do not tell one thing from another."""
_BAG, _PAIRS = 0.8, 0.4
"""How much of a name's characters, and of its pairs of neighbouring ones, a phrase holds at least."""
_NEAR = 8
"""Characters between a count and the thing that it counts (3个建档立卡贫困村)."""
_TOLD_APART = (
    re.compile("新增|净增|新(?!闻|型|材|能|农|生)"),
    re.compile("人均|户均|日均|月均|平均|每"),
    re.compile("累计"),
    re.compile("[上下]半年|季度"),
    re.compile("增加|增长|减少|下降|降低"),
)
"""Words that make another thing of a count, unless both have them."""

_ANYBODY = re.compile("(?:农村|城乡|沿线|辖区)?(?:群众|居民|村民|人口|农民|百姓|人员)")
Counts = Sequence[tuple[Spot, Quantity]]


def left_over(form: Form, counts: Counts, all_counts: Counts, about: Decimal) -> Iterator[tuple[Counted, Counts]]:
    """The indicators whose number no text holds, each with the counts of the same thing that no indicator holds."""
    rows = [one for row in form.rows if not row.is_cost and not row.is_satisfaction and (one := counted_anywhere(row))]
    by_measure: dict[str, list[Counted]] = {}
    for one in rows:
        by_measure.setdefault(_head(one.measure), []).append(one)
    said: dict[str, list[tuple[Spot, Quantity]]] = {}
    for spot, count in counts:
        said.setdefault(_head(count.measure), []).append((spot, count))
    known: dict[str, set[Decimal]] = {}
    for _, count in all_counts:
        known.setdefault(_head(count.measure), set()).add(count.number)
    for measure, own in by_measure.items():
        told = said.get(measure, [])
        if told and len(own) <= _MOST and len(told) <= _MOST:
            yield from _of_measure(own, told, known[measure], about)


def _head(measure: str) -> str:
    return "个" if measure in ANY_THING else measure


def _of_measure(
    rows: Sequence[Counted], told: Counts, known: set[Decimal], about: Decimal
) -> Iterator[tuple[Counted, Counts]]:
    numbers = {one.number for one in rows}
    sums = _sums(known) | _sums(numbers)
    free_rows = [one for one in rows if one.number not in known and one.number not in sums and not one.is_several]
    free = [
        (spot, count)
        for spot, count in told
        if count.number not in sums and all(differs(count, number, about) for number in numbers)
    ]
    if not free_rows or not free:
        return
    fitting = {one.row.n: [(spot, count) for spot, count in free if _is_alike(one, count)] for one in free_rows}
    for one in free_rows:
        own = fitting[one.row.n]
        if not own or len({count.number for _, count in own}) != 1:
            continue
        if sum(any(count.number == own[0][1].number for _, count in other) for other in fitting.values()) == 1:
            yield one, own


def _sums(numbers: set[Decimal]) -> set[Decimal]:
    """What any two of a few numbers give together, and all of them."""
    few = sorted(numbers)[:12]
    found = {one + other for one, other in combinations(few, 2)}
    return found | ({sum(few, Decimal())} if len(few) > 1 else set())


def _is_alike(one: Counted, count: Quantity) -> bool:
    name, before, after = _bare(one.core), _bare(count.before), _bare(count.after[: _NEAR * 2])
    phrase = before + after
    if one.row.indicator.place or not name or not phrase or _is_another(one.row.name, count.before + count.after):
        return False
    if digits_swapped(one.number, count.number) and (pairs(name) & pairs(phrase)):
        return True
    if one.measure == "人" and _ANYBODY.fullmatch(name) and digits_swapped(one.number, count.number):
        return True
    if len(name) <= 3:
        return len(name) >= 2 and (before.endswith(name) or name in after[: _NEAR + len(name)])
    if name in phrase or _within(name, phrase):
        return True
    noun = _noun(before, after)
    if len(noun) >= 4 and (noun in name or _within(noun, name)) and (noun[-2:] in name):
        return True
    lead = _lead(count)
    return _ends_alike(name, lead) or (
        lead != before and len(name) > 4 and _within(name, lead) and name[-2:] == lead[-2:]
    )


def _within(name: str, phrase: str) -> bool:
    """Whether a phrase holds nearly all of a name, in whatever order its words stand."""
    lacking = sum((Counter(name) - Counter(phrase)).values())
    if lacking > len(name) * (1 - _BAG):
        return False
    own = pairs(name)
    return len(own & pairs(phrase)) >= len(own) * _PAIRS and (name[-2:] in phrase or name[:2] in phrase)


@lru_cache(maxsize=16384)
def _lead(count: Quantity) -> str:
    """The whole enumeration before a count (宣传进社区、进学校活动150场); where other figures stand in it, only the last words."""
    lead = re.split("[,，]", count.sentence)[-1]
    return _bare(count.before if re.search(r"\d", lead) else lead)


def _noun(before: str, after: str) -> str:
    return before if before else after


def _ends_alike(name: str, before: str) -> bool:
    """Whether a name and the words before a count begin with one deed and end with one thing (查处……违法行为)."""
    return len(name) >= 6 and name[-3:] == before[-3:] and name[:2] in before


def _is_another(name: str, phrase: str) -> bool:
    return any((pattern.search(name) is None) != (pattern.search(phrase) is None) for pattern in _TOLD_APART)


@lru_cache(maxsize=32768)
def _bare(text: str) -> str:
    return NEUTRAL.sub("", _LIGHT.sub("", text))
