"""The versions that were frozen before there were seals are sealed: their looks and findings come under the audit chain."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import migrations
from django.utils import timezone

from jiheng.web.records.domain.audit import START, hash_of_values
from jiheng.web.records.domain.sealing import COLUMNS, SEAL, seal_of_values

_READ_AT_ONCE = 100
_IN_AN_ENTRY = 500


def seal(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """Entries of the chain, each with the seals of some hundred versions."""
    entries = apps.get_model("records", "AuditEntry").objects
    last = entries.filter(by=None, declaration=None, act=SEAL).order_by("-id").first()
    after = json.loads(last.details)["seals"][-1][0] if last is not None else 0
    seals: list[tuple[int, str]] = []
    versions = apps.get_model("records", "Version").objects.order_by("pk").values_list("pk", *COLUMNS)
    while page := list(versions.filter(pk__gt=after)[:_READ_AT_ONCE]):
        seals += [(pk, seal_of_values(values)) for pk, *values in page]
        after = page[-1][0]
        if len(seals) >= _IN_AN_ENTRY:
            _record(apps, seals)
            seals = []
    if seals:
        _record(apps, seals)


def _record(apps: Any, seals: list[tuple[int, str]]) -> None:
    head, _ = (
        apps.get_model("records", "ChainHead").objects.select_for_update().get_or_create(pk=1, defaults={"hash": START})
    )
    values = {
        "id": head.length + 1, "at": timezone.now(), "by_id": None, "act": SEAL, "declaration_id": None,
        "organisation_id": None, "from_state": "", "to_state": "", "version_sha256": "", "opinion": "",
        "details": json.dumps({"seals": seals}), "previous_hash": head.hash,
    }  # fmt: skip
    head.length, head.hash = values["id"], hash_of_values(*values.values())
    apps.get_model("records", "AuditEntry").objects.create(**values, hash=head.hash)
    head.save(update_fields=["length", "hash"])


class Migration(migrations.Migration):
    """After the index of what a person did."""

    dependencies: ClassVar = [("records", "0004_done")]
    operations: ClassVar = [migrations.RunPython(seal, migrations.RunPython.noop)]
