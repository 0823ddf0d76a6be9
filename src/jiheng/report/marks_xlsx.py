"""Puts notes into a workbook, each on its cell. The sheet itself gets at most the link to their boxes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from lxml import etree
from msgspec import UNSET

from jiheng.formats.container import Container
from jiheng.formats.limits import Limits
from jiheng.formats.package import DECLARATION, Package, is_strict
from jiheng.formats.xlsx import worksheet_parts
from jiheng.formats.xlsx_sheet import LAST_COLUMN, LAST_ROW, Merge, column_letters, column_number, parse_range
from jiheng.formats.xlsx_values import NAMESPACE, rich_text
from jiheng.formats.xml_splice import EditedPart
from jiheng.model.errors import DamagedDocument
from jiheng.model.location import Location
from jiheng.report.mark import Mark, clean_author, clean_lines
from jiheng.report.marks_boxes import COLUMN, ROW, Axis, Band, Frame, box_size, grown_box, place_box
from jiheng.report.marks_vml import NoteBoxes, empty_drawing

_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BEHIND = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
"""What stands behind the link to the boxes in a sheet."""
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_000
"""Characters of a note; Excel refuses a file that has more of them than 32767."""
_CUT = "……（余下略）"
_RUN = (
    '<{p}r><{p}rPr>{bold}<{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="宋体"/><{p}charset val="134"/></{p}rPr>'
    '<{p}t xml:space="preserve">{text}</{p}t></{p}r>'
)
_BROKEN_NOTES = "文件已损坏：其中的 {name} 不是批注，请用 Excel 或 WPS 打开原文件，另存一份后再试。"

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


def put_notes(package: Package, marks: Sequence[Mark], limits: Limits) -> tuple[Mark, ...]:
    """Put the marks into the package of a workbook as notes; gives back those without a place."""
    parts = worksheet_parts(package.container, limits)
    numbers = {part: n for n, part in enumerate(parts.values(), start=1)}
    by_sheet: dict[str, list[tuple[Place, Mark]]] = {}
    lost: set[int] = set()
    for mark in marks:
        part = parts.get(mark.at.sheet) if mark.at.sheet is not UNSET else None
        place = _place(mark.at)
        if part is None or place is None:
            lost.add(id(mark))
        else:
            by_sheet.setdefault(part, []).append((place, mark))
    for part, placed in by_sheet.items():
        lost |= _Sheet(package, part, numbers[part]).put(placed)
    return tuple(mark for mark in marks if id(mark) in lost)


def _place(at: Location) -> Place | None:
    """The cell that is meant, the first one where only the sheet is named; None for what is no cell."""
    found = _CELL.fullmatch("A1" if at.cell is UNSET else at.cell)
    if found is None:
        return None
    column, row = column_number(found[1].upper()), int(found[2])
    return (row, column) if column and 0 < row <= LAST_ROW else None


class _Sheet:
    """A sheet that gets notes."""

    def __init__(self, package: Package, part: str, number: int) -> None:
        self._package = package
        self._part = part
        self._number = number
        self._folder = posixpath.dirname(posixpath.dirname(part)) or "xl"
        self._strict = is_strict(next(package.container.chunks(part), b""))
        self._frame = _frame(package.container, part)
        self._links = package.container.relationships(part)

    def put(self, placed: Sequence[tuple[Place, Mark]]) -> set[int]:
        """Put the notes in; gives back the identities of the marks for which there is no room."""
        threads = self._threads()
        wanted: dict[Place, list[Mark]] = {}
        lost: set[int] = set()
        for place, mark in placed:
            corner = self._corner(place)
            if corner in threads:
                lost.add(id(mark))
            else:
                wanted.setdefault(corner, []).append(mark)
        if wanted:
            notes = self._notes()
            boxes = NoteBoxes(self._drawing(), self._number)
            for place in sorted(wanted):
                text = notes.put(place, wanted[place])
                self._show(boxes, place, text)
            notes.finish()
        return lost

    def _show(self, boxes: NoteBoxes, place: Place, text: str) -> None:
        row, column = place[0] - 1, place[1] - 1
        if not boxes.grow(row, column, lambda old: grown_box(self._frame, old, text)):
            boxes.add(row, column, place_box(self._frame, row, column, text), box_size(text))

    def _corner(self, place: Place) -> Place:
        """A merged range shows the note of its upper left cell only."""
        row, column = place
        for merge in self._frame.merges:
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
                return merge.top, merge.left
        return place

    def _threads(self) -> set[Place]:
        """The cells with a conversation of the new kind: Excel shows nothing else there."""
        found: set[Place] = set()
        for link in self._links:
            root = self._package.container.tree(link.target) if link.kind == "threadedComment" else None
            for comment in root if root is not None else ():
                place = _place(Location(cell=comment.get("ref") or "?"))
                if place is not None:
                    found.add(place)
        return found

    def _notes(self) -> _Notes:
        link = next((link for link in self._links if link.kind == "comments"), None)
        name = link.target if link else self._package.fresh(f"{self._folder}/comments{{}}.xml")
        namespace = _STRICT_NAMESPACE if self._strict else NAMESPACE.strip("{}")
        empty = f'{DECLARATION}<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'
        notes = _Notes(self._package.part(name, empty))
        self._package.declare(name, _NOTES_TYPE)
        if link is None:
            self._package.relate(self._part, "comments", name, strict=self._strict)
        return notes

    def _drawing(self) -> EditedPart:
        """The part of the boxes, made and linked where there is none."""
        named = self._frame.drawing
        link = next((link for link in self._links if named is not None and link.id == named), None)
        name = link.target if link else self._package.fresh(f"{self._folder}/drawings/vmlDrawing{{}}.vml")
        drawing = self._package.part(name, empty_drawing(self._number))
        self._package.declare(name, _DRAWING_TYPE, by_extension=True)
        if link is None:
            given = self._package.relate(self._part, "vmlDrawing", name, strict=self._strict, link_id=named or "")
            if named is None:
                self._link_drawing(given)
        return drawing

    def _link_drawing(self, link_id: str) -> None:
        """Name the boxes in the sheet, where the order of its elements wants it."""
        sheet = self._package.part(self._part)
        root, children = sheet.top()
        links = _STRICT_LINKS if self._strict else _LINKS
        markup = f'<{root.prefix}legacyDrawing xmlns:r="{links}" r:id="{link_id}"/>'
        for child in children:
            name = child.name.rpartition(":")[2]
            wrapped = name == "AlternateContent" and _holds(sheet.xml[child.inside : child.end], _BEHIND)
            if name in _BEHIND or wrapped:
                sheet.insert(child.start, markup)
                return
        sheet.append(root, markup)


def _holds(xml: bytes, names: frozenset[str]) -> bool:
    """Whether one of these elements stands in a small piece of a sheet."""
    return any(re.search(rb"<(?:\w+:)?" + name.encode() + rb"[\s/>]", xml) for name in names)


class _Notes:
    """The notes of a sheet, old and new."""

    def __init__(self, part: EditedPart) -> None:
        self._part = part
        authors, listed = part.root.find(NAMESPACE + "authors"), part.root.find(NAMESPACE + "commentList")
        if authors is None or listed is None:
            raise DamagedDocument(_BROKEN_NOTES.format(name=part.name))
        self._authors = [author.text or "" for author in authors]
        self._known = len(self._authors)
        self._old: dict[Place, etree._Element] = {}
        for comment in listed:
            place = _place(Location(cell=comment.get("ref") or "?"))
            if place is not None:
                self._old.setdefault(place, comment)
        self._spans = part.spans([authors, listed, *(e for comment in self._old.values() for e in comment.iter("*"))])
        self._author_span, self._list_span = self._spans[authors], self._spans[listed]
        self._prefix = self._list_span.prefix

    def put(self, place: Place, marks: Sequence[Mark]) -> str:
        """Put marks on a cell, below the note that is there; gives back what the note says then."""
        old = self._old.get(place)
        if old is not None:
            return self._extend(old, marks)
        runs = list(_said(marks, _LONGEST))
        number = self._author(clean_author(marks[0].author))
        markup = "".join(self._run(text, bold=bold) for text, bold in runs)
        p, cell = self._prefix, f"{column_letters(place[1])}{place[0]}"
        self._part.append(
            self._list_span,
            f'<{p}comment ref="{cell}" authorId="{number}" shapeId="0"><{p}text>{markup}</{p}text></{p}comment>',
        )
        return "".join(text for text, _ in runs)

    def _extend(self, comment: etree._Element, marks: Sequence[Mark]) -> str:
        """Add to the last piece of text of a note, or a piece of its own where it has none."""
        body = comment.find(NAMESPACE + "text")
        before = rich_text(body) if body is not None else ""
        said = "".join(text for text, _ in _said(marks, max(_LONGEST - len(before), len(_CUT))))
        if body is None:
            p = self._prefix
            self._part.append(self._spans[comment], f"<{p}text>{self._run(said)}</{p}text>")
            return said
        pieces = [t for t in body.iter(NAMESPACE + "t") if _is_text(t)]
        if pieces and not self._spans[pieces[-1]].empty:
            self._part.insert(self._spans[pieces[-1]].end, ("\n" if before else "") + _written(said))
        elif pieces and len(body) == 1:
            self._part.insert(self._spans[body].end, self._run(said))
        else:
            self._part.append(self._spans[body], self._run(said))
        return f"{before}\n{said}"

    def _run(self, text: str, *, bold: bool = False) -> str:
        return _RUN.format(p=self._prefix, bold=f"<{self._prefix}b/>" if bold else "", text=_written(text))

    def _author(self, author: str) -> int:
        if author not in self._authors:
            self._authors.append(author)
        return self._authors.index(author)

    def finish(self) -> None:
        """Put the new authors in."""
        p, span = self._prefix, self._author_span
        markup = "".join(f"<{p}author>{escape(author)}</{p}author>" for author in self._authors[self._known :])
        if markup and span.empty:
            self._part.insert(span.end - 2, f">{markup}<{p}author")
            self._part.insert(span.end, f"</{span.name}>")
        elif markup:
            self._part.insert(span.end, markup)


def _said(marks: Sequence[Mark], longest: int) -> Iterator[tuple[str, bool]]:
    """What several marks say in one note: who says it in bold, then what; not longer than a note may be."""
    left = longest
    author, pause = None, ""
    for mark in marks:
        said = "\n".join(clean_lines(mark.text))
        name = clean_author(mark.author)
        for text, bold in ((f"{pause}{name}：\n", True), (said, False)) if name != author else ((pause + said, False),):
            if len(text) > left - len(_CUT):
                yield text[: max(left - len(_CUT), 0)] + _CUT, bold
                return
            left -= len(text)
            yield text, bold
        author, pause = name, "\n"


def _written(text: str) -> str:
    """The text as a workbook holds it, where `_x000D_` would be a line break."""
    return escape(_ESCAPE.sub("_x005F_", text))


def _is_text(element: etree._Element) -> bool:
    """Whether it is no reading aid, which is not shown."""
    parent = element.getparent()
    return parent is not None and parent.tag != NAMESPACE + "rPh"


def _frame(container: Container, part: str) -> Frame:
    """What the notes depend on, read as the reader reads the sheet: in bounded memory, refused for the same reasons."""
    merges: list[Merge] = []
    columns: list[Band] = []
    rows: list[Band] = []
    usual_column, usual_row, drawing, number = COLUMN, ROW, None, 0
    names = ("sheetFormatPr", "col", "row", "mergeCell", "legacyDrawing")
    for element in container.stream(part, tuple(NAMESPACE + name for name in names)):
        name = element.tag[len(NAMESPACE) :]
        hidden = element.get("hidden") in ("1", "true")
        if name == "row":
            number = _int(element.get("r")) or number + 1
            height = element.get("ht")
            if hidden or height:
                rows.append(Band(number, number, 0 if hidden else _pixels(height, 4 / 3, ROW)))
        elif name == "col":
            width = 0 if hidden else _pixels(element.get("width"), 7, usual_column)
            columns.append(Band(_int(element.get("min")), min(_int(element.get("max")), LAST_COLUMN), width))
        elif name == "mergeCell":
            merge = parse_range(element.get("ref") or "")
            if merge is not None:
                merges.append(merge)
        elif name == "sheetFormatPr":
            usual_column = _pixels(element.get("defaultColWidth"), 7, COLUMN) or COLUMN
            usual_row = _pixels(element.get("defaultRowHeight"), 4 / 3, ROW) or ROW
        else:
            drawing = next((element.get(key) for key in element.attrib if str(key).endswith("}id")), None)
    return Frame(Axis(columns, usual_column, LAST_COLUMN), Axis(rows, usual_row, LAST_ROW), merges, drawing)


def _pixels(text: str | None, scale: float, otherwise: int) -> int:
    """A stored width or height in pixels."""
    try:
        size = float(text or "")
    except ValueError:
        return otherwise
    return round(size * scale) if 0 <= size < 2000 else otherwise


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
