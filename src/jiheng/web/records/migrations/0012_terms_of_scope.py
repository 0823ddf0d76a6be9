"""The terms of rounds and units begin with `_` now: all declarations wait to be indexed anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Rows."""

    dependencies: ClassVar = [("records", "0011_reason_codes")]

    operations: ClassVar = [
        migrations.RunSQL(
            "INSERT INTO records_toindex (declaration_id) SELECT id FROM records_declaration "
            "WHERE id NOT IN (SELECT declaration_id FROM records_toindex)",
            migrations.RunSQL.noop,
        ),
    ]
