"""A workbook for publication: its values and its looks, nothing behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from jiheng.formats.container import Container
from jiheng.formats.document import Document
from jiheng.formats.limits import Limits
from jiheng.formats.release_facts import drop_facts, notes_on
from jiheng.formats.release_package import RELATIONS, Parts
from jiheng.formats.release_texts import clean_everywhere, drop, take_attribute
from jiheng.formats.release_xlsx_drawn import clean_charts, clean_drawn
from jiheng.formats.released import Released
from jiheng.formats.xlsx import read_container
from jiheng.formats.xlsx_sheet import column_letters, column_number
from jiheng.formats.xlsx_values import NAMESPACE, Values
from jiheng.model.private_numbers import masked, private_numbers

_S = NAMESPACE
_ID = RELATIONS + "id"
_SPARKLINES = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
_FORMATTING = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_WORKBOOK = tuple(
    _S + name
    for name in (
        *("fileSharing", "externalReferences", "pivotCaches", "customWorkbookViews", "webPublishing", "extLst"),
        *("fileRecoveryPr", "webPublishObjects", "smartTagPr", "smartTagTypes", "functionGroups", "oleSize"),
    )
)
_SHEET = {
    _S + "customSheetViews": "",
    _S + "scenarios": "",
    _S + "protectedRanges": "",
    _S + "dataValidations": "validation",
    _S + "dataConsolidate": "",
    _S + "customProperties": "",
    _S + "cellWatches": "",
    _S + "ignoredErrors": "",
    _S + "smartTags": "",
    _S + "webPublishItems": "",
    _S + "phoneticPr": "",
}
_PRINTED_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_HIDDEN = ("hidden", "veryHidden")
_HASHES = ("password", "hashValue", "saltValue", "spinCount", "algorithmName", "revisionsPassword", "workbookPassword")
_UNKNOWN = "有 {} 个公式没有存下结果，原样保留；请用 Excel 或 WPS 打开原表，保存后再制作公开副本。"
_LONG = re.compile(r"\d[\d.]{10,}")


def release_xlsx(data: bytes, limits: Limits) -> Released:
    """The copy of a workbook."""
    container = Container(data, limits)
    document = read_container(container, limits)
    parts = Parts(data, "xlsx", limits, "xl/workbook.xml")
    parts.removed.count("comment", document.metadata.comments)
    drop_facts(parts)
    workbook = _Workbook(parts, document)
    workbook.clean()
    clean_everywhere(parts)
    _drop_unused_strings(parts)
    notes = notes_on(parts)
    if workbook.unknown:
        notes = (*notes, _UNKNOWN.format(workbook.unknown))
    return Released(data=parts.result(), removed=parts.removed.sentences(), notes=notes)


class _Workbook:
    """A workbook on its way into the copy."""

    def __init__(self, parts: Parts, document: Document) -> None:
        self._parts = parts
        self._removed = parts.removed
        self._document = document
        root = parts.tree(parts.main)
        assert root is not None  # it has been read
        self._root = root
        properties = root.find(_S + "workbookPr")
        dates = properties is not None and properties.get("date1904") in ("1", "true")
        self._values = Values(parts.container, self._part_of_kind, date_1904=dates)
        self._gone: list[str] = []
        self.unknown = 0
        """Formulas that were kept."""

    def _part_of_kind(self, kind: str) -> str | None:
        return next(iter(self._parts.of_kind(kind)), None)

    def clean(self) -> None:
        """Clean the workbook, then its sheets."""
        sheets = self._root.find(_S + "sheets")
        assert sheets is not None
        targets = {link.id: link for link in self._parts.links[self._parts.main.lower()]}
        self._drop_hidden_sheets(sheets)
        self._clean_workbook()
        for element in sheets:
            link = targets.get(element.get(_ID) or "")
            root = self._parts.tree(link.part) if link is not None else None
            if link is not None and root is not None:
                self._clean_sheet(link.part, root, element.get("name") or "")
                clean_drawn(self._parts, link.part, root)
        clean_charts(self._parts, self._is_gone)
        for name in self._parts.of_kind("sharedStrings"):
            strings = self._parts.tree(name)
            for reading in list(strings.iter(_S + "rPh", _S + "phoneticPr")) if strings is not None else ():
                drop(reading)
                self._parts.touch(name)

    # ---- the workbook --------------------------------------------------------------------------------------------

    def _drop_hidden_sheets(self, sheets: etree._Element) -> None:
        hidden = [element for element in sheets if element.get("state") in _HIDDEN]
        kept = [n for n, element in enumerate(sheets) if element.get("state") not in _HIDDEN]
        if not hidden or not kept:
            return
        self._gone = [element.get("name") or "" for element in hidden]
        ids = {element.get(_ID) for element in hidden}
        for element in hidden:
            sheets.remove(element)
        main = self._parts.main.lower()
        self._parts.links[main] = [link for link in self._parts.links[main] if link.id not in ids]
        self._removed.count("hidden_sheet", len(hidden))
        for name in self._root.iter(_S + "definedName"):
            local = name.get("localSheetId")
            if local is not None:
                number = int(local) if local.isdigit() else -1
                name.set("localSheetId", str(kept.index(number)) if number in kept else "-1")
        for view in self._root.iter(_S + "workbookView"):
            for key in ("activeTab", "firstSheet"):
                number = int(view.get(key, "0")) if view.get(key, "0").isdigit() else 0
                if key in view.attrib:
                    view.set(key, str(kept.index(number)) if number in kept else "0")
        self._parts.touch(main)

    def _clean_workbook(self) -> None:
        root, names = self._root, 0
        for element in [child for child in root if child.tag in _WORKBOOK]:
            root.remove(element)
            self._parts.touch(self._parts.main)
        for element in [child for child in root if not str(child.tag).startswith(_S)]:
            root.remove(element)  # the path of the file, the id of the last editing
            self._parts.touch(self._parts.main)
        for element in list(root.iter(_S + "definedName")):
            if (
                element.get("name") not in _PRINTED_NAMES
                or element.get("localSheetId") == "-1"
                or self._is_gone(element)
            ):
                names += element.get("name") not in (*_PRINTED_NAMES, "_xlnm._FilterDatabase")
                drop(element)
                self._parts.touch(self._parts.main)
            elif take_attribute(element, "comment"):
                self._parts.touch(self._parts.main)
        self._removed.count("names", names)
        for defined in [child for child in root.iterchildren(_S + "definedNames") if len(child) == 0]:
            root.remove(defined)
        version = root.find(_S + "fileVersion")
        if version is not None and take_attribute(version, "codeName"):
            self._parts.touch(self._parts.main)
        for protection in root.iterchildren(_S + "workbookProtection"):
            if _without(protection, _HASHES):
                self._parts.touch(self._parts.main)

    def _is_gone(self, element: etree._Element) -> bool:
        """Whether a formula speaks of a sheet that is not taken along, or of another file."""
        text = element.text or ""
        quoted = (name.replace("'", "''") for name in self._gone)
        return "[" in text or any(f"{name}!" in text or f"{name}'!" in text for name in quoted)

    # ---- a sheet -------------------------------------------------------------------------------------------------

    def _clean_sheet(self, part: str, root: etree._Element, name: str) -> None:
        changed = self._drop_hidden_cells(root, name)
        changed |= self._freeze(root)
        changed |= self._mask_numbers(root)
        for element in [child for child in root if child.tag in _SHEET]:
            kind = _SHEET[str(element.tag)]
            if kind:
                self._removed.count(kind, len(element))
            root.remove(element)
            changed = True
        conditions = [
            one for kind in ("filterColumn", "sortState", "sortCondition") for one in root.iter(f"{_S}{kind}")
        ]
        for element in conditions:
            drop(element)
        self._removed.count("filter", len(conditions))
        changed |= bool(conditions) | self._clean_extensions(root)
        for element in list(root.iter(_S + "cfRule")):
            if any(self._is_gone(formula) for formula in element.iter(_S + "formula")):
                drop(element)
                changed = True
        for element in [one for one in root.iter(_S + "conditionalFormatting") if len(one) == 0]:
            drop(element)
        for element in root.iterchildren(_S + "sheetProtection"):
            changed |= _without(element, _HASHES)
        links = [one for one in root.iter(_S + "hyperlink") if one.get(_ID) or self._leads_away(one)]
        for element in links:
            drop(element)
        for element in [one for one in root.iterchildren(_S + "hyperlinks") if len(one) == 0]:
            root.remove(element)
        self._removed.count("hyperlink", len(links))
        for element in root.iter(_S + "hyperlink"):
            changed |= _without(element, ("tooltip", "display"))
        if changed or links:
            self._parts.touch(part)

    def _leads_away(self, link: etree._Element) -> bool:
        place = link.get("location") or ""
        return "!" not in place or any(name in place for name in self._gone)

    def _drop_hidden_cells(self, root: etree._Element, name: str) -> bool:
        """Take the values out of the cells that the reader says do not show; the rows and columns stay hidden."""
        why = {one.at.cell: one.why for one in self._document.hidden if one.at.sheet == name and one.why != "cut_off"}
        shown = {
            cell.at.cell
            for block in self._document.blocks
            for cell in getattr(block, "cells", ())
            if cell.at.sheet == name and cell.text
        }
        if why:
            _name_cells(root)
        tally: Counter[str] = Counter()
        lines: set[tuple[str, str]] = set()
        for cell in _cells(root):
            reason = why.get(cell.get("r") or "")
            if reason is None or cell.get("r") in shown or len(cell) == 0:
                continue
            _blank(cell)
            reference = cell.get("r") or ""
            letters = reference.rstrip("0123456789")
            if reason in ("hidden_row", "hidden_column"):
                lines.add((reason, reference[len(letters) :] if reason == "hidden_row" else letters))
            else:
                tally["covered" if reason == "covered" else "hidden_text"] += 1
        for reason, _ in lines:
            tally[reason] += 1
        for reason, number in tally.items():
            self._removed.count(reason, number)
        return bool(tally)

    def _freeze(self, root: etree._Element) -> bool:
        """Formulas become their values: what they compute from may be hidden, or not in the file. One that has no value yet
        stays where it can be read by itself."""
        count = 0
        for cell in _cells(root):
            for formula in cell.findall(_S + "f"):
                alone = len(cell) == 1 and formula.text and formula.get("t", "normal") == "normal"
                if alone and not self._is_gone(formula) and masked(formula.text or "") == formula.text:
                    self.unknown += 1
                    continue
                cell.remove(formula)
                count += 1
            for key in ("cm", "vm", "ph"):
                take_attribute(cell, key)
        self._removed.count("formula", count)
        return count > 0

    def _mask_numbers(self, root: etree._Element) -> bool:
        """Private numbers that are stored as numbers become masked texts, where they show as what they are."""
        changed = False
        for cell in _cells(root):
            value = cell.find(_S + "v")
            if cell.get("t", "n") != "n" or value is None or not _LONG.match(value.text or ""):
                continue
            stored = value.text or ""
            shown = self._values.shown(stored, None, cell.get("s"))
            for text in dict.fromkeys((shown, _whole(stored) if "E+" in shown else shown)):
                found = private_numbers(text)
                if found:
                    _put_text(cell, masked(text))
                    for one in found:
                        self._removed.count(one.kind)
                    changed = True
                    break
        return changed

    def _clean_extensions(self, root: etree._Element) -> bool:
        """Of what newer versions add only small charts and formats are kept."""
        changed = False
        for extensions in list(root.iterchildren(_S + "extLst")):
            for extension in list(extensions):
                formulas = [one for one in extension.iter() if etree.QName(one).localname == "f"]
                if extension.get("uri") not in (_SPARKLINES, _FORMATTING) or any(map(self._is_gone, formulas)):
                    extensions.remove(extension)
                    changed = True
            if len(extensions) == 0:
                root.remove(extensions)
        return changed


def _cells(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(_S + "c")


def _name_cells(root: etree._Element) -> None:
    """Write its place into every cell that leaves it to be counted."""
    row = 0
    for element in root.iter(_S + "row"):
        stated = element.get("r") or ""
        row = int(stated) if stated.isdigit() and len(stated) < 10 else row + 1
        column = 0
        for cell in element.iterchildren(_S + "c"):
            reference = cell.get("r") or ""
            column = column_number(reference.rstrip("0123456789")) or column + 1
            if not reference:
                cell.set("r", f"{column_letters(column)}{row}")


def _without(element: etree._Element, keys: tuple[str, ...]) -> bool:
    taken = [take_attribute(element, key) for key in keys]
    return any(taken)


def _blank(cell: etree._Element) -> None:
    for child in list(cell):
        cell.remove(child)
    take_attribute(cell, "t")


def _put_text(cell: etree._Element, text: str) -> None:
    _blank(cell)
    cell.set("t", "inlineStr")
    etree.SubElement(etree.SubElement(cell, _S + "is"), _S + "t").text = text


def _whole(stored: str) -> str:
    """All digits of a number, as far as it has them."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    return f"{number:f}" if number == number.to_integral_value() else stored


def _drop_unused_strings(parts: Parts) -> None:
    """Empty the shared strings that no cell shows; their places are counted, so that they cannot be taken out."""
    used: set[str] = set()
    for name in parts.of_kind("worksheet"):
        root = parts.tree(name)
        for cell in _cells(root) if root is not None else ():
            if cell.get("t") == "s":
                used.add((cell.findtext(_S + "v") or "").strip())
    count = 0
    for name in parts.of_kind("sharedStrings"):
        root = parts.tree(name)
        for n, item in enumerate(root.iterchildren(_S + "si")) if root is not None else ():
            if str(n) not in used and any(str(text).strip() for text in item.itertext()):
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, _S + "t")
                parts.touch(name)
                count += 1
    parts.removed.count("unused_string", count)
