"""Pieces of text on a page put together: into lines, and lines into the text of a cell or paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiheng.formats.page import Piece

_SAME_LINE = 0.5
"""Share of the lower one's height that two pieces of one line have in common."""
_BLANK = 0.28
"""Ems between two letters or digits from which a blank was meant ..."""
_APART = 0.8
"""... between any two characters ..."""
_FAR = 2.0
"""... and from which they are no sentence."""
_WORD = re.compile(r"[<>=≤≥＜＞＝]?[A-Za-z0-9.,%@_-]+|[<>=≤≥＜＞＝]")
_MARKS = re.compile(r"[，。；：、）》”’！？,.;:)!?％%“（《]*")
_ITEM = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、](?!\d)|目标\s*\d|[①-⑳■●◆]|指标\d")
_LETTERS = re.compile(r"[A-Za-z]$")


@dataclass(slots=True)
class TextLine:
    """A line of text and its box."""

    pieces: list[Piece]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def em(self) -> float:
        """The height of its letters."""
        return max(self.y1 - self.y0, 1.0)

    def text(self, far: str = " ") -> str:
        """Its pieces; those that stand well apart with `far` between them."""
        parts = [self.pieces[0].text]
        for left, right in pairwise(self.pieces):
            gap = (right.x0 - left.x1) / self.em
            if gap > _FAR:
                parts.append(far)
            elif gap > _APART or (gap > _BLANK and left.text[-1].isascii() and right.text[0].isascii()):
                parts.append(" ")
            parts.append(right.text)
        return "".join(parts)

    @property
    def confidence(self) -> float:
        """That of its least certain piece."""
        return min(piece.confidence for piece in self.pieces)


def lines_of(pieces: Iterable[Piece]) -> list[TextLine]:
    """The lines that pieces stand on, from top to bottom, each from left to right."""
    lines: list[TextLine] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y0 + piece.y1, piece.x0)):
        line = next((line for line in reversed(lines[-3:]) if _on(line, piece)), None)
        if line is None:
            lines.append(TextLine([piece], piece.x0, piece.y0, piece.x1, piece.y1))
            continue
        line.pieces.append(piece)
        line.x0, line.x1 = min(line.x0, piece.x0), max(line.x1, piece.x1)
        line.y0, line.y1 = min(line.y0, piece.y0), max(line.y1, piece.y1)
    for line in lines:
        line.pieces.sort(key=lambda piece: piece.x0)
    return lines


def _on(line: TextLine, piece: Piece) -> bool:
    height = min(line.y1 - line.y0, piece.y1 - piece.y0)
    return min(line.y1, piece.y1) - max(line.y0, piece.y0) > _SAME_LINE * height


def cell_lines(pieces: Sequence[Piece]) -> list[TextLine]:
    """The lines of a cell; of text set downwards, its columns from right to left."""
    if len(pieces) > 2 and all(len(piece.text) == 1 for piece in pieces):
        columns = _columns(pieces)
        if len(columns) > 1 and all(len(column) > 1 for column in columns[:-1]):
            return [
                TextLine(
                    column,
                    min(piece.x0 for piece in column),
                    column[0].y0,
                    max(piece.x1 for piece in column),
                    column[-1].y1,
                )
                for column in columns
            ]
    return lines_of(pieces)


def _columns(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Single characters as the columns that they stand in, from right to left; none where they stand closer across."""
    columns: list[list[Piece]] = []
    for piece in pieces:
        last = columns[-1][-1] if columns else None
        if last is not None and abs(last.x0 - piece.x0) < 0.4 * (piece.x1 - piece.x0) and piece.y0 > last.y0:
            columns[-1].append(piece)
        elif last is not None and piece.x1 > last.x0:
            return []
        else:
            columns.append([piece])
    return columns


def join_lines(lines: Sequence[TextLine], left: float, right: float) -> str:
    """The text of lines that stand between two sides; where a line was ended on purpose, `\\n`."""
    if not lines:
        return ""
    if _is_downward(lines):
        return "".join(piece.text for line in lines for piece in line.pieces)
    parts = [lines[0].text()]
    padding = min(max(min(min(line.x0 - left, right - line.x1) for line in lines), 0.0), 8.0)
    for above, line in pairwise(lines):
        if is_full(above, line, left + padding, right - padding):
            text = line.text()
            parts.append(f" {text}" if _LETTERS.search(parts[-1]) and text[0].isalpha() and text.isascii() else text)
        else:
            parts.append("\n" + line.text())
    return "".join(parts)


def _is_downward(lines: Sequence[TextLine]) -> bool:
    return len(lines) > 1 and all(
        len(line.pieces) > 1 and line.pieces[0].y1 <= line.pieces[1].y0 + 1 and len(line.pieces[0].text) == 1
        for line in lines[:-1]
    )


def is_full(above: TextLine, line: TextLine, left: float, right: float) -> bool:
    """Whether a line ends because the next word had no room any more."""
    free_left, free_right = above.x0 - left, right - above.x1
    em = min(above.em, line.em)
    centred = abs(free_left - free_right) < 0.6 * em
    free = free_left + free_right if centred else free_right
    text = line.text()
    word = _WORD.match(text)
    size = len(word[0]) * 0.55 * em if word else em
    # Closing marks do not begin a line: they take the word before them along.
    marks = _MARKS.match(text, word.end() if word else 1)
    size += em * len(marks[0]) if marks else 0
    if _ITEM.match(text):
        return free < 0.5 * em
    return free < size + 0.6 * em


def around(lines: Sequence[TextLine]) -> tuple[float, float, float, float]:
    """The box around lines."""
    return (
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
    )
