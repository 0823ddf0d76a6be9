"""The order of a list: a slice of it, and what comes after one of its declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from jiheng.web.records.models import Declaration, Person
from jiheng.web.records.permissions import shows_figures

SORTS = {"time": "state_since", "amount": "amount", "unit": "unit__code"}
"""What a list may be sorted by, and then by the id; `-` before it turns the order round."""


@dataclass(frozen=True, slots=True)
class Order:
    """One of `SORTS`, as a person sees it: an amount that is not there, or not for his eyes, comes last either way.

    By amount a list is read in two parts, for those that have one an index has in their order.
    """

    sort: str
    person: Person

    def slice_of(self, found: QuerySet[Declaration], first: int, size: int) -> list[int]:
        """So many ids of a list, from a place on."""
        pks: list[int] = []
        for part in self._parts(found):
            some = list(part.values_list("pk", flat=True)[first : first + size - len(pks)])
            pks += some
            if len(pks) == size:
                break
            first = first - part.order_by()[:first].count() if first and not some else 0
        return pks

    def first_of(self, found: QuerySet[Declaration]) -> int | None:
        """The id of the first of a list."""
        return next(iter(self.slice_of(found, 0, 1)), None)

    def after(self, found: QuerySet[Declaration], pk: int, value: Any) -> int | None:
        """The id of the first that comes after a declaration.

        :param value: by which that one is sorted; None where it has no amount for the person's eyes.
        """
        beyond = "lt" if self._is_down else "gt"
        later = Q(**{f"pk__{beyond}": pk})
        valued, *valueless = self._parts(found)
        behind = []
        if value is not None:
            # The first condition says no more than the second; by it the index is read from there on.
            reached = Q(**{f"{self._field}__{beyond}e": value})
            behind.append(valued.filter(reached & (Q(**{f"{self._field}__{beyond}": value}) | later)))
        behind += [part if value is not None else part.filter(later) for part in valueless]
        return next((one for part in behind for one in part.values_list("pk", flat=True)[:1]), None)

    @property
    def _is_down(self) -> bool:
        return self.sort.startswith("-")

    @property
    def _field(self) -> str:
        return SORTS.get(self.sort.removeprefix("-"), SORTS["time"])

    def _parts(self, found: QuerySet[Declaration]) -> Iterator[QuerySet[Declaration]]:
        """What a list consists of, one after the other, each in its order."""
        pk = "-pk" if self._is_down else "pk"
        if self._field != SORTS["amount"]:
            yield found.order_by(f"-{self._field}" if self._is_down else self._field, pk)
            return
        amount = F("amount").desc(nulls_last=True) if self._is_down else F("amount").asc(nulls_last=True)
        yield found.filter(shows_figures(self.person), amount__isnull=False).order_by(amount, pk)
        yield found.filter(~shows_figures(self.person) | Q(amount=None)).order_by(pk)
