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


class Values:
    """Shows stored values; strings and styles are opened when a cell first needs them."""

    def __init__(self, container: Container, find_part: Callable[[str], str | None], *, date_1904: bool) -> None:
        self._container = container
        self._find_part = find_part
        self._date_1904 = date_1904
        self._formats: list[NumberFormat | None] | None = None
        self._bordered: list[bool] = []
        self._strings: list[str] | None = None

    def shared(self, index: str) -> str:
        """The shared string of that number; blank where there is none."""
        if self._strings is None:
            part = self._find_part("sharedStrings")
            self._strings = _shared_strings(self._container, part) if part else []
        try:
            number = int(index)
        except ValueError:
            return ""
        return self._strings[number] if 0 <= number < len(self._strings) else ""

    def number(self, value: str, style: str | None) -> str:
        """A stored number in the format of its cell."""
        found = self._format(style)
        return general(value) if found is None else found.number(value)

    def text(self, value: str, style: str | None) -> str:
        """A stored text in the format of its cell, which may add to it or hide it."""
        found = self._format(style)
        return value if found is None else found.text(value)

    def date(self, value: str, style: str | None) -> str:
        """A date stored as ISO 8601 text."""
        try:
            moment = datetime.fromisoformat(value.rstrip("Z"))
        except ValueError:
            return value
        elapsed = moment.replace(tzinfo=None) - datetime(1904 if self._date_1904 else 1899, 1 if self._date_1904 else 12,
                                                         1 if self._date_1904 else 30)  # fmt: skip
        found = self._format(style)
        if found is None or not found.is_date:
            return value
        return found.number(str(elapsed.days + elapsed.seconds / 86400))

    def bordered(self, style: str | None) -> bool:
        """Whether cells of this style have a line on some side."""
        if self._formats is None:
            self._open_styles()
        index = int(style) if style and style.isdigit() else 0
        return index < len(self._bordered) and self._bordered[index]

    def _format(self, style: str | None) -> NumberFormat | None:
        if self._formats is None:
            self._open_styles()
        formats = self._formats or []
        index = int(style) if style and style.isdigit() else 0
        return formats[index] if index < len(formats) else None

    def _open_styles(self) -> None:
        self._formats = []
        part = self._find_part("styles")
        root = self._container.tree(part) if part else None
        if root is None:
            return
        codes = dict(BUILT_IN)
        for element in root.iterfind(_NUM_FMT):
            codes[_int(element.get("numFmtId"))] = element.get("formatCode") or "General"
        lines = [any(side.get("style", "none") != "none" for side in border) for border in root.iterfind(_BORDER)]
        for xf in root.iterfind(_XF):
            code = codes.get(_int(xf.get("numFmtId")), "General")
            compiled = None if code == "General" else compile_format(code, date_1904=self._date_1904)
            self._formats.append(compiled)
            border = _int(xf.get("borderId"))
            self._bordered.append(border < len(lines) and lines[border])


def rich_text(element: etree._Element) -> str:
    """The text of a string item: plain, or runs; reading aids (phonetic runs) are left out."""
    parts = []
    for child in element:
        tag = child.tag
        if tag == _T:
            parts.append(child.text or "")
        elif tag == _R:
            parts.extend(text.text or "" for text in child.iterchildren(_T))
    return plain_text("".join(parts))


def plain_text(text: str) -> str:
    """A string without the format's escapes, its lines parted by `\\n`; blank when nothing shows."""
    if "_x" in text:
        text = _ESCAPED.sub(_unescape, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "" if text.isspace() else text.strip("\n")


def _unescape(found: re.Match[str]) -> str:
    code = int(found.group(1), 16)
    return "" if code < 0x20 and code not in (9, 10, 13) or 0xD800 <= code <= 0xDFFF else chr(code)


def _shared_strings(container: Container, part: str) -> list[str]:
    strings = []
    for element in container.stream(part, (_SI,)):
        strings.append(rich_text(element))
    return strings


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
