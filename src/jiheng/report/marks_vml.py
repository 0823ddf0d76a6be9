"""The drawing of the boxes in which a workbook shows its notes, in the old drawing language that they are kept in."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from jiheng.formats.xml_splice import EditedPart
from jiheng.model.errors import DamagedDocument
from jiheng.report.marks_boxes import Anchor

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_BLOCK = 1024
"""Every drawing has blocks of that many shape numbers of its own."""
_KIND = (
    '<v:shapetype{names} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{names} id="_x0000_s{number}" type="#_x0000_t202" '
    "style='position:absolute;margin-left:0;margin-top:0;width:{width}px;height:{height}px;z-index:{layer};"
    'visibility:hidden\' fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    "<v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>"
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NOTE = re.compile(rb"<(?:\w+:)?ClientData\b[^>]*?ObjectType=[\"']Note[\"'][^>]*>")
_NOTE_END = re.compile(rb"</(?:\w+:)?ClientData\s*>")
_ROW = re.compile(rb"<(?:\w+:)?Row>\s*([0-9]{1,7})\s*</")
_COLUMN = re.compile(rb"<(?:\w+:)?Column>\s*([0-9]{1,5})\s*</")
_ANCHOR = re.compile(rb"<(?:\w+:)?Anchor>([0-9,\s]{15,100})</")
_NUMBER = re.compile(rb"_x0000_s([0-9]{1,9})[\"']")
_ROOT_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*$")
_BROKEN = "文件已损坏：其中的 {name} 没有结尾，请用 Excel 或 WPS 打开原文件，另存一份后再试。"


def empty_drawing(block: int) -> str:
    """A drawing without shapes; `block` is that of its numbers, from 1."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    return f'<xml {names}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'


class NoteBoxes:
    """The boxes of the notes of a sheet.

    The drawing is searched, not parsed: what Excel writes into it is not always XML.
    """

    def __init__(self, part: EditedPart, block: int) -> None:
        self._part = part
        xml = part.xml
        ends = _ROOT_END.search(xml)
        if ends is None:
            raise DamagedDocument(_BROKEN.format(name=part.name))
        self._end = ends.start()
        numbers = {int(number) for number in _NUMBER.findall(xml)}
        self._numbers = (n for n in count(max(numbers, default=block * _BLOCK) + 1) if n not in numbers)
        known = all(f'xmlns:{prefix}="{name}"'.encode() in xml for prefix, name in _NAMESPACES.items())
        self._names = "" if known else "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
        self._has_kind = b'id="_x0000_t202"' in xml
        self._layer = count(len(numbers) + 1)
        self._boxes = self._find()

    def _find(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Where the data of each note stand, by row and column from 0."""
        xml, found = self._part.xml, {}
        for start in _NOTE.finditer(xml):
            end = _NOTE_END.search(xml, start.end())
            if end is None:
                break
            row, column = (pattern.search(xml, start.end(), end.start()) for pattern in (_ROW, _COLUMN))
            if row and column:
                found[int(row[1]), int(column[1])] = (start.end(), end.start())
        return found

    def grow(self, row: int, column: int, grown: Callable[[Anchor], Anchor]) -> bool:
        """Change the size of the box of a cell; False where the cell has none."""
        place = self._boxes.get((row, column))
        if place is None:
            return False
        found = _ANCHOR.search(self._part.xml, *place)
        numbers = [int(word) for word in found[1].split(b",") if word.strip().isdigit()] if found else []
        if found and len(numbers) == len(Anchor._fields):
            self._part.insert(found.start(1), str(grown(Anchor(*numbers))), until=found.end(1))
        return True

    def add(self, row: int, column: int, anchor: Anchor, size: tuple[int, int]) -> None:
        """Give a cell a box that shows while the mouse is on the cell."""
        if not self._has_kind:
            self._has_kind = True
            self._part.insert(self._end, _KIND.format(names=self._names))
        shape = _SHAPE.format(
            names=self._names,
            number=next(self._numbers),
            layer=next(self._layer),
            width=size[0],
            height=size[1],
            anchor=anchor,
            row=row,
            column=column,
        )
        self._part.insert(self._end, shape)
