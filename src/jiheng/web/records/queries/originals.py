"""Whether somebody may take away the file that a form was read from: it may hold forms that do not exist for him."""

from __future__ import annotations

from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.intake_matching import is_blank
from jiheng.web.records.domain.turns import whose_work
from jiheng.web.records.models import Content, Declaration, Draft, Person, StoredFile, Version, VersionReason
from jiheng.web.records.permissions import seen_by
from jiheng.web.records.queries.declarations import Sight, sight_of

_OF_THE_UNIT = (VersionReason.SUBMITTED, VersionReason.CONFIRMED)
"""Versions whose files are the unit's own."""


def holds_what_he_does_not_see(sight: Sight, version: Version | None, content: Content, person: Person) -> bool:
    """Whether the file of a version, or of the draft, holds a filled form that a person may not see: one that is a draft
    yet, has not left its unit, or was never filed."""
    file = content.source
    if file is None or file.by_id in whose_work(person):
        return False
    if sight.inside and (version is None or version.reason in _OF_THE_UNIT):
        return False
    beside = list(Content.objects.filter(source=file).exclude(sha256=content.sha256).defer("page"))
    if not beside:
        return False
    shown = _shown_of(file, person)
    return any(one.sha256 not in shown and not is_blank(table_of(one)) for one in beside)


def _shown_of(file: StoredFile, person: Person) -> set[str]:
    """The hashes of the forms of a file that a person sees, each as a version or as a draft."""
    filed = [
        pk
        for held in (Version.objects, Draft.objects)
        for pk in held.filter(content__source__sha256=file.sha256).values_list("declaration", flat=True)
    ]
    found = Declaration.everything.filter(seen_by(person), pk__in=set(filed))
    shown: set[str] = set()
    for one in found.select_related("unit"):
        sight = sight_of(one, person)
        shown |= {version.sha256 for version in sight.versions}
        if sight.draft is not None:
            shown.add(sight.draft.content.sha256)
    return shown
