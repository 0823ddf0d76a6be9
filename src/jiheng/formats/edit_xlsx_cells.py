"""Writes texts and numbers into the cells of a worksheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

from jiheng.formats.edit_xlsx_nodes import Node, element
from jiheng.formats.edit_xlsx_numbers import stored_number
from jiheng.formats.edit_xlsx_shared import shared_formulas
from jiheng.formats.edit_xlsx_sheet import Place, RowNode, SheetNodes, reference
from jiheng.formats.edit_xlsx_texts import (
    LONGEST,
    Change,
    Run,
    changed_runs,
    changed_text,
    inline_string,
    inner_changes,
    runs_of,
)
from jiheng.formats.xlsx_sheet import Merge, parse_range
from jiheng.formats.xlsx_values import Values, plain_text

_COVERED = "这一格被合并单元格 {range} 盖住，没有写入，请改写这个合并单元格左上角的一格。"
_OUTSIDE = "要替换的是第 {start} 至 {end} 个字，这一格只有 {length} 个字，没有写入，请重新读取文件后再试。"
_OVERLAP = "对这一格的几处修改互相重叠，没有写入，请分开修改。"
_HIDES = "这一格的数字格式“{code}”不能显示“{text}”，没有写入，请先在 Excel 或 WPS 里把这一格的格式改为“常规”或“文本”。"
_TOO_LONG = "写入后有 {length} 个字，Excel 一格最多 32767 个字，没有写入，请缩短。"
_SHARED = "这一格的公式供别的格共用，没有写入，请先在 Excel 或 WPS 里把公式改成值。"
_ARRAY = "这一格是数组公式或模拟运算表的一部分，没有写入，请先在 Excel 或 WPS 里把公式改成值。"


class Refusal(Exception):
    """An edit cannot be made; says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written into a cell: changes to the text that it shows, and what the one text means as a number."""

    changes: tuple[Change, ...]
    number: Decimal | None = None


@dataclass(slots=True)
class CellWriter:
    """Writes into one sheet."""

    sheet: SheetNodes
    values: Values
    shared: Callable[[int], Node | None]
    formulas: list[str] = field(default_factory=list)
    """The cells whose formula was replaced."""
    numbers: bool = False
    """A number was written."""
    _cells: dict[Place, list[Node]] = field(default_factory=dict)
    _rows: dict[int, RowNode] = field(default_factory=dict)
    _added: dict[int, dict[int, str]] = field(default_factory=dict)
    _arrays: list[Merge] = field(default_factory=list)
    _written: set[int] = field(default_factory=set)
    _own: dict[int, tuple[Node, str]] = field(default_factory=dict)
    """Cells that used the formula of a cell that is written: where they stand, what their own formula is."""

    def __post_init__(self) -> None:
        for place, node in self.sheet.cells():
            if node.tag == "c" or node.children:
                self._cells.setdefault(place, []).append(node)
            formula = node.child("f")
            if formula is not None and formula.get("t") in ("array", "dataTable"):
                area = parse_range(formula.get("ref") or "")
                self._arrays += [area] if area is not None else []
        for row in self.sheet.rows:
            self._rows.setdefault(row.number, row)

    def write(self, place: Place, wanted: Wanted) -> None:
        """Change one cell.

        :raises Refusal: where it cannot be; then nothing is changed.
        """
        node, shown = self._shown(place)
        changes = sorted(wanted.changes, key=lambda one: (one.start, one.end))
        _check(changes, len(shown))
        text = changed_text(shown, changes)
        if text == shown:
            return
        if not shown and (cover := self.sheet.cover(place)) is not None:
            raise Refusal(_COVERED.format(range=f"{reference(cover[:2])}:{reference(cover[2:])}"))
        if len(text) > LONGEST:
            raise Refusal(_TOO_LONG.format(length=len(text)))
        style = node.get("s") if node is not None else self.sheet.style_of(place, self._rows.get(place[0]))
        self._check_formula(place, node)
        kind, content = self._content(node, style, shown, changes, wanted.number)
        if node is not None:
            if (formula := node.child("f")) is not None:
                self._give_away(formula)
                self.formulas.append(reference(place))
            self._rewrite(node, kind, content)
        elif content:
            self._add(place, style, kind, content)

    def _shown(self, place: Place) -> tuple[Node | None, str]:
        """The cell that shows at a place, and what it shows."""
        nodes = self._cells.get(place, [])
        for node in nodes:
            stored = stored_value(node)
            if stored:
                shown = self.values.shown(stored, node.get("t"), node.get("s"))
                if shown and not shown.isspace():
                    return node, shown
        return next((node for node in nodes if node.tag == "c"), None), ""

    def _check_formula(self, place: Place, node: Node | None) -> None:
        row, column = place
        formula = node.child("f") if node is not None else None
        if formula is not None and formula.get("t") == "dataTable":
            raise Refusal(_ARRAY)
        if any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in self._arrays):
            raise Refusal(_ARRAY)

    def _content(
        self, node: Node | None, style: str | None, shown: str, changes: Sequence[Change], meant: Decimal | None
    ) -> tuple[str | None, str]:
        """The type and the content of the cell as it will be."""
        prefix = self.sheet.bytes.prefix(node if node is not None else self.sheet.data)
        text = changed_text(shown, changes)
        if not text or text.isspace():
            return None, ""
        found = self.values.style(style)
        kind = node.get("t") if node is not None else None
        stored = stored_value(node) if node is not None else None
        number: str | None = None
        if shown and kind in (None, "n", "d"):
            number = stored_number(found, text, meant, stored)
        elif not shown and not (found.format is not None and found.format.is_text):
            plain = found.format is None or found.format.is_general
            if meant is not None or not plain:
                number = stored_number(found, text, meant, None)
        if number is not None:
            self.numbers = True
            return None, f"<{prefix}v>{number}</{prefix}v>"
        if kind == "b" and text in ("TRUE", "FALSE"):
            return "b", f"<{prefix}v>{int(text == 'TRUE')}</{prefix}v>"
        return "inlineStr", inline_string(self._runs(node, style, shown, changes), prefix)

    def _runs(self, node: Node | None, style: str | None, shown: str, changes: Sequence[Change]) -> list[Run]:
        """The text that the cell will hold, with its formatting."""
        text = changed_text(shown, changes)
        number_format = self.values.style(style).format
        kind = node.get("t") if node is not None else None
        runs = self._old_runs(node) if node is not None else []
        if kind in (None, "n", "b", "e", "d"):  # what shows is made of a value: the whole text is new
            inner = inner_changes(number_format, "", (Change(0, 0, text),))
            runs = []
        else:
            inner = inner_changes(number_format, shown, changes)
        made = changed_runs(runs, inner) if inner is not None else []
        raw = plain_text("".join(run.text for run in made))
        shows = raw if number_format is None else number_format.text(raw)
        if inner is None or shows.strip("\n") != text.strip("\n"):
            code = number_format.code if number_format is not None else ""
            raise Refusal(_HIDES.format(code=code, text=text[:20]))
        return made

    def _old_runs(self, node: Node) -> list[Run]:
        if node.get("t") == "s":
            stored = stored_value(node) or ""
            item = self.shared(int(stored)) if stored.isdigit() and len(stored) < 10 else None
            return runs_of(item) if item is not None else []
        inline = node.child("is")
        value = node.children[-1] if node.children else None
        if inline is not None and not (value is not None and value.tag == "v") and not node.child("v"):
            return runs_of(inline)
        text = stored_value(node)
        return [Run(text)] if text else []

    def _give_away(self, formula: Node) -> None:
        """Give the cells that share the formula of one formulas of their own."""
        if formula.get("t") != "shared" or not formula.text:
            return
        sheet = self.sheet if self.sheet.complete else SheetNodes(self.sheet.part, None)
        for one in shared_formulas(sheet, formula.get("si")):
            if one.text is None:
                raise Refusal(_SHARED)
            self._own[one.cell.start] = one.formula, one.text

    def _rewrite(self, node: Node, kind: str | None, content: str) -> None:
        """Put another content into a cell; its style stays."""
        data = self.sheet.bytes
        self._written.add(node.start)
        extensions = "".join(
            data.cut(child.start, data.after(child)) for child in node.children if child.tag == "extLst"
        )
        changes = {"cm": None, "vm": None, "t": kind if kind or node.get("t") not in (None, "n") else node.get("t")}
        markup = element(data, node, changes, content + extensions)
        self.sheet.part.insert(node.start, markup, until=data.after(node))

    def _add(self, place: Place, style: str | None, kind: str | None, content: str) -> None:
        p = self.sheet.bytes.prefix(self.sheet.data)
        attributes = f' s="{style}"' if style else ""
        attributes += f' t="{kind}"' if kind else ""
        made = f'<{p}c r="{reference(place)}"{attributes}>{content}</{p}c>'
        self._added.setdefault(place[0], {})[place[1]] = made

    def finish(self) -> None:
        """Put in the cells, and the rows, that were not there, and what else the written ones ask for."""
        for start, (formula, text) in self._own.items():
            if start not in self._written:
                made = element(self.sheet.bytes, formula, {"t": None, "ref": None, "si": None}, escape(text))
                self.sheet.part.insert(formula.start, made, until=self.sheet.bytes.after(formula))
        for number in sorted(self._added):
            row = self._rows.get(number)
            cells = self._added[number]
            if row is not None:
                self._fill(row, cells)
        new = sorted(number for number in self._added if number not in self._rows)
        if new:
            self._add_rows(new)

    def _fill(self, row: RowNode, cells: Mapping[int, str]) -> None:
        """Put cells into a row that is there."""
        data, part = self.sheet.bytes, self.sheet.part
        own = [(column, node) for (at, column), node in row.cells if at == row.number]
        waiting = sorted(cells)
        spans = _wider(row.node.get("spans"), waiting)
        if data.empty(row.node):
            content = "".join(cells[column] for column in waiting)
            markup = element(data, row.node, {"spans": spans} if spans else {}, content)
            part.insert(row.node.start, markup, until=data.after(row.node))
            return
        if spans:
            start, end = data.attributes(row.node)["spans"]
            part.insert(start, spans, until=end)
        for column, node in own:
            before = []
            while waiting and waiting[0] < column:
                before.append(cells[waiting.pop(0)])
            if before:
                part.insert(node.start, "".join(before))
                if node.get("r") is None:
                    part.insert(data.behind_name(node), f' r="{reference((row.number, column))}"')
        if waiting:
            part.insert(row.node.end, "".join(cells[column] for column in waiting))

    def _add_rows(self, numbers: Sequence[int]) -> None:
        data, part = self.sheet.bytes, self.sheet.part
        p = data.prefix(self.sheet.data)
        rows = {
            number: f'<{p}row r="{number}">{"".join(made for _, made in sorted(self._added[number].items()))}</{p}row>'
            for number in numbers
        }
        if data.empty(self.sheet.data):
            markup = element(data, self.sheet.data, {}, "".join(rows.values()))
            part.insert(self.sheet.data.start, markup, until=self.sheet.data.end)
            return
        waiting = list(numbers)
        for row in self.sheet.rows:
            before = []
            while waiting and waiting[0] < row.number:
                before.append(rows[waiting.pop(0)])
            if before:
                part.insert(row.node.start, "".join(before))
                if not row.named:
                    part.insert(data.behind_name(row.node), f' r="{row.number}"')
        if waiting:
            part.insert(self.sheet.data.end, "".join(rows[number] for number in waiting))


def _check(changes: Sequence[Change], length: int) -> None:
    at = 0
    for change in changes:
        if not 0 <= change.start <= change.end <= length:
            raise Refusal(_OUTSIDE.format(start=change.start + 1, end=change.end, length=length))
        if change.start < at:
            raise Refusal(_OVERLAP)
        at = change.end


def stored_value(node: Node) -> str | None:
    """What a cell holds, as the reader sees it."""
    if not node.children:
        return None
    last = node.children[-1]
    if last.tag == "v":
        return last.text
    for child in node.children:
        if child.tag == "v":
            return child.text
        if child.tag == "is":
            return "".join(run.text for run in runs_of(child))
    return None


def _wider(spans: str | None, columns: Sequence[int]) -> str:
    """The columns that a row says it has, where these are more; blank where they are not."""
    found = re.fullmatch(r"([0-9]{1,5}):([0-9]{1,5})", spans or "")
    if found is None:
        return ""
    first, last = min(int(found[1]), *columns), max(int(found[2]), *columns)
    return f"{first}:{last}" if (first, last) != (int(found[1]), int(found[2])) else ""
