"""Reads workbooks (.xlsx, .xlsm): every visible sheet with content as one grid, numbers as the sheet shows them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from jiheng.formats.container import ZIP_MAGIC, Container, Relationship
from jiheng.formats.document import Block, Document, Hidden
from jiheng.formats.limits import Limits
from jiheng.formats.office_properties import read_properties
from jiheng.formats.tally import Tally
from jiheng.formats.xlsx_drawings import text_boxes
from jiheng.formats.xlsx_grid import all_hidden, lay_out
from jiheng.formats.xlsx_sheet import read_sheet
from jiheng.formats.xlsx_values import NAMESPACE, Values
from jiheng.model.errors import DamagedDocument

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")

_SHEETS = NAMESPACE + "sheets"
_PROPERTIES = NAMESPACE + "workbookPr"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HIDDEN_STATES = ("hidden", "veryHidden")


def sniff(head: bytes, name: str) -> bool:
    """Whether the file is a workbook of the zip kind."""
    return head.startswith(ZIP_MAGIC) and (b"xl/" in head or name.lower().endswith(SUFFIXES))


def read(data: bytes, limits: Limits) -> Document:
    """The workbook as it is shown; what hidden rows, columns and sheets hold is listed as hidden."""
    return read_container(Container(data, limits), limits)


def read_container(container: Container, limits: Limits) -> Document:
    """The same for a container that is already open."""
    return _Reader(container, limits).document()


def worksheet_parts(container: Container, limits: Limits) -> dict[str, str]:
    """The name of the part of every sheet that has cells, by the name of the sheet, hidden ones too."""
    return _Reader(container, limits).parts()


def stored_values(container: Container, limits: Limits) -> tuple[Values, str | None]:
    """How the workbook shows stored values, and the part of its shared strings."""
    return _Reader(container, limits).values()


class _Reader:
    """One reading of one file."""

    def __init__(self, container: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._main = container.main_part("xl/workbook.xml")
        self._links = container.relationships(self._main)
        self._blocks: list[Block] = []
        self._hidden: list[Hidden] = []
        self._tally = Tally(limits)
        self._comments = 0

    def document(self) -> Document:
        sheets = self._sheets()
        values = self._values(sheets)
        for element, link in self._worksheets(sheets):
            name = element.get("name") or ""
            self._sheet(link, name, values, hidden=element.get("state") in _HIDDEN_STATES)
        return Document(
            blocks=tuple(self._blocks),
            format="xlsx",
            metadata=read_properties(self._container, comments=self._comments),
            hidden=tuple(self._hidden),
        )

    def parts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for element, link in self._worksheets(self._sheets()):
            found.setdefault(element.get("name") or "", link.target)
        return found

    def values(self) -> tuple[Values, str | None]:
        return self._values(self._sheets()), self._part_of_kind("sharedStrings")

    def _values(self, sheets: etree._Element) -> Values:
        properties = sheets.getroottree().getroot().find(_PROPERTIES)
        date_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return Values(self._container, self._part_of_kind, date_1904=date_1904)

    def _sheets(self) -> etree._Element:
        root = self._container.tree(self._main)
        sheets = root.find(_SHEETS) if root is not None else None
        if sheets is None:
            raise DamagedDocument(
                "文件已损坏：工作簿里没有工作表目录，请用 Excel 或 WPS 打开原文件，另存一份后再读取。"
            )
        return sheets

    def _worksheets(self, sheets: etree._Element) -> Iterator[tuple[etree._Element, Relationship]]:
        """The sheets that have cells, with the link to their part."""
        targets = {link.id: link for link in self._links}
        for element in sheets:
            link = targets.get(element.get(_RELATION) or "")
            if link is not None and link.kind == "worksheet" and link.target in self._container:
                yield element, link

    def _part_of_kind(self, kind: str) -> str | None:
        for link in self._links:
            if link.kind == kind and link.target in self._container:
                return link.target
        guess = posixpath.join(posixpath.dirname(self._main), kind + ".xml")
        return guess if guess in self._container else None

    def _sheet(self, link: Relationship, name: str, values: Values, *, hidden: bool) -> None:
        sheet = read_sheet(self._container, link.target, name, values, self._limits, self._tally)
        links = self._container.relationships(link.target)
        for other in links:
            if other.kind == "comments":
                self._comments += (self._container.part(other.target) or b"").count(b"<comment ")
        if hidden:
            self._hidden += all_hidden(sheet)
            return
        grid, unseen = lay_out(sheet, self._limits)
        self._hidden += unseen
        if grid is not None:
            self._blocks.append(grid)
        for other in links:
            if other.kind == "drawing":
                boxes = text_boxes(self._container, other.target, name)
                self._tally.characters(sum(len(box.text) for box in boxes))
                self._blocks += boxes
