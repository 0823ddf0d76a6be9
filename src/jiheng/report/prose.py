"""Breaking Chinese text into lines: by columns of the terminal, no closing mark first, no opening mark last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_OPENING = "（《「『【〈〔“‘([{"
_CLOSING = "，。、；：！？）》」』】〉〕”’％…—·,.;:!?)]}%"
_WIDE = r"\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_opening, _closing = re.escape(_OPENING), re.escape(_CLOSING)


@cache
def _pieces() -> re.Pattern[str]:
    """What stays on one line: opening marks, a Latin word or one wide character, closing marks.

    Compiled when first needed: that takes as long as reading a small form.
    """
    return re.compile(
        rf"\s+|[{_opening}]*(?:[^\s{_WIDE}{_opening}{_closing}](?:[^\s{_WIDE}“”‘’…—]*[^\s{_WIDE}{_opening}{_closing}])?|[{_WIDE}])?[{_closing}]*"
    )


# A document is not trusted: control characters could drive the terminal, direction marks could turn a text around.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without anything that a terminal would obey instead of show."""
    return _CONTROL.sub("�", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def one_line(name: str) -> str:
    """A file name as it is told: some have line breaks in them."""
    return clean(" ".join(name.splitlines()))


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text
    )


def wrap(text: str, width: int, measure: Callable[[str], int] = columns) -> list[str]:
    """The lines of a text, each at most `width` columns; a line break in the text stays one."""
    width = max(width, 2)
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph.strip(), width, measure)]


def _wrap_paragraph(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    if measure(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for match in _pieces().finditer(text):
        piece = match.group()
        size = measure(piece)
        if used + size > width and line:
            lines.append(line.rstrip())
            line, used = "", 0
        if not line and piece.isspace():
            continue
        while size > width:  # a piece wider than the whole line is cut wherever it ends
            head = _fitting(piece, width, measure)
            lines.append(head)
            piece = piece[len(head) :]
            size = measure(piece)
        line, used = line + piece, used + size
    if line:
        lines.append(line.rstrip())
    return lines


def _fitting(text: str, width: int, measure: Callable[[str], int]) -> str:
    """The longest beginning of the text that fits; at least one character."""
    used = 0
    for at, mark in enumerate(text):
        used += measure(mark)
        if used > width:
            return text[: max(at, 1)]
    return text
