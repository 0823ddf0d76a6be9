"""The lists of a form as they are compared: which fields, and by what a row is known."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from jiheng.model.alignment import By
from jiheng.model.declaration import Indicator
from jiheng.model.sameness import level1_key, level2_key, plain_key, text_key, value_key, whole_value

_GENERIC = re.compile(r"(?:任务|项目|事项|工作|内容|指标|目标|支出|明细)?[\d一二三四五六七八九十]{0,3}|[.…·]+")
"""Names that name nothing: 任务1, 项目二."""
_ORDINAL = re.compile(r"^(?:[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])")
KNOWN = "known"
"""Beside the fields: the name of a row where it names something."""
MONEY = frozenset(("total", "fiscal_appropriation", "other_funds", "amount", "cost_estimate_total"))
"""Fields that hold amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of a form.

    `keys` and `texts`: how its rows are known again, see `align`. `group`: the fields that say where a row belongs.
    `frame`: the fields that alone say nothing. `called`: what a row is called by. `within`: the fields within which the
    order of rows says something; None where order says nothing. `inner`: lists within a row.
    """

    fields: tuple[str, ...]
    keys: tuple[By, ...]
    texts: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    within: tuple[str, ...] | None = ()
    inner: tuple[str, ...] = ()

    def says_something(self, meanings: Mapping[str, Hashable | None]) -> bool:
        """Whether a row holds more than its frame."""
        return any(meanings[field] is not None for field in self.fields if field not in self.frame)


def _all(*fields: str) -> By:
    return By((), fields)


_TASK = ("name", "content", "total", "fiscal_appropriation", "other_funds")
_FUND = ("number", "name", "amount", "implementation_goal", "annual_goal", "is_section")
_COST = ("direction", "item", "amount", "calculation")
_GOAL = ("scope", "number", "text", "actual_text")
_INDICATOR = (
    "goal", "level1", "level2", "name", "description", "value_text", "basis", "weight", "polarity", "actual_text",
    "expected_text", "score", "deviation", "deviation_causes", "likelihood", "place",
)  # fmt: skip

LISTINGS = {
    "tasks": Listing(
        fields=_TASK,
        keys=(
            _all(*_TASK), By((KNOWN, "content")), By((KNOWN, "total")), By((KNOWN,)), By(("content",)),
            By(("total", "fiscal_appropriation"), once=True), By(("total",), once=True),
        ),
        texts=(KNOWN, "content"),
        called=("name", "content"),
        inner=("spending_plan",),
    ),
    "work_plan": Listing(
        fields=("item", "responsible", "objective"),
        keys=(_all("item", "responsible", "objective"), By(("item", "responsible")), By(("item",)), By(("objective",))),
        texts=("item", "objective"),
        called=("item", "objective"),
    ),
    "fund_lines": Listing(
        fields=_FUND,
        keys=(_all(*_FUND), By(("name",), ("number",)), By(("name", "amount")), By(("name",)), By(("amount",), once=True)),
        texts=("name", "annual_goal"),
        frame=("number", "is_section"),
        called=("name",),
    ),
    "spending_plan": Listing(
        fields=("by", "cumulative_percent"),
        keys=(By(("by",)), By(("cumulative_percent",), once=True)),
        frame=("by",),
        within=None,
    ),
    "cost_estimates": Listing(
        fields=_COST,
        keys=(
            _all(*_COST), By(("item",), ("direction", "amount")), By(("item",), ("direction",)), By(("item",)),
            By(("calculation",)), By(("direction", "amount"), once=True), By(("amount",), once=True),
        ),
        texts=("item", "calculation"),
        group=("direction",),
        called=("item", "direction"),
    ),
    "goals": Listing(
        fields=_GOAL,
        keys=(
            _all(*_GOAL), By(("text",), ("scope", "number")), By(("text",), ("scope",)), By(("scope", "number"), once=True),
            By(("scope",), once=True, sole=True),
        ),
        texts=("text",),
        group=("scope",),
        frame=("scope", "number"),
        within=("scope",),
    ),
    "indicators": Listing(
        fields=_INDICATOR,
        keys=(
            _all(*_INDICATOR), By(("name",), ("goal", "level2", "place", "value_text")),
            By(("name",), ("goal", "level2", "place")), By(("name",), ("level2", "place", "value_text")),
            By(("name",), ("level2", "place")), By(("name",), ("place", "value_text")), By(("name",), ("place",)),
            By(("value_text",), ("goal", "level2", "description", "place"), once=True),
            By(("value_text",), ("level2",), once=True),
        ),
        texts=("name",),
        group=("level2", "place"),
        frame=("goal", "level1", "level2", "place", "polarity"),
        called=("name",),
        within=("goal", "level2", "place"),
        inner=("history",),
    ),
    "history": Listing(fields=("period", "value_text"), keys=(By(("period",)),), frame=("period",), within=None),
    "opinions": Listing(
        fields=("by", "text", "date"),
        keys=(By(("by",), ("text",)), By(("by",)), By(("text",), once=True)),
        frame=("by",),
        called=("by",),
        within=None,
    ),
    "safeguards": Listing(fields=("",), keys=(By(("",)),), texts=("",)),
    **dict.fromkeys(("extra", "signatures"), Listing(
        fields=("label", "text"),
        keys=(By(("label",), ("text",)), By(("label",)), By(("text",), once=True)),
        frame=("label",),
        called=("label",),
        within=None,
    )),
}  # fmt: skip
"""The lists that are compared; 空白的指标行 is layout."""


def meanings_of(listing: Listing, row: Any, money_unit: str | None) -> dict[str, Hashable | None]:
    """What each field of a row means."""
    if isinstance(row, str):
        return {"": text_key(_ORDINAL.sub("", row)) or None}
    found = {field: plain_key(getattr(row, field)) for field in listing.fields}
    if isinstance(row, Indicator):
        found["level1"] = level1_key(row.level1 or None)
        found["level2"] = level2_key(row.level2 or None)
        found["value_text"] = value_key(row, money_unit)
    name = found.get("name")
    if listing is LISTINGS["tasks"]:
        found[KNOWN] = None if isinstance(name, str) and _GENERIC.fullmatch(name) else name
    return found


def shown(row: Any, field: str) -> Any:
    """What stands in a field, as it is told."""
    if not field:
        return row
    return whole_value(row) if isinstance(row, Indicator) and field == "value_text" else getattr(row, field)


def called(listing: Listing, row: Any) -> str | None:
    """What a row is called; None where it has no name."""
    texts = (getattr(row, field) for field in listing.called)
    return next((text for text in texts if isinstance(text, str) and not _GENERIC.fullmatch(text_key(text))), None)
