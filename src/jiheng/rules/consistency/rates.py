"""Rates that a text promises: `优良中等路率不低于85%`, `案件发案数同比下降5%以上`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import fold_value
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.quantities import NEUTRAL, key

_RATE = re.compile(r"(?<![\d.\-~—至])(?P<number>\d+(?:\.\d+)?)%(?![\d\-~—至])")
_STOP = re.compile(r"[,，。;；:：、!！?？\n()（）“”\"《》【】]")
_TAIL = re.compile(
    r"(?:约|近|大约|不少于|不低于|不超过|不高于|低于|高于|超过|达到|达|为|是|至|到|在|保持|稳定|控制|提高|提升|降|下降|上升|均|分别|都|以上|以下|≥|≤|>|<|=|力争|要求|维持|总体|"
    r"以内|年底前?|年末)+$"
)
_ASIDE = re.compile(
    r"去年|上年(?!同期)|往年|历年|其中|十[三四五]五|20\d\d年(?:底|末)?(?:前|达到)|由|从|分别|原|每|季度|上半年|月底"
)
_CHANGE = re.compile(r"同比|比上年|较上年|环比|比去年|较去年|比上年同期|较上年同期|[起件人宗例次户]?数量?$")
_CHANGES = re.compile(r"下降|降低|减少|增长|增加|上升|提高")
_KIND = re.compile(r"(?:百分比|比例|比率|幅度|占比|比重|程度|率|度|比|数)$")
_LONGEST, _SHORTEST = 40, 4
_SATISFIED = re.compile(r"满意")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of a text: what is rated, the number in per cent, and the words with it as printed."""

    name: str
    number: Decimal
    words: str


@lru_cache(maxsize=8192)
def rates(text: str) -> tuple[Rate, ...]:
    """The rates of a text, each with the words before it in its clause."""
    if "%" not in text and "％" not in text:
        return ()
    return tuple(_found(fold_value(text)))


def _found(text: str) -> Iterator[Rate]:
    for match in _RATE.finditer(text):
        begin = max(0, match.start() - _LONGEST)
        stops = [stop.end() for stop in _STOP.finditer(text, begin, match.start())]
        lead = text[stops[-1] if stops else begin : match.start()]
        change = _CHANGES.search(lead) if "同比" in lead or "上年" in lead or "去年" in lead else None
        if _ASIDE.search(lead) or "%" in lead:
            continue
        name = _stripped(lead)
        if change is not None and change[0] not in name:
            name += change[0]
        if _KIND.search(name) or change is not None:
            yield Rate(name, Decimal(match["number"]), f"{lead}{match[0]}")


def _stripped(lead: str) -> str:
    previous = ""
    while lead != previous:
        previous, lead = lead, _TAIL.sub("", lead)
    return lead


@lru_cache(maxsize=16384)
def _plain(name: str) -> str:
    """A name of a rate without the words that say nothing: 刑事警情下降率 and 刑事警情同比下降 are one."""
    bare = re.sub(r"\([^)]*\)|[^\w一-龥]", "", fold_value(name))
    bare = NEUTRAL.sub("", bare)
    if _CHANGES.search(bare):
        bare = _CHANGE.sub("", _KIND.sub("", bare))
        bare = re.sub(r"(?:[起件人宗例次户]?数量?)(?=下降|降低|减少|增长|增加|上升|提高)", "", _CHANGE.sub("", bare))
    return bare


def clashing(form: Form, said: Sequence[tuple[str, str]]) -> Iterator[tuple[Row, list[tuple[str, Rate]]]]:
    """The indicators whose rate the texts (path and text) tell otherwise; each with what they tell."""
    told = [(path, rate) for path, text in said for rate in rates(text)]
    if not told:
        return
    rows = [
        row
        for row in form.rows
        if row.meaning.kind is ValueKind.PERCENT
        and row.meaning.number is not None
        and row.meaning.low is None
        and not row.is_cost
        and not row.indicator.place
        and row.name
    ]
    if len(rows) * len(told) > 4000:
        return
    same = {row.n: [(path, rate) for path, rate in told if _is_same(row, rate)] for row in rows}
    by_n = {row.n: row for row in rows}
    explained = {
        (path, rate) for n, pairs_of in same.items() for path, rate in pairs_of if rate.number == by_n[n].meaning.number
    }
    for row in rows:
        own = same[row.n]
        numbers = {rate.number for _, rate in own}
        if len(numbers) != 1 or _is_rounded(row.meaning.number or Decimal(), own[0][1].number):
            continue
        if not any(one in explained for one in own):
            others = [n for n, pairs_of in same.items() if n != row.n and any(one in own for one in pairs_of)]
            if not others:
                yield row, own


def _is_rounded(due: Decimal, told: Decimal) -> bool:
    """Whether a text gives a rate, or the rate without its last decimals (99% for 99.2%)."""
    exponent = told.as_tuple().exponent
    return due == told or (isinstance(exponent, int) and round(due, -exponent) == told)


def _is_same(row: Row, rate: Rate) -> bool:
    one, other = _plain(row.name), _plain(rate.name)
    if not one or not other:
        return False
    if one == other or key(one) == key(other):
        return True
    if _SATISFIED.search(one) or (_CHANGES.search(one) is None) != (_CHANGES.search(other) is None):
        return False
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long.endswith(short) and len(long) <= len(short) * 2 + 2
