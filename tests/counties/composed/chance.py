"""A random source with the few questions that a composer asks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Chance(random.Random):
    def maybe(self, share: float) -> bool:
        return self.random() < share

    def one(self, *options: T) -> T:
        return options[int(self.random() * len(options))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        out = list(items)
        self.shuffle(out)
        return out

    def some(self, items: Sequence[T], least: int) -> list[T]:
        """A random part of the items, in their order, of at least so many."""
        count = self.randint(least, len(items))
        kept = sorted(self.sample(range(len(items)), count))
        return [items[k] for k in kept]

    def weighted(self, options: dict[Any, float]) -> Any:
        return self.choices(list(options), list(options.values()))[0]
