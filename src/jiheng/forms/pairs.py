"""The lines of a form that belong to no table: labels with their value beside, below or behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jiheng.formats.document import Cell
from jiheng.forms.binding import Binding
from jiheng.forms.goal_cells import GoalBinder
from jiheng.forms.goals import bind_goal_text, number_of
from jiheng.forms.headlines import Head, HeadLine, attachment_of_title, classify, unit_inside
from jiheng.forms.inline import Inline, amounts_in, goal_label_in, pairs_in
from jiheng.forms.ledger import How, Why
from jiheng.forms.meta import UNIT_HEAD_LINE, MetaBinder
from jiheng.forms.money import MoneyBinder
from jiheng.forms.months import MONTH
from jiheng.forms.neighbours import Neighbours
from jiheng.forms.opinions import DATE_BLANK, SEAL, OpinionBinder
from jiheng.forms.periods import note_period
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.vocabulary import Label, unit_in
from jiheng.model.language import fold, parse_amount, parse_number

_NEXT_GOAL = re.compile(r"\s*(?P<named>目标)?\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:：、.．](?!\d)")
_NOTE = re.compile(r"(?:填表|填报|填写)?(?:说明|须知)[:.、\d]|注[:\d]")


class PairBinder:
    """Binds the lines of a form that belong to no table zone, from top to bottom."""

    def __init__(self, binding: Binding, *, many_trees: bool = False) -> None:
        self.binding = binding
        self.near = Neighbours(binding)
        self.meta = MetaBinder(binding, self.near)
        self.money = MoneyBinder(binding, self.near)
        self.goals = GoalBinder(binding, self.near, many_trees=many_trees)
        self.opinions = OpinionBinder(binding, self.near)

    def bind(self, lines: Sequence[Line]) -> None:
        """Bind consecutive lines."""
        for line in lines:
            self.bind_line(line)

    def bind_line(self, line: Line) -> None:
        if self.goals.heading(line) or self.goals.row(line):
            return
        for spot in line.filled:
            if not self.binding.used(spot):
                self._bind_spot(spot, line)

    def _bind_spot(self, spot: Spot, line: Line) -> None:
        holds = isinstance(spot.cell, Cell) and bool(spot.cell.grids)
        page = "\n" in spot.text and (holds or (len(line.filled) == 1 and len(spot.text) > 60))
        if page and self._bind_page_text(spot, line):
            return
        label = spot.label
        if label is not None and self._bind_label(spot, label, line):
            return
        if self._bind_inline(spot, line):
            return
        self._bind_plain(spot, line)

    def _bind_page_text(self, spot: Spot, line: Line) -> bool:
        """A cell or paragraph of many lines around a form: its title, year and signature lines each by itself."""
        parts = classify(spot.text)
        if not any(part.kind is Head.TITLE for part in parts):
            return False
        last = max(n for n, part in enumerate(parts) if part.kind is Head.TITLE)
        for part in parts[last:]:
            if part.kind is Head.OTHER:
                for inline in pairs_in(spot.text[part.start : part.end]):
                    shifted = Inline(
                        inline.label, inline.begin + part.start, inline.start + part.start, inline.end + part.start
                    )
                    self._inline_pair(shifted, spot, line)
            else:
                self._head_part(part, spot, line, alone=False)
        return True

    def _bind_label(self, spot: Spot, label: Label, line: Line) -> bool:
        terms = label.terms
        self.binding.note_unit(label.unit)
        note_period(self.binding, spot)
        if label.text in ("名称", "专项名称") and self.money.beside_parent(spot):
            return self.meta.bind(spot, "parent_fund", label)
        beside = self.near.right(spot)
        leads = beside is not None and self.near.is_label(beside)
        if "section" in terms and (leads or not self._other_meaning(terms) or self._is_block_head(terms, beside)):
            self.money.open_section(spot, label)
            return True
        if "goal" in terms:
            return self.goals.bind(spot, label)
        if "pair" in terms:
            return self.meta.bind_two(spot, terms["pair"])
        if "meta" in terms and not self._money_context(terms, beside):
            return self.meta.bind(spot, terms["meta"], label)
        if "scope" in terms or "amount" in terms:
            return self.money.bind(spot, label, line)
        if "meta" in terms:
            return self.meta.bind(spot, terms["meta"], label)
        if "sum" in terms:
            return self.money.bind_sum(spot, line)
        if "signature" in terms:
            self.meta.sign(spot)
            return True
        if "extra" in terms:
            self.meta.bind_extra(spot, label.text)
            return True
        if "task" in terms or "tree" in terms or "cost" in terms or "plan" in terms or "fund" in terms:
            self.binding.label(spot, next(iter(terms.values())))
            return True
        return False

    @staticmethod
    def _other_meaning(terms: Mapping[str, str]) -> bool:
        return any(group in terms for group in ("goal", "meta", "amount", "scope", "extra", "sum"))

    def _is_block_head(self, terms: Mapping[str, str], beside: Spot | None) -> bool:
        """绩效目标 left of cells that bring their own goal labels, 年度预算 left of `资金总额：874.97`."""
        if beside is None or beside.blank:
            return False
        if "goal" in terms:
            return goal_label_in(beside.text) is not None and terms["section"] == "goals"
        if "amount" in terms or "extra" in terms:
            return bool(amounts_in(beside.text)) and parse_amount(beside.text) is None
        return False

    def _money_context(self, terms: Mapping[str, str], beside: Spot | None) -> bool:
        """`金额` is the head of a unit line only when 元 or 万元 follows."""
        if terms.get("meta") == "money_unit" and "amount" in terms:
            return not (beside is not None and fold(beside.text) in ("元", "万元"))
        return False

    def _bind_inline(self, spot: Spot, line: Line) -> bool:
        text = spot.text
        goal = goal_label_in(text)
        if goal is not None:
            self.goals.put(goal.label.terms["goal"], spot, goal.start)
            if spot not in self.binding.values:
                self.binding.label(spot, "goals")
                self.binding.constant(("goals",), True)
            return True
        amounts = self.money.inline_in(spot)
        if amounts:
            for inline in amounts:
                self.money.bind_inline(inline, spot, line)
            return True
        pairs = pairs_in(text)
        if pairs and (pairs[0].begin == 0 or line.grid is None or not text[: pairs[0].begin].strip() or len(pairs) > 1):
            for inline in pairs:
                self._inline_pair(inline, spot, line)
            if pairs[0].begin and text[: pairs[0].begin].strip():
                self.meta.lead(spot, 0, pairs[0].begin)
            return True
        return self.opinions.bind(spot)

    def _inline_pair(self, inline: Inline, spot: Spot, line: Line) -> None:
        terms = inline.label.terms
        self.binding.note_unit(inline.label.unit)
        start, end = inline.start, inline.end
        if start == end and spot.grid is not None and inline.end >= len(spot.text.rstrip()):
            value = next((s for s in self.near.rights(spot) if not s.blank), None)
            if value is not None and not self.binding.used(value) and value.label is None and not pairs_in(value.text):
                self.binding.label(spot, next(iter(terms.values())))
                self._assign(inline.label, value, 0, len(value.text), line)
                return
        self._assign(inline.label, spot, start, end, line)
        if spot not in self.binding.values:
            self.binding.label(spot, next(iter(terms.values())))

    def _assign(self, label: Label, spot: Spot, start: int, end: int, line: Line) -> None:
        terms = label.terms
        if "goal" in terms and "meta" not in terms:
            self.goals.put(terms["goal"], spot, start)
        elif "pair" in terms:
            self.meta.put_two(terms["pair"].split("+")[0], spot, start, end)
        elif "scope" in terms or ("amount" in terms and terms.get("meta") != "money_unit"):
            self.money.put(self.money.key_of(spot, label, line), label, spot, start, end)
        elif terms.get("meta") == "money_unit":
            match = re.match(r"\(?(?:人民币)?(亿元|万元|千元|元)\)?", fold(spot.text[start:end]))
            if match:
                self.binding.put(("money_unit",), spot, "unit_line", start, end)
                self.binding.note_unit(match[1])
            elif start < end:
                self.binding.extra(label.text, spot, start, end)
        elif "meta" in terms:
            start, end = self.meta.without_seal(spot, start, end)
            self.meta.put(terms["meta"], spot, start, end, label.text)
        elif "signature" in terms:
            n = self.binding.grow("signatures")
            self.binding.constant(("signatures", n, "label"), label.text)
            if end > start:
                self.binding.put(("signatures", n, "text"), spot, "text", start, end)
        elif "total_score" in terms:
            self.binding.put(("total_score",), spot, "number", start, end)
        else:
            self.binding.extra(label.text, spot, start, end)

    def _bind_plain(self, spot: Spot, line: Line) -> None:
        text = spot.text
        folded = fold(text)
        if len(folded) <= 24 and folded.endswith("元)"):
            self.binding.note_unit(unit_in(folded))
        if self._head_lines(spot, line):
            return
        match = UNIT_HEAD_LINE.fullmatch(text)
        if match and not self.binding.has(("budget_unit",)) and not self.binding.sizes.get("indicators"):
            self.binding.put(("unit_code",), spot, "line", *match.span("code"))
            self.binding.put(("budget_unit",), spot, "line", *match.span("name"))
            return
        if self.money.is_fund_use(spot, line):
            self.binding.put(("fund_use",), spot, "line", how=How.INFERRED, why="“资金用途”栏下没有标签的一行")
            return
        if (SEAL.search(folded) and len(folded) <= 30) or (DATE_BLANK.fullmatch(folded) is not None):
            self.binding.ignore(spot, Why.SIGNATURE)
            return
        if self._repeats(spot, line):
            return
        if self._goes_on(spot):
            return
        if _NOTE.match(folded):
            self.binding.ignore(spot, Why.INSTRUCTION)
            return
        self._unknown_label(spot, line)

    def _goes_on(self, spot: Spot) -> bool:
        """`目标2：…` (or `2、…`) without a label of its own below the first goal, and a first goal whose label is lost."""
        count = self.binding.sizes.get("goals", 0)
        match = _NEXT_GOAL.match(spot.text)
        if match is None or self.binding.sizes.get("indicators"):
            return False
        if not count:
            if match["named"] and number_of(match["n"]) == 1:
                bind_goal_text(self.binding, "annual", spot)
                return True
            return False
        last = self.binding.constants.get(("goals", count - 1, "number"))
        slot = self.binding.by_path.get(("goals", count - 1, "text"))
        if last is None or number_of(match["n"]) != last + 1 or slot is None or slot.spot.grid is not spot.grid:
            return False
        bind_goal_text(self.binding, self.binding.constants["goals", count - 1, "scope"], spot, first=last + 1)
        return True

    def _repeats(self, spot: Spot, line: Line) -> bool:
        """A text repeated over the columns that its merged cell spanned."""
        for other in line.filled:
            if other is not spot and other in self.binding.values and fold(other.text) == fold(spot.text):
                self.binding.values.setdefault(spot, []).extend(self.binding.values[other])
                return True
        return False

    def _head_lines(self, spot: Spot, line: Line) -> bool:
        if len(spot.text) > 200:
            return False
        parts = classify(spot.text)
        known = False
        for part in parts:
            known = self._head_part(part, spot, line, alone=len(parts) == 1) or known
        return known

    def _head_part(self, part: HeadLine, spot: Spot, line: Line, *, alone: bool) -> bool:
        binding = self.binding
        if part.kind in (Head.TITLE, Head.WEAK_TITLE):
            if part.kind is Head.WEAK_TITLE and (binding.has(("title",)) or len(line.filled) > 1):
                return False
            length = attachment_of_title(spot.text[part.start : part.end])
            if length:
                binding.put(("attachment",), spot, "attachment", part.start, part.start + length)
            binding.put(("title",), spot, "line", part.start, part.end)
        elif part.kind is Head.ATTACHMENT:
            binding.put(("attachment",), spot, "attachment", part.start, part.end)
        elif part.kind is Head.YEAR:
            binding.put(("fiscal_year",), spot, "year", part.start, part.end)
        elif part.kind is Head.UNIT:
            binding.put(("money_unit",), spot, "unit_line", part.start, part.end)
            binding.note_unit(part.unit)
        elif part.kind is Head.PAGE and alone and line.grid is None:
            binding.ignore(spot, Why.PAGE_FURNITURE)
        else:
            unit = unit_inside(spot.text[part.start : part.end])
            if unit is None:
                return False
            binding.note_unit(unit)
        return True

    def _unknown_label(self, spot: Spot, line: Line) -> None:
        """A short text with a filled cell to its right is a label that we do not know; its value is `extra`."""
        folded = fold(spot.text)
        if (
            len(folded) > 16
            or parse_number(spot.text) is not None
            or re.search(r"[。；;，,]", folded)
            or line.grid is None
        ):
            return
        if MONTH.fullmatch(folded):
            return
        left = line.filled[: line.filled.index(spot)]
        if left and not (
            left[-1] in self.binding.values or "section" in (left[-1].label.terms if left[-1].label else {})
        ):
            return
        value = self.near.right(spot)
        if value is None or self.binding.used(value) or value.label is not None or self.near.brings_label(value):
            return
        self.binding.label(spot, "extra")
        self.binding.extra(folded.rstrip(":"), value)
