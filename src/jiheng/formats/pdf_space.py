"""From the coordinates inside a PDF page to those of the page as it is shown, upright."""

from __future__ import annotations

from pypdfium2 import PdfPage

from jiheng.formats.page import turned


class Space:
    """Points from the top left corner of a page that is turned so that its text runs from left to right.

    :param turn: quarter turns, clockwise, by which its text is turned inside the page.
    """

    def __init__(self, page: PdfPage, turn: int = 0) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom = left, bottom
        self._w, self._h = right - left, top - bottom
        self._turn = turn
        self.shown_turn = (turn + page.get_rotation() // 90) % 4
        """Quarter turns, clockwise, from the upright page to how a viewer shows it."""
        self.width, self.height = (self._w, self._h) if turn % 2 == 0 else (self._h, self._w)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box (left, bottom, right, top as the file has them) as x0, y0, x1, y1 of the upright page."""
        x0, x1 = x0 - self._left, x1 - self._left
        y0, y1 = self._h - (y1 - self._bottom), self._h - (y0 - self._bottom)
        return turned(x0, y0, x1, y1, self._w, self._h, -self._turn)
