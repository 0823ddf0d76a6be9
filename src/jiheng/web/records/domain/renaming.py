"""What goes along when a unit or a project gets another name or code: titles, and what the search finds declarations by.

The declarations are locked before anything else, as every act does. Some are put right at once; where they are very many, the
rest wait for the process beside the server: until then they are found by the old name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from jiheng.web.records.domain.search_index import index
from jiheng.web.records.models import Content, Declaration, Draft, Project, ToIndex

AT_ONCE = 200
"""Declarations that are put right within the transaction of the new name, and at a time after it: less than a second."""
_Units = Mapping[int, tuple[str, str]]
"""Old and new name by the unit's id."""


def lock_of_units(units: Collection[int]) -> list[int]:
    """Lock the declarations that a new name of some units concerns; their ids."""
    return _lock(Q(unit__in=units)) if units else []


def lock_of_projects(projects: Collection[int]) -> list[int]:
    """The same for projects."""
    return _lock(Q(project__in=projects)) if projects else []


def follow_units(units: _Units, locked: Sequence[int]) -> None:
    """What was called as its unit is called so again, unless the unit has another one of that name; and all are found so."""
    for unit, (old, new) in units.items():
        named = Declaration.everything.filter(unit=unit, project=None, title=old[:200])
        same = Declaration.everything.filter(
            round=OuterRef("round"), unit=unit, kind=OuterRef("kind"), project=None, title=new[:200]
        )
        named.filter(~Exists(same)).update(title=new[:200])
    _find_anew(locked)


def follow_projects(projects: Iterable[Project], locked: Sequence[int]) -> None:
    """What was declared of a project is called as it is, and found so."""
    for one in projects:
        Declaration.everything.filter(project=one).exclude(title=one.name[:200]).update(title=one.name[:200])
    _find_anew(locked)


def index_waiting(most: int = 1000) -> int:
    """Put right some of those that wait; how many. By the process beside the server."""
    done = 0
    while done < most:
        with transaction.atomic():
            waiting = ToIndex.objects.order_by("pk")
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            pks = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
            _index(_lock(Q(pk__in=pks)))
            ToIndex.objects.filter(pk__in=pks).delete()
        if not pks:
            break
        done += len(pks)
    return done


def _lock(which: Q) -> list[int]:
    found = Declaration.everything.filter(which).order_by("pk").select_for_update(no_key=True)
    return list(found.values_list("pk", flat=True))


def _find_anew(pks: Sequence[int]) -> None:
    _index(pks[:AT_ONCE])
    ToIndex.objects.bulk_create((ToIndex(declaration_id=pk) for pk in pks[AT_ONCE:]), 1000, ignore_conflicts=True)


def _index(pks: Sequence[int]) -> None:
    drafts = dict(Draft.objects.filter(declaration__in=pks).values_list("declaration", "content"))
    found = Declaration.everything.filter(pk__in=pks).select_related("unit", "project", "current")
    shown = {one: drafts.get(one.pk) or (one.current.content_id if one.current else None) for one in found}
    contents = Content.objects.only("body").in_bulk([pk for pk in shown.values() if pk is not None])
    for one, content in shown.items():
        if content is not None:
            index(one, contents[content])
