"""What was inserted into a text and deleted from it, in pieces that people can read."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec
from rapidfuzz.distance import Indel

from jiheng.model.sameness import mark_key

_TOKENS = re.compile(r"\s*(?:\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|\S)\s*")
"""A number and a Latin word are changed as a whole; of Chinese each character."""
_CLAUSE_ENDS = frozenset("，,。；;！!？?：:")
_LARGE = 9_000_000
"""Tokens times tokens beyond which texts are first compared by clause: time and memory grow with the product."""
_UNLIKE = 0.3
"""Below this share of common tokens nothing is kept of a text: islands of single characters say nothing."""


class Cut(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    """没有变"""
    DELETED = "deleted"
    """删去的"""
    INSERTED = "inserted"
    """增加的"""


class Piece(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A piece of text; the pieces that are not `inserted` make the old text, those not `deleted` the new one (but for the
    spelling of what stayed, which is the new one's)."""

    cut: Cut
    text: str


_Block = tuple[bool, int, int, int, int]
"""Whether it is the same, and from where to where in the old and in the new tokens."""


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts. Spelling is no change: width, white space, style of the marks."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    blocks = _blocks(list(map(mark_key, old)), list(map(mark_key, new)))
    kept = sum(len("".join(new[c:d])) for same, _, _, c, d in blocks if same)
    if kept < _UNLIKE * max(len(before), len(after)):
        blocks = [(False, 0, len(old), 0, len(new))]
    return tuple(_told(_readable(blocks, new), old, new))


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """Both texts in stretches that are the same and stretches that are not."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    middle = _middle(old[head : ends[0]], new[head : ends[1]])
    found = [(True, 0, head, 0, head)] if head else []
    found += [(same, a + head, b + head, c + head, d + head) for same, a, b, c, d in middle]
    if tail:
        found.append((True, ends[0], len(old), ends[1], len(new)))
    return found


def _middle(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    if not old and not new:
        return []
    if len(old) * len(new) > _LARGE:
        return list(_by_clause(old, new))
    found: list[_Block] = []
    for code in Indel.opcodes(old, new):
        same = code.tag == "equal"
        span = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        if found and found[-1][0] == same:
            found[-1] = (same, found[-1][1], span[1], found[-1][3], span[3])
        else:
            found.append((same, *span))
    return found


def _by_clause(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """The same of very long texts: clauses that are the same, and within the others only what is small enough."""
    old_ends, old_clauses = _clauses(old)
    new_ends, new_clauses = _clauses(new)
    matcher: SequenceMatcher[Hashable] = SequenceMatcher(None, old_clauses, new_clauses)
    for tag, a, b, c, d in matcher.get_opcodes():
        span = (old_ends[a], old_ends[b], new_ends[c], new_ends[d])
        size = (span[1] - span[0]) * (span[3] - span[2])
        if tag == "equal" or size == 0 or size > _LARGE:
            yield (tag == "equal", *span)
        else:
            for same, *inner in _middle(old[span[0] : span[1]], new[span[2] : span[3]]):
                yield (same, inner[0] + span[0], inner[1] + span[0], inner[2] + span[2], inner[3] + span[2])


def _clauses(tokens: Sequence[str]) -> tuple[list[int], list[Hashable]]:
    """Where the clauses of a text end (the first number is 0), and the clauses."""
    ends = [0]
    made: list[Hashable] = []
    for n, token in enumerate(tokens, 1):
        if n == len(tokens) or token.strip() in _CLAUSE_ENDS:
            made.append(tuple(tokens[ends[-1] : n]))
            ends.append(n)
    return ends, made


def _readable(blocks: Sequence[_Block], new: Sequence[str]) -> list[_Block]:
    """Without islands: a stretch that stayed, shorter than what changed on either side of it, is changed with it."""
    found: list[_Block] = []
    for n, block in enumerate(blocks):
        same, a, b, c, d = block
        inside = same and found and n + 1 < len(blocks)
        if inside and _is_island(found[-1], "".join(new[c:d]), blocks[n + 1]):
            block = (False, a, b, c, d)
        if found and found[-1][0] == block[0]:
            last = found.pop()
            block = (block[0], last[1], block[2], last[3], block[4])
        found.append(block)
    return found


def _is_island(left: _Block, text: str, right: _Block) -> bool:
    around = min(max(left[2] - left[1], left[4] - left[3]), max(right[2] - right[1], right[4] - right[3]))
    return len(text) <= 3 and len(text) <= around


def _told(blocks: Sequence[_Block], old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for same, a, b, c, d in blocks:
        if same:
            yield Piece(cut=Cut.SAME, text="".join(new[c:d]))
            continue
        if b > a:
            yield Piece(cut=Cut.DELETED, text="".join(old[a:b]))
        if d > c:
            yield Piece(cut=Cut.INSERTED, text="".join(new[c:d]))
