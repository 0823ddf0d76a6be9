"""Which row of one list is which of another: by what they say, strictest first, then by likeness, then by their place.

Nothing here compares all rows with all: 5,000 rows are aligned by keys and by an index of pairs of characters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

Meanings = Mapping[str, Hashable | None]
"""What each field of a row means; None where it is blank."""

_LIKE = 60
"""Percent of common characters from which a text is another one changed."""
_LIKE_ELSEWHERE = 75
"""The same where the rows belong to different groups."""
_SAME_GROUP, _SAME_VALUE = 12, 8
"""What counts beside the likeness, to tell between several that are alike."""
_POSTINGS = 24
"""Rows that one pair of characters leads to; what more rows have tells nothing."""
_TRIED = 24
"""Rows that one row is held against, those with the most common pairs."""
_LONGEST = 300
"""Characters of a text that are looked at for likeness."""


@dataclass(frozen=True, slots=True)
class By:
    """A key: rows agree when all fields do; those in `needed` must be filled in.

    `once`: a weak key, which is tried after likeness and holds only where one row on either side has it; of the rows that
    have no partner yet, or with `sole` of all.
    """

    needed: tuple[str, ...]
    also: tuple[str, ...] = ()
    once: bool = False
    sole: bool = False


def align(
    before: Sequence[Meanings],
    after: Sequence[Meanings],
    keys: Sequence[By],
    *,
    texts: Sequence[str],
    group: Sequence[str],
    frame: Sequence[str],
) -> list[tuple[int, int]]:
    """The pairs of rows that are the same one, in the order of `before`.

    :param texts: the fields by which a changed row is recognised, the first that is filled in.
    :param group: the fields within which rows are alike sooner.
    :param frame: the fields that say where a row belongs, not what it is.
    """
    pairs = _Pairs(before, after, frozenset((*group, *frame)))
    for key in keys:
        if not key.once:
            pairs.by_key(key)
    pairs.by_likeness(texts, group)
    for key in keys:
        if key.once:
            pairs.by_key(key)
    pairs.by_place()
    return sorted(pairs.partner.items())


def out_of_order(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The fewest of the pairs without which the others stand in the same order on both sides."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for n, (_, target) in enumerate(pairs):
        at = bisect_left(tails, target)
        back.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [target]
        ends[at : at + 1] = [n]
    kept: set[int] = set()
    n = ends[-1] if ends else -1
    while n >= 0:
        kept.add(n)
        n = back[n]
    return {pair for n, pair in enumerate(pairs) if n not in kept}


def in_the_places(pairs: Sequence[tuple[int, int]], before: int, after: int) -> dict[int, int]:
    """For rows without a partner, the new rows in their places: as many, between the same two neighbours.

    :param before: rows of the one side, `after` those of the other.
    """
    partner = dict(pairs)
    there = {other: other for other in partner.values()}
    gaps, others = _gaps(before, partner, after), _gaps(after, there, after)
    return {
        n: other
        for ends, rows in gaps.items()
        if len(rows) == len(others.get(ends, ()))
        for n, other in zip(rows, others[ends], strict=True)
    }


def _gaps(rows: int, partner: Mapping[int, int], end: int) -> dict[tuple[int, int], list[int]]:
    """The rows without a partner, by the partners of the rows above and below them."""
    found: dict[tuple[int, int], list[int]] = {}
    above, waiting = -1, []
    for n in range(rows + 1):
        below = end if n == rows else partner.get(n)
        if below is None:
            waiting.append(n)
            continue
        if waiting:
            found[above, below] = waiting
        above, waiting = below, []
    return found


class _Pairs:
    def __init__(self, before: Sequence[Meanings], after: Sequence[Meanings], frame: frozenset[str]) -> None:
        self.before = before
        self.after = after
        self.frame = frame
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()

    def by_key(self, key: By) -> None:
        """Pair the rows that agree in a key; of several that do, the first with the first."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for n in self._free_after():
            found = _key(self.after[n], key)
            if found is not None:
                waiting[found].append(n)
        wanted: dict[Hashable, list[int]] = defaultdict(list)
        for n in self._free_before():
            found = _key(self.before[n], key)
            if found in waiting:
                wanted[found].append(n)
        if key.sole:
            both = (Counter(_key(row, key) for row in side) for side in (self.before, self.after))
            often = {found for side in both for found, number in side.items() if number > 1}
            wanted = {found: rows for found, rows in wanted.items() if found not in often}
        for found, rows in wanted.items():
            if key.once and (len(rows) > 1 or len(waiting[found]) > 1):
                continue
            for one, other in zip(rows, waiting[found], strict=False):
                self._pair(one, other)

    def by_likeness(self, texts: Sequence[str], group: Sequence[str]) -> None:
        """Pair rows whose names (or contents) are much alike, the most alike first."""
        for field in texts:
            waiting = {n: text for n in self._free_after() if (text := _text(self.after[n], field))}
            if not waiting:
                continue
            index: dict[str, list[int]] = defaultdict(list)
            for n, text in waiting.items():
                for pair in _pairs_of(text):
                    if len(index[pair]) < _POSTINGS:
                        index[pair].append(n)
            scored = [
                (-score, abs(n - other), n, other)
                for n in self._free_before()
                if (text := _text(self.before[n], field))
                for other in _candidates(text, index)
                if (score := self._score(n, other, text, waiting[other], group)) is not None
            ]
            for _, _, n, other in sorted(scored):
                if n not in self.partner and other not in self.taken:
                    self._pair(n, other)

    def _score(self, n: int, other: int, text: str, its: str, group: Sequence[str]) -> float | None:
        score: float = ratio(text, its, score_cutoff=_LIKE)
        one, two = self.before[n], self.after[other]
        same = all(one.get(field) == two.get(field) for field in group)
        if score < (_LIKE if same else _LIKE_ELSEWHERE):
            return None
        return score + _SAME_GROUP * same + _SAME_VALUE * self._kin(one, two)

    def by_place(self) -> None:
        """Pair what stands alone between the same two rows on either side, and has something in common."""
        free: dict[int, list[int]] = defaultdict(list)
        last = -1
        for n in range(len(self.after)):
            if n in self.taken:
                last = n
            else:
                free[last].append(n)
        gaps: dict[int, list[int]] = defaultdict(list)
        last = -1
        for n in range(len(self.before)):
            if n in self.partner:
                last = self.partner[n]
            else:
                gaps[last].append(n)
        for behind, rows in gaps.items():
            others = free.get(behind, [])
            if len(rows) == len(others) == 1 and self._fits(rows[0], others[0]):
                self._pair(rows[0], others[0])

    def _fits(self, n: int, other: int) -> bool:
        one, two = self.before[n], self.after[other]
        said = self._said(one)
        return self._kin(one, two) or (len(said) == 1 and said == self._said(two))

    def _said(self, row: Meanings) -> set[str]:
        return {field for field, meaning in row.items() if meaning is not None and field not in self.frame}

    def _kin(self, one: Meanings, two: Meanings) -> bool:
        """Whether two rows have something in common beside where they belong."""
        return any(two.get(field) == one[field] for field in self._said(one))

    def _free_before(self) -> Iterator[int]:
        return (n for n in range(len(self.before)) if n not in self.partner)

    def _free_after(self) -> Iterator[int]:
        return (n for n in range(len(self.after)) if n not in self.taken)

    def _pair(self, n: int, other: int) -> None:
        self.partner[n] = other
        self.taken.add(other)


def _key(row: Meanings, key: By) -> Hashable | None:
    needed = tuple(row.get(field) for field in key.needed)
    return None if None in needed else (needed, tuple(row.get(field) for field in key.also))


def _text(row: Meanings, field: str) -> str:
    text = row.get(field)
    return text[:_LONGEST] if isinstance(text, str) else ""


def _pairs_of(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} or {text}


def _candidates(text: str, index: Mapping[str, Sequence[int]]) -> list[int]:
    counts: Counter[int] = Counter()
    for pair in sorted(_pairs_of(text)):
        counts.update(index.get(pair, ()))
    return [n for n, _ in counts.most_common(_TRIED)]
