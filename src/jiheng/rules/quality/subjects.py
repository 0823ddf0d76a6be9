"""What each form of a file is about, and which of its indicators are about something else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jiheng.model.declaration import Kind
from jiheng.model.language import fold
from jiheng.rules.form import Form, Row
from jiheng.rules.topics import (
    EFFECTS,
    EVERYWHERE,
    are_apart,
    content,
    groups_of_subjects,
    object_of_others,
    pairs,
    shared_runs,
    subject_words,
    subjects,
    topics,
)

_LONG_RUN = 3
"""Characters of a piece that, standing in another project's name, tell on their own whose indicator it is."""
_PARENT_RUN, _PARENT_SHARED = 4, 6
"""Against the unit's own form, which is about everything: the longest piece, and all pieces together."""
_MOST_SUBJECTS = 2
"""A project of more fields than these is about anything."""
_WHOLE_NAME = 5
"""Characters of a project's name from which it is not met by chance."""
_GOOD_FOR = re.compile(r"受益|惠及|带动|服务|覆盖|涉及|辐射|帮助")
"""Whom a project is good for may be of any field: 受益学校数."""
_TAIL = re.compile(r"(?:专项|补助|项目|工作|业务|建设)*(?:经费|资金|项目|费用?|专项)$")
_MOST_OTHERS = 8
"""Projects that an indicator is held against."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """An indicator that is about something else: which words, and whose they are (None where no form of the file tells)."""

    row: Row
    words: str
    other: Form | None


class About:
    """What a form says it is about: its name, use, goals, tasks and estimates, not its indicators."""

    def __init__(self, form: Form, place: frozenset[str]) -> None:
        self.form = form
        self.place = place
        """Pairs of the unit's own name, which say nothing of the subject."""

    @cached_property
    def name(self) -> str:
        """The name of the project, with the fund that it belongs to."""
        return fold(f"{self.form.project} {self.form.table.parent_fund or ''}")

    @cached_property
    def bare(self) -> str:
        """The name of the project without 经费, 资金, 项目."""
        return _TAIL.sub("", fold(self.form.project))

    @cached_property
    def rest(self) -> str:
        """All that it says but in its indicators of satisfaction."""
        names = (row.name for row in self.form.rows if not row.is_satisfaction)
        return " ".join((self.own, self.form.unit, *names))

    @cached_property
    def fields_of_rows(self) -> Counter[str]:
        """How many different indicators are about each field."""
        texts = {fold(row.name): fold(f"{row.name}{row.indicator.description or ''}") for row in self.form.rows}
        return Counter(field for text in texts.values() for field in subjects(text))

    @cached_property
    def own(self) -> str:
        """All that it says of itself."""
        return fold(
            " ".join((self.form.project, self.form.table.parent_fund or "", *(one.text for one in self.form.texts)))
        )

    @cached_property
    def own_content(self) -> frozenset[str]:
        """The pairs of what it is about."""
        return content(self.own) - self.place

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that it works in: what its name says, and of the rest what no project of another field would say."""
        return subjects(self.name) | (subjects(self.own) - EVERYWHERE)

    @cached_property
    def is_of_one_field(self) -> bool:
        """Whether it names few things of different fields, so that what is foreign to it can be told."""
        return len([group for group in groups_of_subjects(self.own) if group - EVERYWHERE]) <= _MOST_SUBJECTS

    @cached_property
    def rows(self) -> frozenset[str]:
        """The names of its indicators."""
        return frozenset(fold(row.name) for row in self.form.rows)

    @cached_property
    def name_characters(self) -> frozenset[str]:
        """The characters of the words of its name."""
        return frozenset(char for pair in content(self.name) - self.place for char in pair)

    def shares_words(self, name: str) -> bool:
        """Whether a text has any word, or two characters of the name, in common with what the form is about."""
        words = content(name) - self.place
        return (
            bool(words & self.own_content) or len({char for pair in words for char in pair} & self.name_characters) > 1
        )

    def shared_fields(self, name: str) -> frozenset[str]:
        """The fields of a text that the form names, too."""
        return subjects(name) & subjects(self.own)


def foreign_rows(forms: Sequence[Form]) -> Iterator[Foreign]:
    """The indicators of project forms that are about something else than their project."""
    abouts = [About(form, pairs(form.unit)) for form in forms]
    projects = [
        one for one in abouts if one.form.kind in (Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION) and one.form.project
    ]
    parents = [one for one in abouts if one.form.kind is Kind.DEPARTMENT_OVERALL]
    index = _index(projects)
    for one in projects:
        for row in one.form.rows:
            if not row.name:
                continue
            if row.is_satisfaction:
                people = object_of_others(row.name, one.rest)
                if people:
                    yield Foreign(row, people, None)
                    continue
            whole = _named(one, row, index)
            if whole is not None:
                yield Foreign(row, whole.bare, whole.form)
            elif topics(row.name) - one.place and not one.shares_words(fold(row.name)):
                yield from _judged(one, row, index, parents)


def _index(projects: Sequence[About]) -> Mapping[str, list[About]]:
    """The projects by the pairs of their names that few of them share, and by the names of their indicators."""
    found: dict[str, list[About]] = defaultdict(list)
    for one in projects:
        for pair in topics(one.name) - one.place:
            found[pair].append(one)
    most = max(2, len(projects) // 4)
    kept = {pair: users for pair, users in found.items() if len({one.name for one in users}) <= most}
    for one in projects:
        for name in one.rows:
            kept.setdefault(f"={name}", []).append(one)
    return kept


def _judged(one: About, row: Row, index: Mapping[str, list[About]], parents: Sequence[About]) -> Iterator[Foreign]:
    shared = one.shared_fields(fold(row.name))
    other = _copied_from(one, row, index) if not shared & EVERYWHERE else None
    if other is None and not shared and not row.is_benefit:
        other = _named_after(one, row, index)
    if other is not None:
        pieces = shared_runs(row.name, other.name) or shared_runs(row.name, other.own)
        yield Foreign(row, "、".join(pieces), other.form)
    elif not shared:
        words = _of_the_unit(one, row, parents) or _of_another_field(one, row)
        if words:
            yield Foreign(row, "、".join(words), None)


def _copied_from(one: About, row: Row, index: Mapping[str, list[About]]) -> About | None:
    """The project whose indicator it is word for word, and which it is about."""
    for other in index.get(f"={fold(row.name)}", ())[:_MOST_OTHERS]:
        if other.name == one.name:
            continue
        if shared_runs(row.name, other.name):
            return other
        pieces = shared_runs(row.name, other.own)
        if pieces and (are_apart(one.fields, other.fields) or _is_own(row, other, pieces)):
            return other
    return None


def _named_after(one: About, row: Row, index: Mapping[str, list[About]]) -> About | None:
    """The project in whose name its words stand."""
    named = {id(other): other for pair in topics(row.name) - one.place for other in index.get(pair, ())[:_MOST_OTHERS]}
    for other in list(named.values())[:_MOST_OTHERS]:
        lengths = [len(piece) for piece in shared_runs(row.name, other.name)]
        if other.name != one.name and lengths and (max(lengths) >= _LONG_RUN or len(lengths) > 1):
            return other
    return None


def _of_the_unit(one: About, row: Row, parents: Sequence[About]) -> list[str]:
    """The words of an indicator that the unit's own form has, and nothing of the project."""
    for parent in parents:
        pieces = shared_runs(row.name, parent.own)
        lengths = [len(piece) for piece in pieces]
        if len(pieces) > 1 and max(lengths) >= _PARENT_RUN and sum(lengths) >= _PARENT_SHARED:
            return pieces if not any(piece in one.own for piece in pieces) else []
    return []


def _of_another_field(one: About, row: Row) -> list[str]:
    """The things of another field that an indicator names, where the project has one and nobody else is about the other."""
    name = fold(row.name)
    fields = subjects(name) - EVERYWHERE
    if row.is_benefit:
        fields -= EFFECTS
    if _GOOD_FOR.match(name) or not one.is_of_one_field or not are_apart(fields, one.fields):
        return []
    return subject_words(name) if all(one.fields_of_rows[field] < 2 for field in fields) else []


def _is_own(row: Row, other: About, pieces: Sequence[str]) -> bool:
    """Whether an indicator is copied from another project word for word, and says what that project is for."""
    if max(map(len, pieces)) < _LONG_RUN and len(pieces) < 2:
        return False
    return any(row.value == one.value and fold(row.name) == fold(one.name) for one in other.form.rows)


def _named(one: About, row: Row, index: Mapping[str, list[About]]) -> About | None:
    """The other project whose whole name stands in the name of an indicator."""
    name = fold(row.name)
    if topics(name) & topics(one.own):
        return None
    for other in {
        id(other): other for pair in topics(row.name) for other in index.get(pair, ())[:_MOST_OTHERS]
    }.values():
        if (
            other.name != one.name
            and len(other.bare) >= _WHOLE_NAME
            and other.bare in name
            and other.bare not in one.own
        ):
            return other
    return None


@dataclass(frozen=True, slots=True)
class Copied:
    """A phrase of a narrative's item that speaks of another item: their numbers from 0, the phrase, and the name in it."""

    item: int
    phrase: str
    other: int
    words: str


_LEAST_PHRASE = 6


def copied_phrases(form: Form) -> Iterator[Copied]:
    """The phrases that stand in two items of a narrative, and speak of what only one of them is about."""
    names = [fold(task.name or "") for task in form.table.tasks or ()]
    texts = [fold(task.content or "") for task in form.table.tasks or ()]
    place = pairs(form.unit)
    seen: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        for phrase in dict.fromkeys(_PHRASE.split(text)):
            if len(phrase) >= _LEAST_PHRASE and topics(phrase) - place:
                seen[phrase].append(n)
    for phrase, items in seen.items():
        if not 2 <= len(items) <= _MOST_ITEMS:
            continue
        told = {n: shared_runs(phrase, names[n]) for n in items}
        owners = [n for n in items if max(map(len, told[n]), default=0) >= 2]
        for n in items:
            rest = texts[n].replace(phrase, "")
            if len(owners) == 1 and n not in owners and not topics(phrase) & content(f"{names[n]} {rest}"):
                yield Copied(n, phrase, owners[0], "、".join(told[owners[0]]))


_PHRASE = re.compile(r"[,，。;；:：、()（）“”\"]")
_MOST_ITEMS = 4
