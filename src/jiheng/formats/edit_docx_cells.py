"""Rows and cells of a Word table on their way to other places, and blank ones like them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jiheng.formats.edit_docx_plan import Refused
from jiheng.formats.edit_docx_source import TRACKED, Source
from jiheng.formats.xml_nodes import Node, without_attributes
from jiheng.model.location import Location

UNIQUE = (r"\w+:paraId", r"\w+:textId")
"""Attributes that no two elements may share."""
_BEFORE_MERGE = ("cnfStyle", "tcW", "gridSpan", "hMerge")
_PAIRS = {
    start: start.removesuffix("Start") + "End"
    for start in ("bookmarkStart", "commentRangeStart", "permStart", "moveFromRangeStart", "moveToRangeStart")
}
_ENDS = frozenset(_PAIRS.values())


@dataclass(slots=True, eq=False)
class TableCell:
    """A cell: its element, the outermost wrapper that holds nothing else, its columns, and its part in a merge."""

    node: Node
    unit: Node
    at: Location
    column: int
    end: int
    merge: str
    blank: str = ""
    """What is written of a cell that is no cell of the file, in two halves around its merge."""
    behind: str = ""
    was: str | None = None
    """The part in a merge that the file tells."""

    def __post_init__(self) -> None:
        self.was = self.merge if self.was is None else self.was


@dataclass(slots=True, eq=False)
class TableRow:
    """A row: its element and wrapper, the cells that the file has in it, those that it gets in their places."""

    node: Node
    unit: Node
    slots: list[TableCell]
    cells: list[TableCell]
    shown: bool = True
    blank: str = ""
    """The head of a row that is no row of the file."""

    @property
    def header(self) -> bool:
        """Whether it is repeated on every page."""
        properties = self.node.child("trPr")
        return properties is not None and properties.child("tblHeader") is not None


def outermost(node: Node, alike: Collection[Node]) -> Node:
    """The outermost wrapper of an element that holds none of those alike but it."""
    unit = node
    for outer in node.ancestors():
        if outer.local not in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            break
        if sum(1 for other in outer.iter() if other in alike) > 1:
            break
        unit = outer
    return node if unit.local == "sdtContent" else unit


def put_merge(source: Source, cell: TableCell) -> None:
    """Tell in the properties of a cell of the file what part of a merge it has become."""
    if cell.blank or cell.merge == cell.was:
        return
    cell.was = cell.merge
    made = _merge(source, cell.node, cell.merge)
    properties = cell.node.child("tcPr")
    if properties is None or properties.empty:
        start, until = (cell.node.inside,) * 2 if properties is None else (properties.start, properties.after)
        source.put(start, until, f"<{cell.node.prefix}tcPr>{made}</{cell.node.prefix}tcPr>")
        return
    old = properties.child("vMerge")
    if old is not None:
        source.put(old.start, old.after, made)
    else:
        at = _merge_place(properties)
        source.put(at, at, made)


def _merge(source: Source, node: Node, merge: str) -> str:
    if not merge:
        return ""
    value = ' w:val="restart"' if merge == "restart" else ""
    return f"<{node.prefix}vMerge{source.declared(node) if value else ''}{value}/>"


def _merge_place(properties: Node) -> int:
    """Where in the properties of a cell its merge belongs."""
    return max((c.after for c in properties.children if c.local in _BEFORE_MERGE), default=properties.inside)


def render_row(source: Source, row: TableRow) -> bytes:
    """A row as it becomes."""
    if row.blank:
        end = f"</{row.node.name}>"
        return row.blank.encode() + b"".join(_render(source, cell) for cell in row.cells) + end.encode()
    out: list[bytes] = []
    at = row.unit.start
    for slot, cell in zip(row.slots, row.cells, strict=True):
        out += (source.splices.render(at, slot.unit.start), _render(source, cell))
        at = slot.unit.after
    return b"".join((*out, source.splices.render(at, row.unit.after)))


def _render(source: Source, cell: TableCell) -> bytes:
    if cell.blank:
        return (cell.blank + _merge(source, cell.node, cell.merge) + cell.behind).encode()
    return source.splices.render(cell.unit.start, cell.unit.after)


def blank_row(source: Source, row: TableRow, below: Sequence[TableCell]) -> TableRow:
    """A blank row like another one, in which the cells `below` go on."""
    grown = {id(cell) for cell in below}
    cells = [blank_cell(source, cell, "continue" if id(cell) in grown else "") for cell in row.cells]
    return TableRow(row.node, row.unit, cells, list(cells), blank=blank_row_head(source, row))


def blank_row_head(source: Source, row: TableRow) -> str:
    """The start of a row like another one, before its cells; it is not repeated on every page."""
    head = [without_attributes(source.start_tag(row.node), *UNIQUE)]
    for child in row.node.children:
        if child.local == "tblPrEx":
            head.append(source.without(child, TRACKED))
        elif child.local == "trPr":
            head.append(source.without(child, {*TRACKED, "tblHeader"}))
    return "".join(head)


def blank_cell(source: Source, cell: TableCell, merge: str, content: str = "") -> TableCell:
    """A cell like another one with this part in a merge, blank unless its content is given."""
    if cell.blank:
        return TableCell(cell.node, cell.unit, Location(), cell.column, cell.end, merge, cell.blank, cell.behind)
    node, properties = cell.node, cell.node.child("tcPr")
    prefix = node.prefix
    head = source.start_tag(node)
    if properties is None or properties.empty:
        head, tail = f"{head}<{prefix}tcPr>", f"</{prefix}tcPr>"
    else:
        at = _merge_place(properties)
        cut = {*TRACKED, "vMerge"}
        head += source.start_tag(properties) + _kept(source, properties, cut, before=at)
        tail = _kept(source, properties, cut, behind=at) + f"</{properties.name}>"
    tail += (content or _blank_paragraph(source, node)) + f"</{node.name}>"
    return TableCell(node, cell.unit, Location(), cell.column, cell.end, merge, head, tail)


def _kept(source: Source, properties: Node, cut: Collection[str], before: int = -1, behind: int = -1) -> str:
    """The properties that stand before or behind a place, without some."""
    kept = (c for c in properties.children if c.local not in cut and (c.after <= before or c.start >= behind >= 0))
    return "".join(source.text(child.start, child.after) for child in kept)


def _blank_paragraph(source: Source, cell: Node) -> str:
    """An empty paragraph that looks like the first one of a cell; its mark takes the look of the first text."""
    paragraph = next(_paragraphs(cell), None)
    if paragraph is None:
        return f"<{cell.prefix}p></{cell.prefix}p>"
    properties = paragraph.child("pPr")
    run = next((n for n in paragraph.iter() if n.local == "r" and n.child("t") is not None), None)
    look = run.child("rPr") if run is not None else None
    put = source.without(look, TRACKED) if look is not None else ""
    head = without_attributes(source.start_tag(paragraph), *UNIQUE)
    inner = ""
    if properties is not None:
        if put or run is not None:
            kept = "".join(
                source.text(c.start, c.after)
                for c in properties.children
                if c.local not in TRACKED and c.local not in ("rPr", "sectPr")
            )
            inner = f"{source.start_tag(properties)}{kept}{put}</{properties.name}>"
        else:
            inner = source.without(properties, {*TRACKED, "sectPr"}, inner="rPr")
    elif put:
        inner = f"<{cell.prefix}pPr>{put}</{cell.prefix}pPr>"
    return f"{head}{inner}</{paragraph.name}>"


def _paragraphs(node: Node) -> Iterator[Node]:
    """The paragraphs of a cell itself."""
    for child in node.children:
        if child.local == "p":
            yield child
        elif child.local not in ("tbl", "tcPr", "sdtPr"):
            yield from _paragraphs(child)


def stray_marks(row: TableRow, kept: Collection[TableCell]) -> list[Node]:
    """Of the marks that go with a row, those that belong to one elsewhere: they stay where the row was.

    :raises Refused: where a field begins or ends in the row only.
    """
    if row.blank:
        return []
    apart = {cell.unit for cell in (*kept, *(slot for slot in row.slots if slot not in row.cells))}
    gone = [row.unit.start, row.unit.after]
    nodes: list[Node] = list(_without(row.unit, apart))
    for cell in row.cells:
        if cell.unit not in apart and not cell.blank and not gone[0] <= cell.unit.start < gone[1]:
            nodes += _without(cell.unit, apart)
    depth = 0
    ids: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        if node.local == "fldChar":
            depth += {"begin": 1, "end": -1}.get(node.value("fldCharType") or "", 0)
        elif node.local in _PAIRS or node.local in _ENDS:
            key = (_PAIRS.get(node.local, node.local), node.value("id") or "")
            ids.setdefault(key, []).append(node)
    if depth:
        raise Refused("这一行里有一个域从别的行开始或到别的行结束，不能删去，请用 Word 或 WPS 手工删除")
    return [found[0] for found in ids.values() if len(found) == 1]


def _without(node: Node, apart: Collection[Node]) -> Iterator[Node]:
    if node in apart:
        return
    yield node
    for child in node.children:
        yield from _without(child, apart)
