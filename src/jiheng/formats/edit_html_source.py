"""The source of a web page: its tags and texts, each with its place in the bytes."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import NamedTuple

from jiheng.formats.encoding import decode, without_invisible
from jiheng.formats.html import declared_charset
from jiheng.model.errors import DamagedDocument

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs")
_DAMAGED = "网页里有损坏的字，或用了少见的文字编码，不能写入，请在浏览器里打开，另存为 UTF-8 编码的网页后再试。"
_LARGEST = 20_000_000
_TOO_LARGE = "网页太大，不能写入，请把要填的表格复制到 Word 或 Excel 里再填。"
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[if !supportMisalignedColumns\]>.*?<!\[endif\]>"
    r"|<![^>]*>"
    r"|<\?[^>]*>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]{0,60})(?:[^>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+')*+>",
    re.DOTALL,
)
_CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});?|.", re.DOTALL)
_RAW = frozenset(("script", "style", "title", "textarea", "xmp", "noscript", "iframe", "select"))
"""Elements whose texts are no texts of the page, or not only that."""
_WIDE_MARKS = (0x33000, 0x3F000)
_OTHER_MARKS = (0xF0000, 0x10F000)
"""Characters that stand for nothing: those of the first range are taken for Chinese ones by the reader."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")
NAME = "data-jiheng-place"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag."""

    name: str
    closing: bool
    start: int
    end: int


class Character(NamedTuple):
    """A character of a text as it shows, with its place in the source."""

    text: str
    start: int
    end: int


class Segment:
    """A text between two tags."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self.start = start
        self.end = end

    @property
    def first(self) -> Character | None:
        """The first character that is not blank."""
        return next((one for one in self._each() if not one.text.isspace()), None)

    @cached_property
    def characters(self) -> list[Character]:
        """All characters of the text."""
        return list(self._each())

    @cached_property
    def solid(self) -> list[Character]:
        """Those that are not blank."""
        return [one for one in self.characters if not one.text.isspace()]

    def _each(self) -> Iterator[Character]:
        for found in _CHARACTER.finditer(self._text, self.start, self.end):
            shown = unescape(found[0]) if len(found[0]) > 1 else found[0]
            if len(shown) == 1:
                yield Character(shown, *found.span())
            else:
                yield from (Character(self._text[place], place, place + 1) for place in range(*found.span()))


@dataclass(slots=True)
class Source:
    """A page as text without what the reader drops, and the way back to its bytes."""

    data: bytes
    text: str
    charset: str
    tokens: list[Tag | Segment] = field(default_factory=list)
    _head: int = 0
    _whole: str = ""
    _origin: list[int] | None = None

    @classmethod
    def of(cls, data: bytes) -> Source:
        """:raises DamagedDocument: where bytes and text do not belong together."""
        if len(data) > _LARGEST:
            raise DamagedDocument(_TOO_LARGE)
        text = decode(data, declared_charset(data))
        for head, charset in _candidates(data):
            try:
                whole = data[head:].decode(charset)
            except UnicodeDecodeError:
                continue
            source = cls(data, text, charset, [], head, whole)
            if whole.encode(charset) == data[head:] and source._align():
                source.tokens = list(_tokens(text))
                return source
        raise DamagedDocument(_DAMAGED)

    def _align(self) -> bool:
        """Find the characters that the reader keeps among all; whether that can be done."""
        if self._whole == self.text:
            return True
        origin, at = [], 0
        for character in self.text:
            found = self._whole.find(character, at, at + 5000)
            if found < 0:
                return False
            origin.append(found)
            at = found + 1
        left = len(self._whole) - len(self.text)
        dropped = len(self._whole) - len(without_invisible(self._whole))
        self._origin = [*origin, len(self._whole)]
        return left == dropped

    def place(self, at: int) -> int:
        """A place in the text as one in the whole text."""
        return at if self._origin is None else self._origin[at]

    def written(self, changes: list[tuple[int, int, str]]) -> bytes:
        """The bytes of the page with pieces of its text replaced; all others stay."""
        out, at = [self.data[: self._head]], 0
        for start, end, made in sorted(changes, key=lambda one: one[:2]):
            first, last = self.place(start), self.place(end - 1) + 1 if start < end else self.place(start)
            if first < at:
                raise ValueError("changes overlap")
            out.append(self._whole[at:first].encode(self.charset))
            out.append(made.encode(self.charset, "xmlcharrefreplace"))
            at = last
        out.append(self._whole[at:].encode(self.charset))
        return b"".join(out)

    def between(self, first: int, last: int) -> Iterator[tuple[int, Tag | Segment]]:
        """The tags and texts that touch a piece of the text, with their numbers."""
        number = max(bisect_right(self.tokens, first, key=lambda token: token.start) - 1, 0)
        while number < len(self.tokens) and self.tokens[number].start < last:
            yield number, self.tokens[number]
            number += 1

    def marked(self) -> str:
        """The text with a number on each tag of a table, and a mark in each of its texts."""
        if any(low <= ord(one) < high for one in set(self.text) for low, high in (_WIDE_MARKS, _OTHER_MARKS)):
            raise DamagedDocument(_DAMAGED)
        out: list[str] = []
        at = 0
        for number, token in enumerate(self.tokens):
            if isinstance(token, Tag):
                if token.closing or token.name not in ("td", "th", "tr", "table"):
                    continue
                place, made = token.start + 1 + len(token.name), f' {NAME}="{number}"'
            else:
                first = token.first
                if first is None:
                    continue
                place, made = first.end, mark_of(number, wide=bool(_WIDE.match(first.text)))
            out += (self.text[at:place], made)
            at = place
        return "".join((*out, self.text[at:]))


def _candidates(data: bytes) -> Iterator[tuple[int, str]]:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            yield len(mark), charset
    yield from ((0, charset) for charset in _CHARSETS)


def mark_of(number: int, *, wide: bool) -> str:
    """The mark of the text of that number."""
    low = (_WIDE_MARKS if wide else _OTHER_MARKS)[0]
    if number >= _WIDE_MARKS[1] - _WIDE_MARKS[0]:
        raise DamagedDocument(_TOO_LARGE)
    return chr(low + number)


def number_of(character: str) -> int | None:
    """The number of the text that a mark stands for; None for another character."""
    for low, high in (_WIDE_MARKS, _OTHER_MARKS):
        if low <= ord(character) < high:
            return ord(character) - low
    return None


def _tokens(text: str) -> Iterator[Tag | Segment]:
    at = 0
    while at < len(text):
        found = _TOKEN.search(text, at)
        start = found.start() if found else len(text)
        if at < start:
            yield Segment(text, at, start)
        if found is None:
            return
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            continue
        yield Tag(name, bool(found["close"]), found.start(), at)
        if name in _RAW and not found["close"]:
            end = re.compile(rf"</{name}", re.IGNORECASE).search(text, at)
            at = end.start() if end else len(text)
