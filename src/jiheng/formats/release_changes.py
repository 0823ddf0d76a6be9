"""Tracked changes of a Word document, taken as made: what was inserted stays, what was deleted goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.release_texts import drop, unwrap

_W = "{" + w.NAMESPACE + "}"
_INS, _MOVE_TO = _W + "ins", _W + "moveTo"
_GONE = (w.DEL, w.MOVE_FROM)
_PROPERTIES = frozenset({w.RPR, w.TRPR, w.NUM_PR, "{http://schemas.openxmlformats.org/officeDocument/2006/math}ctrlPr"})
"""Where a change is a mark on what holds it, and not a wrapper of what was changed."""
_CHANGES = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellMerge"),
)
_RANGES = tuple(
    f"{kind}Range{edge}"
    for kind in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for edge in ("Start", "End")
)
_PLAIN_CHANGES = tuple(_W + name for name in _CHANGES)
_PLAIN_RANGES = tuple(_W + name for name in _RANGES)


def resolve_changes(root: etree._Element) -> tuple[int, int]:
    """Resolve all changes of a story; how many there were, and how many deleted cells were emptied."""
    count = 0
    for element in list(root.iter(*_PLAIN_RANGES)):
        drop(element)
    for element in list(root.iter(*_PLAIN_CHANGES)):
        drop(element)
        count += 1
    rows = [row for row in root.iter(w.TR) if any(True for _ in _marks(row, (w.DEL,)))]
    count += len(rows)
    drop_rows(rows)
    cells = [cell for mark in root.iter(w.CELL_DELETED) if (cell := next(mark.iterancestors(w.TC), None)) is not None]
    for cell in cells:
        empty_cell(cell)
    for mark in list(root.iter(w.CELL_DELETED)):
        drop(mark)
    joined = [p for p in root.iter(w.P) if any(True for _ in _marks(p, _GONE, w.PPR))]
    for element in list(root.iter(w.DEL, w.MOVE_FROM, _INS, _MOVE_TO)):
        parent = element.getparent()
        if parent is None or not _is_inside(element, root):
            continue
        count += 1
        if parent.tag in _PROPERTIES or element.tag in _GONE:
            drop(element)
        else:
            unwrap(element)
    for paragraph in joined:
        _join_next(paragraph)
    return count + len(cells), len(cells)


def _marks(owner: etree._Element, tags: tuple[str, ...], properties: str = w.TRPR) -> Iterator[etree._Element]:
    """The marks of these kinds in the properties of a row or paragraph."""
    for child in owner.iterchildren(properties):
        for inner in (child, *child.iterchildren(w.RPR)):
            yield from inner.iterchildren(*tags)


def _is_inside(element: etree._Element, root: etree._Element) -> bool:
    return any(outer is root for outer in element.iterancestors())


def _join_next(paragraph: etree._Element) -> None:
    """The mark of a paragraph was deleted: what it holds begins the next one, whose properties count."""
    content = [child for child in paragraph if child.tag != w.PPR]
    behind = paragraph.getnext()
    if next(paragraph.iter(w.SECT_PR), None) is not None:
        return
    if behind is not None and behind.tag == w.P:
        at = 1 if len(behind) and behind[0].tag == w.PPR else 0
        behind[at:at] = content
        drop(paragraph)
    elif not content and behind is not None and behind.tag == w.TBL:
        drop(paragraph)


# ---- rows and cells ----------------------------------------------------------------------------------------------


def drop_rows(rows: Iterable[etree._Element]) -> None:
    """Take rows out of their tables; what spans them and rows below begins in the first one that stays."""
    for row in list(rows):
        table = next(row.iterancestors(w.TBL), None)
        if table is None:
            continue
        behind = _row_behind(row, table)
        if behind is not None:
            _hand_down(row, behind)
        drop(row)
        if next(_rows(table), None) is None:
            drop(table)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in table.iter(w.TR) if next(row.iterancestors(w.TBL), None) is table)


def _row_behind(row: etree._Element, table: etree._Element) -> etree._Element | None:
    rows = list(_rows(table))
    at = next(n for n, one in enumerate(rows) if one is row)
    return rows[at + 1] if at + 1 < len(rows) else None


def _hand_down(row: etree._Element, below: etree._Element) -> None:
    starts = {(at, span) for at, span, merge in _cells(row) if merge is not None and merge.get(w.VAL) == "restart"}
    for at, span, merge in _cells(below):
        if merge is not None and merge.get(w.VAL) != "restart" and (at, span) in starts:
            merge.set(w.VAL, "restart")


def _cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element | None]]:
    """First column, columns and vertical merge of the cells of a row."""
    before = row.find(f"{w.TRPR}/{w.GRID_BEFORE}")
    column = _int(before, 0)
    for cell in row.iter(w.TC):
        if next(cell.iterancestors(w.TR), None) is row:
            span = _int(cell.find(f"{w.TCPR}/{w.GRID_SPAN}"), 1)
            yield column, span, cell.find(f"{w.TCPR}/{w.V_MERGE}")
            column += span


def _int(element: etree._Element | None, otherwise: int) -> int:
    value = element.get(w.VAL) if element is not None else None
    return int(value) if value and value.isdigit() else otherwise


def empty_cell(cell: etree._Element) -> None:
    """Take everything out of a cell but one blank paragraph."""
    first = next(cell.iter(w.P), None)
    properties = first.find(w.PPR) if first is not None else None
    for child in [child for child in cell if child.tag != w.TCPR]:
        cell.remove(child)
    made = etree.SubElement(cell, w.P)
    if properties is not None:
        for section in list(properties.iter(w.SECT_PR)):
            drop(section)
        made.append(properties)
