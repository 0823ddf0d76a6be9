"""Where in a file a text stands."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import UNSET, UnsetType


class Location(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A place in a file, in the coordinates of its format (the contract's AT).

    Exactly one of these groups is set:

    - text, csv, md: `line` (from 1), and `column` (from 1) where it helps;
    - docx, html prose: `paragraph` (from 0);
    - docx, html tables: `table` (from 0; a list for a table nested in a cell: table, row, column, k),
      `row` and `column` (from 0; grid columns, counted through spans); a table in a text box has the `paragraph` that
      anchors it beside its number there;
    - xlsx, xls: `sheet` and `cell` (`"C7"`; the top left cell of a merged range);
    - pdf, scans: `page` (from 1) and `box` (x0, y0, x1, y1 in points from the top left corner).
    """

    line: int | UnsetType = UNSET
    paragraph: int | UnsetType = UNSET
    table: int | tuple[int, ...] | UnsetType = UNSET
    row: int | UnsetType = UNSET
    column: int | UnsetType = UNSET
    sheet: str | UnsetType = UNSET
    cell: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    box: tuple[float, float, float, float] | UnsetType = UNSET

    def __str__(self) -> str:
        """The place in words, counted from 1 as a clerk counts."""
        if self.sheet is not UNSET:
            return f"工作表“{self.sheet}”{self.cell or ''}"
        if self.page is not UNSET:
            return f"第 {self.page} 页{self._on_page()}"
        if self.line is not UNSET:
            return f"第 {self.line} 行"
        if self.paragraph is not UNSET:
            return f"第 {self.paragraph + 1} 段"
        if self.table is not UNSET and self.row is not UNSET and self.column is not UNSET:
            number = self.table if isinstance(self.table, int) else self.table[0]
            return f"第 {number + 1} 张表第 {self.row + 1} 行第 {self.column + 1} 列"
        return ""

    def _on_page(self) -> str:
        """How far from the edges of the page, in centimetres as a ruler shows them."""
        if self.box is UNSET:
            return ""
        left, top = (number / 72 * 2.54 for number in self.box[:2])
        return f"（距上 {top:.1f}、左 {left:.1f} 厘米）"


_encoder = msgspec.json.Encoder()


def places_json(places: Mapping[str, Location]) -> bytes:
    """Places by path as one compact JSON document in UTF-8."""
    return _encoder.encode(places)


def places_of_json(data: bytes | str) -> dict[str, Location]:
    """Places by path out of their JSON.

    :raises msgspec.ValidationError: where the JSON is not of that shape.
    """
    return msgspec.json.decode(data, type=dict[str, Location])
