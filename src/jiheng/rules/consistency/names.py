"""The names of projects over the forms of a file: which paragraph of a narrative speaks of which project form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from jiheng.model.declaration import Kind
from jiheng.model.language import fold
from jiheng.rules.form import Form

NEAR = 0.85
"""Likeness from which two names that nothing else tells apart are taken for one."""
NEAR_WITH_MONEY = 0.6
"""The same for names with equal amounts."""
_MOST = 300
"""Projects without an equal name that are looked at; a file with more is a batch, and names are left alone."""

_MARKS = re.compile(r"[^\w一-龥]")
_NUMBERS = re.compile(r"[\d一二三四五六七八九十]|[东南西北上下中]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A project that is named somewhere: its form, the path of its name and amount, and the amount."""

    form: Form
    path: str
    name: str
    amount: Decimal | None
    amount_path: str

    @property
    def bare(self) -> str:
        """The name for comparing."""
        return bare_name(self.name)


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph or task and the project forms that it speaks of; `is_equal` where they bear the same name."""

    entry: Entry
    projects: tuple[Entry, ...]
    is_equal: bool


@lru_cache(maxsize=16384)
def bare_name(text: str) -> str:
    """A name without marks and white space."""
    return _MARKS.sub("", fold(text))


@lru_cache(maxsize=16384)
def likeness(one: str, other: str) -> float:
    """How alike two bare names are, from 0 to 1."""
    return LCSseq.similarity(one, other) * 2 / (len(one) + len(other)) if one and other else 0.0


def lost_words(one: str, other: str) -> bool:
    """Whether the shorter of two bare names is the longer one with some words left out, and none of them tells two apart."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long) or LCSseq.similarity(short, long) != len(short):
        return False
    return not _NUMBERS.search(_left(short, long))


def _left(short: str, long: str) -> str:
    """The characters of the longer name that the shorter one has lost."""
    rest, at = [], 0
    for char in long:
        if at < len(short) and char == short[at]:
            at += 1
        else:
            rest.append(char)
    return "".join(rest)


def listed(form: Form) -> Iterator[Entry]:
    """The projects that a narrative or a department's form lists as its tasks."""
    for n, task in enumerate(form.table.tasks or ()):
        if task.name:
            amount = task.total if isinstance(task.total, Decimal) else None
            yield Entry(form, f"tasks[{n}].name", task.name, amount, f"tasks[{n}].total")


def projects_of(forms: Sequence[Form]) -> list[Entry]:
    """The project forms of a file that bear a name."""
    return [
        Entry(form, "project_name" if form.table.project_name else "direction", form.project, form.amount("budget.total"), "budget.total")
        for form in forms
        if form.kind in (Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION) and form.project
    ]  # fmt: skip


def paired(entries: Sequence[Entry], projects: Sequence[Entry]) -> list[Pair]:
    """Which entry speaks of which project: by equal names first, then by names that are nearly equal.

    Near names pair only where each is the other's best match among those without an equal.
    """
    by_name: dict[str, list[Entry]] = {}
    for project in projects:
        by_name.setdefault(project.bare, []).append(project)
    found = [Pair(entry, tuple(by_name[entry.bare]), True) for entry in entries if entry.bare in by_name]
    taken = {entry.bare for entry in entries}
    left = [entry for entry in entries if entry.bare not in by_name]
    free = [project for project in projects if project.bare not in taken and len(by_name[project.bare]) == 1]
    if not left or not free or len(left) > _MOST or len(free) > _MOST:
        return found
    best = {id(entry): _best(entry, free) for entry in left}
    for entry in left:
        match = best[id(entry)]
        if match is not None and _best(match, left) is entry:
            found.append(Pair(entry, (match,), False))
    return found


def told_and_filled(forms: Sequence[Form]) -> Iterator[tuple[Entry, Entry]]:
    """The paragraphs of a file's narratives that speak of one project form, each with that form."""
    projects = [one for one in projects_of(forms) if one.form.kind is Kind.PROJECT]
    for form in forms:
        if form.kind is Kind.NARRATIVE and projects:
            for pair in paired(list(listed(form)), projects):
                if len(pair.projects) == 1:
                    yield pair.entry, pair.projects[0]


def _best(entry: Entry, others: Sequence[Entry]) -> Entry | None:
    """The entry whose name is nearly the same; None where there is none, or two."""
    fitting = sorted(((likeness(entry.bare, other.bare), other) for other in others), key=lambda one: -one[0])
    fitting = [(score, other) for score, other in fitting if _is_near(entry, other, score)]
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][1]


def _is_near(one: Entry, other: Entry, score: float) -> bool:
    if one.amount is not None and one.amount == other.amount and score >= NEAR_WITH_MONEY:
        return not _NUMBERS.search(_unlike(one.bare, other.bare))
    return score >= NEAR and lost_words(one.bare, other.bare)


def _unlike(one: str, other: str) -> str:
    """The characters in which two names differ."""
    kept = LCSseq.opcodes(one, other)
    return "".join(
        one[op.src_start : op.src_end] + other[op.dest_start : op.dest_end] for op in kept if op.tag != "equal"
    )
