"""A form as rules see it: the table, and what it means, worked out once for all rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from msgspec import UNSET

from jiheng.law.profiles import Profile
from jiheng.model.declaration import DocumentFacts, Goal, Indicator, Kind, Table
from jiheng.model.language import MONEY_UNITS, fold
from jiheng.model.levels import (
    BENEFITS,
    COSTS,
    LEVEL1_NAMES,
    LEVEL2_NAMES,
    PARENTS,
    Framework,
    Level1,
    Level2,
    framework_of,
    level1_of,
    level2_of,
)
from jiheng.model.location import Location
from jiheng.model.measures import is_rate, unit_in_name
from jiheng.model.places import value_at
from jiheng.model.values import Meaning, Polarity, ValueKind, polarity_of, understand
from jiheng.rules.registry import Spot

_LONGEST = 30
"""Characters of a quoted text in a message."""


def quote(text: str | None) -> str:
    """A text of the form as a message quotes it: on one line, shortened."""
    bare = "".join((text or "").split("\n"))
    return bare if len(bare) <= _LONGEST else f"{bare[: _LONGEST - 1]}…"


class Row:
    """An indicator as rules see it: `n` is its index from 0, `level1` and `level2` what its levels mean."""

    __slots__ = ("_meaning", "form", "indicator", "level1", "level2", "n", "name", "value")

    def __init__(self, form: Form, n: int, indicator: Indicator) -> None:
        self.form = form
        self.n = n
        self.indicator = indicator
        self.name: str = indicator.name or ""
        self.value: str = indicator.value_text or ""
        self.level2 = level2_of(indicator.level2 or None)
        self.level1 = _level1(indicator, self.level2)
        self._meaning: Meaning | None = None

    @property
    def meaning(self) -> Meaning:
        """What its value means."""
        if self._meaning is None:
            one = self.indicator
            money_unit = (self.form.table.money_unit or "") if self.asks_for_money else None
            self._meaning = understand(
                one.value_text or None, one.operator or None, _number(one.number), one.unit or None, money_unit
            )
        return self._meaning

    @property
    def polarity(self) -> Polarity | None:
        """Which way it is better: by its own 指标方向性, else by its name."""
        printed = self.indicator.polarity or ""
        if "反向" in printed or "负向" in printed:
            return Polarity.NEGATIVE
        if "正向" in printed:
            return Polarity.POSITIVE
        return polarity_of(self.name)

    @property
    def is_cost(self) -> bool:
        """Whether it stands under 成本."""
        return self.level2 in COSTS or self.level1 is Level1.COST

    @property
    def asks_for_money(self) -> bool:
        """Whether a bare number there, or a bare 万, is an amount: a cost (other than to society or nature) that is no rate."""
        plain_cost = self.level2 in (Level2.COST, Level2.ECONOMIC_COST) or (
            self.level1 is Level1.COST and self.level2 is None
        )
        return plain_cost and not is_rate(self.name) and unit_in_name(self.name) is None

    @property
    def is_benefit(self) -> bool:
        """Whether it stands under 效益."""
        return self.level2 in BENEFITS or (self.level1 is Level1.BENEFIT and self.level2 in (None, Level2.OTHER))

    @property
    def is_satisfaction(self) -> bool:
        """Whether it stands under 满意度, wherever the form has put that."""
        return self.level2 is Level2.SATISFACTION or self.level1 is Level1.SATISFACTION

    @property
    def level_name(self) -> str:
        """The standard name of its level: 数量指标; as printed where it is no standard one."""
        if self.level2 in LEVEL2_NAMES:
            return LEVEL2_NAMES[self.level2]
        if self.level1 in LEVEL1_NAMES:
            return LEVEL1_NAMES[self.level1]
        return self.indicator.level2 or self.indicator.level1 or "指标"

    def path(self, field: str) -> str:
        """The path of one of its fields: `indicators[3].weight`."""
        return f"indicators[{self.n}].{field}"

    @property
    def called(self) -> str:
        """How a message names it: 第 4 条指标“社区数量”."""
        return f"第 {self.n + 1} 条指标“{quote(self.name)}”" if self.name else f"第 {self.n + 1} 条指标（没有名称）"


def _number(number: Any) -> Decimal | None:
    return number if isinstance(number, Decimal) else None


def _level1(indicator: Indicator, level2: Level2 | None) -> Level1 | None:
    """The first level that an indicator belongs to, whatever slip the form prints: a known second level decides."""
    printed = level1_of(indicator.level1 or None)
    if level2 in PARENTS:
        return PARENTS[level2]
    if printed in (None, Level1.OTHER):
        own = PARENTS.get(level2_of(indicator.level1 or None) or Level2.OTHER)  # 社会效益指标 printed as a first level
        return own or printed
    return printed


@dataclass(slots=True, eq=False)
class File:
    """The tables of a file that was read.

    `blanks`: for each table, the cells of the values that are left blank, by path. `left_over`: how many texts were not
    understood. `document`: the metadata that the file carries, where known. `doubtful`: the (table, path) of the values that
    were recognised in a picture with little confidence.
    """

    source: str
    tables: Sequence[Table]
    complete: bool = True
    left_over: int = 0
    blanks: Sequence[Mapping[str, Location]] = ()
    document: DocumentFacts | None = None
    doubtful: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the form and its path."""

    path: str
    text: str


class Form:
    """A table with its file, its number there (from 0) and the profile by which it is judged.

    `siblings` are the forms of the same file, itself included.
    """

    def __init__(self, table: Table, file: File, number: int, profile: Profile, year: int | None) -> None:
        self.table = table
        self.file = file
        self.number = number
        self.profile = profile
        self.year = year
        """The form's fiscal year; of a form that prints none, that of its file."""
        self.siblings: Sequence[Form] = (self,)

    # ---- who and what

    @property
    def source(self) -> str:
        """The name of its file."""
        return self.file.source

    @property
    def blanks(self) -> Mapping[str, Location]:
        """The cells of the values that are left blank, by path."""
        return self.file.blanks[self.number] if self.number < len(self.file.blanks) else {}

    @property
    def kind(self) -> Kind:
        """What the form is."""
        return self.table.kind

    @cached_property
    def unit(self) -> str:
        """The name of the unit, folded for comparing; blank where the form names none."""
        table = self.table
        return fold(table.budget_unit or table.filing_unit or table.implementing_unit or "")

    @property
    def project(self) -> str:
        """The name of the project or direction, as printed; blank where there is none."""
        return self.table.project_name or self.table.direction or ""

    @property
    def called(self) -> str:
        """How a message names the form: 第 3 张表“社区工作经费”."""
        name = self.project or (self.table.budget_unit or "")
        return f"第 {self.number + 1} 张表“{quote(name)}”" if name else f"第 {self.number + 1} 张表"

    @cached_property
    def is_blank(self) -> bool:
        """A form that nobody has filled in."""
        table = self.table
        rows = ("tasks", "work_plan", "fund_lines", "cost_estimates", "opinions", "safeguards", "indicators")
        filled = any(getattr(table, key) for key in rows) or any(goal.text for goal in self.goals)
        named = table.project_name or table.project_code or table.direction or table.duties
        return not filled and not named and all(amount is None for amount in (table.budget or {}).values())

    @cached_property
    def is_cut_off(self) -> bool:
        """Whether the file ends inside the form: the reader says so, or it is the last one of its file and its tree stops
        among its outputs, or before levels that every other form of the file has."""
        if self.table.truncated is True or self._stops_among_outputs:
            return True
        if self is not self.siblings[-1] or not self.rows or self.table.blank_levels:
            return False
        others = [one for one in self.siblings if one is not self and one.kind is self.kind and one.rows]
        if not others:
            return False
        common = set.intersection(*({row.level1 for row in one.rows} for one in others))
        return len(common) > 1 and len(common - {row.level1 for row in self.rows}) >= 2

    @property
    def _stops_among_outputs(self) -> bool:
        if not self.table.cells or self is not self.siblings[-1] or not self.rows or self.table.blank_levels:
            return False
        levels = {row.level2 for row in self.rows}
        outputs = {Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS}
        return levels <= outputs | COSTS and not (outputs <= levels and levels & COSTS)

    # ---- values

    def value(self, path: str) -> Any:
        """What stands at a path; None where nothing does."""
        return value_at(self.table, path)

    def amount(self, path: str) -> Decimal | None:
        """The amount at a path, in yuan."""
        value = value_at(self.table, path)
        return value if isinstance(value, Decimal) else None

    def has(self, key: str) -> bool:
        """Whether the form prints a label for a key of the table, filled or not (`budget.total` too)."""
        first, _, rest = key.partition(".")
        value = getattr(self.table, first)
        if value is UNSET:
            return False
        return not rest or (isinstance(value, dict) and rest in value)

    def spot(self, path: str) -> Spot:
        """A place in this form, for rules over several forms."""
        return Spot(self, path)

    @cached_property
    def total(self) -> tuple[str, Decimal] | None:
        """The whole of the form's money, as (path, yuan): 总额, else 支出合计, else 收入合计, else 全年预算数."""
        budget = self.table.budget or {}
        for key in ("total", "expenditure_total", "revenue_total", "adjusted", "initial"):
            if budget.get(key) is not None:
                return f"budget.{key}", budget[key]  # type: ignore[return-value]
        return None

    @cached_property
    def money_unit(self) -> str:
        """The unit in which messages print the form's money: its own, else 元."""
        return self.table.money_unit or "元"

    def money(self, yuan: Decimal) -> str:
        """An amount as the form prints it: `17.80 万元`, `30,720 元`; never rounded."""
        scale = MONEY_UNITS.get(self.money_unit, Decimal(1))
        shown = (yuan / scale).normalize()
        exponent = shown.as_tuple().exponent
        least = 0 if scale == 1 else 2
        places = max(least, -exponent if isinstance(exponent, int) else 0)
        return f"{shown:,.{places}f} {self.money_unit}"

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """The goals that say something."""
        return tuple(goal for goal in self.table.goals or () if goal.text)

    @cached_property
    def goal_texts(self) -> tuple[Text, ...]:
        """The goals that say something, with their paths."""
        return tuple(Text(f"goals[{n}].text", goal.text) for n, goal in enumerate(self.table.goals or ()) if goal.text)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every prose text of the form with its path: goals, tasks, work plan, fund lines, estimates, duties, notes."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[Text]:
        table = self.table
        for key in ("fund_use", "duties", "notes"):
            if getattr(table, key):
                yield Text(key, getattr(table, key))
        yield from self.goal_texts
        for key, fields in _PROSE.items():
            for n, row in enumerate(getattr(table, key) or ()):
                for field in fields:
                    text = getattr(row, field)
                    if text:
                        yield Text(f"{key}[{n}].{field}", text)
        for n, text in enumerate(table.safeguards or ()):
            yield Text(f"safeguards[{n}]", text)

    # ---- indicators

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators, in reading order."""
        return tuple(Row(self, n, one) for n, one in enumerate(self.table.indicators or ()))

    @cached_property
    def framework(self) -> Framework:
        """The generation of the indicator tree: by its levels, and where they do not tell, the year's own."""
        printed = {(one.level1 or None, one.level2 or None) for one in self.table.indicators or ()}
        printed |= {(one.level1 or None, one.level2 or None) for one in self.table.blank_levels or ()}
        return framework_of(printed)

    @cached_property
    def cost_rows(self) -> tuple[Row, ...]:
        """The indicators under 成本 whose value is an amount."""
        return tuple(row for row in self.rows if row.is_cost and row.meaning.kind is ValueKind.MONEY)


_PROSE = {
    "tasks": ("name", "content"),
    "work_plan": ("item", "objective"),
    "fund_lines": ("name", "implementation_goal", "annual_goal"),
    "cost_estimates": ("direction", "item", "calculation"),
}
"""The fields of rows that hold prose."""
