"""The sums of a form: which printed total stands over which printed parts, and which single change would mend them.

An amount printed with two decimals stands for an interval of half a hundredth on either side, so a sum of n parts may be off
by n halves of the last printed place and still be right: a rounding tail, no mistake. Which sums a form prints is said in
`sums_printed`; here they are worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS
from jiheng.rules.form import Form
from jiheng.rules.registry import Found
from jiheng.rules.sums_printed import Sum, amount_at, called, printed_sums

_FEWEST_PLACES = {"元": 0}
"""Decimals that amounts of a unit are printed with at least; two in every other unit."""
_MOST_CHANGES = 400
"""Parts of a sum among which the one to change is looked for; of a longer one only the total and the parts of other broken
sums."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sum as printed: the total, what the parts give, and by how much rounding may part them (all in yuan)."""

    sum: Sum
    printed: Decimal
    computed: Decimal
    tolerance: Decimal
    parts: tuple[str, ...]
    """The parts that count: all but the optional ones that do not fit."""

    @property
    def difference(self) -> Decimal:
        """Printed less computed."""
        return self.printed - self.computed

    @property
    def is_exact(self) -> bool:
        """Whether the parts give the very total."""
        return not self.difference

    @property
    def is_right(self) -> bool:
        """Whether rounding explains the difference."""
        return abs(self.difference) <= self.tolerance

    @property
    def is_open(self) -> bool:
        """Whether a part that the form does not list may explain the difference."""
        return self.sum.is_open and 0 <= self.computed < self.printed


def tolerance(form: Form, amounts: Sequence[Decimal], parts: int) -> Decimal:
    """By how much (in yuan) a sum of so many parts may be off: half of the last printed place for each.

    The last place is that of the coarsest of the amounts that print decimals; whole numbers say nothing of it.
    """
    scale = MONEY_UNITS.get(form.money_unit, Decimal(1))
    least = _FEWEST_PLACES.get(form.money_unit, 2)
    places = [found for amount in amounts if (found := _places(amount / scale))]
    decimals = max(least, min(places, default=least))
    return Decimal(max(parts, 1)) * scale.scaleb(-decimals) / 2


@lru_cache(maxsize=16384)
def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Ledger:
    """The sums of a form with the amounts that take part, each worked out once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.sums = tuple(printed_sums(form))
        self.amounts: dict[str, Decimal | None] = {}
        self.by_path: dict[str, list[int]] = defaultdict(list)
        for n, one in enumerate(self.sums):
            for path in one.paths:
                self.by_path[path].append(n)
                if path not in self.amounts:
                    self.amounts[path] = amount_at(form, path)
        self.checked = [self.evaluate(one) for one in self.sums]
        self.by_rule: dict[str, list[Checked]] = defaultdict(list)
        for checked in self.checked:
            if checked is not None:
                self.by_rule[checked.sum.rule].append(checked)

    def evaluate(self, one: Sum, changed: tuple[str, Decimal] | None = None) -> Checked | None:
        """A sum as it is printed, or with one amount changed; None where it cannot be checked: the total is blank, or a
        part."""
        total = self._amount(one.total, changed)
        if total is None:
            return None
        known = {path: amount for path in one.parts if (amount := self._amount(path, changed)) is not None}
        extra = {path: amount for path in one.optional if (amount := self._amount(path, changed))}
        if not known and not extra:
            return None
        if len(known) < len(one.parts) and not one.blank_is_zero:
            return None
        allowed = tolerance(self.form, [total, *known.values()], max(len(known), 2 if one.blank_is_zero else 1))
        computed = sum(known.values(), Decimal())
        chosen: tuple[str, ...] = ()
        if extra and abs(total - computed) > allowed:
            chosen = _fitting(extra, total - computed)
            computed += sum((extra[path] for path in chosen), Decimal())
        return Checked(one, total, computed, allowed, (*one.parts, *chosen))

    def _amount(self, path: str, changed: tuple[str, Decimal] | None) -> Decimal | None:
        return changed[1] if changed is not None and changed[0] == path else self.amounts[path]

    def single_change(self, one: Checked) -> tuple[str, Decimal] | None:
        """The one amount whose change makes a broken sum right and breaks no other; None where there is none, or several.

        Of several, the only one that mends another broken sum as well is taken, else the only one that undoes a slip of the
        pen.
        """
        if one.is_open:
            return None
        candidates = list(self._changes(one))
        if len(candidates) > 1:
            mending = [change for change in candidates if self._mends(change) > 1]
            slips = [change for change in mending or candidates if _is_slip(self.amounts[change[0]], change[1])]
            likely = mending if len(mending) == 1 else slips
            return likely[0] if len(likely) == 1 else None
        return candidates[0] if candidates else None

    def _changes(self, one: Checked) -> Iterator[tuple[str, Decimal]]:
        """The total and each part with the value that mends; where several broken sums ask for one, the shortest decides."""
        many = len(one.parts) > _MOST_CHANGES
        for path in (one.sum.total, *one.parts):
            if (self.amounts[path] is None and not one.sum.blank_is_zero) or path.startswith("extra"):
                continue
            wrong = [n for n in self.by_path[path] if not self._is_right(n)]
            if many and path != one.sum.total and len(wrong) < 2:
                continue
            for n in sorted(wrong, key=lambda n: len(self.sums[n].parts)):
                needed = self._needed(self.checked[n], path)
                if needed is not None and self._holds((path, needed)):
                    yield path, needed
                    break

    def _needed(self, one: Checked | None, path: str) -> Decimal | None:
        """What an amount must be for a sum to be exact; None where it would be negative."""
        if one is None or path not in (one.sum.total, *one.parts):
            return None
        if path == one.sum.total:
            return one.computed
        needed = one.difference + (self.amounts[path] or Decimal())
        return needed if needed >= 0 else None

    def _is_right(self, n: int) -> bool:
        checked = self.checked[n]
        return checked is None or checked.is_right

    def _holds(self, change: tuple[str, Decimal]) -> bool:
        for n in sorted(self.by_path[change[0]], key=lambda n: len(self.sums[n].parts)):
            checked = self.evaluate(self.sums[n], change)
            if checked is not None and not checked.is_right:
                return False
        return True

    def _mends(self, change: tuple[str, Decimal]) -> int:
        """How many broken sums a change makes right."""
        count = 0
        for n in self.by_path[change[0]]:
            if not self._is_right(n):
                after = self.evaluate(self.sums[n], change)
                count += after is not None and after.is_right
        return count


def _is_slip(old: Decimal | None, due: Decimal) -> bool:
    """Whether an amount is the due one with its decimal point moved, or with two neighbouring digits swapped."""
    if not old or due <= 0:
        return False
    one, other = (str(int(value.scaleb(4))).rstrip("0") for value in (old, due))
    if one == other:
        return True
    differ = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (
        len(one) == len(other)
        and len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )


def once(found: Iterable[Found]) -> Iterator[Found]:
    """What was found, each value to change told only once."""
    seen: set[object] = set()
    for one in found:
        if one.where[0] not in seen:
            seen.add(one.where[0])
            yield one


def is_given_by_sums(form: Form, path: str, yuan: Decimal) -> bool:
    """Whether a sum of the form that does not give its total gives this amount instead: the total is wrong, not the amount."""
    ledger = ledger_of(form)
    wrong = [
        checked
        for n in ledger.by_path.get(path, ())
        if (checked := ledger.checked[n]) is not None and not checked.is_right and checked.sum.total == path
    ]
    return any(abs(checked.computed - yuan) <= tolerance(form, [checked.computed, yuan], 1) for checked in wrong)


def _fitting(extra: Mapping[str, Decimal], missing: Decimal) -> tuple[str, ...]:
    """Those of the optional parts that come nearest to what is missing."""
    paths = tuple(extra)[:6]
    best: tuple[str, ...] = ()
    gap = abs(missing)
    for size in range(1, len(paths) + 1):
        for chosen in combinations(paths, size):
            off = abs(missing - sum((extra[path] for path in chosen), Decimal()))
            if off < gap:
                best, gap = chosen, off
    return best


@lru_cache(maxsize=64)
def ledger_of(form: Form) -> Ledger:
    """All sums that a form prints, whichever rule asks for them."""
    return Ledger(form)


def broken(form: Form, rule: str) -> Iterator[Checked]:
    """The sums of a rule that no rounding explains; where a part may be among what was not understood of the file, not."""
    for checked in ledger_of(form).by_rule.get(rule, ()):
        if not checked.is_right and not (checked.is_open and form.file.left_over):
            yield checked


def unbalanced(form: Form, one: Checked, fields: Mapping[str, str] | None = None, **slots: str) -> Found:
    """What a rule says of a broken sum: the value to change first, where one change mends all, else the total.

    Slots of its own: `total`, `sum`, `gap`; with a fix (template `with_fix`) `field`, `old`, `new`; where a part that is not
    listed may explain it, the template is `unlisted` and it is a warning.

    :param fields: what the form calls the fields, by the last step of their path; by default their full names.
    """
    slots |= {"total": form.money(one.printed), "sum": form.money(one.computed), "gap": form.money(abs(one.difference))}
    ledger = ledger_of(form)
    filled = [path for path in (one.sum.total, *one.parts) if ledger.amounts[path] is not None]
    if one.is_open or (change := ledger.single_change(one)) is None:
        return Found(
            filled,
            printed=one.printed,
            computed=one.computed,
            difference=one.difference,
            severity=Severity.WARNING if one.is_open else None,
            message="unlisted" if one.is_open else "",
            slots=dict(slots),
        )
    path, due = change
    old = ledger.amounts[path]
    slots |= {
        "field": fields[path.rpartition(".")[2]] if fields else called(form, path),
        "old": form.money(old) if old is not None else "空白",
        "new": form.money(due),
    }
    return Found(
        [path, *(other for other in filled if other != path)],
        printed=old,
        computed=due,
        difference=old - due if old is not None else None,
        fix=change,
        message="with_fix",
        slots=dict(slots),
    )


TASK_FIELDS = {"total": "总额", "fiscal_appropriation": "财政拨款", "other_funds": "其他资金"}
