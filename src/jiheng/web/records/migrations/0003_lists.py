"""Indexes of the worklists over all years: by time, by time within a state, and on PostgreSQL by amount."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

_BY_AMOUNT = {
    "declaration_amount_up": "amount, id",
    # An amount that is not there comes last either way, which an index that is read backwards does not do.
    "declaration_amount_down": "amount DESC NULLS LAST, id DESC",
}


def install(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """SQLite, which small installations use, knows no order of nulls in an index, and sorts."""
    if editor.connection.vendor == "postgresql":
        for name, columns in _BY_AMOUNT.items():
            editor.execute(f"CREATE INDEX {name} ON records_declaration ({columns})")


def remove(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """The way back."""
    for name in _BY_AMOUNT:
        editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    """After the search."""

    dependencies: ClassVar = [("records", "0002_guards_and_search")]
    operations: ClassVar = [
        migrations.AddIndex(
            "declaration", models.Index(fields=["state", "-state_since", "-id"], name="declaration_state_all")
        ),
        migrations.AddIndex("declaration", models.Index(fields=["-state_since", "-id"], name="declaration_all")),
        migrations.RunPython(install, remove),
    ]
