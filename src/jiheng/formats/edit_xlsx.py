"""Writes into workbooks: texts and numbers of cells, rows. Every byte that an edit has nothing to do with stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import UNSET

from jiheng.formats.container import Container
from jiheng.formats.edit_xlsx_cells import CellWriter, Refusal, Wanted
from jiheng.formats.edit_xlsx_nodes import Keep, Node, parse_nodes
from jiheng.formats.edit_xlsx_package import drop_calculation_order, place_of
from jiheng.formats.edit_xlsx_rows import RowEdit, RowEditor
from jiheng.formats.edit_xlsx_sheet import Place, SheetNodes
from jiheng.formats.edit_xlsx_texts import Change
from jiheng.formats.edits import Edit, Edited, TextEdit, anchor
from jiheng.formats.limits import Limits
from jiheng.formats.package import Package
from jiheng.formats.xlsx import stored_values, worksheet_parts
from jiheng.formats.xml_splice import EditedPart, legal_text

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>]")
_NO_SHEET = "文件里没有这个工作表，没有写入，请重新读取文件后再试。"
_NO_CELL = "没有说明是哪一格，没有写入，请重新读取文件后再试。"
_NO_ROW = "没有说明是哪个工作表的哪一行，没有修改，请重新读取文件后再试。"
_PROTECTED = "工作表“{sheet}”加了保护，内容已经写入，保护没有改动。"
_WAS_FORMULA = "工作表“{sheet}”的 {cells} 原来是公式，已换成写入的值，以后不再自动计算。"
_STALE = "工作表“{sheet}”里有公式，其中的结果要在 Excel 或 WPS 里打开、重新计算后才会更新。"
_SEVERAL = 8
"""Cells that a note names one by one."""


def edit_xlsx(data: bytes, edits: Sequence[Edit], limits: Limits) -> Edited:
    """Make edits to a workbook: first the texts, whose places are those of the file as it is, then the rows."""
    refused: dict[int, str] = {}
    notes: list[str] = []
    given = data
    texts = {number: edit for number, edit in enumerate(edits) if isinstance(edit, TextEdit)}
    if texts:
        data = _Texts(data, limits, notes).write(texts, refused)
    by_sheet: dict[str, dict[int, RowEdit]] = {}
    for number, edit in enumerate(edits):
        if not isinstance(edit, TextEdit):
            at = anchor(edit)
            if at.sheet is UNSET:
                refused[number] = _NO_ROW
            else:
                by_sheet.setdefault(at.sheet, {})[number] = edit
    for name, changes in by_sheet.items():
        data = _edit_rows(data, given, limits, name, changes, refused, notes)
    return Edited(
        data=data,
        refused=tuple((edits[number], refused[number]) for number in sorted(refused)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _edit_rows(
    data: bytes,
    given: bytes,
    limits: Limits,
    name: str,
    edits: dict[int, RowEdit],
    refused: dict[int, str],
    notes: list[str],
) -> bytes:
    if name not in worksheet_parts(Container(data, limits), limits):
        refused.update((number, f"工作表“{name}”：{_NO_SHEET}") for number in edits)
        return data
    return RowEditor(data, given, limits, name, edits, refused, notes).edit()


class _Texts:
    """The text edits of one file."""

    def __init__(self, data: bytes, limits: Limits, notes: list[str]) -> None:
        self._data = data
        self._container = Container(data, limits)
        self._package = Package(data, self._container)
        self._parts = worksheet_parts(self._container, limits)
        self._values, strings = stored_values(self._container, limits)
        self._strings = _Strings(self._container, strings)
        self._notes = notes

    def write(self, edits: dict[int, TextEdit], refused: dict[int, str]) -> bytes:
        by_sheet: dict[str, dict[Place, list[int]]] = {}
        for number, edit in edits.items():
            place = place_of(edit.at)
            if edit.at.sheet is UNSET or place is None:
                refused[number] = f"{edit.at}：{_NO_CELL}"
            elif edit.at.sheet not in self._parts:
                refused[number] = f"{edit.at}：{_NO_SHEET}"
            else:
                by_sheet.setdefault(edit.at.sheet, {}).setdefault(place, []).append(number)
        formulas = False
        for name, places in by_sheet.items():
            formulas |= self._sheet(name, places, edits, refused)
        if formulas:
            drop_calculation_order(self._package)
        return self._package.rebuild() if self._package.edited else self._data

    def _sheet(
        self, name: str, places: dict[Place, list[int]], edits: dict[int, TextEdit], refused: dict[int, str]
    ) -> bool:
        """Write into one sheet; gives back whether a formula is gone."""
        part = self._package.part(self._parts[name])
        sheet = SheetNodes(part, {row for row, _ in places})
        writer = CellWriter(sheet, self._values, self._strings.item)
        for place, numbers in places.items():
            changes = tuple(Change(edits[n].start, edits[n].end, legal_text(edits[n].text)) for n in numbers)
            meant = edits[numbers[0]].number if len(numbers) == 1 else None
            try:
                writer.write(place, Wanted(changes, meant))
            except Refusal as why:
                refused.update((number, f"{edits[number].at}：{why}") for number in numbers)
        writer.finish()
        if part.edited:
            self._tell(name, sheet, writer)
        return bool(writer.formulas)

    def _tell(self, name: str, sheet: SheetNodes, writer: CellWriter) -> None:
        protection = sheet.root.child("sheetProtection")
        if protection is not None and protection.get("sheet") in ("1", "true"):
            self._notes.append(_PROTECTED.format(sheet=name))
        if writer.formulas:
            cells = "、".join(writer.formulas[:_SEVERAL])
            cells += f" 等 {len(writer.formulas)} 格" if len(writer.formulas) > _SEVERAL else ""
            self._notes.append(_WAS_FORMULA.format(sheet=name, cells=cells))
        if writer.numbers and len(_FORMULA.findall(sheet.part.xml)) > len(writer.formulas):
            self._notes.append(_STALE.format(sheet=name))


@dataclass(slots=True)
class _Strings:
    """The shared strings, each found when it is first asked for."""

    container: Container
    name: str | None
    _items: list[Node] | None = field(default=None)

    def item(self, number: int) -> Node | None:
        """The string of a number."""
        if self._items is None:
            self._items = []
            data = self.container.part(self.name) if self.name else None
            if data is not None:
                tree = parse_nodes(EditedPart(data, self.name or ""), _without_aids)
                self._items = [node for node in tree.walk() if node.tag == "si"]
        return self._items[number] if number < len(self._items) else None


def _without_aids(tag: str, _parent: Node, _attributes: dict[str, str]) -> Keep:
    return Keep.NOTHING if tag in ("rPh", "phoneticPr") else Keep.ALL
