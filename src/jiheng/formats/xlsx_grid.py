"""Lays out the cells of a worksheet as a grid: the used range as it is shown, without hidden rows and columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence

from jiheng.formats.document import Cell, Grid, Hidden
from jiheng.formats.limits import Limits
from jiheng.formats.tally import exceeded
from jiheng.formats.xlsx_sheet import Merge, Sheet, column_letters
from jiheng.model.location import Location

_WIDEST_GAP = 8
"""Blank rows or columns kept between others: a stray cell far away must not make a grid of millions of positions."""
_FARTHEST_BORDER = 32
"""Columns behind the last text in which bordered empty cells still belong to the table.

Some people border whole rows, to the last column there is.
"""
_MANY_OVERLAPS = 100
"""Merged ranges that overlap above which none of them is believed."""
_BLANKS = 200_000
_BLANKS_PER_TEXT = 4
"""A grid with more blank positions than this holds its blank cells only where they are merged."""


def lay_out(sheet: Sheet, limits: Limits) -> tuple[Grid | None, list[Hidden]]:
    """The grid of a sheet, None when nothing shows, and the texts that do not show."""
    if sum(merge.right - merge.left + 1 for merge in sheet.merges) > 4 * limits.cells:
        raise exceeded(f"工作表“{sheet.name}”的合并单元格过多，超过单元格上限 {limits.cells} 个的四倍", "cells")
    sheet.merges = _without_overlaps(sheet)
    texts = _Texts(sheet)
    if not texts.rows:
        return None, texts.hidden
    return _Layout(sheet, texts).grid(), texts.hidden


def all_hidden(sheet: Sheet) -> list[Hidden]:
    """The texts of a sheet that is hidden as a whole."""
    return [
        Hidden(text, "hidden_sheet", Location(sheet=sheet.name, cell=f"{column_letters(column)}{row}"))
        for row, texts in sheet.rows.items()
        for column, text in texts.items()
    ]


def _without_overlaps(sheet: Sheet) -> list[Merge]:
    """The merged ranges but for those that overlap others, which the format forbids, and hide a text."""
    merges = sorted(set(sheet.merges))
    last: dict[int, Merge] = {}
    doubtful: set[Merge] = set()
    for merge in merges:
        for column in range(merge.left, merge.right + 1):
            above = last.get(column)
            if above is not None and above.bottom >= merge.top:
                doubtful.update((above, merge))
            if above is None or above.bottom < merge.bottom:
                last[column] = merge
    if not doubtful:
        return merges
    rows = sorted(sheet.rows)
    many = len(doubtful) > _MANY_OVERLAPS
    return [merge for merge in merges if merge not in doubtful or not (many or _hides_text(merge, sheet, rows))]


def _hides_text(merge: Merge, sheet: Sheet, rows: list[int]) -> bool:
    """Whether a text stands under a merged range elsewhere than in its corner."""
    for row in rows[bisect_left(rows, merge.top) : bisect_right(rows, merge.bottom)]:
        for column in sheet.rows[row]:
            if merge.left <= column <= merge.right and (row, column) != (merge.top, merge.left):
                return True
    return False


class _Texts:
    """The texts of a sheet where they show, by row and column; all others are hidden for a reason."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.hidden: list[Hidden] = []
        self._sheet = sheet
        if sheet.merges or sheet.hidden_rows or sheet.hidden_columns:
            cover = _Cover(sheet.merges)
            for row in sorted(sheet.rows):
                self._sort_out(row, sheet.rows[row], cover)
        else:
            self.rows = sheet.rows
        for number, column, text, why in sheet.unseen:
            self.hide(number, column, text, why)

    def _sort_out(self, row: int, texts: dict[int, str], cover: _Cover) -> None:
        cover.advance(row)
        hidden = row in self._sheet.hidden_rows
        for column, text in texts.items():
            merge = cover.at(column)
            if merge is not None and (merge.top, merge.left) != (row, column):
                self.hide(row, column, text, "covered")
            elif merge is not None:
                self._show_merged(merge, text)
            elif hidden:
                self.hide(row, column, text, "hidden_row")
            elif column in self._sheet.hidden_columns:
                self.hide(row, column, text, "hidden_column")
            else:
                self._show(row, column, text)

    def _show_merged(self, merge: Merge, text: str) -> None:
        """A merged cell shows as long as some of its rows and some of its columns do."""
        row, column = visible_corner(merge, self._sheet)
        if row and column:
            self._show(row, column, text)
        else:
            self.hide(merge.top, merge.left, text, "hidden_column" if row else "hidden_row")

    def _show(self, row: int, column: int, text: str) -> None:
        texts = self.rows.setdefault(row, {})
        if column in texts:
            self.hide(row, column, text, "covered")
        else:
            texts[column] = text

    def hide(self, row: int, column: int, text: str, why: str) -> None:
        """List a text that does not show."""
        at = Location(sheet=self._sheet.name, cell=f"{column_letters(column)}{row}")
        self.hidden.append(Hidden(text, why, at))


class _Cover:
    """The merged ranges over one row after the other."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._waiting = sorted(merges, reverse=True)
        self._active: dict[int, Merge] = {}
        self._row = 0

    def advance(self, row: int) -> None:
        """Go down to a row; where ranges overlap, which the format forbids, the upper left one counts."""
        self._row = row
        while self._waiting and self._waiting[-1].top <= row:
            merge = self._waiting.pop()
            if merge.bottom >= row:
                for column in range(merge.left, merge.right + 1):
                    above = self._active.get(column)
                    if above is None or above.bottom < row:
                        self._active[column] = merge

    def at(self, column: int) -> Merge | None:
        """The merged range over a column of this row."""
        merge = self._active.get(column)
        return merge if merge is not None and merge.bottom >= self._row else None


def visible_corner(merge: Merge, sheet: Sheet) -> tuple[int, int]:
    """The first row and the first column of a merged range that are not hidden; 0 where all are."""
    row, column = merge.top, merge.left
    while row <= merge.bottom and row in sheet.hidden_rows:
        row += 1
    while column <= merge.right and column in sheet.hidden_columns:
        column += 1
    return (row if row <= merge.bottom else 0), (column if column <= merge.right else 0)


class _Layout:
    """The used range of a sheet: its texts, the merged cells that touch them, bordered blanks beside them."""

    def __init__(self, sheet: Sheet, texts: _Texts) -> None:
        self._sheet = sheet
        self._texts = texts.rows
        self._hide = texts.hide
        self._merges: dict[tuple[int, int], Merge] = {}
        self._row_marks = set(texts.rows)
        self._column_marks = {column for row in texts.rows.values() for column in row}
        blank = self._take_merges()
        self._take_touching(blank)
        last = max(self._column_marks) + _FARTHEST_BORDER
        self._column_marks.update(border for border in sheet.borders if 0 < border <= last)
        self._column_marks -= sheet.hidden_columns
        self._row_marks -= sheet.hidden_rows

    def _take_merges(self) -> list[tuple[tuple[int, int], Merge]]:
        """Note the merged ranges that hold a text; gives back the blank ones."""
        blank = []
        for merge in sorted(self._sheet.merges):
            corner = visible_corner(merge, self._sheet)
            if corner in self._merges or not all(corner):
                continue
            if corner[1] in self._texts.get(corner[0], ()):
                self._add(corner, merge)
            else:
                blank.append((corner, merge))
        return blank

    def _take_touching(self, blank: list[tuple[tuple[int, int], Merge]]) -> None:
        """A blank merged cell inside the used range or next to it is a place to be filled in."""
        top, bottom = min(self._row_marks), max(self._row_marks)
        left, right = min(self._column_marks), max(self._column_marks)
        for corner, merge in blank:
            if (
                corner not in self._merges
                and merge.top <= bottom + 1
                and merge.bottom >= top - 1
                and merge.left <= right + 1
                and merge.right >= left - 1
            ):
                self._add(corner, merge)
                top, bottom = min(top, merge.top), max(bottom, merge.bottom)
                left, right = min(left, merge.left), max(right, merge.right)

    def _add(self, corner: tuple[int, int], merge: Merge) -> None:
        self._merges[corner] = merge
        self._row_marks.update((corner[0], merge.bottom))
        self._column_marks.update((corner[1], merge.right))

    def grid(self) -> Grid:
        rows = _with_gaps(self._row_marks, self._sheet.hidden_rows)
        columns = _with_gaps(self._column_marks, self._sheet.hidden_columns)
        filled = sum(map(len, self._texts.values()))
        dense = len(rows) * len(columns) <= _BLANKS + _BLANKS_PER_TEXT * filled
        cells: list[Cell] = []
        merged = self._merged_columns()
        covered = _Covered(len(columns))
        letters = [column_letters(column) for column in columns]
        for index, row in enumerate(rows):
            texts = self._texts.get(row, {})
            if dense and index >= covered.until and row not in merged:
                cells += self._plain_row(index, row, texts, columns, letters)
            else:
                wanted = columns if dense else sorted({*texts, *merged.get(row, ())})
                cells += self._row(index, row, wanted, merged.get(row, {}), covered, rows, columns)
        return Grid(len(rows), len(columns), tuple(cells), Location(sheet=self._sheet.name))

    def _plain_row(
        self, index: int, row: int, texts: dict[int, str], columns: list[int], letters: list[str]
    ) -> list[Cell]:
        """A row without merged cells: most rows of a long list."""
        name, number, text = self._sheet.name, str(row), texts.get
        return [
            Cell(text(column, ""), index, place, Location(sheet=name, cell=letters[place] + number))
            for place, column in enumerate(columns)
        ]

    def _row(
        self,
        index: int,
        row: int,
        wanted: Collection[int],
        merges: dict[int, Merge],
        covered: _Covered,
        rows: list[int],
        columns: list[int],
    ) -> Iterator[Cell]:
        """The cells of a row; a position under a merged cell gives none."""
        name = self._sheet.name
        texts = self._texts.get(row, {})
        for column in wanted:
            place = bisect_left(columns, column)
            text = texts.get(column, "")
            if covered.below[place] > index:
                if text:
                    self._hide(row, column, text, "covered")
                continue
            merge = merges.get(column)
            if merge is None:
                yield Cell(text, index, place, Location(sheet=name, cell=f"{column_letters(column)}{row}"))
            else:
                rowspan = bisect_right(rows, merge.bottom) - index
                colspan = covered.cover(index, place, rowspan, bisect_right(columns, merge.right))
                at = Location(sheet=name, cell=f"{column_letters(merge.left)}{merge.top}")
                yield Cell(text, index, place, at, rowspan, colspan)

    def _merged_columns(self) -> dict[int, dict[int, Merge]]:
        found: dict[int, dict[int, Merge]] = {}
        for (row, column), merge in self._merges.items():
            found.setdefault(row, {})[column] = merge
        return found


class _Covered:
    """How far down the columns of a grid are covered by merged cells."""

    def __init__(self, columns: int) -> None:
        self.below = [0] * columns
        self.until = 0

    def cover(self, row: int, column: int, rowspan: int, end: int) -> int:
        """Cover the columns from `column` to `end`, as far as they are free; gives back their number."""
        free = next((place for place in range(column, end) if self.below[place] > row), end)
        self.below[column:free] = [row + rowspan] * (free - column)
        self.until = max(self.until, row + rowspan)
        return free - column


def _with_gaps(marks: set[int], hidden: set[int]) -> list[int]:
    """The marked rows or columns and the visible ones between them, wide gaps cut down."""
    out: list[int] = []
    for mark in sorted(marks):
        if out:
            between = (number for number in range(out[-1] + 1, mark) if number not in hidden)
            out.extend(number for number, _ in zip(between, range(_WIDEST_GAP), strict=False))
        out.append(mark)
    return out
