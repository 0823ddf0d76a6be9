"""One change of the set-up at a time: what was checked still holds when it is written, however many press at once."""

from __future__ import annotations

from django.db import connection

from jiheng.web.records.models import Organisation


def lock_set_up() -> None:
    """Hold the root of the tree until the transaction ends: paths, codes, account names and years are checked under it.

    In SQLite a transaction lets no other writer in anyway.
    """
    if connection.vendor == "postgresql":
        root = Organisation.objects.filter(parent=None).order_by("pk")
        list(root.select_for_update().values_list("pk", flat=True))
