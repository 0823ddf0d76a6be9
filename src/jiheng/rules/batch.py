"""All forms of one check: by file, by unit, by declaration; and those of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from jiheng.model.declaration import Kind
from jiheng.model.language import fold
from jiheng.rules.form import Form


class Batch:
    """The forms of a call in the order of its arguments, and last year's (`previous`).

    Rules over a batch must not compare all with all: they group by a key, or use an index.
    """

    def __init__(self, forms: Sequence[Form], previous: Sequence[Form] = ()) -> None:
        self.forms = forms
        self.previous = previous

    @cached_property
    def versions(self) -> list[list[Form]]:
        """The declarations of which the batch holds several versions, each with its forms in order.

        Two forms are one declaration when unit, year, kind and project code (or name) agree; where a form names no unit,
        when all their task amounts agree.
        """
        return [group for group in self._declarations if len(group) > 1]

    @cached_property
    def distinct(self) -> list[Form]:
        """One form for each declaration: the last of its versions."""
        return [group[-1] for group in self._declarations]

    @cached_property
    def _declarations(self) -> list[list[Form]]:
        groups: dict[tuple[object, ...], list[Form]] = {}
        nameless: dict[tuple[object, ...], list[Form]] = {}
        for form in self.forms:
            key = declaration_key(form)
            amounts = _amounts_key(form)
            group = groups.get(key) if key is not None else None
            if group is None and amounts is not None and (key is None or amounts in nameless):
                group = nameless.get(amounts)
                if group is not None and form.unit and any(one.unit and one.unit != form.unit for one in group):
                    group = None
            if group is None:
                group = []
                if key is not None:
                    groups[key] = group
                else:
                    groups[("alone", form.source, form.number)] = group
            elif key is not None:
                groups.setdefault(key, group)
            if amounts is not None:
                nameless.setdefault(amounts, group)
            group.append(form)
        return [group for group in {id(group): group for group in groups.values()}.values() if group]

    @cached_property
    def last_year(self) -> dict[int, Form]:
        """For the `id` of a form, last year's form of the same declaration."""
        known: dict[tuple[object, ...], Form] = {}
        for form in self.previous:
            key = declaration_key(form)
            if key is not None:
                known[_without_year(key)] = form
        found = {}
        for form in self.forms:
            key = declaration_key(form)
            if key is not None and _without_year(key) in known:
                found[id(form)] = known[_without_year(key)]
        return found


def declaration_key(form: Form) -> tuple[object, ...] | None:
    """What makes a form this declaration and no other: kind, unit, year, and the project's code, else its name."""
    if not form.unit:
        return None
    table = form.table
    which = ""
    if form.kind in (Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION, Kind.MONITORING, Kind.SELF_EVALUATION):
        which = f"{fold(table.project_code or '')}|{fold(form.project)}" if table.project_code else fold(form.project)
        if not which and table.subject != "department":
            return None
    return (form.kind, form.unit, form.year, which)


def _without_year(key: tuple[object, ...]) -> tuple[object, ...]:
    kind, unit, _, which = key
    return (kind, unit, str(which).rpartition("|")[2])  # a project's code changes with the year, its name stays


def _amounts_key(form: Form) -> tuple[object, ...] | None:
    """The amounts of the tasks, by which a form without a unit is known; None where there are fewer than three."""
    amounts = [task.total for task in form.table.tasks or ()]
    if len(amounts) < 3 or any(amount is None for amount in amounts):
        return None
    return (form.kind, *amounts)
