"""How far an indicator is attained: a printed actual or expected value against its target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import fold
from jiheng.model.measures import measure_of
from jiheng.model.polarity import Polarity
from jiheng.model.values import Meaning, ValueKind, understand
from jiheng.rules.form import Form, Row

_QUANTITATIVE = frozenset(
    (ValueKind.ABSOLUTE, ValueKind.PERCENT, ValueKind.MONEY, ValueKind.FREQUENCY, ValueKind.DURATION)
)
_FEW = Decimal(1)
_MOMENT = re.compile(
    r"(?:((?:19|20)\d\d)[年./-])?(\d{1,2})(?:月份?(?:(\d{1,2})[日号]?|(上旬)|(中旬))?|[./-](\d{1,2})日?(?!\d))"
)
_BEGINS = re.compile(r"起始|开始|启动|生效|开放|开工|质保|有效")
_LAST_DAY = 31


@dataclass(frozen=True, slots=True)
class Attainment:
    """A target and what was reached, in one unit; `is_negative` where less is better."""

    target: Decimal
    actual: Decimal
    is_negative: bool
    is_strict: bool
    """The target is an exact number (=), so that more than it is no more than attained."""

    @property
    def is_met(self) -> bool:
        """Whether the target is attained."""
        return self.actual <= self.target if self.is_negative else self.actual >= self.target

    @property
    def share(self) -> Decimal | None:
        """How much of it is attained, 1 where it just is: A/T, where less is better T/A. None where one of them is zero."""
        if self.is_negative:
            return self.target / self.actual if self.actual > 0 and self.target >= 0 else None
        return self.actual / self.target if self.target > 0 else None


def attained(row: Row, text: str | None) -> Attainment | None:
    """What a printed value is against the target of its row; None where one of them is no number, or they do not compare."""
    target = row.meaning
    if not text or target.kind not in _QUANTITATIVE or target.number is None or target.low is not None:
        return None
    given = understand(text)
    if given.kind not in _QUANTITATIVE or given.number is None or given.low is not None:
        return None
    figures = _in_one_unit(target, given)
    if figures is None or figures[0] < 0 or figures[1] < 0:
        return None
    return Attainment(*figures, is_negative=_is_negative(row, target), is_strict=target.operator == "=")


def _is_negative(row: Row, target: Meaning) -> bool:
    if target.operator in ("<=", "<"):
        return True
    if target.operator in (">=", ">"):
        return False
    return row.is_cost or row.polarity is Polarity.NEGATIVE


def _in_one_unit(target: Meaning, given: Meaning) -> tuple[Decimal, Decimal] | None:
    due, actual = target.number or Decimal(), given.number or Decimal()
    if not given.unit:
        slipped = target.kind is ValueKind.PERCENT and actual <= _FEW < due  # 0.95 for 95%
        return None if slipped else (due, actual)
    if not target.unit:
        return (due, actual) if given.kind is not ValueKind.MONEY else None
    if target.kind is ValueKind.MONEY or given.kind is ValueKind.MONEY:
        if (
            target.yuan is None
            or given.yuan is None
            or (target.per and given.per and fold(target.per) != fold(given.per))
        ):
            return None
        return target.yuan, given.yuan
    if fold(target.unit) == fold(given.unit):
        return due, actual
    one, other = measure_of(target.unit), measure_of(given.unit)
    if one is None or other is None or one.sort is not other.sort:
        return None
    if one.base != other.base and not {one.base, other.base} <= _SAME and not _shares(one.base, other.base):
        return None
    return due * one.scale, actual * other.scale


_SAME = frozenset(("人", "名", "位"))
_PERCENT = frozenset(("%", "百分比"))


def _shares(one: str, other: str) -> bool:
    return {one, other} <= _PERCENT


GRADES = (
    re.compile(
        r"^(?:已|全部|基本)?(?:达成|完成|实现|达到)(?:年度|预期)?(?:指标|目标|要求)?$|达成(?:年度|预期)(?:指标|目标)"
    ),
    re.compile(r"部分(?:达成|完成|实现|达到)"),
    re.compile(r"未(?:达成|完成|实现|达到)|较差"),
)
"""The three grades of a qualitative row: attained, attained in part, not attained."""


@lru_cache(maxsize=4096)
def grade_of(text: str) -> int | None:
    """Which of the three grades a printed actual value names (0: attained); None where it names none."""
    folded = fold(text)
    for n in (1, 2, 0):
        if GRADES[n].search(folded):
            return n
    return None


def is_late(row: Row, text: str | None) -> bool:
    """Whether a printed day of completion is later than the day that the target gives."""
    if not text or row.meaning.kind is not ValueKind.DATE or row.meaning.operator in (">=", ">"):
        return False
    if understand(text).kind is not ValueKind.DATE or _BEGINS.search(row.name):
        return False
    due, done = _moment(row.value), _moment(text)
    if due is None or done is None:
        return False
    year = row.form.year or 0
    return (done[0] or due[0] or year, *done[1:]) > (due[0] or done[0] or year, *due[1:])


def _moment(text: str) -> tuple[int, int, int] | None:
    """The last day that a text names: year (0 where it has none), month, day; the end of the month where it has no day."""
    found = list(_MOMENT.finditer(fold(text)))
    if not found:
        return None
    year, month, day, early, middle, other = found[-1].groups()
    last = int(day or other or 0) or (10 if early else 20 if middle else _LAST_DAY)
    return int(year or 0), int(month), last


def points(value: object) -> Decimal | None:
    """A weight or a score, where one is printed."""
    return value if isinstance(value, Decimal) else None


def has_reason(row: Row) -> bool:
    """Whether a cause of the deviation is told."""
    one = row.indicator
    return fold(one.deviation or "") not in _NOTHING or bool(one.deviation_causes)


_NOTHING = frozenset(("", "0", "无", "/", "-", "—", "无偏差", "不适用", "没有"))


@dataclass(frozen=True, slots=True)
class Money:
    """The year's money of a form after its approval: what it was to be, and what was spent, with their paths."""

    budget: str
    due: Decimal
    executed: str
    spent: Decimal


def money_of(form: Form) -> Money | None:
    """全年预算数 (else 年初预算数) and 执行数 of the form; None where one is blank."""
    budget = form.table.budget or {}
    executed = budget.get("executed")
    key = "adjusted" if budget.get("adjusted") is not None else "initial"
    due = budget.get(key)
    if executed is None or due is None:
        return None
    return Money(f"budget.{key}", due, "budget.executed", executed)


def explained(form: Form, words: re.Pattern[str]) -> bool:
    """Whether a remark of the form, or the cause of a deviation, speaks of a matter."""
    table = form.table
    texts = [table.notes or "", *(one.text or "" for one in table.extra or ())]
    texts += [row.indicator.deviation or "" for row in form.rows]
    texts += [goal.actual_text or "" for goal in table.goals or ()]
    return any(words.search(text) for text in texts if text)
