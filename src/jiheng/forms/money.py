"""The money of a form outside its tables: totals, sources, their scope, and what a 合计 is the total of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiheng.forms.binding import Binding
from jiheng.forms.inline import Inline, amounts_in, lines_of, trim
from jiheng.forms.neighbours import Neighbours
from jiheng.forms.sheet import GridView, Line, Spot
from jiheng.forms.vocabulary import Label
from jiheng.model.language import fold, is_blank, parse_amount

SOURCES = frozenset(
    (
        "fiscal_appropriation",
        "general_public_budget",
        "government_funds",
        "non_tax_revenue",
        "other_funds",
        "carry_over",
    )
)
"""Where money comes from: the keys that a scope or a column of a money table can stand before."""

_ANNUAL = re.compile(r"年度|当年|本年|20\d\d年")


def scoped(scope: str, key: str) -> str | None:
    """A budget key under a scope: `all_levels_total`, `project_total_fiscal_appropriation`; None where it has none."""
    if scope == "project_total":
        if key in ("total", "project_total"):
            return "project_total"
        return f"project_total_{key}" if key in ("fiscal_appropriation", "other_funds") else None
    return f"{scope}_{'total' if key == scope else key}"


@dataclass(slots=True)
class ScopeMark:
    """A 总额 label that sets the scope of the sources below it."""

    grid: GridView | None
    c0: int
    c1: int
    ordinal: int
    scope: str | None


class MoneyBinder:
    """Binds amounts beside, below or behind their labels."""

    def __init__(self, binding: Binding, near: Neighbours) -> None:
        self.binding = binding
        self.near = near
        self.scopes: list[ScopeMark] = []
        self.of = ""
        """The last money section met: `revenue`, `expenditure`, `three_public`."""
        self.use: Spot | None = None
        """The label 预算规模及资金用途, below which an unlabelled line is the use."""
        self.parent_open = False

    def bind(self, spot: Spot, label: Label, line: Line) -> bool:
        self.binding.label(spot, label.terms.get("amount") or label.terms["scope"])
        value = self.near.value_of(spot, amount=True)
        if value is not None and value.line is not line and not value.blank and parse_amount(value.text) is None:
            value = None
        key = self.key_of(spot, label, line)
        if value is None:
            if key is not None:
                self.binding.constant(("budget", key), None)
            return True
        self.put(key, label, value, 0, len(value.text))
        return True

    def key_of(self, spot: Spot, label: Label, line: Line) -> str | None:
        scope = label.terms.get("scope")
        if scope is not None:
            self._open_scope(spot, line, scope)
            return "project_total" if scope == "project_total" else f"{scope}_total"
        key = label.terms["amount"]
        if key == "total":
            if self._in_parent(spot, line, label):
                return "parent_fund_amount"
            scope = "project_total" if self._is_whole_project(label, line) else None
            self._open_scope(spot, line, scope)
            return scope or key
        if key in SOURCES:
            scope = self._scope_of(spot, line)
            if scope is not None:
                return scoped(scope, key)
        return key

    def _is_whole_project(self, label: Label, line: Line) -> bool:
        """项目资金总额 beside 年度资金申请总额 is the money of all the project's years."""
        if "项目" not in label.text or _ANNUAL.search(label.text):
            return False
        return any(other.term("amount") == "total" and _ANNUAL.search(fold(other.text)) for other in line.filled)

    def _in_parent(self, spot: Spot, line: Line, label: Label) -> bool:
        """金额 under 所属专项 is the parent fund's."""
        if label.text not in ("金额", "资金总额", "总额", "总金额"):
            return False
        before = line.filled[: line.filled.index(spot)] if spot in line.filled else []
        if any(other.term("meta") == "parent_fund" for other in before):
            return True
        if not self.parent_open:
            return False
        if spot.grid is not None and spot.grid.exact:
            return self.beside_parent(spot)
        return self.binding.has(("budget", "total")) or any(
            other.term("amount") for other in line.filled if other is not spot
        )

    def beside_parent(self, spot: Spot) -> bool:
        """The cell to the left is the block label 所属专项."""
        grid = spot.grid
        if grid is None or spot.line is None:
            return False
        if grid.exact:
            left = grid.cover(spot.r0, spot.c0 - 1)
        else:
            at = spot.line.spots.index(spot)
            left = spot.line.spots[at - 1] if at else None
        return left is not None and (left.term("section") == "parent" or left.term("meta") == "parent_fund")

    def _ordinal(self, spot: Spot, line: Line) -> int:
        n = 0
        for other in line.filled:
            if other is spot:
                return n
            if other.term("section"):
                continue
            if other.term("amount") or other.term("scope") or (other.label is None and amounts_in(other.text)):
                n += 1
        return n

    def _open_scope(self, spot: Spot, line: Line, scope: str | None) -> None:
        self.scopes.append(ScopeMark(spot.grid, spot.c0, spot.c1, self._ordinal(spot, line), scope))

    def _scope_of(self, spot: Spot, line: Line) -> str | None:
        ordinal = self._ordinal(spot, line)
        for mark in reversed(self.scopes):
            if mark.grid is not spot.grid:
                continue
            if spot.grid is not None and spot.grid.exact:
                if min(mark.c1, spot.c1) > max(mark.c0, spot.c0):
                    return mark.scope
            elif mark.ordinal == ordinal:
                return mark.scope
        return None

    def put(self, key: str | None, label: Label, spot: Spot, start: int, end: int) -> None:
        start, end = trim(spot.text, start, end)
        text = spot.text[start:end]
        path = ("budget", key or "")
        if is_blank(text):
            if key is not None and not self.binding.has(path):
                self.binding.put(path, spot, "amount", start, end, unit=label.unit)
            return
        if parse_amount(text) is None:
            prefix = re.match(r"[\d,，.]+\s*(?:亿元|万元|元)", text)
            if prefix is None or parse_amount(prefix[0]) is None:
                self.binding.extra(label.text, spot, start, end)
                return
            end = start + prefix.end()
        if key is None or self.binding.has(path):
            if key is None or self.binding.by_path[path].spot is not spot:
                self.binding.extra(label.text, spot, start, end)
            return
        self.binding.put(path, spot, "amount", start, end, unit=label.unit)

    def bind_sum(self, spot: Spot, line: Line) -> bool:
        """合计 among money labels: of what, the section above says."""
        keys = {other.term("amount") or "" for other in line.filled}
        money = "three_public" if any(key.startswith("three_public") for key in keys) else self.of
        self.binding.label(spot, "sum")
        value = self.near.value_of(spot)
        key = f"{money}_total" if money else "total"
        if value is not None and not value.blank:
            if parse_amount(value.text) is None:
                return True
            path = ("budget", key)
            if self.binding.has(path):
                self.binding.extra("合计", value)
            else:
                self.binding.put(path, value, "amount", unit=spot.label.unit if spot.label else None)
        return True

    def open_section(self, spot: Spot, label: Label) -> None:
        self.binding.label(spot, label.terms["section"])
        key = label.terms["section"]
        if key in ("money", "money_use"):
            text = label.text
            self.of = (
                "three_public"
                if "三公" in text
                else "revenue"
                if "收入" in text
                else "expenditure"
                if "支出" in text
                else self.of
            )
        if key == "money_use":
            self.use = spot
        if key == "parent":
            self.parent_open = True

    def is_fund_use(self, spot: Spot, line: Line) -> bool:
        if self.use is None or self.binding.has(("fund_use",)) or spot.label is not None:
            return False
        if parse_amount(spot.text) is not None or len(line.filled) > 1 + (line.filled[0] is self.use):
            return False
        grid = spot.grid
        if grid is None or grid is not self.use.grid:
            return False
        if grid.exact:
            return self.use.r0 <= spot.r0 < self.use.r1
        return spot.r0 - self.use.r0 in (1, 2, 3)

    def bind_inline(self, inline: Inline, spot: Spot, line: Line) -> None:
        self.binding.note_unit(inline.label.unit)
        key = self.key_of(spot, inline.label, line)
        self.put(key, inline.label, spot, inline.start, inline.end)
        if spot not in self.binding.values:
            self.binding.label(spot, key or "extra")

    def inline_in(self, spot: Spot) -> list[Inline]:
        text = spot.text
        if len(text) > 300 or not any(c.isdigit() for c in text):
            return []
        found = amounts_in(text)
        if found or "\n" not in text:
            return found
        for start, end in lines_of(text):
            for inline in amounts_in(text[start:end]):
                found.append(Inline(inline.label, inline.begin + start, inline.start + start, inline.end + start))
        return found
