"""Labels with their value beside, below or behind them: the head of a form, its money, goals, opinions and signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiheng.formats.document import Cell
from jiheng.forms.binding import Binding
from jiheng.forms.goals import bind_actual_text, bind_goal_text, number_of
from jiheng.forms.headlines import Head, HeadLine, attachment_of_title, classify, unit_inside
from jiheng.forms.inline import Inline, amounts_in, goal_label_in, lines_of, pairs_in, trim
from jiheng.forms.ledger import How, Why
from jiheng.forms.periods import note_period
from jiheng.forms.records import scoped
from jiheng.forms.sheet import GridView, Line, Spot
from jiheng.forms.vocabulary import Label
from jiheng.forms.months import MONTH
from jiheng.model.language import fold, is_blank, parse_amount, parse_number, year_of_title

_WEAK = frozenset(
    ("其他", "基本支出", "项目支出", "人员经费", "公用经费", "项目", "部门", "单位", "年度", "目标", "依据", "职责", "活动", "服务对象", "等级", "日期", "指标", "内容", "资金", "一般公共预算", "政府性基金", "财政拨款", "财政资金", "单位资金")
)
"""Labels that are met as values too: `资金性质 | 财政拨款`."""
_CODED = re.compile(r"\s*[(\[（【]?(?P<code>\d{3,}|[0-9A-Za-z]{6,})[)\]）】]?\s*[-—–_:：\s]*\s*(?P<name>[^\d\s\-—–_:：年.].*)", re.DOTALL)
_DASHED = re.compile(r"\s*(?P<code>[0-9A-Za-z]{6,})\s*[-—–_:：]\s*(?P<name>\S.*)", re.DOTALL)
_UNIT_HEAD_LINE = re.compile(r"\s*(?P<code>\d{3,})\s*[-—–_]?\s*(?P<name>(?![年月日个万元%])[\u4e00-\u9fff][\u4e00-\u9fff（）()\d]{3,})\s*")
_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}[-— ]?\d{7,8}|\d{3,4}[-—]\d{7,8}|\d{7,8}|1\d{2}[*xX]{4}\d{4})(?!\d)")
_SEAL = re.compile(r"[（(]?(?:单位)?(?:盖章|公章|签章|签字|签名)[）)]?")
_DATE_BLANK = re.compile(r"(?:20\d\d|\d{2,4})?\s*年\s*(?:\d{1,2})?\s*月\s*(?:\d{1,2})?\s*日")
_DATE = re.compile(r"20\d\d\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?")
_GOAL_N = re.compile(r"(?:年度)?(?:绩效)?目标(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?:\(.{1,6}\))?[:：.、]?|(?P<bare>\d{1,2})[:：.、]?")
_NUMBERED_GOAL = re.compile(r"(?:年度|长期|中期|实施期|本年度)?(?:总体)?(?:绩效)?目标(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?:\(.{1,8}\))?:?")
_FIRST_GOAL = re.compile(r"\s*目标\s*[1１一]\s*[:：]")
_SOURCES = frozenset(
    ("fiscal_appropriation", "general_public_budget", "government_funds", "non_tax_revenue", "other_funds", "carry_over")
)
_CODES = {
    "budget_unit": "unit_code",
    "filing_unit": "unit_code",
    "competent_department": "competent_department_code",
    "implementing_unit": "implementing_unit_code",
    "project_name": "project_code",
}
_PEOPLE = frozenset(("head", "preparer", "performance_contact", "project_leader"))
_COUNTS = frozenset(("established_posts", "actual_staff"))
_BOXED = re.compile("[☑☒✓✔√■●⊙◉☐□○◯▢◻]")


@dataclass(slots=True)
class ScopeMark:
    """A 总额 label that sets the scope of the sources below it."""

    grid: GridView | None
    c0: int
    c1: int
    ordinal: int
    scope: str | None


class PairBinder:
    """Binds the lines of a form that belong to no table zone, from top to bottom."""

    def __init__(self, binding: Binding, *, evaluated: bool, many_trees: bool = False) -> None:
        self.binding = binding
        self.many_trees = many_trees
        self.evaluated = evaluated
        self.scopes: list[ScopeMark] = []
        self.money = ""
        """The last money section met: 收入, 支出, 三公."""
        self.money_use: Spot | None = None
        self.parent_open = False
        self.goal_number: int | None = None
        self.pending_goals: list[tuple[Spot, str]] = []
        self.opinion: str | None = None

    # --- lines -----------------------------------------------------------------------------------------------------

    def bind(self, lines: Sequence[Line]) -> None:
        """Bind consecutive lines."""
        for n, line in enumerate(lines):
            self.bind_line(line, lines[n + 1] if n + 1 < len(lines) else None)

    def bind_line(self, line: Line, following: Line | None) -> None:
        if self._goal_heading(line) or self._goal_row(line):
            return
        for spot in line.filled:
            if not self.binding.used(spot):
                self._bind_spot(spot, line, following)

    def _bind_spot(self, spot: Spot, line: Line, following: Line | None) -> None:
        holds = isinstance(spot.cell, Cell) and bool(spot.cell.grids)
        if "\n" in spot.text and (holds or (len(line.filled) == 1 and len(spot.text) > 60)):
            if self._bind_page_text(spot, line):
                return
        label = spot.label
        if label is not None and self._bind_label(spot, label, line, following):
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
                    shifted = Inline(inline.label, inline.begin + part.start, inline.start + part.start, inline.end + part.start)
                    self._inline_pair(shifted, spot, line)
            else:
                self._head_part(part, spot, line, alone=False)
        return True

    def _bind_label(self, spot: Spot, label: Label, line: Line, following: Line | None) -> bool:  # noqa: PLR0911, PLR0912
        terms = label.terms
        self.binding.note_unit(label.unit)
        note_period(self.binding, spot)
        if label.text in ("名称", "专项名称") and self._beside_parent(spot):
            return self._bind_meta(spot, "parent_fund", label)
        beside = self._right(spot)
        leads = beside is not None and self._is_label(beside)
        if "section" in terms and (leads or not self._other_meaning(terms) or self._is_block_head(spot, terms, beside)):
            self._section(spot, label)
            return True
        if "goal" in terms:
            return self._bind_goal(spot, label, line)
        if "pair" in terms:
            return self._bind_two(spot, terms["pair"])
        if "meta" in terms and not self._money_context(terms, beside):
            return self._bind_meta(spot, terms["meta"], label)
        if "scope" in terms or "amount" in terms:
            return self._bind_amount(spot, label, line, following)
        if "meta" in terms:
            return self._bind_meta(spot, terms["meta"], label)
        if "sum" in terms:
            return self._bind_sum(spot, line)
        if "signature" in terms:
            self._sign(spot)
            return True
        if "extra" in terms:
            self._bind_extra(spot, label.text)
            return True
        if "task" in terms or "tree" in terms or "cost" in terms or "plan" in terms or "fund" in terms:
            self.binding.label(spot, *terms.values())
            return True
        return False

    @staticmethod
    def _other_meaning(terms: object) -> bool:
        return any(group in terms for group in ("goal", "meta", "amount", "scope", "extra", "sum"))  # type: ignore[operator]

    def _is_block_head(self, spot: Spot, terms: object, beside: Spot | None) -> bool:
        """绩效目标 left of cells that bring their own goal labels, 年度预算 left of `资金总额：874.97`."""
        if beside is None or beside.blank:
            return False
        if "goal" in terms:  # type: ignore[operator]
            return goal_label_in(beside.text) is not None and terms["section"] == "goals"  # type: ignore[index]
        if "amount" in terms or "extra" in terms:  # type: ignore[operator]
            return bool(amounts_in(beside.text)) and parse_amount(beside.text) is None
        return False

    def _money_context(self, terms: object, beside: Spot | None) -> bool:
        """`金额` is the head of a unit line only when 元 or 万元 follows."""
        if terms.get("meta") == "money_unit" and "amount" in terms:  # type: ignore[attr-defined]
            return not (beside is not None and fold(beside.text) in ("元", "万元"))
        return False

    def _section(self, spot: Spot, label: Label) -> None:
        self.binding.label(spot, label.terms["section"])
        key = label.terms["section"]
        if key in ("money", "money_use"):
            text = label.text
            self.money = "three_public" if "三公" in text else "revenue" if "收入" in text else "expenditure" if "支出" in text else self.money
        if key == "money_use":
            self.money_use = spot
        if key == "parent":
            self.parent_open = True

    # --- neighbours ------------------------------------------------------------------------------------------------

    def _is_label(self, spot: Spot) -> bool:
        label = spot.label
        if label is None:
            return False
        if label.text not in _WEAK or spot in self.binding.marks:
            return True
        filled = spot.line.filled if spot.line is not None else []
        return len(filled) > 2 and all(other.label is not None for other in filled)

    def _rights(self, spot: Spot) -> list[Spot]:
        """The spots to the right in the same row, nearest first, repeats of the spot itself left out."""
        grid = spot.grid
        if grid is None or spot.line is None:
            return []
        if not grid.exact:
            spots = spot.line.spots
            return spots[spots.index(spot) + 1 :]
        found: list[Spot] = []
        c = spot.c1
        while c < grid.columns:
            other = grid.cover(spot.r0, c)
            if other is None:
                c += 1
                continue
            if fold(other.text) != fold(spot.text) or other.blank:
                found.append(other)
            c = max(other.c1, c + 1)
        return found

    def _right(self, spot: Spot) -> Spot | None:
        """The next filled spot to the right."""
        return next((other for other in self._rights(spot) if not other.blank), None)

    def _value_of(self, spot: Spot) -> Spot | None:
        """The cell that holds a label's value: the next one to the right that is no label, else the one below."""
        blank: Spot | None = None
        rights = self._rights(spot)
        for n, other in enumerate(rights):
            if other.blank:
                blank = blank or other
                continue
            if self._is_label(other) or (other.label is not None and self._labels_something(rights, n)):
                break
            if other in self.binding.values or self._brings_label(other):
                break
            return other
        below = self._below(spot)
        if blank is not None and rights[0].blank and (below is None or below.blank):
            return blank
        return below

    @staticmethod
    def _brings_label(spot: Spot) -> bool:
        """`财政拨款：50万元`, `其中：财政拨款50万元` and `年度目标：…` are no value of the label left of them."""
        text = spot.text
        if goal_label_in(text) is not None:
            return True
        if len(text) > 60:
            return False
        if parse_amount(text) is None and any(character.isdigit() for character in text) and amounts_in(text):
            return True
        return any(mark in text for mark in ":：") and any(pair.begin == 0 for pair in pairs_in(text))

    def _labels_something(self, rights: list[Spot], n: int) -> bool:
        """A weak label followed by a filled non-label is a label after all."""
        following = next((spot for spot in rights[n + 1 :] if not spot.blank), None)
        return following is not None and following.label is None

    def _below(self, spot: Spot) -> Spot | None:
        grid, line = spot.grid, spot.line
        if grid is None or line is None:
            return None
        if any(not self._is_label(other) and other.label is None for other in line.filled):
            return None
        if grid.exact:
            below = grid.cover(spot.r1, spot.c0)
        else:
            at = grid.lines.index(line) + 1 if line.r + 1 < len(grid.lines) else len(grid.lines)
            below = self._below_loose(spot, line, grid.lines[at]) if at < len(grid.lines) else None
        if below is None or below.line is None or below.label is not None:
            return None
        if grid.exact and any(self._is_label(other) or self._brings_label(other) for other in below.line.filled):
            return None
        return below

    def _below_loose(self, spot: Spot, line: Line, under: Line) -> Spot | None:
        if any(self._is_label(other) for other in under.filled):
            return None
        money = [other for other in line.filled if other.term("amount") or other.term("sum")]
        money = [other for other in money if other.term("section") is None or other is not line.filled[0]]
        numbers = [other for other in under.filled if parse_amount(other.text) is not None]
        if spot in money and len(numbers) == len(under.filled) == len(money):
            return numbers[money.index(spot)]
        return next((other for other in under.spots if other.index == spot.index), None)

    # --- simple values ---------------------------------------------------------------------------------------------

    def _bind_meta(self, spot: Spot, key: str, label: Label) -> bool:
        value = self._value_of(spot)
        if key == "money_unit":
            unit = fold(value.text) if value is not None else ""
            if unit in ("元", "万元", "千元", "亿元") and value is not None:
                self.binding.label(spot, "money_unit")
                self.binding.put(("money_unit",), value, "line")
                self.binding.note_unit(unit)
                return True
            if label.unit:
                self.binding.label(spot, "money_unit")
                return True
            return False
        if key == "direction" and value is None and self.binding.has(("direction",)):
            return False
        self.binding.label(spot, key)
        if value is not None:
            self.put_meta(key, value, 0, len(value.text), label.text)
        else:
            self.binding.constant((key,), None)
        return True

    def put_meta(self, key: str, spot: Spot, start: int, end: int, label: str) -> None:
        binding = self.binding
        start, end = trim(spot.text, start, end)
        text = spot.text[start:end]
        if key == "fiscal_year":
            if year_of_title(text) is not None:
                binding.put(("fiscal_year",), spot, "year", start, end)
            elif text:
                self._extra(label, spot, start, end)
            return
        if is_blank(text):
            if not binding.has((key,)):
                binding.put((key,), spot, "line", start, end)
            return
        if binding.has((key,)) and binding.by_path[(key,)].spot is not spot:
            if fold(binding.by_path[(key,)].text) == fold(text):
                binding.values.setdefault(spot, []).append(binding.by_path[(key,)])
            else:
                self._extra(label, spot, start, end)
            return
        if key in _PEOPLE and self._split_phone(key, spot, start, end):
            return
        if key in _CODES and self._split_code(key, spot, start, end):
            return
        codec = "count" if key in _COUNTS else "text" if key in ("duties", "notes") else "line"
        if _BOXED.search(text):
            codec = "choice"
        binding.put((key,), spot, codec, start, end)

    def _split_phone(self, key: str, spot: Spot, start: int, end: int) -> bool:
        match = _PHONE.search(spot.text, start, end)
        if match is None or self.binding.has(("phone",)):
            return False
        before = trim(spot.text, start, match.start())
        after = trim(spot.text, match.end(), end)
        name = before if before[1] > before[0] else after
        if name[1] > name[0]:
            raw = spot.text[name[0] : name[1]]
            left = len(raw) - len(raw.lstrip("、,，/;； （(:：-"))
            right = len(raw.rstrip("、,，/;； ）(（:：-电话联系手机"))
            if right > left:
                self.binding.put((key,), spot, "line", name[0] + left, name[0] + right)
        self.binding.put(("phone",), spot, "line", match.start(), match.end())
        return True

    def _split_code(self, key: str, spot: Spot, start: int, end: int) -> bool:
        text = spot.text[start:end]
        match = (_DASHED if key == "project_name" else _CODED).fullmatch(text)
        if match is None and key != "project_name":
            match = _DASHED.fullmatch(text)
        if match is None or (match["code"].isalpha()):
            return False
        if key == "project_name" and not any(c.isdigit() for c in match["code"]):
            return False
        self.binding.put((_CODES[key],), spot, "line", start + match.start("code"), start + match.end("code"))
        first, last = trim(spot.text, start + match.start("name"), end)
        if spot.text[last - 1] in "]】":
            last -= 1
        self.binding.put((key,), spot, "line", first, last)
        return True

    def _bind_two(self, spot: Spot, keys: str) -> bool:
        first, second = keys.split("+")
        self.binding.label(spot, first, second)
        value = self._value_of(spot)
        if value is not None and not value.blank:
            self._put_two(first, second, value, 0, len(value.text))
        else:
            self.binding.constant((first,), None)
        return True

    def _put_two(self, first: str, second: str, spot: Spot, start: int, end: int) -> None:
        if not self._split_phone(first, spot, start, end):
            self.binding.put((first,), spot, "line", *trim(spot.text, start, end))

    def _extra(self, label: str, spot: Spot, start: int = 0, end: int | None = None) -> None:
        n = self.binding.grow("extra")
        self.binding.constant(("extra", n, "label"), label)
        self.binding.put(("extra", n, "text"), spot, "text", start, len(spot.text) if end is None else end)

    def _bind_extra(self, spot: Spot, label: str) -> None:
        self.binding.label(spot, "extra")
        value = self._value_of(spot)
        if value is not None and not value.blank:
            self._extra(label, value)

    def _sign(self, spot: Spot) -> None:
        self.binding.label(spot, "signatures")
        value = self._value_of(spot)
        n = self.binding.grow("signatures")
        self.binding.constant(("signatures", n, "label"), fold(spot.text).rstrip(":"))
        if value is not None and not value.blank and len(value.text) < 40:
            self.binding.put(("signatures", n, "text"), value, "text")

    # --- money -----------------------------------------------------------------------------------------------------

    def _bind_amount(self, spot: Spot, label: Label, line: Line, following: Line | None) -> bool:
        self.binding.label(spot, label.terms.get("amount") or label.terms["scope"])
        value = self._value_of(spot)
        if value is not None and value.line is not line and not value.blank and parse_amount(value.text) is None:
            value = None
        key = self._amount_key(spot, label, line)
        if value is None:
            if key is not None:
                self.binding.constant(("budget", key), None)
            return True
        self._put_amount(key, label, value, 0, len(value.text))
        _ = following
        return True

    def _amount_key(self, spot: Spot, label: Label, line: Line) -> str | None:
        scope = label.terms.get("scope")
        if scope is not None:
            self._open_scope(spot, line, scope)
            return "project_total" if scope == "project_total" else f"{scope}_total"
        key = label.terms["amount"]
        if key == "total":
            if self._in_parent(spot, line, label):
                return "parent_fund_amount"
            self._open_scope(spot, line, None)
            return key
        if key in _SOURCES:
            scope = self._scope_of(spot, line)
            if scope is not None:
                return scoped(scope, key)
        return key

    def _in_parent(self, spot: Spot, line: Line, label: Label) -> bool:
        """金额 under 所属专项 is the parent fund's."""
        if label.text not in ("金额", "资金总额", "总额", "总金额") or not self.parent_open:
            return False
        if spot.grid is not None and spot.grid.exact:
            return self._beside_parent(spot)
        return self.binding.has(("budget", "total")) or any(other.term("amount") for other in line.filled if other is not spot)

    def _beside_parent(self, spot: Spot) -> bool:
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

    def _put_amount(self, key: str | None, label: Label, spot: Spot, start: int, end: int) -> None:
        start, end = trim(spot.text, start, end)
        text = spot.text[start:end]
        path = ("budget", key or "")
        if is_blank(text):
            if key is not None and not self.binding.has(path):
                self.binding.put(path, spot, "amount", start, end, unit=label.unit)
            return
        if parse_amount(text) is None:
            prefix = re.match(r"[\d,，.]+\s*(?:亿元|万元|元)", text)
            if prefix is None:
                self._extra(label.text, spot, start, end)
                return
            end = start + prefix.end()
        if key is None or self.binding.has(path):
            if key is None or self.binding.by_path[path].spot is not spot:
                self._extra(label.text, spot, start, end)
            return
        self.binding.put(path, spot, "amount", start, end, unit=label.unit)

    def _bind_sum(self, spot: Spot, line: Line) -> bool:
        """合计 among money labels: of what, the section above says."""
        money = self.money or ("three_public" if any("three_public" in (s.term("amount") or "") for s in line.filled) else "")
        keys = {other.term("amount") or "" for other in line.filled}
        if any(key.startswith("three_public") for key in keys):
            money = "three_public"
        self.binding.label(spot, "sum")
        value = self._value_of(spot)
        key = f"{money}_total" if money else "total"
        if value is not None and not value.blank:
            if parse_amount(value.text) is None:
                return True
            path = ("budget", key)
            if self.binding.has(path):
                self._extra("合计", value)
            else:
                self.binding.put(path, value, "amount", unit=spot.label.unit if spot.label else None)
        return True

    # --- goals -----------------------------------------------------------------------------------------------------

    def _bind_goal(self, spot: Spot, label: Label, line: Line) -> bool:
        scope = label.terms["goal"]
        self.binding.label(spot, "goals")
        self.binding.constant(("goals",), True)
        beside = self._right(spot)
        if beside is not None and not self._is_label(beside) and goal_label_in(beside.text) is None and beside not in self.binding.values:
            self._goal_block(spot, scope, beside)
            return True
        if beside is None or self._is_label(beside):
            below = self._goal_below(spot)
            if below is not None:
                self._put_goal(scope, below, 0)
        _ = line
        return True

    def _goal_block(self, spot: Spot, scope: str, first: Spot) -> None:
        """All rows beside a goal's label: each may be one goal, with its 目标n in a cell of its own."""
        grid = spot.grid
        if grid is None or not grid.exact or spot.r1 - spot.r0 < 2 or first.r1 >= spot.r1:
            self._goal_cells(scope, [first, *self._beyond(first)])
            return
        row = spot.r0
        while row < min(spot.r1, len(grid.lines)):
            cells = [other for other in grid.across(row) if other.c0 >= spot.c1 and not other.blank and other.line is grid.lines[row]]
            if any(other.label is not None and "goal" in other.label.terms for other in cells):
                return
            self._goal_cells(scope, cells)
            row += 1

    def _beyond(self, first: Spot) -> list[Spot]:
        found = []
        for spot in self._rights(first):
            if spot.label is not None or self._brings_label(spot):
                break
            if not spot.blank and spot not in self.binding.values:
                found.append(spot)
        return found

    def _goal_cells(self, scope: str, cells: list[Spot]) -> None:
        number = None
        said: set[str] = set()
        for cell in cells:
            if fold(cell.text) in said:
                continue
            said.add(fold(cell.text))
            match = _GOAL_N.fullmatch(fold(cell.text)) if len(cell.text) < 20 else None
            if match:
                number = number_of(match["n"] or match["bare"])
                self.binding.label(cell, "goals.number")
            elif not self.binding.used(cell):
                self._put_goal(scope, cell, 0, number)
                number = None

    def _put_goal(self, scope: str, spot: Spot, start: int, number: int | None = None) -> None:
        if scope == "actual":
            bind_actual_text(self.binding, spot, start, number)
        else:
            bind_goal_text(self.binding, "annual" if scope == "expected" else scope, spot, start, None, number)

    def _goal_below(self, spot: Spot) -> Spot | None:
        grid, line = spot.grid, spot.line
        if grid is None or line is None:
            return None
        if grid.exact:
            below = grid.cover(spot.r1, spot.c0)
            ok = below is not None and below.line is not None and below.label is None and not below.blank
            return below if ok and below is not None and goal_label_in(below.text) is None else None
        if line.r + 1 >= len(grid.lines):
            return None
        under = grid.lines[line.r + 1]
        goals = [other for other in line.filled if other.label is not None and "goal" in other.label.terms and "section" not in other.label.terms]
        goals = goals if spot in goals else [other for other in line.filled if other.label is not None and "goal" in other.label.terms]
        texts = [other for other in under.filled if other.label is None]
        if len(texts) == len(goals) and spot in goals:
            return texts[goals.index(spot)]
        for other in under.filled:
            if other.index == spot.index and other.label is None:
                return other
        return None

    def _goal_row(self, line: Line) -> bool:
        """A row `目标1 | text | actual` below 预期目标 | 实际完成情况."""
        filled = line.filled
        if not filled or len(filled) < 2 or line.grid is None:
            return False
        match = _GOAL_N.fullmatch(fold(filled[0].text)) if len(filled[0].text) < 20 and not filled[0].text.strip().isdigit() else None
        if match is None or match["n"] is None or filled[0].label is not None:
            return False
        if not self.binding.sizes.get("goals") and ("goals",) not in self.binding.constants:
            return False
        texts = [spot for spot in filled[1:] if not self.binding.used(spot) and spot.label is None]
        if not texts:
            return False
        self.binding.label(filled[0], "goals.number")
        number = number_of(match["n"])
        scopes = [slot for slot in self.binding.constants if slot[0] == "goals" and slot[-1] == "scope"]
        scope = self.binding.constants[scopes[-1]] if scopes else "annual"
        self._put_goal(scope, texts[0], 0, number)
        for spot in texts[1:2]:
            bind_actual_text(self.binding, spot, 0, number)
        return True

    def _goal_heading(self, line: Line) -> bool:
        """A row `年度绩效目标1（40分） | text` above the tree of that goal."""
        filled = line.filled
        if len(filled) < 2 or line.grid is None or len(filled[0].text) > 24:
            return False
        match = _NUMBERED_GOAL.fullmatch(fold(filled[0].text))
        if match is None or filled[1].label is not None or self.binding.used(filled[1]):
            return False
        if not self.many_trees and match[0].startswith("目标"):
            return False
        self.binding.label(filled[0], "goals.number")
        number = number_of(match["n"])
        if self.many_trees:
            self.goal_number = number
        scope = "implementation_period" if re.match(r"长期|中期|实施", match[0]) else "annual"
        self._put_goal(scope, filled[1], 0, number)
        for spot in filled[2:3]:
            if spot.label is None:
                bind_actual_text(self.binding, spot, 0, number)
        return True

    # --- labels and values in one cell -----------------------------------------------------------------------------

    def _bind_inline(self, spot: Spot, line: Line) -> bool:
        text = spot.text
        goal = goal_label_in(text)
        if goal is not None:
            self._put_goal(goal.label.terms["goal"], spot, goal.start)
            if spot not in self.binding.values:
                self.binding.label(spot, "goals")
                self.binding.constant(("goals",), True)
            return True
        amounts = self._amount_lines(spot)
        if amounts:
            for inline in amounts:
                self._inline_amount(inline, spot, line)
            return True
        pairs = pairs_in(text)
        if pairs and (pairs[0].begin == 0 or line.grid is None or not text[: pairs[0].begin].strip() or len(pairs) > 1):
            for inline in pairs:
                self._inline_pair(inline, spot, line)
            if pairs[0].begin and text[: pairs[0].begin].strip():
                self._lead(spot, 0, pairs[0].begin)
            return True
        return self._opinion_inline(spot)

    def _amount_lines(self, spot: Spot) -> list[Inline]:
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

    def _inline_amount(self, inline: Inline, spot: Spot, line: Line) -> None:
        self.binding.note_unit(inline.label.unit)
        key = self._amount_key(spot, inline.label, line)
        self._put_amount(key, inline.label, spot, inline.start, inline.end)
        if spot not in self.binding.values:
            self.binding.label(spot, key or "extra")

    def _inline_pair(self, inline: Inline, spot: Spot, line: Line) -> None:
        terms = inline.label.terms
        self.binding.note_unit(inline.label.unit)
        start, end = inline.start, inline.end
        if start == end and spot.grid is not None and inline.end >= len(spot.text.rstrip()):
            value = next((s for s in self._rights(spot) if not s.blank), None)
            if value is not None and not self.binding.used(value) and value.label is None and not pairs_in(value.text):
                self.binding.label(spot, *terms.values())
                self._assign(inline.label, value, 0, len(value.text), line)
                return
        self._assign(inline.label, spot, start, end, line)
        if spot not in self.binding.values:
            self.binding.label(spot, *terms.values())

    def _assign(self, label: Label, spot: Spot, start: int, end: int, line: Line) -> None:
        terms = label.terms
        if "goal" in terms and "meta" not in terms:
            self._put_goal(terms["goal"], spot, start)
        elif "pair" in terms:
            first, second = terms["pair"].split("+")
            self._put_two(first, second, spot, start, end)
        elif "scope" in terms or ("amount" in terms and terms.get("meta") != "money_unit"):
            self._put_amount(self._amount_key(spot, label, line), label, spot, start, end)
        elif terms.get("meta") == "money_unit":
            match = re.match(r"\(?(?:人民币)?(亿元|万元|千元|元)\)?", fold(spot.text[start:end]))
            if match:
                self.binding.put(("money_unit",), spot, "unit_line", start, end)
                self.binding.note_unit(match[1])
            elif start < end:
                self._extra(label.text, spot, start, end)
        elif "meta" in terms:
            start, end = self._without_seal(spot, start, end)
            self.put_meta(terms["meta"], spot, start, end, label.text)
        elif "signature" in terms:
            n = self.binding.grow("signatures")
            self.binding.constant(("signatures", n, "label"), label.text)
            if end > start:
                self.binding.put(("signatures", n, "text"), spot, "text", start, end)
        elif "total_score" in terms:
            self.binding.put(("total_score",), spot, "number", start, end)
        else:
            self._extra(label.text, spot, start, end)

    @staticmethod
    def _without_seal(spot: Spot, start: int, end: int) -> tuple[int, int]:
        text = spot.text[start:end]
        match = re.match(r"\s*[（(](?:盖章|公章|签章|签字)[）)]\s*", text)
        if match:
            start += match.end()
        match = re.search(r"\s*[（(](?:盖章|公章|签章|签字)[）)]\s*$", spot.text[start:end])
        if match:
            end = start + match.start()
        return start, end

    def _lead(self, spot: Spot, start: int, end: int) -> None:
        """What stands before the first label of a line: a unit with its code, a year, or nothing of ours."""
        text = spot.text[start:end]
        match = _UNIT_HEAD_LINE.fullmatch(text)
        if match and not self.binding.has(("budget_unit",)):
            self.binding.put(("unit_code",), spot, "line", start + match.start("code"), start + match.end("code"))
            self.binding.put(("budget_unit",), spot, "line", start + match.start("name"), start + match.end("name"))

    def _opinion_inline(self, spot: Spot) -> bool:
        folded = fold(spot.text[:60])
        match = re.match(r"(?P<by>.{0,20}?)(?:审核|审查|审批|评审)?意见[:]?", folded)
        if match is None or len(match[0]) < 4 or not match[0].rstrip(":").endswith("意见"):
            return False
        if len(match[0]) < len(fold(spot.text)) and not match[0].endswith(":") and "\n" not in spot.text:
            return False
        label = match[0].rstrip(":")
        if len(match[0]) == len(fold(spot.text)):
            self.binding.label(spot, "opinions")
            value = self._value_of(spot)
            self._opinion(label, value, 0)
        else:
            from jiheng.forms.inline import Folded

            self._opinion(label, spot, Folded(spot.text).place(len(match[0])))
            if spot not in self.binding.values:
                self.binding.label(spot, "opinions")
        return True

    def _opinion(self, label: str, spot: Spot | None, start: int) -> None:
        if spot is None:
            return
        by = re.sub(r"(审核|审查|审批|评审)?意见$", "", label)
        text = spot.text
        date = _DATE.search(text, start)
        stop = len(text)
        for pattern in (_SEAL, _DATE_BLANK, re.compile(r"(?:经办人|审核人|负责人|签字人|审批人|签字|股室负责人|科室负责人|单位负责人)(?:[（(]?签[字章][）)]?)?\s*[:：]")):
            match = pattern.search(text, start)
            if match:
                stop = min(stop, match.start())
        first, last = trim(text, start, stop)
        if last > first and not is_blank(text[first:last]):
            n = self.binding.grow("opinions")
            self.binding.constant(("opinions", n, "by"), by)
            self.binding.put(("opinions", n, "text"), spot, "text", first, last)
            if date:
                self.binding.put(("opinions", n, "date"), spot, "line", *date.span())
        elif not spot.blank and not self.binding.used(spot):
            self.binding.ignore(spot, Why.SIGNATURE)

    # --- what is left ----------------------------------------------------------------------------------------------

    def _bind_plain(self, spot: Spot, line: Line) -> None:
        text = spot.text
        folded = fold(text)
        if self._head_lines(spot, line):
            return
        match = _UNIT_HEAD_LINE.fullmatch(text)
        if match and not self.binding.has(("budget_unit",)) and not self.binding.sizes.get("indicators"):
            self.binding.put(("unit_code",), spot, "line", *match.span("code"))
            self.binding.put(("budget_unit",), spot, "line", *match.span("name"))
            return
        if self._is_fund_use(spot, line):
            self.binding.put(("fund_use",), spot, "line", how=How.INFERRED, why="“资金用途”栏下没有标签的一行")
            return
        if _SEAL.search(folded) and len(folded) <= 30 or (_DATE_BLANK.fullmatch(folded) is not None):
            self.binding.ignore(spot, Why.SIGNATURE)
            return
        if self._repeats(spot, line):
            return
        if _FIRST_GOAL.match(text) and not self.binding.sizes.get("goals"):
            bind_goal_text(self.binding, "annual", spot)
            return
        self._unknown_label(spot, line)

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

    def _is_fund_use(self, spot: Spot, line: Line) -> bool:
        if self.money_use is None or self.binding.has(("fund_use",)) or spot.label is not None:
            return False
        if parse_amount(spot.text) is not None or len(line.filled) > 1 + (line.filled[0] is self.money_use):
            return False
        grid = spot.grid
        if grid is None or grid is not self.money_use.grid:
            return False
        if grid.exact:
            return self.money_use.r0 <= spot.r0 < self.money_use.r1
        return spot.r0 - self.money_use.r0 in (1, 2, 3)

    def _unknown_label(self, spot: Spot, line: Line) -> None:
        """A short text with a filled cell to its right is a label that we do not know; its value is `extra`."""
        folded = fold(spot.text)
        if len(folded) > 16 or parse_number(spot.text) is not None or re.search(r"[。；;，,]", folded) or line.grid is None:
            return
        if MONTH.fullmatch(folded):
            return
        left = line.filled[: line.filled.index(spot)]
        if left and not (left[-1] in self.binding.values or "section" in (left[-1].label.terms if left[-1].label else {})):
            return
        value = self._right(spot)
        if value is None or self.binding.used(value) or value.label is not None or self._brings_label(value):
            return
        self.binding.label(spot, "extra")
        self._extra(folded.rstrip(":"), value)
