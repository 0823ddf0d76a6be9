"""The 批复 of a declaration, each as it was given: bound to its version, with the names that things had then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiheng.web.records.models import Act, AuditEntry, Declaration, Organisation, OrganisationKind, Version
from jiheng.web.records.permissions import competent_department

_NAMES = "names"
"""Where the names stand in the details of the entry."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One 批复."""

    number: int
    """Of the declaration's approvals, from 1."""
    document: str
    """批复文号."""
    at: datetime
    version: Version
    names: Mapping[str, Any]
    """See `names_of`; of an approval by an older program the names of today."""


def names_of(declaration: Declaration) -> dict[str, Any]:
    """What a 批复 calls the bureau, the unit, whom it is addressed to, and the project's code."""
    bureau = Organisation.objects.get(kind=OrganisationKind.BUREAU)
    department = competent_department(declaration.unit)
    return {
        "bureau": bureau.name,
        "unit": declaration.unit.name,
        "addressees": list(dict.fromkeys((department.name, declaration.unit.name))),
        "project_code": declaration.project.code if declaration.project is not None else "",
    }


def said_of(declaration: Declaration) -> dict[str, Any]:
    """What the entry of an approval keeps of the names."""
    return {_NAMES: names_of(declaration)}


def approvals_of(declaration: Declaration) -> list[Approval]:
    """The approvals of a declaration, the first one first."""
    entries = list(AuditEntry.objects.filter(declaration=declaration, act=Act.APPROVE).order_by("pk"))
    versions = list(Version.objects.filter(declaration=declaration).order_by("-number")) if entries else []
    found = []
    for number, entry in enumerate(entries, start=1):
        # Two versions may say the same: what was approved is the last one that was there.
        bound = (one for one in versions if one.sha256 == entry.version_sha256 and one.at <= entry.at)
        version = next(bound, None)
        if version is not None:
            said = json.loads(entry.details)
            names = said.get(_NAMES) or names_of(declaration)
            found.append(Approval(number, said["number"], entry.at, version, names))
    return found
