"""An XML part that is added to in the bytes that it has: nothing of it is ever parsed and written anew."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from jiheng.formats.container import damaged_xml, parse_xml
from jiheng.model.errors import DamagedDocument

_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_OTHER_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030"), "gb18030"),
    **{name: name for name in ("big5", "iso-8859-1", "windows-1252")},
}
"""What some programs write although the format allows but UTF-8 and UTF-16; every other one is taken for UTF-8."""
_START_TAG = re.compile(rb"<[^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>")
_ODD_ENCODING = "文件中的 {name} 用了少见的文字编码，不能写入，请用 Word、Excel 或 WPS 打开，另存一份后再试。"


_ILLEGAL = re.compile("[^\t\n -\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, and the code points that stand for no character."""


def legal_text(text: str) -> str:
    """A text without the characters that an XML file cannot hold; every kind of line break is `\\n`."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))


class Span(NamedTuple):
    """Where an element stands in the bytes of its part.

    Its start tag goes from `start` to `inside`, its end tag from `end` to `after`; an empty tag (`<w:p/>`) has the last
    three in one place. `name` is the tag as written, with its prefix.
    """

    name: str
    start: int
    inside: int
    end: int
    after: int

    @property
    def empty(self) -> bool:
        """Whether it is one tag that has no content."""
        return self.inside == self.after

    @property
    def prefix(self) -> str:
        """The namespace prefix with its colon, blank where there is none."""
        return self.name.rpartition(":")[0] + ":" if ":" in self.name else ""


class EditedPart:
    """A part and what is put into it. Offsets are those of `xml`, the part as UTF-8."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._data = data
        self._encoding = _encoding(data)
        self._edits: list[tuple[int, int, bytes]] = []
        self._opened: dict[int, bytes] = {}
        self._root: etree._Element | None = None
        self.xml = data
        if self._encoding != "utf-8":
            try:
                text = data.decode(self._encoding)
                self.xml = text.encode()
                same = text.encode(self._encoding) == data
            except UnicodeError:
                same = False
            if not same:
                raise DamagedDocument(_ODD_ENCODING.format(name=name))

    @property
    def root(self) -> etree._Element:
        """The tree of the part, in the usual namespaces.

        :raises UnreadableDocument: where it is no XML, or has entities.
        """
        if self._root is None:
            self._root = parse_xml(self._data, self.name)
        return self._root

    @root.setter
    def root(self, root: etree._Element) -> None:
        """Take over a tree of the part that somebody has made with `parse_xml` already."""
        self._root = root

    def spans(self, elements: Collection[etree._Element]) -> dict[etree._Element, Span]:
        """Where these elements of the tree stand."""
        wanted = set(elements)
        ordinals = {element: n for n, element in enumerate(self.root.iter("*")) if element in wanted}
        numbers = frozenset(ordinals.values())
        found = self.scan(lambda ordinal, _: ordinal in numbers)
        if any(n not in found for n in numbers):
            raise damaged_xml(ValueError("two parsers do not agree"), self.name)
        return {element: found[n] for element, n in ordinals.items()}

    def top(self) -> tuple[Span, list[Span]]:
        """The root and its children, for a part that is too large for a tree; it has been read without one before."""
        found = self.scan(lambda _, depth: depth < 2)
        return found[0], [span for n, span in found.items() if n]

    def scan(self, wanted: Callable[[int, int], bool]) -> dict[int, Span]:
        """The spans of the elements that are wanted by their ordinal in the part and their depth, by ordinal."""
        parser = expat.ParserCreate("utf-8")  # whatever the part declares: `xml` is UTF-8
        parser.ordered_attributes = True
        found: dict[int, Span] = {}
        path: list[tuple[int, str, int]] = []
        count = 0

        def start(name: str, _: object) -> None:
            nonlocal count
            ordinal, count = count, count + 1
            path.append((ordinal, name, parser.CurrentByteIndex) if wanted(ordinal, len(path)) else (-1, name, 0))

        def end(_: str) -> None:
            ordinal, name, at = path.pop()
            if ordinal >= 0:
                found[ordinal] = self._span(name, at, parser.CurrentByteIndex)

        parser.StartElementHandler, parser.EndElementHandler = start, end
        try:
            parser.Parse(self.xml, True)
        except expat.ExpatError as error:
            raise damaged_xml(error, self.name) from error
        return dict(sorted(found.items()))

    def _span(self, name: str, start: int, end: int) -> Span:
        tag = _START_TAG.match(self.xml, start)
        inside = tag.end() if tag else end
        empty = inside == end and self.xml[end - 2 : end] == b"/>"
        return Span(name, start, inside, end, end if empty else self.xml.index(b">", end) + 1)

    def insert(self, at: int, markup: str, *, until: int | None = None) -> None:
        """Put something in; in the place of what stands there `until` an offset."""
        self._edits.append((at, at if until is None else until, self._encoded(markup)))

    def append(self, span: Span, markup: str) -> None:
        """Put something before the end tag of an element.

        Where it is one empty tag, that is opened and its `/>` becomes the end of the last empty tag that comes in (the
        markup must have one), so that nothing but insertions is needed.
        """
        if not span.empty or span.end in self._opened:
            self.insert(span.end, markup)
            return
        before, _, behind = markup.rpartition("/>")
        self.insert(span.end - 2, ">" + before)
        self.insert(span.end, behind)
        self._opened[span.end] = self._encoded(f"</{span.name}>")

    @property
    def edited(self) -> bool:
        """Whether anything was put in."""
        return bool(self._edits)

    def result(self) -> bytes:
        """The part with what was put in, in its own encoding."""
        out: list[bytes] = []
        at = 0
        # The end tag of an element that was empty comes behind all that was put before it.
        edits = [*self._edits, *((end, end, tag) for end, tag in self._opened.items())]
        for start, until, made in sorted(edits, key=lambda edit: edit[:2]):
            out += (self._own(self.xml[at:start]), made)
            at = until
        return b"".join((*out, self._own(self.xml[at:])))

    def _encoded(self, markup: str) -> bytes:
        return markup.encode(self._encoding, "xmlcharrefreplace")

    def _own(self, xml: bytes) -> bytes:
        return xml if self._encoding == "utf-8" else xml.decode().encode(self._encoding)


def _encoding(data: bytes) -> str:
    """The encoding of a part that was parsed already, as Python calls it."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith(codecs.BOM_UTF16_LE) or data[:2] == b"<\0":
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE) or data[:2] == b"\0<":
        return "utf-16-be"
    declared = _DECLARED.match(data)
    return _OTHER_ENCODINGS.get(declared[1].decode().lower(), "utf-8") if declared else "utf-8"
