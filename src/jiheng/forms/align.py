"""Which cell of a row belongs to which column, where a text export lost the columns and rows have slid sideways."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jiheng.forms.sheet import Spot

Fit = Callable[[Spot, int], float]
"""How well a spot's text suits a column (by its index): about +3 for certain, 0 for no opinion, -4 for nonsense."""

_NONSENSE = -2.6
_SKIP = -2.5
"""Price of a filled spot that gets no column."""
_SHIFT = 0.45
"""Price of each place that a spot stands off its neighbour's shift."""
_OFFSET = 0.25
"""Price of each place that the first spot stands off its column."""


def in_place(spots: Sequence[Spot], places: Sequence[float], fit: Fit) -> list[Spot | None] | None:
    """The spots of a row exactly under their columns; None where one stands beside them all or makes no sense there."""
    by_place = {place: n for n, place in reversed(list(enumerate(places)))}
    found: list[Spot | None] = [None] * len(places)
    for spot in spots:
        if spot.blank:
            continue
        n = by_place.get(spot.index)
        if n is None or fit(spot, n) <= _NONSENSE:
            return None
        found[n] = spot
    return found


def align(spots: Sequence[Spot], places: Sequence[float], fit: Fit) -> list[Spot | None]:
    """Give each column at most one of the filled spots, order kept, so that texts suit and shifts are few.

    :param places: the ordinal where each column's cell is expected
    :returns: for each column its spot or None
    """
    filled = [spot for spot in spots if not spot.blank]
    columns = len(places)
    if not filled or not columns:
        return [None] * columns
    rows = len(filled)
    best: list[list[float]] = [[float("-inf")] * columns for _ in range(rows)]
    back: list[list[tuple[int, int] | None]] = [[None] * columns for _ in range(rows)]
    for i, spot in enumerate(filled):
        for j in range(columns):
            gain = fit(spot, j)
            shift = spot.index - places[j]
            score, source = gain - _OFFSET * min(abs(shift), 4) + _SKIP * i, None
            for k in range(i):
                lost = _SKIP * (i - k - 1)
                for m in range(j):
                    moved = abs((filled[k].index - places[m]) - shift)
                    total = best[k][m] + gain + lost - _SHIFT * min(moved, 4)
                    if total > score:
                        score, source = total, (k, m)
            best[i][j], back[i][j] = score, source
    end = max(
        ((best[i][j] + _SKIP * (rows - 1 - i), i, j) for i in range(rows) for j in range(columns)),
        key=lambda item: (item[0], -item[2]),
    )
    found: list[Spot | None] = [None] * columns
    cursor: tuple[int, int] | None = (end[1], end[2])
    while cursor is not None:
        i, j = cursor
        found[j] = filled[i]
        cursor = back[i][j]
    return found
