"""What a Word document stores twice, for new programs and for old ones: the second copies of a text box."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.edit_docx_places import Line, Place, Row, Table

Map = dict[etree._Element, etree._Element]


def twins_of_place(place: Place) -> Iterator[Place | None]:
    """The copies of a place in a text box; None for one that is not the same."""
    for same in _maps(place.lines[0].paragraph) if place.lines else ():
        if same is None or any(line.paragraph not in same for line in place.lines):
            yield None
            continue
        lines = [
            Line(
                same[line.paragraph],
                line.number,
                line.joins_next,
                [(text, same[element]) for text, element in line.pieces if element in same],
            )
            for line in place.lines
        ]
        twin = Place(lines, place.text)
        yield twin if twin.build() and twin.base == place.base else None


def twins_of_table(table: Table) -> Iterator[Table | None]:
    """The copies of a table in a text box; None for one that is not the same."""
    for same in _maps(table.element):
        if same is None:
            yield None
            continue
        rows = [
            Row(same[row.element], [cell._replace(element=same[cell.element]) for cell in row.cells])
            for row in table.rows
        ]
        yield table._replace(element=same[table.element], rows=rows)


def _maps(element: etree._Element) -> Iterator[Map | None]:
    """For each copy of the outermost text box around an element: what stands in it for what stands in this one."""
    *_, box = (None, *element.iterancestors(w.TEXT_BOX))
    alternatives = next(box.iterancestors(w.ALTERNATE), None) if box is not None else None
    if box is None or alternatives is None:
        return
    branch = box
    while branch.getparent() is not alternatives:
        parent = branch.getparent()
        if parent is None:
            return
        branch = parent
    number = list(branch.iter(w.TEXT_BOX)).index(box)
    for other in alternatives.iterchildren("*"):
        boxes = list(other.iter(w.TEXT_BOX)) if other is not branch else []
        if boxes:
            yield _same(box, boxes[number]) if number < len(boxes) else None


def _same(one: etree._Element, other: etree._Element) -> Map | None:
    found: Map = {}
    ones, others = list(one.iter("*")), list(other.iter("*"))
    if len(ones) != len(others):
        return None
    for a, b in zip(ones, others, strict=True):
        if a.tag != b.tag or (a.tag == w.T and a.text != b.text):
            return None
        found[a] = b
    return found
