"""The text layer of a PDF page as pieces: runs of characters on one line, cut where a ruling line stands between them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from jiheng.formats.page import Piece, Rule
from jiheng.formats.pdf_rules import Box
from jiheng.formats.pdf_space import Space
from jiheng.formats.symbols import symbol

_GAP = 0.12
"""Ems between two characters from which they are two pieces: another font's character may stand between them."""
_PADDING = 0.12
"""Ems that at least part two characters with a ruling line between them: closer ones overrun it."""
_UNMAPPED = 0.2
"""Share of characters without a known meaning from which a text layer is of no use."""

_RADICALS = dict(
    zip(
        map(ord, "⺁⺊⺎⺗⺟⺠⺮⺻⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⼾"),
        "厂卜兀心母民竹聿西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟户",
        strict=True,
    )
)
"""Radicals that some fonts name instead of the characters that look the same; those that NFKC knows are left to it."""
_WHITE = 250
"""Red, green and blue from which a text is white ..."""
_FAINT = 20
"""... and opacity (of 255) below which it is not there."""
_NO_CHARACTER = frozenset(("Cc", "Co", "Cn", "Cs"))
_TWICE = "—…―─"
"""Characters that one sign of a font may stand for two of."""
_FONT_NUMBER = re.compile(r"(?<=[a-z])\s*(?=\d)")
_FIRST_RADICAL, _LAST_RADICAL = "\u2e80", "\u2fdf"


@dataclass(slots=True)
class TextLayer:
    """The pieces of a page, what cannot be read of it, and which way its text runs."""

    pieces: list[Piece] = field(default_factory=list)
    marks: list[Piece] = field(default_factory=list)
    """Slanted text: watermarks."""
    unseen: list[Piece] = field(default_factory=list)
    """White text on white paper."""
    usable: bool = True
    """False where its fonts do not tell which characters they show."""


class _Char:
    __slots__ = ("red", "text", "x0", "x1", "y0", "y1")

    def __init__(self, text: str, x0: float, y0: float, x1: float, y1: float, red: bool) -> None:
        self.text, self.x0, self.y0, self.x1, self.y1, self.red = text, x0, y0, x1, y1, red


class _Ink:
    """The colour of characters."""

    def __init__(self, page: PdfTextPage) -> None:
        self._page = page.raw
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._places = [ctypes.byref(number) for number in self._colour]

    def of(self, index: int) -> tuple[bool, bool]:
        """Whether a character is red, and whether it cannot be seen on white paper."""
        if not pdfium.FPDFText_GetFillColor(self._page, index, *self._places):
            return False, False
        red, green, blue, alpha = (number.value for number in self._colour)
        return red > 150 and green < 100 and blue < 100, alpha < _FAINT or min(red, green, blue) > _WHITE


def is_garbled(text: str) -> bool:
    """Whether the fonts of a page do not tell which characters they show, by a look at its text."""
    said = [character for character in text if not character.isspace()]
    odd = sum(unicodedata.category(character) in _NO_CHARACTER for character in said)
    return odd > _UNMAPPED * len(said)


def turn_of(page: PdfTextPage) -> int:
    """Quarter turns, clockwise, by which the most of the text of a page is turned."""
    handle, turns = page.raw, Counter[int]()
    count = page.count_chars()
    for index in range(0, count, max(1, count // 400)):
        quarter = _quarter(pdfium.FPDFText_GetCharAngle(handle, index))
        if quarter is not None and pdfium.FPDFText_GetUnicode(handle, index) > 32:
            turns[quarter] += 1
    return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0


def _quarter(angle: float) -> int | None:
    """The quarter turns, clockwise, of an angle in radians as pdfium tells it; None for a slant."""
    turns = angle / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.03 else None


def read_text(page: PdfTextPage, space: Space, rules: Sequence[Rule], grounds: Sequence[Box], turn: int) -> TextLayer:
    """The text of a page in the coordinates of `space`; text that runs otherwise than `turn` says is a mark.

    :param grounds: boxes on which white text can be seen
    """
    layer = TextLayer()
    handle, box = page.raw, pdfium.FS_RECTF()
    place = ctypes.byref(box)
    cut, ink = _Cuts(rules), _Ink(page)
    run: list[_Char] = []
    seen: set[tuple[str, int, int]] = set()
    unmapped = known = high = 0
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code in (0, 0xFFFE, 0xFFFD, 0xFFFF):
            unmapped += 1
            continue
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the first plane
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
        if pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1:
            unmapped += 1
            continue
        text = chr(code)
        if code < 32 or code in (0xAD, 0x200B, 0xFEFF):
            if code == 2:  # pdfium's hyphen at the end of a line
                text = "-"
            else:
                continue
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(handle, index, place):
            continue
        x0, y0, x1, y1 = space.box(box.left, box.bottom, box.right, box.top)
        known += 1
        if _FIRST_RADICAL <= text <= _LAST_RADICAL:
            text = _RADICALS.get(code) or unicodedata.normalize("NFKC", text)
        elif 0xF000 <= code <= 0xF0FF:
            text = symbol(code, _font_of(handle, index))
        red, faint = ink.of(index)
        char = _Char(text, x0, y0, x1, y1, red)
        if faint and not any(
            left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom for left, top, right, bottom in grounds
        ):
            _add(layer.unseen, [char])
            continue
        if _quarter(pdfium.FPDFText_GetCharAngle(handle, index)) != turn:
            _add(layer.marks, [char])
            continue
        key = (text, round((x0 + x1) * 0.7), round((y0 + y1) * 0.7))
        if key in seen and not text.isspace() and not (text in _TWICE and run and run[-1].text == text):
            continue  # printed twice to look bold
        seen.add(key)
        if run and not _goes_on(run[-1], char, cut):
            _add(layer.pieces, run)
            run = []
        run.append(char)
    _add(layer.pieces, run)
    layer.usable = unmapped <= _UNMAPPED * (unmapped + known)
    return layer


def _font_of(handle: object, index: int) -> str:
    """The name of a character's font as Word has it: `Wingdings 2` for `ABCDEF+Wingdings2`."""
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    return _FONT_NUMBER.sub(" ", name.partition("-")[0].partition(",")[0]).strip()


def _goes_on(last: _Char, char: _Char, cut: _Cuts) -> bool:
    """Whether a character stands right behind another on the same line and in the same cell."""
    height = min(last.y1 - last.y0, char.y1 - char.y0)
    if min(last.y1, char.y1) - max(last.y0, char.y0) < 0.4 * height:
        return False
    em = max(last.y1 - last.y0, char.y1 - char.y0, 1.0)
    gap = char.x0 - last.x1
    if last.red != char.red or gap > _GAP * em or char.x0 < last.x0 - 0.5 * em:
        return False
    if last.text.isspace() and last.x1 - last.x0 > 2 * em:
        return False
    return not cut.between(last, char, em)


class _Cuts:
    """The vertical ruling lines, sorted."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = sorted((rule.x0, rule.y0, rule.y1) for rule in rules if rule.x0 == rule.x1)

    def between(self, left: _Char, right: _Char, em: float) -> bool:
        """Whether a line stands between two characters of a line of text, and they keep away from it."""
        start, end = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        middle = (left.y0 + left.y1) / 2
        index = bisect_left(self._rules, (start,))
        while index < len(self._rules) and self._rules[index][0] < end:
            _, y0, y1 = self._rules[index]
            if y0 <= middle <= y1 and right.x0 - left.x1 >= _PADDING * em:
                return True
            # Blanks pad the end of a text up to the line.
            if y0 <= middle <= y1 and (left.text.isspace() or right.text.isspace()):
                return True
            index += 1
        return False


def _add(pieces: list[Piece], run: list[_Char]) -> None:
    """Add a run without the blanks at its ends."""
    start, end = 0, len(run)
    while start < end and run[start].text.isspace():
        start += 1
    while end > start and run[end - 1].text.isspace():
        end -= 1
    if start == end:
        return
    chars = run[start:end]
    pieces.append(
        Piece(
            "".join(char.text for char in chars),
            min(char.x0 for char in chars),
            min(char.y0 for char in chars),
            max(char.x1 for char in chars),
            max(char.y1 for char in chars),
            red=all(char.red for char in chars),
        )
    )
