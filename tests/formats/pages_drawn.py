"""Pages for tests: ruled tables drawn from rows of texts, as a printer would."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng.formats.page import Page, Piece, Rule

EM = 10.0
WIDTH, HEIGHT = 595.0, 842.0


def written(text: str, x: float, y: float, em: float = EM) -> Piece:
    """A piece of text with its top left corner; letters and digits are half as wide."""
    width = sum(em if character > "\u2e80" else em / 2 for character in text)
    return Piece(text, x, y, x + width, y + em)


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """The four sides of a box."""
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def ruled(
    rows: Sequence[Sequence[str]], x: float = 50, y: float = 100, width: float = 100, height: float = 20
) -> tuple[list[Piece], list[Rule]]:
    """A table without spans: pieces and rules; a text may have several lines."""
    pieces, rules = [], []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            left, top = x + c * width, y + r * height
            rules += box(left, top, left + width, top + height)
            pieces += [written(part, left + 3, top + 3 + n * 12) for n, part in enumerate(text.split("\n")) if part]
    return pieces, rules


def page(pieces: list[Piece], rules: list[Rule], number: int = 1) -> Page:
    """An A4 page."""
    return Page(number, WIDTH, HEIGHT, pieces, rules)
