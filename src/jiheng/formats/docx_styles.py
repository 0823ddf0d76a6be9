"""What a style adds to the text of its paragraphs and runs: an automatic number, or that it is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.container import Container, parse_xml
from jiheng.formats.docx_numbering import Numbering

_STYLE = "{" + w.NAMESPACE + "}style"
_STYLE_ID = "{" + w.NAMESPACE + "}styleId"
_BASED_ON = "{" + w.NAMESPACE + "}basedOn"
_BASE = re.compile(rb'<w:basedOn w:val="([^"]*)"')
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """The effect of a style with what it is based on."""

    num_id: str = ""
    level: int | None = None
    hidden: bool = False


_PLAIN = Style()


class Styles:
    """The styles and lists of a document; their parts are opened when a paragraph first asks for one."""

    def __init__(self, container: Container, find_part: Callable[[str], str | None]) -> None:
        self._container = container
        self._find_part = find_part
        self._data: bytes | None = None
        self._elements: dict[str, etree._Element] | None = None
        self._cache: dict[str, Style] = {}
        self._numbering: Numbering | None = None

    @property
    def numbering(self) -> Numbering:
        """The lists of the document."""
        if self._numbering is None:
            part = self._find_part("numbering")
            self._numbering = Numbering(self._container.tree(part) if part else None)
        return self._numbering

    def style(self, name: str) -> Style:
        """The effect of a style; an unknown style has none."""
        found = self._cache.get(name)
        if found is None:
            found = self._cache[name] = _PLAIN if self._is_plain(name) else self._resolve(name, 0)
        return found

    def _is_plain(self, name: str) -> bool:
        """Whether a look at the bytes is enough to say that a style has no effect.

        Parsing the styles of a document can take longer than reading its form.
        """
        if self._data is None:
            part = self._find_part("styles")
            self._data = (self._container.part(part) if part else None) or b""
        data = self._data
        for _ in range(_DEEPEST):
            start = data.find(b'w:styleId="' + name.encode() + b'"')
            if start < 0:
                return not data
            piece = data[start : data.find(b"</w:style>", start)]
            if b"numPr" in piece or b"vanish" in piece:
                return False
            base = _BASE.search(piece)
            if base is None:
                return True
            name = base.group(1).decode(errors="replace")
        return False

    def _resolve(self, name: str, depth: int) -> Style:
        if self._elements is None:
            self._elements = self._open()
        element = self._elements.get(name)
        if element is None or depth > _DEEPEST:
            return _PLAIN
        base = element.find(_BASED_ON)
        parent = self._resolve(base.get(w.VAL) or "", depth + 1) if base is not None else _PLAIN
        num_id, level, hidden = parent.num_id, parent.level, parent.hidden
        numbered = element.find(w.PPR + "/" + w.NUM_PR)
        if numbered is not None:
            own_id, own_level = numbering_of(numbered)
            num_id = own_id if own_id is not None else num_id
            level = own_level if own_level is not None else level
            if own_level is None and num_id:
                level = self.numbering.level_of_style(num_id, name)
        vanish = element.find(w.RPR + "/" + w.VANISH)
        if vanish is not None:
            hidden = vanish.get(w.VAL) not in w.OFF
        return Style(num_id, level, hidden)

    def _open(self) -> dict[str, etree._Element]:
        if not self._data:
            return {}
        return {
            element.get(_STYLE_ID) or "": element for element in parse_xml(self._data, "styles").iterchildren(_STYLE)
        }


def numbering_of(num_pr: etree._Element) -> tuple[str | None, int | None]:
    """The list and the level that a `numPr` names, either of which may be absent."""
    num_id: str | None = None
    level: int | None = None
    for child in num_pr:
        value = child.get(w.VAL)
        if child.tag == w.NUM_ID:
            num_id = value
        elif child.tag == w.LEVEL and value and value.isdigit():
            level = int(value)
    return num_id, level
