"""What the estimates of a form count: `6个社区*5万元`, and the places that they name one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.language import AMOUNT_INSIDE, fold_value
from jiheng.rules.consistency.costs import counts_of
from jiheng.rules.form import Form
from jiheng.rules.quantities import Counted, Quantity, core, head, key, measures_agree, quantities

_PLACE = re.compile(r"(?:(?!行政|自然|各|全|每|所有)[一-龥]){1,5}?(?:村|社区|居委会|街道|镇|乡|站|所|校|场|中心)")


@dataclass(frozen=True, slots=True)
class Estimated:
    """A count in a reckoning and the indicator that counts the same thing; `n` is the estimate's index."""

    n: int
    count: Quantity
    counted: Counted
    is_named: bool
    """Whether the reckoning names the thing (6个社区), not only its line."""

    @property
    def path(self) -> str:
        """Where the reckoning stands."""
        return f"cost_estimates[{self.n}].calculation"


def estimated(form: Form) -> Iterator[Estimated]:
    """The counts of the estimates that an indicator counts, too."""
    by_name: dict[str, list[Counted]] = {}
    by_item: dict[str, list[Counted]] = {}
    for one in counts_of(form):
        if not one.is_several:
            by_name.setdefault(key(head(one.core)), []).append(one)
            by_item.setdefault(one.core, []).append(one)
    if not by_name:
        return
    for n, estimate in enumerate(form.table.cost_estimates or ()):
        for count in quantities(estimate.calculation or ""):
            if count.after:
                for one in by_name.get(key(count.after), []):
                    if measures_agree(count.measure, one.measure):
                        yield Estimated(n, count, one, True)
            elif not count.before:
                for one in by_item.get(core(estimate.item or ""), []):
                    if count.measure == one.measure:
                        yield Estimated(n, count, one, False)


def named_apart(form: Form, one: Estimated) -> Decimal:
    """How many places the estimates name one by one besides a count: a village by name in the same reckoning, or a line of its own."""
    estimates = form.table.cost_estimates or ()
    places = Decimal()
    folded = fold_value(estimates[one.n].calculation or "")
    for amount in AMOUNT_INSIDE.finditer(folded):
        clause = re.split(r"[,，;；。=]", folded[: amount.start()])[-1]
        places += not any(char.isdigit() for char in clause) and _PLACE.search(clause) is not None
    for n, estimate in enumerate(estimates):
        if n != one.n and _PLACE.match(fold_value(estimate.item or "")):
            places += 1
    return places


def is_explained(form: Form, one: Estimated) -> bool:
    """Whether an indicator's number is that of the reckoning and of the places named apart, taken together."""
    rest = one.counted.number - one.count.number
    return one.is_named and rest > 0 and rest == named_apart(form, one)
