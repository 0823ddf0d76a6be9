"""The blocks of a Word story (body, text box, header, footnote): its paragraphs and tables with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree
from msgspec import UNSET

from jiheng.formats import docx_names as w
from jiheng.formats.document import Block, Cell, Grid, Hidden, Paragraph
from jiheng.formats.docx_tables import PLAIN_CELL, CellProperties, Layout, RowProperties, Slot, without_blanks
from jiheng.formats.docx_text import ParagraphText
from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally, exceeded, is_sparse
from jiheng.model.location import Location

_BLOCKS = (w.P, w.TBL)
_ROWS = (w.TR,)
_CELLS = (w.TC, w.TRPR)
_CELL_BLOCKS = (w.P, w.TBL, w.TCPR)
_NO_CONTENT = frozenset({w.SECT_PR, w.TBL_PR, w.TBL_GRID, w.SDT_PR, w.TBL_PR_EX})


class BodyReader:
    """Turns the XML of a story into blocks, keeping count of paragraphs, tables and cells."""

    def __init__(self, text: ParagraphText, limits: Limits) -> None:
        self.hidden: list[Hidden] = []
        self.notes: list[tuple[etree._Element, Location]] = []
        self._text = text
        self._limits = limits
        self._tally = Tally(limits)
        self._boxes: list[tuple[etree._Element, Location]] = []
        self._tables_at: dict[Location, int] = {}

    def body(self, body: etree._Element) -> list[Block]:
        """The blocks of the document's body in reading order."""
        blocks: list[Block] = []
        paragraphs = tables = 0
        at = Location(paragraph=0)
        carried = ""
        for element in self._parts(body, _BLOCKS):
            if element.tag == w.P:
                at = Location(paragraph=paragraphs)
                paragraphs += 1
                text = carried + self._paragraph(element, at)
                carried = ""
                if self._text.joins_next:
                    carried = text
                else:
                    self._add_paragraph(blocks, self._text.number + text, at, "body")
            else:
                self._add_paragraph(blocks, carried, at, "body")
                carried = ""
                blocks.append(self._grid(element, Location(table=tables), 1))
                tables += 1
            if self._boxes:
                self._take_boxes(blocks)
        self._add_paragraph(blocks, carried, at, "body")
        return blocks

    def story(self, story: etree._Element, part: str, at: Location) -> list[Block]:
        """The paragraphs of a header, footer or note, those of its tables and text boxes too, all at one place."""
        blocks: list[Block] = []
        stories = [story]
        while stories:
            for element in self._parts(stories.pop(0), _BLOCKS):
                if element.tag == w.TBL:
                    stories.extend(cell for row in self._parts(element, _ROWS) for cell in self._parts(row, (w.TC,)))
                else:
                    text = self._paragraph(element, at)
                    self._add_paragraph(blocks, self._text.number + text, at, part)
                    stories.extend(box for box, _ in self._boxes)
                    self._boxes = []
        return blocks

    def _parts(self, parent: etree._Element, wanted: tuple[str, ...]) -> Iterable[etree._Element]:
        """The wanted children, also those inside content controls and other wrappers."""
        children = list(parent)
        for child in children:
            if child.tag not in wanted:
                return self._unwrapped(children, wanted)
        return children

    def _unwrapped(self, children: Iterable[etree._Element], wanted: tuple[str, ...]) -> Iterator[etree._Element]:
        for child in children:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag == w.SDT:
                content = child.find(w.SDT_CONTENT)
                if content is not None:
                    before = self._text.enter_control(child)
                    yield from self._parts(content, wanted)
                    self._text.leave_control(before)
            elif tag == w.ALTERNATE:
                for branch in child:
                    if next(branch.iter(*wanted), None) is not None:
                        yield from self._parts(branch, wanted)
                        break
            elif tag not in _NO_CONTENT:
                yield from self._parts(child, wanted)

    def _paragraph(self, paragraph: etree._Element, at: Location) -> str:
        text = self._text.read(paragraph)
        if self._text.found:
            self._take_found(at)
        return text

    def _take_found(self, at: Location) -> None:
        """Put aside, with its place, what the last paragraph hides, anchors and notes."""
        reader = self._text
        self.hidden.extend(Hidden(text, why, at) for text, why in reader.lost if not text.isspace())
        self._boxes.extend((box, at) for box in reader.boxes)
        self.notes.extend((note, at) for note in reader.notes)
        reader.lost, reader.boxes, reader.notes = [], [], []
        reader.found = False

    def _add_paragraph(self, blocks: list[Block], text: str, at: Location, part: str) -> None:
        text = text.strip("\n")
        if text and not text.isspace():
            blocks.append(Paragraph(self._cut(text, at), at, part))

    def _take_boxes(self, blocks: list[Block]) -> None:
        """The text boxes that wait, and those inside them."""
        while self._boxes:
            box, at = self._boxes.pop(0)
            waiting, self._boxes = self._boxes, []
            for element in self._parts(box, _BLOCKS):
                if element.tag == w.P:
                    text = self._paragraph(element, at)
                    self._add_paragraph(blocks, self._text.number + text, at, "textbox")
                else:
                    blocks.append(self._grid(element, self._table_at(at), 1))
            self._boxes += waiting

    def _table_at(self, at: Location) -> Location:
        """The place of the next table inside a cell, or in a text box of a paragraph."""
        number = self._tables_at.get(at, 0)
        self._tables_at[at] = number + 1
        if at.table is UNSET or at.row is UNSET or at.column is UNSET:
            return Location(paragraph=at.paragraph, table=number)
        outer = at.table if isinstance(at.table, tuple) else (at.table,)
        return Location(paragraph=at.paragraph, table=(*outer, at.row, at.column, number))

    def _cut(self, text: str, at: Location) -> str:
        """A text of sane length; what is cut off is listed with the hidden texts."""
        self._tally.characters(len(text))
        longest = self._limits.cell_characters
        if len(text) > longest:
            self.hidden.append(Hidden(text[longest:], "cut_off", at))
            text = text[:longest]
        return text

    def _grid(self, table: etree._Element, at: Location, depth: int) -> Grid:
        if depth > self._limits.nesting:
            raise exceeded(f"表格中套表格超过上限 {self._limits.nesting} 层", "nesting")
        layout = Layout()
        rows = 0
        for source_row, row in enumerate(self._parts(table, _ROWS)):
            if self._row(row, layout, at, source_row, rows, depth):
                rows += 1
        slots = [slot for slot in layout.slots if not slot.absorbed]
        filled = sum(1 for slot in slots if slot.text or slot.grids)
        self._tally.cells(filled)
        columns = layout.columns
        if is_sparse(columns, max(len(slots), columns), filled):
            slots = without_blanks(slots)
            columns = max((slot.end for slot in slots), default=1)
        cells = tuple(
            Cell(slot.text, slot.row, slot.column, slot.at, slot.rowspan, slot.end - slot.column, slot.grids)
            for slot in slots
        )
        return Grid(rows, columns, cells, at)

    def _row(self, row: etree._Element, layout: Layout, at: Location, source_row: int, number: int, depth: int) -> bool:
        """Place the cells of a row; False where the row is not shown."""
        column = 0
        left: Slot | None = None
        for part in self._parts(row, _CELLS):
            if part.tag == w.TRPR:
                properties = RowProperties(part)
                column = properties.before
                if properties.why:
                    self._hide_row(row, at, source_row, properties)
                    return False
                continue
            slot = Slot(number, column, _cell_at(at, source_row, column))
            extent = self._cell(part, slot, depth)
            column = slot.end = column + extent.span
            if extent.deleted:
                self._hide_slot(slot, "deleted")
            if extent.continues_left and left is not None:
                layout.widen(left, slot.end)
                self._hide_slot(slot, "hidden_text")
            elif not extent.continues_above:
                layout.place(slot, merges=extent.merges)
                left = slot
            elif layout.continues(slot):
                self._hide_slot(slot, "hidden_text")
                left = None
            else:
                layout.place_doubtful(slot)
                left = slot
        self._tally.positions(layout.row_length)
        for slot in layout.end_row():
            self._hide_slot(slot, "hidden_text")
        return True

    def _cell(self, cell: etree._Element, slot: Slot, depth: int) -> CellProperties:
        """Read a cell into its slot."""
        extent = PLAIN_CELL
        reader = self._text
        lines: list[str] = []
        joins = False
        grids: list[Grid] = []
        for child in self._parts(cell, _CELL_BLOCKS):
            tag = child.tag
            if tag == w.P:
                text = reader.read(child)
                if reader.found:
                    self._take_found(slot.at)
                if joins:
                    text = lines.pop() + text
                if reader.number:
                    text = reader.number + text
                lines.append(text)
                joins = reader.joins_next
            elif tag == w.TCPR:
                extent = CellProperties(child)
            else:
                joins = False
                grids.append(self._grid(child, self._table_at(slot.at), depth + 1))
        text = lines[0] if len(lines) == 1 else "\n".join(lines)
        if text and not text.isspace():
            slot.text = self._cut(text.strip("\n"), slot.at)
        if grids:
            slot.grids = tuple(grids)
        return extent

    def _hide_slot(self, slot: Slot, why: str) -> None:
        """List the text of a cell that is not shown: it is deleted, or lies under a merged cell."""
        if slot.text:
            self.hidden.append(Hidden(slot.text, why, slot.at))
            slot.text = ""

    def _hide_row(self, row: etree._Element, at: Location, source_row: int, properties: RowProperties) -> None:
        column = properties.before
        for cell in self._parts(row, (w.TC,)):
            properties_of_cell = next(cell.iterchildren(w.TCPR), None)
            extent = PLAIN_CELL if properties_of_cell is None else CellProperties(properties_of_cell)
            lines = ("".join(t.text or "" for t in p.iter(w.T, w.DEL_TEXT)) for p in cell.iter(w.P))
            text = "\n".join(lines).strip("\n")
            if text and not text.isspace():
                self.hidden.append(Hidden(text, properties.why, _cell_at(at, source_row, column)))
            column += extent.span


class PlaceReader(BodyReader):
    """A body reader that also remembers which paragraph of the XML stands at each place: the first one of a cell or of a
    table, and of what a text box holds the one that anchors it."""

    def __init__(self, text: ParagraphText, limits: Limits) -> None:
        super().__init__(text, limits)
        self.places: dict[Location, etree._Element] = {}
        self.boxed: set[Location] = set()
        """The places inside of text boxes."""

    def _paragraph(self, paragraph: etree._Element, at: Location) -> str:
        self._note(paragraph, at)
        return super()._paragraph(paragraph, at)

    def _cell(self, cell: etree._Element, slot: Slot, depth: int) -> CellProperties:
        # All parts are asked for: a content control is left only at its end.
        own = [part for part in self._parts(cell, _CELL_BLOCKS) if part.tag == w.P]
        self._note(own[0] if own else next(cell.iter(w.P), None), slot.at)
        return super()._cell(cell, slot, depth)

    def _grid(self, table: etree._Element, at: Location, depth: int) -> Grid:
        self._note(next(table.iter(w.P), None), at)
        return super()._grid(table, at, depth)

    def _note(self, paragraph: etree._Element | None, at: Location) -> None:
        if paragraph is None or at in self.places:
            return
        *_, box = (None, *paragraph.iterancestors(w.TEXT_BOX))
        if box is not None:
            self.boxed.add(at)
            paragraph = next(box.iterancestors(w.P), None)
        if paragraph is not None:
            self.places[at] = paragraph


def _cell_at(table: Location, row: int, column: int) -> Location:
    if table.paragraph is UNSET:
        return Location(table=table.table, row=row, column=column)
    return Location(paragraph=table.paragraph, table=table.table, row=row, column=column)
