"""What an edit of a text means for the elements that hold its characters; nothing is written yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.edit_docx_places import Kind, Place, Unit
from jiheng.model.errors import JihengError

_HANDLED = (Kind.TEXT, Kind.MARK)
_BETWEEN = frozenset(
    f"{{{w.NAMESPACE}}}{name}"
    for name in (
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "proofErr"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    )
)
"""What may stand between two paragraphs and inside of one."""


class Refused(JihengError):
    """An edit that cannot be made; `str()` is why and what to do, without the place."""


class Characters(NamedTuple):
    """Characters of a text element that give way to a new text."""

    element: etree._Element
    start: int
    end: int
    text: str


class Mark(NamedTuple):
    """A new text beside or instead of an element that is a character."""

    element: etree._Element
    text: str
    where: str
    """`instead`, `before` or `after`."""


class NewRun(NamedTuple):
    """A new text in a paragraph of the place, behind one of its elements or at its end."""

    paragraph: int
    text: str
    behind: etree._Element | None


class Joint(NamedTuple):
    """Two paragraphs of the place that become one."""

    paragraph: int
    next_paragraph: int


Step = Characters | Mark | NewRun | Joint


def plan(place: Place, start: int, end: int, text: str) -> list[Step]:
    """The steps of one edit.

    Line breaks that stand in both the old and the new text stay where they are, so that every line keeps its paragraph.

    :raises Refused: where it cannot be made.
    """
    if not place.text:
        return list(_in_blank(place, text))
    start, end = start + place.base, end + place.base
    steps: list[Step] = []
    for from_, until, line in _lines(place.units, start, end, text):
        steps.extend(_Line(place, from_, until, line).steps())
    return steps


def _lines(units: Sequence[Unit], start: int, end: int, text: str) -> Iterator[tuple[int, int, str]]:
    """The edit, line by line."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        rest = next((n for n in range(start, end) if units[n].char == "\n"), None)
        if rest is None or number == len(lines):
            yield start, end, "\n".join(lines[number - 1 :])
            return
        yield start, rest, line
        start = rest + 1


def _in_blank(place: Place, text: str) -> Iterator[Step]:
    """A text for a place that has none: blanks that stand there give way, empty lines stay."""
    if not text:
        return
    if any(unit.kind is Kind.NUMBER for unit in place.units):
        raise Refused("这里只有自动编号和空白，不能确定写在哪里，请用 Word 或 WPS 手工填写")
    blanks = [unit for unit in place.units if unit.kind in _HANDLED and unit.paragraph == 0]
    if not blanks:
        yield NewRun(0, text, None)
    for number, unit in enumerate(unit for unit in place.units if unit.kind in _HANDLED):
        new = text if number == 0 and blanks else ""
        assert unit.element is not None
        if unit.kind is Kind.TEXT:
            yield Characters(unit.element, unit.offset, unit.offset + 1, new)
        else:
            yield Mark(unit.element, new, "instead")


class _Line:
    """An edit that keeps or takes away all line breaks in its range."""

    def __init__(self, place: Place, start: int, end: int, text: str) -> None:
        self._place, self._units = place, place.units
        self._start, self._end, self._text = start, end, text
        self._skip_number()

    def _skip_number(self) -> None:
        """An automatic number is no text: it stays, where the edit means the whole of its line or begins with it too."""
        units, start = self._units, self._start
        if start >= len(units) or units[start].kind is not Kind.NUMBER:
            return
        end = start
        while end < len(units) and units[end].kind is Kind.NUMBER and units[end].paragraph == units[start].paragraph:
            end += 1
        number = "".join(unit.char for unit in units[start:end])
        inside = start > 0 and units[start - 1].kind is Kind.NUMBER
        if inside or end > self._end:
            if (self._start, self._end) == (start, start) and not self._text:
                return
            raise Refused(f"“{number}”是自动编号，不是文字，不能改动，请用 Word 或 WPS 修改编号")
        whole = end <= self._end and (self._end == len(units) or units[self._end].char == "\n")
        if self._text.startswith(number):
            self._text = self._text[len(number) :]
        elif not whole:
            raise Refused(f"“{number}”是自动编号，不是文字，不能改动，请用 Word 或 WPS 修改编号")
        self._start = end

    def steps(self) -> Iterator[Step]:
        """What is to be done."""
        units, start, end = self._units, self._start, self._end
        if start == end and not self._text:
            return
        self._check()
        if self._text and (start == end or units[start].kind not in _HANDLED):
            yield self._inserted()
            self._text = ""
        for number in range(start, end):
            unit = units[number]
            if unit.kind is Kind.BREAK:
                yield Joint(unit.paragraph, unit.next_paragraph)
            elif unit.kind is Kind.MARK:
                yield self._instead(unit)
            elif unit.kind is Kind.TEXT and (number == start or not _follows(unit, units[number - 1])):
                last = number + 1
                while last < end and _follows(units[last], units[last - 1]):
                    last += 1
                yield self._instead(unit, last - number)

    def _instead(self, unit: Unit, length: int = 1) -> Step:
        """The new text in the place of a character and of some behind it; nothing in that of later ones."""
        text, self._text = self._text, ""
        assert unit.element is not None
        if unit.kind is Kind.TEXT:
            return Characters(unit.element, unit.offset, unit.offset + length, text)
        return Mark(unit.element, text, "instead")

    def _check(self) -> None:
        units, start, end = self._units, self._start, self._end
        joined = False
        for number in range(start, end):
            unit = units[number]
            if unit.kind is Kind.FIXED:
                raise Refused(f"“{unit.char}”由控件或域显示，不是文字，请用 Word 或 WPS 手工修改")
            if unit.kind is Kind.BREAK:
                joined = True
                self._check_joint(unit)
            elif unit.kind is Kind.NUMBER and not joined:
                raise Refused("其中有自动编号，不是文字，不能改动，请用 Word 或 WPS 修改编号")
        if joined and end < len(units) and units[end].kind is Kind.NUMBER:
            raise Refused("后一段带自动编号，与前一段合并后编号会消失，请用 Word 或 WPS 手工修改")

    def _check_joint(self, unit: Unit) -> None:
        first, second = (self._place.lines[n].paragraph for n in (unit.paragraph, unit.next_paragraph))
        between = first.getnext()
        while between is not None and between is not second and between.tag in _BETWEEN:
            between = between.getnext()
        if between is not second:
            raise Refused("要合并的两段之间有表格，或者分属不同的内容控件，请用 Word 或 WPS 手工合并")

    def _inserted(self) -> Step:
        """Behind the character before, or before the one behind, within the paragraph."""
        units, start = self._units, self._start
        before = units[start - 1] if start > 0 else None
        if before is not None and before.kind in _HANDLED:
            assert before.element is not None
            if before.kind is Kind.MARK:
                return Mark(before.element, self._text, "after")
            return Characters(before.element, before.offset + 1, before.offset + 1, self._text)
        behind = units[start] if start < len(units) else None
        if behind is not None and behind.kind in _HANDLED:
            assert behind.element is not None
            if behind.kind is Kind.MARK:
                return Mark(behind.element, self._text, "before")
            return Characters(behind.element, behind.offset, behind.offset, self._text)
        if before is not None and before.kind is Kind.FIXED:
            return NewRun(before.paragraph, self._text, before.element)
        return NewRun(before.next_paragraph if before is not None else 0, self._text, None)


def _follows(unit: Unit, before: Unit) -> bool:
    """Whether a character stands right behind another one in the same text element."""
    return unit.kind is Kind.TEXT and unit.element is before.element and unit.offset == before.offset + 1
