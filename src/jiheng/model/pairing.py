"""Which form of one file is which of another: by kind, unit, project and year, then by what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from jiheng.model.declaration import Kind, Table
from jiheng.model.sameness import text_key

_ONE_PER_FILE = frozenset((Kind.DEPARTMENT_OVERALL, Kind.SPECIAL_FUND_SUMMARY, Kind.NARRATIVE))
"""Kinds of which a unit has one form: the last ones left over are each other's."""
_LIKE = 0.25
"""Share of what two forms say that must be common, where nothing else says that they are one."""
_POSTINGS = 40
"""Forms that one text leads to; what more forms say tells nothing."""
_CODE_LEAST = 4
"""Characters of a project's code; a shorter one is an ordinal."""
_IDENTITIES = (
    ("kind", "unit", "code", "project", "year"),
    ("kind", "unit", "code", "project"),
    ("kind", "unit", "code"),
    ("kind", "unit", "project"),
    ("kind", "code"),
    ("kind", "project"),
)
"""What forms must agree in, strictest first."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """By what a form is known."""

    kind: Kind
    unit: str
    code: str
    project: str
    year: int | None
    says: frozenset[str]


def pair_forms(before: Sequence[Table], after: Sequence[Table]) -> list[tuple[int, int]]:
    """The pairs of forms that are the same declaration, in the order of `before`."""
    pairing = _Pairing([_facts(table) for table in before], [_facts(table) for table in after])
    pairing.by_identity()
    pairing.by_likeness()
    pairing.by_kind(anything=len(before) == len(after) == 1)
    return sorted(pairing.partner.items())


def _facts(table: Table) -> _Facts:
    units = (table.budget_unit, table.filing_unit, table.implementing_unit)
    unit = next((text for text in units if isinstance(text, str) and text), "")
    names = [text_key(text) for text in (table.project_name, table.direction, table.parent_fund) if text]
    code = text_key(table.project_code or "")
    return _Facts(
        table.kind,
        text_key(unit),
        code if len(code) >= _CODE_LEAST else "",
        "|".join(names),
        table.fiscal_year or None,
        frozenset(_says(table)) - {""},
    )


def _nearest_year_first(score: tuple[float, int, int, int, int]) -> tuple[float, ...]:
    return (score[1], score[0], *score[2:])


def _names_itself(one: _Facts, fields: Sequence[str]) -> bool:
    """Whether a form says enough to be known by these fields."""
    if fields[-1] in ("code", "project") and len(fields) < len(_IDENTITIES[1]):
        return bool(getattr(one, fields[-1]))
    return bool(one.code or one.project or (one.unit and one.kind in _ONE_PER_FILE))


def _says(table: Table) -> Iterator[str]:
    """What a form says, in pieces that another version of it would say too."""
    for one in table.indicators or ():
        yield text_key(one.name or "")
        yield f"{text_key(one.name or '')}={text_key(one.value_text or '')}" if one.name else ""
    for task in table.tasks or ():
        yield text_key(task.name or "")
        yield f"task={task.total}" if task.total else ""
    for line in table.fund_lines or ():
        yield text_key(line.name or "")
    for cost in table.cost_estimates or ():
        yield text_key(cost.item or "")
    for goal in table.goals or ():
        yield from (text_key(part) for part in (goal.text or "").replace("；", "。").split("。") if part)
    for key, amount in (table.budget or {}).items():
        if amount:
            yield f"{key}={amount}"
    for text in (table.title, table.attachment, table.project_name, table.direction, *(table.safeguards or ())):
        yield text_key(text or "")


class _Pairing:
    def __init__(self, before: Sequence[_Facts], after: Sequence[_Facts]) -> None:
        self.before = before
        self.after = after
        self.partner: dict[int, int] = {}
        self.taken: set[int] = set()

    def by_identity(self) -> None:
        """Forms that name the same project of the same unit; a project's code changes with the year, its name stays."""
        for fields in _IDENTITIES:
            groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
            for side, n, one in self._free():
                if _names_itself(one, fields):
                    groups[tuple(getattr(one, field) for field in fields)][side].append(n)
            for rows, others in groups.values():
                self._match(rows, others, least=0.0)

    def by_likeness(self) -> None:
        """Forms of one kind that say much the same."""
        for kind in Kind:
            rows = [n for side, n, one in self._free() if side == 0 and one.kind is kind]
            others = [n for side, n, one in self._free() if side == 1 and one.kind is kind]
            self._match(rows, others, least=_LIKE)

    def by_kind(self, *, anything: bool) -> None:
        """What is left over, where there is no choice."""
        for kind in _ONE_PER_FILE:
            rows = [n for side, n, one in self._free() if side == 0 and one.kind is kind]
            others = [n for side, n, one in self._free() if side == 1 and one.kind is kind]
            if len(rows) == len(others) == 1:
                self._pair(rows[0], others[0])
        if anything and not self.partner:
            self._pair(0, 0)

    def _match(self, rows: Sequence[int], others: Sequence[int], least: float) -> None:
        """Pair the forms of two groups, the most alike first; without a `least` likeness, the rest in order."""
        if not rows or not others:
            return
        if len(rows) == len(others) == 1 and not least:
            self._pair(rows[0], others[0])
            return
        index: dict[str, list[int]] = defaultdict(list)
        for n in others:
            for text in sorted(self.after[n].says):
                if len(index[text]) < _POSTINGS:
                    index[text].append(n)
        scored = [score for n in rows for score in self._scores(n, index) if -score[0] >= least]
        for _, _, _, n, other in sorted(scored, key=None if least else _nearest_year_first):
            if n not in self.partner and other not in self.taken:
                self._pair(n, other)
        if not least:
            rest = [n for n in rows if n not in self.partner]
            for n, other in zip(rest, [n for n in others if n not in self.taken], strict=False):
                self._pair(n, other)

    def _scores(self, n: int, index: dict[str, list[int]]) -> Iterable[tuple[float, int, int, int, int]]:
        one = self.before[n]
        counts = Counter(other for text in one.says for other in index.get(text, ()))
        for other, common in counts.items():
            two = self.after[other]
            years = abs(one.year - two.year) if one.year and two.year else 0
            yield (-2 * common / (len(one.says) + len(two.says)), years, abs(n - other), n, other)

    def _free(self) -> list[tuple[int, int, _Facts]]:
        """The forms without a partner: side, number, facts."""
        found = [(0, n, one) for n, one in enumerate(self.before) if n not in self.partner]
        return found + [(1, n, one) for n, one in enumerate(self.after) if n not in self.taken]

    def _pair(self, n: int, other: int) -> None:
        self.partner[n] = other
        self.taken.add(other)
