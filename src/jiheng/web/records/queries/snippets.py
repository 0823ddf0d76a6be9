"""Where a search was found: the text with the words marked, and what kind of text it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiheng.model.declaration import Table
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.search_index import folded
from jiheng.web.records.models import Content, Declaration, Draft, Person
from jiheng.web.records.permissions import WITHIN_THE_UNIT, scope_of
from jiheng.web.records.queries.search import parts_of
from jiheng.web.records.queries.worklists import is_inside

_AROUND = 24
"""Characters that are shown on either side of what was found."""
_MOST = 2
"""Texts of one declaration that are shown, besides its names."""
_NAMES = (
    ("title", _("表名")),
    ("project_name", _("项目名称")),
    ("budget_unit", _("预算单位")),
    ("implementing_unit", _("实施单位")),
    ("competent_department", _("主管部门")),
)
_TASK, _GOAL, _INDICATOR, _VALUE = _("年度任务"), _("绩效目标"), _("指标"), _("指标值")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `is_found` where it is what was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text in which something was found: what it is, and its parts."""

    label: Promise
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a declaration: its title and its unit's name with the words marked, and texts of its form."""

    title: tuple[Piece, ...]
    unit: tuple[Piece, ...]
    snippets: tuple[Snippet, ...]
    is_complete: bool
    """Whether all the words were found in what the person may see."""


def found_in(person: Person, rows: Sequence[Declaration], query: str) -> dict[int, Found]:
    """For each declaration where the words of a query stand, in what the person sees of it. Two queries."""
    words = parts_of(query)
    if not words or not rows:
        return {}
    scope = scope_of(person)
    inside = {one.pk for one in rows if is_inside(scope, one)}
    drafts = dict(Draft.objects.filter(declaration__in=inside).values_list("declaration", "content"))
    shown = {
        one.pk: drafts.get(one.pk) or (one.current.content_id if one.current is not None else None)
        for one in rows
        # What a unit is working on, others find by its names alone.
        if one.pk in inside or one.state not in WITHIN_THE_UNIT
    }
    wanted = {pk for pk in shown.values() if pk is not None}
    contents = {one.pk: one for one in Content.objects.filter(pk__in=wanted).only("body")}
    return {one.pk: _found(one, contents, shown.get(one.pk), words) for one in rows}


def _found(one: Declaration, contents: Mapping[int, Content], content: int | None, words: Sequence[str]) -> Found:
    missing = set(words)
    names = [one.title, one.unit.name, one.project.code if one.project is not None else ""]
    for name in names:
        missing -= _words_in(name, words)
    snippets: list[Snippet] = []
    more: list[Snippet] = []
    if content is not None:
        for label, text in _texts(table_of(contents[content])):
            here = _words_in(text, words)
            if not here:
                continue
            made = Snippet(label, tuple(_cut(pieces(text, words))))
            (snippets if here & missing else more).append(made)
            missing -= here
    return Found(
        tuple(pieces(one.title, words)),
        tuple(pieces(one.unit.name, words)),
        tuple([*snippets, *more][: max(_MOST, len(snippets))]),
        not missing,
    )


def _texts(table: Table) -> Iterator[tuple[Promise, str]]:
    """The texts that are searched, with what they are; see `search.texts_of`."""
    for key, label in _NAMES:
        yield label, getattr(table, key) or ""
    for task in table.tasks or ():
        yield _TASK, task.name or ""
    for goal in table.goals or ():
        yield _GOAL, goal.text or ""
    for row in table.indicators or ():
        yield _INDICATOR, row.name or ""
        yield _VALUE, row.value_text or ""


def pieces(text: str, words: Sequence[str]) -> Iterator[Piece]:
    """A text cut where the words begin and end."""
    plain, at = _folded(text)
    marked = bytearray(len(text))
    for word in words:
        begin = plain.find(word)
        while begin >= 0:
            first, last = at[begin], at[begin + len(word) - 1] + 1
            marked[first:last] = b"\1" * (last - first)
            begin = plain.find(word, begin + 1)
    start = 0
    while start < len(text):
        end = marked.find(1 - marked[start], start)
        end = len(text) if end < 0 else end
        yield Piece(text[start:end], bool(marked[start]))
        start = end


def _cut(parts: Iterator[Piece]) -> Iterator[Piece]:
    """Only what stands around the found words."""
    found = list(parts)
    for number, one in enumerate(found):
        if one.is_found or len(one.text) <= 2 * _AROUND:
            yield one
        elif number == 0:
            yield Piece(f"…{one.text[-_AROUND:]}")
        elif number == len(found) - 1:
            yield Piece(f"{one.text[:_AROUND]}…")
        else:
            yield Piece(f"{one.text[:_AROUND]}…{one.text[-_AROUND:]}")


def _words_in(text: str, words: Sequence[str]) -> set[str]:
    plain = folded(text)
    return {word for word in words if word in plain}


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text as the search compares it, and for each of its characters where it stands in the text."""
    whole = folded(text)
    if len(whole) == len(text) and whole == text.lower():  # as nearly all are
        return whole, range(len(text))
    made: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        plain = folded(character)
        made.append(plain)
        at += [place] * len(plain)
    return "".join(made), at
