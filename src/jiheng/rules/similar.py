"""Which of many sets are nearly the same, and which of many texts share a passage: indices for rules over a batch.

Ten thousand forms cannot be compared pair by pair. Two sets of which one holds at least a share of the other must have one
of their few rarest tokens in common, so each set is looked up by those only (prefix filtering; exact, where MinHash would
guess). What all forms have is the commonest, is never looked up by, and so brings nobody together. A set that is like an
earlier one joins it; so a template that hundreds of forms follow is one group, and not a hundred thousand pairs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache

from jiheng.model.language import fold

MOST_LEADERS = 12
"""Groups that one rare token leads to: beyond them no further group is looked at, so that time stays linear. It tells
only where more than so many unlike sets have no rarer token than the same one."""

MOST_TRIED = 40
"""Groups that one set is held against, those of its rarest tokens first."""

_PUNCTUATION = re.compile(r"[\W_]+")
_CLAUSES = re.compile(r"[，,。；;！!？?\n：:]+")


def groups(
    sets: Sequence[frozenset[Hashable]], percent: int, fits: Callable[[int, int], bool] | None = None
) -> list[list[int]]:
    """The groups of sets that share at least `percent` of the larger one with the first of their group, as indices.

    :param fits: whether a set (second) may join the group of another (first); asked only of sets that are alike.
    """
    order = _rarest_first(sets)
    by_token: dict[Hashable, list[int]] = defaultdict(list)
    found: dict[int, list[int]] = {}
    for n, one in enumerate(sets):
        if not one:
            continue
        prefix = sorted(one, key=order.__getitem__)[: len(one) - _least(len(one), percent) + 1]
        leader = _leader(n, sets, percent, (known for token in prefix for known in by_token.get(token, ())), fits)
        if leader is not None:
            found[leader].append(n)
            continue
        found[n] = [n]
        for token in prefix:
            if len(by_token[token]) < MOST_LEADERS:
                by_token[token].append(n)
    return [group for group in found.values() if len(group) > 1]


def _leader(
    n: int,
    sets: Sequence[frozenset[Hashable]],
    percent: int,
    candidates: Iterator[int],
    fits: Callable[[int, int], bool] | None,
) -> int | None:
    seen: set[int] = set()
    for leader in candidates:
        if leader in seen:
            continue
        if len(seen) == MOST_TRIED:
            return None
        seen.add(leader)
        larger = max(len(sets[n]), len(sets[leader]))
        if len(sets[n] & sets[leader]) >= _least(larger, percent) and (fits is None or fits(leader, n)):
            return leader
    return None


def _least(size: int, percent: int) -> int:
    return -(-size * percent // 100)


def _rarest_first(sets: Sequence[frozenset[Hashable]]) -> dict[Hashable, tuple[int, int]]:
    """The rank of each token: how many sets hold it, then when it was first seen (the same in every run)."""
    counts: Counter[Hashable] = Counter()
    for one in sets:
        counts.update(sorted(one, key=repr))
    return {token: (count, n) for n, (token, count) in enumerate(counts.items())}


@lru_cache(maxsize=32768)
def bare(text: str) -> str:
    """A text for comparing words: folded, without punctuation."""
    return _PUNCTUATION.sub("", fold(text))


@lru_cache(maxsize=16384)
def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, punctuation left out."""
    plain = bare(text)
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


@lru_cache(maxsize=16384)
def clauses_of(text: str) -> tuple[str, ...]:
    """The clauses of a text, in order, without punctuation."""
    return tuple(clause for part in _CLAUSES.split(text) if (clause := bare(part)))
