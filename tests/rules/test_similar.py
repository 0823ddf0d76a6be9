"""Sets that are nearly the same are found, whatever else is in the batch."""

from __future__ import annotations

import random

from jiheng.rules.similar import clauses_of, groups


def test_nearly_the_same_sets_are_one_group() -> None:
    base = frozenset("abcdefghij")
    sets = [base, frozenset("uvwxyz"), base - {"j"} | {"k"}, base - {"a", "b"} | {"y", "z"}, base - {"a", "b", "c"}]
    assert groups(sets, 80) == [[0, 2, 3]]
    assert groups(sets, 70) == [[0, 2, 3, 4]]


def test_who_does_not_fit_is_a_group_of_its_own() -> None:
    same = frozenset("abcdef")
    assert groups([same, same, same], 80, lambda first, second: (first + second) % 2 == 0) == [[0, 2]]


def test_every_pair_above_the_share_is_found_among_common_fillers() -> None:
    chance = random.Random(7)
    fillers = {f"filler {n}" for n in range(3)}
    sets = []
    for n in range(300):
        own = {f"own {n} {k}" for k in range(9)}
        sets.append(frozenset(fillers | own))
        changed = set(chance.sample(sorted(own), 7)) | {f"copy {n} {k}" for k in range(2)}
        sets.append(frozenset(fillers | changed))
    assert groups(sets, 80) == [[2 * n, 2 * n + 1] for n in range(300)]


def test_blank_sets_are_like_nothing() -> None:
    assert groups([frozenset(), frozenset()], 80) == []


def test_clauses_have_no_punctuation() -> None:
    assert clauses_of("清理沟渠，拆除乱搭乱建。 建立“保洁”机制！") == ("清理沟渠", "拆除乱搭乱建", "建立保洁机制")
