"""What a workbook keeps apart from its sheets: shared strings and cell styles, and how they show a stored value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from lxml import etree

from jiheng.formats.container import Container
from jiheng.formats.number_format import BUILT_IN, NumberFormat, compile_format, general

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_SI = NAMESPACE + "si"
_T = NAMESPACE + "t"
_R = NAMESPACE + "r"
_NUM_FMT = NAMESPACE + "numFmts/" + NAMESPACE + "numFmt"
_XF = NAMESPACE + "cellXfs/" + NAMESPACE + "xf"
_BORDER = NAMESPACE + "borders/" + NAMESPACE + "border"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_REMEMBERED = 10_000
"""Values of a format whose text is kept: percentages and small amounts come again and again."""


class CellStyle:
    """What a style says of a value: its number format, None for the general one, and whether it draws lines."""

    __slots__ = ("_known", "bordered", "format")

    def __init__(self, number_format: NumberFormat | None, bordered: bool) -> None:
        self.format = number_format
        self.bordered = bordered
        self._known: dict[str, str] = {}

    def number(self, stored: str) -> str:
        """A stored number as a cell of this style shows it."""
        if self.format is None:
            return general(stored)
        shown = self._known.get(stored)
        if shown is None:
            shown = self.format.number(stored)
            if len(self._known) < _REMEMBERED:
                self._known[stored] = shown
        return shown


class Values:
    """Shows stored values; strings and styles are opened when a cell first needs them."""

    def __init__(self, container: Container, find_part: Callable[[str], str | None], *, date_1904: bool) -> None:
        self._container = container
        self._find_part = find_part
        self._date_1904 = date_1904
        self._all_styles: list[CellStyle] | None = None
        self._styles: dict[str | None, CellStyle] = {}
        self._strings: list[str] | None = None

    def shown(self, stored: str, kind: str | None, style: str | None) -> str:
        """What a cell shows of its stored value."""
        if kind is None or kind == "n":
            return (self._styles.get(style) or self._style(style)).number(stored)
        if kind == "b":
            return "TRUE" if stored.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return stored
        found = self._styles.get(style) or self._style(style)
        if kind == "d":
            return self._date(stored, found.format)
        text = self.raw(stored, kind)
        return text if found.format is None or not text else found.format.text(text)

    def style(self, name: str | None) -> CellStyle:
        """The style of that number."""
        return self._styles.get(name) or self._style(name)

    def raw(self, stored: str, kind: str | None) -> str:
        """A stored value without its format; for a shared string that string, blank where there is none."""
        if kind != "s":
            return plain_text(stored)
        if self._strings is None:
            part = self._find_part("sharedStrings")
            self._strings = _shared_strings(self._container, part) if part else []
        return self._strings[int(stored)] if stored.isdigit() and int(stored) < len(self._strings) else ""

    def _date(self, value: str, number_format: NumberFormat | None) -> str:
        """A date stored as ISO 8601 text."""
        try:
            moment = datetime.fromisoformat(value.rstrip("Z")).replace(tzinfo=None)
        except ValueError:
            return value
        if number_format is None or not number_format.is_date:
            return value
        elapsed = moment - (datetime(1904, 1, 1) if self._date_1904 else datetime(1899, 12, 30))
        return number_format.number(str(elapsed.days + elapsed.seconds / 86400))

    def bordered(self, style: str | None) -> bool:
        """Whether cells of this style have a line on some side."""
        return (self._styles.get(style) or self._style(style)).bordered

    def _style(self, name: str | None) -> CellStyle:
        """The style of that number; the first one for cells without a style, none for a number that does not exist."""
        if self._all_styles is None:
            self._all_styles = self._open_styles()
        index = int(name) if name and name.isdigit() else 0
        found = self._all_styles[index] if index < len(self._all_styles) else CellStyle(None, False)
        self._styles[name] = found
        return found

    def _open_styles(self) -> list[CellStyle]:
        part = self._find_part("styles")
        root = self._container.tree(part) if part else None
        if root is None:
            return []
        codes = dict(BUILT_IN)
        for element in root.iterfind(_NUM_FMT):
            codes[_int(element.get("numFmtId"))] = element.get("formatCode") or "General"
        lines = [any(side.get("style", "none") != "none" for side in border) for border in root.iterfind(_BORDER)]
        found = []
        for xf in root.iterfind(_XF):
            code = codes.get(_int(xf.get("numFmtId")), "General")
            compiled = None if code == "General" else compile_format(code, date_1904=self._date_1904)
            border = _int(xf.get("borderId"))
            found.append(CellStyle(compiled, border < len(lines) and lines[border]))
        return found


def rich_text(element: etree._Element) -> str:
    """The text of a string item: plain, or runs; reading aids (phonetic runs) are left out."""
    return plain_text(joined_text(element))


def joined_text(element: etree._Element) -> str:
    """The same as the file holds it, its escapes not yet undone."""
    parts = []
    for child in element:
        tag = child.tag
        if tag == _T:
            parts.append(child.text or "")
        elif tag == _R:
            parts.extend(text.text or "" for text in child.iterchildren(_T))
    return "".join(parts)


def plain_text(text: str) -> str:
    """A string without the format's escapes, its lines parted by `\\n`; blank when nothing shows."""
    if "_x" in text:
        text = _ESCAPED.sub(_unescape, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "" if text.isspace() else text.strip("\n")


def _unescape(found: re.Match[str]) -> str:
    code = int(found.group(1), 16)
    return "" if (code < 0x20 and code not in (9, 10, 13)) or 0xD800 <= code <= 0xDFFF else chr(code)


def _shared_strings(container: Container, part: str) -> list[str]:
    return [rich_text(element) for element in container.stream(part, (_SI,))]


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
